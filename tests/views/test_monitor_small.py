"""The monitor of ledgers that a test makes itself: nothing to divide by, nothing to compare with."""

import pytest
from django.test import Client

from housing.domain.periods import HalfYear, Month
from housing.queries.journal import journal_state
from tests.cast import ROTTERDAM
from tests.conftest import Ledger
from tests.markup import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> HalfYear:
    """The half-year that is being reported on today."""
    return Month.containing(journal_state().today).plus(-1).half_year


def test_an_empty_journal_says_so(reading: Client) -> None:
    assert main(reading.get("/landelijk/")).one("h1").text == "Er zijn nog geen maanden bekend"


def test_without_an_obligation_there_are_no_rates(reading: Client, ledger: Ledger, period: HalfYear) -> None:
    before = period.previous
    ledger.home(ROTTERDAM, str(before.months[0]), 3)
    content = main(reading.get(f"/landelijk/?stand={journal_state().today}"))
    month = content.one("section", **{"aria-labelledby": "maand"}).all("table")[0].rows[1]
    assert (month[1], month[3], month[5]) == ("0", "3", "–")
    assert "Van dit halfjaar is nog geen opgave bekend." in content.text
    assert "Er zijn nog geen eerdere verwachtingen" in content.text
    assert "Vóór deze stand was er nog geen publicatie." in content.text


def test_a_growing_backlog_is_called_so_and_has_no_shares(
    reading: Client, ledger: Ledger, period: HalfYear
) -> None:
    ledger.opening(ROTTERDAM, period.previous.code, -10)
    ledger.target(ROTTERDAM, period.previous.code, 600)
    content = main(reading.get("/landelijk/"))
    assert "De achterstand groeide" in content.text
    table = content.one("section", **{"aria-labelledby": "provincies"}).all("table")[0].rows
    assert {row[4] for row in table[1:]} == {"–"}
