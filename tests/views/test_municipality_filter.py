"""The table of all municipalities: rows and columns of one's choice, on the screen and in the file."""

import csv
from datetime import date

import pytest
from django.test import Client

from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
PAGE = "/landelijk/2022-1/gemeenten/"


@pytest.fixture(autouse=True)
def journal(ledger: Ledger) -> None:
    for code, persons in (("GM0344", 200), ("GM0363", 300), ("GM0687", 40), ("GM0654", 30)):
        ledger.target(code, "2022-1", persons, date(2021, 10, 1))
    ledger.home("GM0687", "2022-01", 40, date(2022, 2, 3))


def names(reading: Client, query: str) -> list[str]:
    response = reading.get(f"{PAGE}?{query}&_export=csv")
    rows = csv.DictReader(response.content.decode().splitlines())
    return [row["name"] for row in rows if row["target"] != "0"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("provincie=zeeland", ["Borsele", "Middelburg"]),
        ("provincie=zeeland&status=done", ["Middelburg"]),
        ("status=behind", ["Amsterdam", "Utrecht", "Borsele"]),
        ("naam=AMSTER", ["Amsterdam"]),
        ("naam=bestaat-niet", []),
    ],
)
def test_rows_follow_the_choice(reading: Client, query: str, expected: list[str]) -> None:
    assert names(reading, query) == expected


def test_columns_follow_the_choice_and_the_choice_shows(reading: Client) -> None:
    page = reading.get(f"{PAGE}?kolom=target&kolom=remaining").content.decode()
    assert page.count('<th scope="col"') == 3
    assert '<option value="zeeland"' in page
    assert page.count("checked") == 2


def test_the_position_stays_when_filtering(reading: Client) -> None:
    page = reading.get(f"{PAGE}?stand=2022-01-07").content.decode()
    assert '<input type="hidden" name="stand" value="2022-01-07">' in page


@pytest.mark.parametrize("query", ["provincie=nergens", "status=x", "kolom=x", "naam=" + "x" * 200])
def test_a_choice_that_does_not_exist_is_passed_over(reading: Client, query: str) -> None:
    response = reading.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    assert "Amsterdam" in response.content.decode()
