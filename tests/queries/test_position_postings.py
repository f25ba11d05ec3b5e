"""Postings between two positions are told apart, filtered, paged and counted."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.models import DueDateException
from housing.queries.journal import journal_state
from housing.queries.position_postings import LineFilter, Sort, changed_lines, other_lines, tallies
from housing.queries.positions import Position
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast
from tests.conftest import Ledger
from tests.reporting import coa, report

pytestmark = pytest.mark.django_db
EVERYTHING = LineFilter()


def at(seq: int) -> Position:
    return Position(seq, "", date(2022, 12, 31))


def lines(low: int = 0, high: int | None = None, wanted: LineFilter = EVERYTHING) -> list[tuple[str, int]]:
    """Sorts and persons of the lines, in order of the journal."""
    last = journal_state().seq if high is None else high
    found = changed_lines(at(low), at(last), wanted, limit=100)
    return [(line.sort.value, line.persons) for line in reversed(found)]


def test_months_in_time_late_and_changed(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 10))
    ledger.home(UTRECHT, "2022-02", 7, date(2022, 3, 11))
    ledger.home(UTRECHT, "2022-01", -2, date(2022, 3, 12))
    ledger.hotel(UTRECHT, "2022-01", 1, date(2022, 3, 13))
    assert lines() == [("month", 12), ("late", 7), ("corrected", -2), ("corrected", 1)]
    # Also when the first report lies before the first position.
    assert lines(2) == [("corrected", -2), ("corrected", 1)]


def test_a_month_with_more_time_is_not_late(ledger: Ledger, cast: Cast) -> None:
    DueDateException.objects.create(
        municipality_id=UTRECHT,
        month=date(2022, 2, 1),
        due_on=date(2022, 3, 20),
        reason="Ziekte",
        granted_by=cast.coordinator,
        granted_at=journal_state().now,
    )
    ledger.home(UTRECHT, "2022-02", 7, date(2022, 3, 11))
    ledger.home(ROTTERDAM, "2022-02", 7, date(2022, 3, 11))
    assert lines() == [("month", 7), ("late", 7)]


def test_targets_adjustments_and_mergers(ledger: Ledger) -> None:
    ledger.opening(UTRECHT, "2022-1", -30, date(2022, 1, 1))
    ledger.target(UTRECHT, "2022-1", 60, date(2022, 1, 2))
    ledger.target(UTRECHT, "2022-1", -5, date(2022, 1, 3))
    ledger.target(UTRECHT, "2022-2", 40, date(2022, 1, 4))
    ledger.exchange("2022-1", {UTRECHT: -4, ROTTERDAM: 4}, at=date(2022, 1, 5))
    ledger.correction(UTRECHT, "2022-1", 3, date(2022, 1, 6), reason="Telfout")
    # Weesp ended on 24 March 2022: what comes later passes to Amsterdam.
    ledger.home("GM0457", "2022-02", 2, date(2022, 4, 4))
    assert lines() == [
        ("opening", -30), ("target", -60), ("revised", 5), ("target", -40), ("exchange", -4), ("exchange", 4),
        ("correction", 3), ("late", 2), ("merger", 2), ("merger", -2),
    ]  # fmt: skip


def test_a_report_that_was_withdrawn_and_sent_again(cast: Cast, ledger: Ledger) -> None:
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(5, 1, 0))
    report(ROTTERDAM, "2022-01", Step.WITHDRAW, by=cast.clerk)
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(6, 0, 0))
    assert [sort for sort, _ in lines()] == ["late", "late", "withdrawn", "withdrawn", "corrected"]


def test_a_line_says_when_who_why_and_of_what(ledger: Ledger, cast: Cast) -> None:
    ledger.home(
        UTRECHT, "2022-01", 12, date(2022, 2, 3), reason="R", source="S", recorded_by=cast.other_clerk
    )
    (line,) = changed_lines(at(0), at(1), EVERYTHING, limit=5)
    assert (line.seq, line.code, line.period, line.month) == (1, UTRECHT, HalfYear(2022, 1), Month(2022, 1))
    assert (line.kind, line.persons, line.reason, line.source) == ("home", 12, "R", "S")
    assert line.by is not None
    assert line.by.name == "Other-Clerk"


def test_lines_are_filtered_turned_and_counted(ledger: Ledger) -> None:
    for day in range(1, 8):
        ledger.home(UTRECHT, "2022-01", day, date(2022, 2, day))
    ledger.home(BARENDRECHT, "2022-01", 3, date(2022, 2, 8))
    ledger.target(UTRECHT, "2022-2", 9, date(2022, 2, 9))
    assert lines(wanted=LineFilter(codes=[BARENDRECHT])) == [("month", 3)]
    assert lines(wanted=LineFilter(codes=[])) == []
    assert lines(wanted=LineFilter(period=HalfYear(2022, 2))) == [("target", -9)]
    assert lines(wanted=LineFilter(sort=Sort.MONTH)) == [("month", 1), ("month", 3)]
    found = changed_lines(at(0), at(9), EVERYTHING, limit=3, offset=3)
    assert [line.seq for line in found] == [6, 5, 4]
    counted = {tally.sort.value: (tally.lines, tally.persons) for tally in tallies(at(0), at(9), EVERYTHING)}
    assert counted == {"month": (2, 4), "corrected": (6, 27), "target": (1, -9)}
    # In either order the same lines.
    assert tallies(at(9), at(0), EVERYTHING) == tallies(at(0), at(9), EVERYTHING)


def test_what_changes_no_figure_is_counted_apart(ledger: Ledger, cast: Cast) -> None:
    ledger.announcement("2022-1", 10_000, date(2021, 10, 1))
    ledger.interim_target(1500, date(2021, 7, 1), date(2021, 12, 31), date(2021, 10, 2))
    report(ROTTERDAM, "2022-01", Step.SUBMIT, Step.APPROVE, by=cast.coordinator)
    coa(ROTTERDAM, "2022-01", 5)
    others = other_lines(at(0), at(journal_state().seq))
    assert [(period.code, persons) for period, persons, _ in others.announcements] == [("2022-1", 10_000)]
    assert [persons for _, _, persons, _ in others.interim_targets] == [1500]
    assert others.steps == {"submitted": 1, "approved": 1}
    assert (others.coa_counts, others.count) == (1, 5)


def test_each_answer_is_one_query(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    with CaptureQueriesContext(connection) as queries:
        changed_lines(at(0), at(1), EVERYTHING, limit=5)
        tallies(at(0), at(1), EVERYTHING)
        other_lines(at(0), at(1))
    assert len(queries) == 3
