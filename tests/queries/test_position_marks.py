"""Which months are provisional at a position, and withdrawn months that are not reported."""

from datetime import date

import pytest

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState, Step
from housing.queries.areas import registry
from housing.queries.balances import balances, months
from housing.queries.figures import municipality_figures, province_figures
from housing.queries.journal import journal_state
from housing.queries.position_marks import ProvisionalMonth, provisional_months, summarised
from housing.queries.positions import find_position
from tests.cast import ROTTERDAM, UTRECHT, Cast
from tests.conftest import Ledger
from tests.reporting import report

FIRST_2022 = HalfYear(2022, 1)
JANUARY, FEBRUARY, MARCH = FIRST_2022.months[:3]


@pytest.fixture(autouse=True)
def targets(ledger: Ledger) -> None:
    for code in (ROTTERDAM, UTRECHT):
        ledger.target(code, "2022-1", 60, date(2021, 10, 1))


def seq() -> int:
    return journal_state().seq


def marks(at: int | None = None) -> dict[tuple[str, Month], ReportState]:
    return {(row.code, row.month): row.state for row in provisional_months(at or seq(), [FIRST_2022])}


def test_a_month_is_provisional_until_it_is_approved_and_again_when_reopened(cast: Cast) -> None:
    positions = [seq()]
    for step in (Step.SUBMIT, Step.RETURN, Step.SUBMIT, Step.APPROVE, Step.REOPEN):
        report(ROTTERDAM, "2022-01", step, by=cast.clerk)
        positions.append(seq())
    state = [marks(at).get((ROTTERDAM, JANUARY)) for at in positions]
    assert state == [
        None,
        ReportState.SUBMITTED,
        ReportState.RETURNED,
        ReportState.SUBMITTED,
        None,
        ReportState.REOPENED,
    ]


def test_an_imported_month_is_final(ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-01", 5)
    assert marks() == {}


def test_marks_of_some_areas_and_half_years(cast: Cast) -> None:
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(5, 1, 2))
    report(UTRECHT, "2022-02", Step.SUBMIT, by=cast.other_clerk)
    assert provisional_months(seq(), [FIRST_2022], [ROTTERDAM]) == [
        ProvisionalMonth(ROTTERDAM, JANUARY, ReportState.SUBMITTED, 8)
    ]
    assert provisional_months(seq(), [FIRST_2022.next]) == []
    assert len(provisional_months(seq())) == 2


def test_marks_are_one_query(cast: Cast, django_assert_num_queries) -> None:
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk)
    at = seq()
    with django_assert_num_queries(1):
        provisional_months(at, [FIRST_2022], [ROTTERDAM])


def test_marks_together(cast: Cast) -> None:
    assert not summarised([])
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(5, 0, 0))
    report(ROTTERDAM, "2022-02", Step.SUBMIT, by=cast.clerk, counts=Counts(7, 0, 0))
    report(UTRECHT, "2022-02", Step.SUBMIT, by=cast.other_clerk, counts=Counts(0, 0, 0))
    found = summarised(provisional_months(seq()))
    assert (found.persons, found.reports, found.municipalities) == (12, 3, 2)
    assert found.months == {JANUARY, FEBRUARY}


def test_a_withdrawn_month_is_not_reported(cast: Cast) -> None:
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk)
    before = seq()
    report(ROTTERDAM, "2022-01", Step.WITHDRAW, by=cast.clerk)
    withdrawn = seq()
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(9, 0, 0))
    known = [months(at, JANUARY, MARCH, [ROTTERDAM]).get(ROTTERDAM, {}) for at in (before, withdrawn, seq())]
    assert [found[JANUARY].realised if found else None for found in known] == [5, None, 9]
    assert marks(withdrawn) == {}
    assert balances(withdrawn, FIRST_2022)[ROTTERDAM].realised == 0


def test_a_withdrawn_zero_is_not_reported_either(cast: Cast) -> None:
    report(ROTTERDAM, "2022-01", Step.SUBMIT, by=cast.clerk, counts=Counts(0, 0, 0))
    assert months(seq(), JANUARY, MARCH)[ROTTERDAM][JANUARY].is_reported
    report(ROTTERDAM, "2022-01", Step.WITHDRAW, by=cast.clerk)
    assert months(seq(), JANUARY, MARCH) == {}


def test_a_withdrawn_month_counts_in_no_forecast_and_no_province(cast: Cast, ledger: Ledger) -> None:
    for month in ("2022-01", "2022-02", "2022-03"):
        report(ROTTERDAM, month, Step.SUBMIT, by=cast.clerk, counts=Counts(6, 0, 0))
    report(ROTTERDAM, "2022-03", Step.WITHDRAW, by=cast.clerk)
    state = journal_state()
    areas, position = registry(state.reference_version), find_position(state)
    (figures,) = municipality_figures(areas, position, FIRST_2022, [ROTTERDAM])
    assert [month.is_reported for month in figures.months] == [True, True, False, False, False, False]
    assert figures.forecast is None or figures.forecast.months_used == 2
    province = next(row for row in province_figures(areas, position, FIRST_2022) if row.area.code == "PV28")
    assert [month.reported for month in province.months] == [1, 1, 0, 0, 0, 0]
