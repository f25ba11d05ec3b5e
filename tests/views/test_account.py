"""One's own account: the page with roles and details, and the menu in the header of every page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from housing.models import Event, EventText, Membership, User
from tests.cast import Cast, signed_in
from tests.markup import Node, page
from tests.signing_in import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_counts")]


# ── One's own page ───────────────────────────────────────────────────────────────────────────────────────


def test_own_page_shows_roles_and_ways_to_sign_in(cast: Cast) -> None:
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id="GM0489")
    Membership.objects.filter(user=cast.clerk, municipality_id="GM0599").update(valid_until="2099-12-31")
    response = signed_in(cast.clerk).get("/account/")
    assert "no-store" in response.headers["Cache-Control"]
    root = page(response)
    text = root.one("main").text
    assert "Invoerder gemeente: Rotterdam tot en met 31 december 2099" in text
    assert "Invoerder gemeente: Barendrecht zonder einddatum" in text
    assert {"/invoer/rotterdam/", "/invoer/barendrecht/"} <= addresses(root.one("main"))
    assert {
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("usersessions_list"),
    } <= addresses(root.one("main"))


def addresses(node: Node) -> set[str]:
    return {link.attributes.get("href", "") for link in node.all("a")}


def test_ended_role_is_not_shown(cast: Cast) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until="2020-01-01")
    assert "U hebt geen rol." in said(signed_in(cast.clerk).get("/account/"))


def test_details_are_changed_and_logged_without_names(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    response = client.post(
        "/account/", {"name": "Nieuwe Naam", "phone": "+31 10 123 45 67", "language": "en"}
    )
    assert response.status_code == 302
    assert response.cookies["taal"].value == "en"
    user = User.objects.get(pk=cast.clerk.pk)
    assert (user.name, user.phone, user.language) == ("Nieuwe Naam", "+31 10 123 45 67", "en")
    event = Event.objects.get(action="account.changed")
    assert event.data == {"old": {}, "new": {"what": ["name", "phone", "language"]}}
    texts = dict(EventText.objects.filter(event=event).values_list("kind", "text"))
    assert texts["name"] == "Nieuwe Naam"
    client.post("/account/", {"name": "Nieuwe Naam", "phone": "+31 10 123 45 67", "language": "en"})
    assert Event.objects.filter(action="account.changed").count() == 1


def test_wrong_details_are_kept_on_the_page(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    response = client.post("/account/", {"name": "", "phone": "bel maar", "language": "nl"})
    root = page(response)
    assert "Vul uw naam in." in root.one("main").text
    assert "Een telefoonnummer bestaat uit cijfers" in root.one("main").text
    assert root.one("input", name="phone").attributes["value"] == "bel maar"
    assert User.objects.get(pk=cast.clerk.pk).name == "Clerk"


@pytest.mark.parametrize("name", ["account", "usersessions_list", "mfa_index", "account_change_password"])
def test_own_pages_are_not_there_for_visitors(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 404


# ── Header ───────────────────────────────────────────────────────────────────────────────────────────────


def test_visitor_finds_signing_in_with_the_way_back() -> None:
    root = page(Client().get("/begrippen/"))
    [link] = root.all("a", class_="masthead__login")
    assert link.attributes["href"] == "/inloggen/?next=/begrippen/"
    root = page(Client().get("/inloggen/?next=/account/"))
    [link] = root.all("a", class_="masthead__login")
    assert link.attributes["href"] == "/inloggen/?next=/account/"


def test_header_asks_nothing_of_the_database_for_visitors(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10) as asked:
        Client().get("/begrippen/")
    assert not [q for q in asked.captured_queries if re.search("session|housing_user|membership", q["sql"])]


def menu(user: User) -> list[str]:
    root = page(signed_in(user).get("/account/"))
    return [link.text for link in root.one("details", class_="account-menu").all("a", "button")]


def test_menu_holds_what_the_roles_allow(cast: Cast) -> None:
    assert menu(cast.outsider) == ["Mijn taken", "Account", "Uitloggen"]
    assert menu(cast.clerk) == ["Mijn taken", "Opgaven", "Account", "Uitloggen"]
    assert menu(cast.coordinator) == ["Mijn taken", "Beoordelen", "Accounts", "Account", "Uitloggen"]
    assert menu(cast.administrator) == ["Mijn taken", "Accounts", "Logboek", "Account", "Uitloggen"]
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id="GM0489")
    assert menu(cast.clerk)[1:4] == ["Opgaven", "Barendrecht", "Rotterdam"]


def test_header_keeps_the_position_in_the_search(site: Client) -> None:
    root = page(site.get("/landelijk/2022-1/?stand=2022-01-07"))
    search = root.one("form", class_="masthead__search")
    assert search.one("input", name="stand").attributes["value"] == "2022-01-07"
    root = page(site.get("/landelijk/2022-1/?publicatie=kamerbrief-7-januari-2022"))
    search = root.one("form", class_="masthead__search")
    assert search.one("input", name="publicatie").attributes["value"] == "kamerbrief-7-januari-2022"
    assert (
        not page(site.get("/landelijk/2022-1/"))
        .one("form", class_="masthead__search")
        .all("input", type="hidden")
    )
