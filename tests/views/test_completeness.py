"""Pages of completeness: who sees them, what they say, and their files."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.models import User
from housing.tables.columns import harmless
from tests.cast import signed_in
from tests.markup import page

pytestmark = pytest.mark.django_db

PROVINCE = "/provincies/zuid-holland/2022-2/volledigheid/"
OTHER = "/provincies/utrecht/2022-2/volledigheid/"
NATIONAL = "/landelijk/2022-2/volledigheid/"


def reader(name: str) -> Client:
    return signed_in(User.objects.get(email=f"{name}@demonstratie.example"))


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return page(response).one("main").text


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.content.decode())))


@pytest.mark.parametrize(
    ("name", "province", "other", "national"),
    [
        ("provincie", 200, 404, 404),
        ("regietafel", 200, 404, 404),
        ("ministerie", 200, 200, 200),
        ("beheer1", 200, 200, 200),
        ("invoer", 404, 404, 404),
        ("accounts", 404, 404, 404),
    ],
)
def test_who_sees_it(site: Client, name: str, province: int, other: int, national: int) -> None:
    client = reader(name)
    found = [client.get(address).status_code for address in (PROVINCE, OTHER, NATIONAL)]
    assert found == [province, other, national]


def test_visitor_finds_nothing_here(site: Client) -> None:
    assert [Client().get(address).status_code for address in (PROVINCE, NATIONAL)] == [404, 404]


def test_province_says_what_is_in_and_who_is_late(site: Client) -> None:
    text = text_of(reader("provincie"), PROVINCE)
    assert "3 maandopgaven ontbreken" in text
    assert "204 van de 208 opgaven" in text
    assert "Wie te laat is en wie u belt" in text
    assert "leo.leidse@demonstratie.example" in text
    assert "teruggestuurd" in text


def test_contacts_are_for_those_who_may_see_them(site: Client) -> None:
    for name, address in (("regietafel", PROVINCE), ("ministerie", PROVINCE), ("ministerie", NATIONAL)):
        client = reader(name)
        assert "demonstratie.example" not in text_of(client, address)
        assert "email" not in rows(client, f"{address}?_export=bellijst")[0]
    assert "leo.leidse@demonstratie.example" in text_of(reader("beheer1"), NATIONAL)


def test_files_hold_what_the_screen_shows(site: Client) -> None:
    client = reader("provincie")
    months = rows(client, f"{PROVINCE}?_export=maanden")
    assert months[0]["month"] == "2022-07"
    assert sum(int(row["reported"]) for row in months) == 204
    assert sum(int(row["expected"]) for row in months) == 208
    lines = rows(client, f"{PROVINCE}?_export=csv")
    assert sum(row["state"] == "missing" for row in lines) == 3
    assert sum(row["timeliness"] == "on_time" for row in lines) == 187
    calls = rows(client, f"{PROVINCE}?_export=bellijst")
    assert calls[0]["municipality"] == "Oegstgeest"
    assert calls[0]["email"] == "leo.leidse@demonstratie.example"


def test_country_has_every_province_and_the_whole_list_in_its_file(site: Client) -> None:
    client = reader("beheer1")
    root = page(client.get(NATIONAL))
    assert "Fryslân" in root.one("main").text
    late = rows(client, f"{NATIONAL}?_export=bellijst")
    assert len({row["municipality_code"] for row in late}) > 25
    assert len({row["province"] for row in rows(client, f"{NATIONAL}?_export=csv")}) == 12


def test_months_without_report_were_read_in(site: Client) -> None:
    """The demonstration's first half-years came from files."""
    root = page(reader("beheer1").get("/landelijk/2021-2/volledigheid/"))
    assert root.one("h1").text
    lines = rows(reader("beheer1"), "/landelijk/2021-2/volledigheid/?_export=csv")
    assert all(row["timeliness"] == "unknown" for row in lines if row["state"] == "read_in")


def test_earlier_position_is_refused_in_words(site: Client) -> None:
    text = text_of(reader("provincie"), f"{PROVINCE}?stand=2022-09-01")
    assert "Deze pagina toont altijd de stand van nu" in text


def test_unknown_half_year_is_not_found(site: Client) -> None:
    client = reader("beheer1")
    assert client.get("/landelijk/2035-1/volledigheid/").status_code == 404
    assert client.get("/provincies/nergens/2022-2/volledigheid/").status_code == 404


@pytest.mark.parametrize("address", [PROVINCE, NATIONAL])
def test_number_of_queries(site: Client, address: str) -> None:
    client = reader("beheer1")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 14


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@som", "'@som"),
        ("-jan", "'-jan"),
        ("+31 6 12345678", "+31 6 12345678"),
        ("Jan", "Jan"),
        ("", ""),
    ],
)
def test_names_are_no_formulas(text: str, written: str) -> None:
    assert harmless(text) == written
