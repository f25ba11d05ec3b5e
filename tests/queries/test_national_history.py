"""Half-years of the country in a row, and forecasts of long ago from what was known then."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.balances import AreaBalance
from housing.domain.forecast import Backtest
from housing.domain.periods import HalfYear
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.national_history import closings, earlier_forecasts, forecast_days, half_years
from housing.queries.positions import find_position
from housing.queries.sums import national_sums
from tests.cast import ROTTERDAM, UTRECHT
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
FIRST, SECOND = HalfYear.parse("2021-2"), HalfYear.parse("2022-1")
TODAY = date(2022, 9, 1)
HOUSED = (10, 12, 8, 11, 9, 10)


@pytest.fixture
def year(ledger: Ledger) -> Ledger:
    """A target of 60 per half-year for Rotterdam; each month posted on the 5th of the next."""
    ledger.target(ROTTERDAM, "2021-2", 60, date(2021, 6, 1))
    for month, persons in zip(FIRST.months, HOUSED, strict=True):
        ledger.home(ROTTERDAM, str(month), persons, month.last_day + timedelta(days=5))
        if month.number == 12:
            ledger.target(ROTTERDAM, "2022-1", 60, date(2022, 1, 6))
    for month, persons in zip(SECOND.months, HOUSED, strict=True):
        ledger.home(ROTTERDAM, str(month), persons, month.last_day + timedelta(days=5))
    return ledger


def backtest(today: date = TODAY) -> Backtest:
    state = journal_state()
    known = half_years(national_sums(state.seq))
    days = forecast_days(registry(state.reference_version), known, today)
    return earlier_forecasts(days, {day.period: known[day.period] for day in days}, state.seq)


def made(found: Backtest) -> dict[tuple[str, int], int]:
    return {(case.code, case.k): case.forecast.expected for case in found.cases}


def test_days_are_those_after_the_due_dates_of_half_years_that_are_over() -> None:
    areas = registry(journal_state().reference_version)
    days = forecast_days(areas, [FIRST, SECOND], date(2022, 1, 11))
    assert [(day.period, day.k, day.day) for day in days] == [
        (FIRST, k, date(2021, 7 + k, 11)) for k in range(1, 6)
    ]
    assert not forecast_days(areas, [FIRST], date(2022, 1, 10))


def test_by_hand(year: Ledger) -> None:
    """After September: 30 housed of 60, three months of 10 on the average to come."""
    found = made(backtest())
    assert found["2021-2", 3] == -60 + 30 + 30
    assert ("2021-2", 2) not in found, "two months are too few"
    assert set(found) == {("2021-2", k) for k in (3, 4, 5)} | {("2022-1", k) for k in range(1, 6)}


def test_what_came_later_changes_the_outcome_and_no_forecast(year: Ledger) -> None:
    before = backtest()
    year.home(ROTTERDAM, "2021-08", 100, date(2022, 8, 1))
    after = backtest()
    assert made(after) == made(before)
    assert [new.closing - old.closing for old, new in zip(before.cases, after.cases, strict=True)] == [
        100
    ] * 8
    assert after.mean_error is not None
    assert before.mean_error is not None
    assert after.mean_error - before.mean_error == 100


def test_a_late_month_was_not_known(ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, "2021-2", 60, date(2021, 6, 1))
    for month in FIRST.months:
        ledger.home(ROTTERDAM, str(month), 10, date(2022, 1, 5))
    assert backtest().cases == ()


def test_a_target_that_was_not_known_has_no_forecast(ledger: Ledger) -> None:
    for month in FIRST.months:
        ledger.home(ROTTERDAM, str(month), 10, month.last_day + timedelta(days=5))
    ledger.target(ROTTERDAM, "2021-2", 60, date(2022, 2, 1))
    assert backtest().cases == ()


def test_later_months_that_came_early_do_not_count_yet(year: Ledger) -> None:
    state = journal_state()
    areas, position = registry(state.reference_version), find_position(state)
    known = half_years(national_sums(position.seq))
    days = [day for day in forecast_days(areas, known, TODAY) if (day.period, day.k) == (FIRST, 3)]
    # The place is beyond October's report: it is left out, as on the pages of that day.
    beyond = [type(day)(day.period, day.k, date(2021, 11, 8)) for day in days]
    closed = {FIRST: known[FIRST]}
    assert made(earlier_forecasts(beyond, closed, state.seq)) == made(
        earlier_forecasts(days, closed, state.seq)
    )


def test_an_earlier_position_knows_no_more(year: Ledger) -> None:
    state = journal_state()
    position = find_position(state, stand="2021-12-20")
    areas = registry(state.reference_version)
    known = half_years(national_sums(position.seq))
    assert forecast_days(areas, known, position.today) == []


def test_queries_stay_two_however_many_half_years(year: Ledger) -> None:
    state = journal_state()
    known = half_years(national_sums(state.seq))
    areas = registry(state.reference_version)
    for periods in ([FIRST], [FIRST, SECOND]):
        days = forecast_days(areas, periods, TODAY)
        with CaptureQueriesContext(connection) as captured:
            earlier_forecasts(days, known, state.seq)
        assert len(captured) == 2


def test_nothing_to_test_takes_no_query() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert earlier_forecasts([], {}, 0).cases == ()
    assert len(captured) == 0


def test_closings_are_net_and_gross_also_of_who_had_nothing_in_a_half_year(ledger: Ledger) -> None:
    ledger.opening(ROTTERDAM, "2021-2", -10)
    ledger.opening(UTRECHT, "2021-2", 4)
    ledger.target(UTRECHT, "2022-1", 6)
    position = find_position(journal_state())
    found = {str(row.period): row for row in closings(position, SECOND)}
    first, second = found["2021-2"], found["2022-1"]
    assert (first.net, first.gross_backlog, first.gross_surplus, first.behind) == (-6, 10, 4, 1)
    assert (second.net, second.gross_backlog, second.gross_surplus, second.behind) == (-12, 12, 0, 2)
    assert list(map(str, half_years(national_sums(position.seq)))) == ["2021-2", "2022-1"]
    assert half_years(national_sums(position.seq))[FIRST] == AreaBalance(opening=-6)
