"""Mijn taken, as each role of the demonstration sees it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from housing.domain.roles import Role
from housing.models import Membership, User
from housing.views import task_words
from tests.cast import person, signed_in
from tests.markup import Node, page

pytestmark = pytest.mark.django_db


def reader(name: str) -> Client:
    return signed_in(User.objects.get(email=f"{name}@demonstratie.example"))


def shown(client: Client) -> Node:
    response = client.get("/taken/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return page(response)


def text_of(client: Client) -> str:
    return shown(client).one("main").text


def test_visitor_finds_nothing_here(site: Client) -> None:
    assert Client().get("/taken/").status_code == 404


def test_editor_sees_months_to_report_with_one_click(site: Client) -> None:
    text = text_of(reader("invoer"))
    assert "Er wachten 3 taken op u" in text
    assert "bevestig" in text
    assert "Schiedam" in text
    assert "oktober 2022 is nog niet ingediend" in text
    assert "oktober 2022 is teruggestuurd" in text
    assert "November 2022 komt hierna: u kunt indienen van 30 november 2022" in text
    addresses = [link.attributes["href"] for link in shown(reader("invoer")).one("main").all("a")]
    assert "/invoer/barendrecht/2022-2/" in addresses
    assert "/invoer/rotterdam/2022-2/" in addresses


def test_coordinator_sees_what_waits_for_review(site: Client) -> None:
    text = text_of(reader("provincie"))
    assert "oktober 2022: 34 opgaven te beoordelen" in text
    assert "1 correctie wacht op uw besluit" in text
    assert "oktober 2022: 3 gemeenten te laat" in text
    assert "Barendrecht, Oegstgeest, Waddinxveen" in text


def test_ministry_sees_the_country(site: Client) -> None:
    for name in ("ministerie", "beheer1"):
        text = text_of(reader(name))
        assert "Er is nu niets te doen" in text
        assert "Heel Nederland, 2e helft 2022" in text
        assert "Zuid-Holland" in text


def test_administrator_sees_the_quarterly_review(site: Client) -> None:
    assert "dit kwartaal nog niet bevestigd" in text_of(reader("accounts"))


def test_readers_are_told_that_nothing_waits(site: Client) -> None:
    for name, area in (("gemeente", "Rotterdam"), ("regietafel", "Zuid-Holland")):
        text = text_of(reader(name))
        assert "Er is nu niets te doen" in text
        assert "U leest mee" in text
        assert area in text


def test_account_without_role_is_told_whom_to_ask(site: Client) -> None:
    assert "U heeft nog geen rol" in text_of(signed_in(person("nobody")))


def test_what_somebody_wrote_is_escaped(site: Client) -> None:
    user = User.objects.get(email="accounts@demonstratie.example")
    Membership.objects.filter(user__email="provincie@demonstratie.example").update(valid_until="2022-11-30")
    User.objects.filter(email="provincie@demonstratie.example").update(name="<script>x</script>")
    body = signed_in(user).get("/taken/").content.decode()
    assert "&lt;script&gt;x" in body
    assert "<script>x" not in body


def test_pages_that_do_not_exist_are_left_out(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, args: tuple[object, ...] = ()) -> str:
        raise NoReverseMatch(name)

    monkeypatch.setattr(task_words, "reverse", absent)
    for name in ("beheer2", "accounts"):
        links = shown(reader(name)).one("main").all("a")
        assert not links


@pytest.mark.parametrize("name", ["invoer", "provincie", "beheer1", "accounts", "regietafel"])
def test_page_works_in_english(site: Client, name: str) -> None:
    client = reader(name)
    client.cookies["taal"] = "en"
    assert client.get("/taken/").status_code == 200


def test_number_of_queries_does_not_grow_with_municipalities(site: Client) -> None:
    one = person("one", Role.MUNICIPALITY_EDITOR, municipality="GM0599")
    many = person("many", Role.MUNICIPALITY_EDITOR, municipality="GM0599")
    for code in ("GM0489", "GM0344", "GM0363", "GM0518"):
        Membership.objects.create(user=many, role="municipality_editor", municipality_id=code)
    counts = []
    for user in (one, many):
        client = signed_in(user)
        client.get("/taken/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/taken/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_number_of_queries_does_not_grow_with_provinces(site: Client) -> None:
    one = person("one", Role.PROVINCE_COORDINATOR, province="PV28")
    many = person("many", Role.PROVINCE_COORDINATOR, province="PV28")
    for code in ("PV26", "PV27", "PV20"):
        Membership.objects.create(user=many, role="province_coordinator", province_id=code)
    counts = []
    for user in (one, many):
        client = signed_in(user)
        client.get("/taken/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/taken/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
