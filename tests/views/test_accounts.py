"""The administrator's list of accounts: who may see it, who has what, filters, order, and as a file."""

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from housing.domain.roles import Role
from housing.models import Membership, User
from housing.queries.journal import journal_state
from tests.account_pages import LIST
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, person, signed_in
from tests.markup import Node, main


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def names(content: Node) -> list[str]:
    """Who is in the table of people."""
    rows = content.one("table").all("tbody")[0].all("tr")
    return [row.all("a")[0].text for row in rows if row.all("a")]


def today() -> date:
    return journal_state().today


# ── Who may see it ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["clerk", "reader", "coordinator", "province_reader", "ministry_reader", "manager", "outsider"],
)
def test_others_find_nothing(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    pk = cast.outsider.pk
    for address in (
        "",
        "uitnodigen/",
        "kwartaalcontrole/",
        f"{pk}/",
        f"{pk}/rol/",
        f"{pk}/toegang/",
        f"{pk}/tweede-factor/",
    ):
        assert client.get(LIST + address).status_code == 404, address
        assert client.post(LIST + address).status_code == 404, address
    assert client.post(f"{LIST}uitnodigingen/1/intrekken/").status_code == 404
    assert Client().get(LIST).status_code == 404


def test_pages_are_kept_nowhere(admin: Client) -> None:
    response = admin.get(LIST)
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


# ── Who has what ─────────────────────────────────────────────────────────────────────────────────────────


def test_list_shows_roles_areas_and_second_factor(cast: Cast, admin: Client) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=today() + timedelta(days=12))
    rows = {row[0].split(" ")[0]: row for row in main(admin.get(LIST)).one("table").rows[1:]}
    assert rows["Clerk"][1] == "invoerder gemeente Rotterdam"
    assert rows["Clerk"][2].endswith("nog 12 dagen")
    assert rows["Clerk"][3:] == ["nog nooit", "nee", "actief"]
    assert rows["Coordinator"][1:] == ["coördinator provincie Zuid-Holland", "", "nog nooit", "ja", "actief"]
    assert "1 rol loopt binnen 30 dagen af" in main(admin.get(LIST)).text


def test_list_says_whose_role_waits_for_a_second_factor(cast: Cast, admin: Client) -> None:
    Membership.objects.create(user=cast.outsider, role=Role.MINISTRY_MANAGER.value)
    content = main(admin.get(LIST))
    assert "Bij 1 persoon wacht een rol op een tweede factor" in content.text
    assert "Outsider" in names(main(admin.get(f"{LIST}?toon=zonder-factor")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoek=second+clerk", ["Second-Clerk"]),
        ("zoek=OUTSIDER%40voorbeeld", ["Outsider"]),
        ("rol=province_coordinator", ["Coordinator", "Other-Coordinator"]),
        ("provincie=utrecht", ["Other-Clerk", "Other-Coordinator"]),
        ("provincie=utrecht&rol=municipality_editor", ["Other-Clerk"]),
        ("toon=afgelopen", ["Reader"]),
        ("toon=loopt-af", ["Clerk"]),
        ("toon=uit", ["Province-Reader"]),
        ("toon=lang-weg&zoek=manager", ["Second-Manager"]),
        ("zoek=niemand-heet-zo", []),
    ],
)
def test_filters(cast: Cast, admin: Client, query: str, expected: list[str]) -> None:
    Membership.objects.filter(user=cast.reader).update(valid_until=today() - timedelta(days=1))
    Membership.objects.filter(user=cast.clerk).update(valid_until=today())
    User.objects.filter(pk=cast.province_reader.pk).update(is_active=False)
    User.objects.filter(pk=cast.manager.pk).update(last_login=timezone.now())
    assert names(main(admin.get(f"{LIST}?{query}"))) == expected


@pytest.mark.parametrize(
    "query", ["rol=x&provincie=y&toon=z", "zoek=%00", "sort=x", "page=999", "page=x", "zoek=" + "a" * 500]
)
def test_nonsense_in_the_address_still_shows_the_list(admin: Client, query: str) -> None:
    assert admin.get(f"{LIST}?{query}").status_code == 200


def test_list_sorts(cast: Cast, admin: Client) -> None:
    Membership.objects.filter(user=cast.manager).update(valid_until=today() + timedelta(days=5))
    assert names(main(admin.get(f"{LIST}?sort=ends")))[0] == "Manager"
    assert names(main(admin.get(f"{LIST}?sort=-name")))[0] == "Second-Manager"
    for column in ("roles", "sign_in", "factor", "state"):
        assert len(names(main(admin.get(f"{LIST}?sort={column}")))) == 12


def test_list_as_a_file(cast: Cast, admin: Client) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(name="=cmd()")
    response = admin.get(f"{LIST}?_export=csv")
    lines = {line["email"]: line for line in csv.DictReader(response.content.decode().splitlines())}
    assert len(lines) == 12
    clerk = lines["clerk@voorbeeld.example"]
    assert (clerk["role"], clerk["area_code"], clerk["area"]) == (
        "municipality_editor",
        ROTTERDAM,
        "Rotterdam",
    )
    assert lines["manager@voorbeeld.example"]["second_factor"] == "yes"
    assert lines["outsider@voorbeeld.example"]["role"] == ""
    assert lines["outsider@voorbeeld.example"]["name"] == "'=cmd()", "no spreadsheet takes it for a formula"
    filtered = admin.get(f"{LIST}?rol=administrator&_export=csv").content.decode().splitlines()
    assert len(filtered) == 2


def crowd(size: int) -> None:
    """Make it so many accounts, each with two roles."""
    for number in range(User.objects.count(), size):
        user = person(f"collega-{number}", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM)
        Membership.objects.create(user=user, role="municipality_reader", municipality_id=BARENDRECHT)


@pytest.mark.parametrize("address", [LIST, f"{LIST}?_export=csv", f"{LIST}kwartaalcontrole/"])
def test_queries_stay_the_same_with_more_people(cast: Cast, admin: Client, address: str) -> None:
    counts = []
    for size in (12, 60):
        crowd(size)
        admin.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["per_page=-1", "per_page=0", "page=0", "page=x", "page=999", "sort=x"])
def test_odd_pages_of_the_list_show_people(admin: Client, asked: str) -> None:
    response = admin.get(f"{LIST}?{asked}")
    assert response.status_code == 200
    assert "Clerk" in names(main(response))
