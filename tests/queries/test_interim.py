"""Interim targets as pages read them: shares by province, assessed at a position."""

from datetime import date
from fractions import Fraction

import pytest

from housing.domain.periods import HalfYear
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.positions import find_position
from housing.queries.targets import InterimResult, announcements, interim_of_letter, interim_results
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
UTRECHT, ROTTERDAM, GRONINGEN = "GM0344", "GM0599", "GM0014"


def result(stand: str = "", period: str = "2021-2") -> InterimResult:
    state = journal_state()
    found = interim_results(
        registry(state.reference_version), find_position(state, stand=stand), HalfYear.parse(period)
    )
    return found[-1]


@pytest.fixture
def journal(ledger: Ledger) -> Ledger:
    for code, opening in ((UTRECHT, -300), (ROTTERDAM, -100), (GRONINGEN, 50)):
        ledger.opening(code, "2021-2", opening, date(2021, 7, 1))
    for code in (UTRECHT, ROTTERDAM, GRONINGEN):
        ledger.target(code, "2021-2", 60, date(2021, 7, 1))
    return ledger


def shares(found: InterimResult) -> dict[str, tuple[int, Fraction, bool]]:
    return {
        share.area.name: (share.assessment.share, share.assessment.difference, share.assessment.met)
        for share in found.shares
        if share.assessment.share
    }


def test_shares_go_by_backlog_and_are_assessed_on_the_due_date(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2021, 12, 31), date(2021, 7, 2))
    journal.home(UTRECHT, "2021-07", 140, date(2021, 8, 3))
    journal.home(ROTTERDAM, "2021-12", 80, date(2022, 1, 4))
    assert shares(result("2022-01-07")) == {
        "Utrecht": (75, Fraction(5), True),
        "Zuid-Holland": (25, Fraction(-5), False),
    }
    assert result("2022-01-07").is_due


def test_before_the_due_date_the_months_that_are_due_count(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2021, 12, 31), date(2021, 7, 2))
    journal.home(UTRECHT, "2021-07", 140, date(2021, 8, 3))
    # Two months are due on 11 September: 20 of the target of 60 counts.
    found = result("2021-09-11")
    assert not found.is_due
    assert shares(found)["Utrecht"] == (75, Fraction(140 - 20 - 75), True)


def test_a_baseline_within_a_half_year_takes_sixths_of_the_target(journal: Ledger) -> None:
    journal.target(UTRECHT, "2021-2", 1, date(2021, 7, 3))
    journal.home(UTRECHT, "2021-07", 10, date(2021, 8, 3))
    journal.interim_target(100, date(2021, 8, 1), date(2021, 12, 31), date(2021, 8, 4))
    found = {share.area.name: share for share in result("2022-01-07").shares}
    assert found["Utrecht"].before == -300 - Fraction(61, 6) + 10
    assert sum(share.assessment.share for share in found.values()) == 100


def test_an_interim_target_that_was_not_known_yet_is_not_there(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2021, 12, 31), date(2021, 9, 2))
    with pytest.raises(IndexError):
        result("2021-09-01")


def test_a_baseline_and_due_date_in_different_half_years(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2022, 3, 31), date(2021, 7, 2))
    journal.target(UTRECHT, "2022-1", 60, date(2021, 10, 1))
    journal.home(UTRECHT, "2022-03", 200, date(2022, 4, 2))
    found = {share.area.name: share for share in result(period="2022-1").shares}
    assert found["Utrecht"].after == -300 - 60 - 30 + 200


def test_announcements_are_those_known_then(journal: Ledger) -> None:
    journal.announcement("2022-1", 10_000, date(2021, 10, 1))
    journal.announcement("2022-1", 9_000, date(2022, 2, 1))
    state = journal_state()
    period = HalfYear(2022, 1)
    now = announcements(find_position(state))
    then = announcements(find_position(state, stand="2022-01-07"))
    assert [line.persons for line in now[period]] == [10_000, 9_000]
    assert [line.persons for line in then[period]] == [10_000]


def test_months_are_followed_over_two_half_years(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2022, 3, 31), date(2021, 7, 2))
    journal.target(UTRECHT, "2022-1", 60, date(2021, 10, 1))
    journal.home(UTRECHT, "2022-03", 200, date(2022, 4, 2))
    found = result(period="2022-1")
    utrecht = next(share for share in found.shares if share.area.name == "Utrecht")
    assert [step.month.number for step in utrecht.steps] == [7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert utrecht.steps[-1].achieved == utrecht.assessment.achieved
    assert utrecht.steps[-1].required == utrecht.assessment.share
    assert found.steps[-1].difference == found.national.difference
    assert sum(share.steps[4].achieved for share in found.shares) == found.steps[4].achieved


def test_what_a_later_half_year_restates_neither_helps_nor_hurts(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2022, 3, 31), date(2021, 7, 2))
    before = result(period="2022-1")
    journal.correction(UTRECHT, "2022-1", -50, date(2022, 2, 1))
    after = result(period="2022-1")
    assert after.national == before.national
    assert [share.assessment for share in after.shares] == [share.assessment for share in before.shares]


def test_before_the_due_date_only_months_that_are_due_count(journal: Ledger) -> None:
    journal.interim_target(100, date(2021, 7, 1), date(2021, 12, 31), date(2021, 7, 2))
    found = result("2021-10-10")
    assert (len(found.steps), len(found.months)) == (2, 6)
    assert found.shares[0].unknown == found.months[2:]
    assert not found.is_due


HALF_YEARS = ("2021-1", "2021-2", "2022-1", "2022-2")


def test_one_that_runs_on_counts_in_every_half_year_of_its_months(journal: Ledger) -> None:
    journal.interim_target(30, date(2021, 11, 15), date(2022, 4, 15))
    state = journal_state()
    areas, position = registry(state.reference_version), find_position(state)
    counting = [bool(interim_results(areas, position, HalfYear.parse(code))) for code in HALF_YEARS]
    assert counting == [False, True, True, False]


def test_the_letter_tells_of_the_one_that_was_due_and_else_of_one_that_runs(journal: Ledger) -> None:
    state = journal_state()
    areas = registry(state.reference_version)

    def told() -> list[date | None]:
        at = find_position(journal_state())
        found = [interim_of_letter(areas, at, HalfYear.parse(code)) for code in HALF_YEARS]
        return [each.target.due_on if each else None for each in found]

    late, soon = date(2022, 4, 15), date(2021, 11, 10)
    journal.interim_target(30, date(2021, 11, 15), late)
    assert told() == [None, late, late, late]
    journal.interim_target(20, date(2021, 8, 1), soon)
    assert told() == [None, soon, soon, late]
