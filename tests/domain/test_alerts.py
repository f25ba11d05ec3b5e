"""What signals find: provinces behind, streaks, months that are missing."""

from datetime import date
from fractions import Fraction

import pytest

from housing.domain.alerts import AlertKind, Hit, Rule, lag, months_missing, provinces_behind, streaks
from housing.domain.balances import AreaBalance
from housing.domain.completeness import MonthStanding, Standing
from housing.domain.periods import HalfYear, Month

PERIOD = HalfYear(2022, 2)
TODAY = date(2022, 11, 15)


def behind(percentage: int, province: str = "") -> Rule:
    return Rule(AlertKind.PROVINCE_BEHIND, percentage, province)


# Behind the norm


def test_lag_is_what_the_norm_lacks() -> None:
    assert lag(AreaBalance(target=60, home=30), 4) == Fraction(1, 4)
    assert lag(AreaBalance(target=60, home=50), 4) == Fraction(-1, 4)


@pytest.mark.parametrize(
    ("balance", "k"),
    [(AreaBalance(target=60), 0), (AreaBalance(), 4), (AreaBalance(opening=90, target=60), 4)],
)
def test_without_a_norm_there_is_no_lag(balance: AreaBalance, k: int) -> None:
    assert lag(balance, k) is None
    assert provinces_behind(behind(0), {"PV28": balance}, PERIOD, k) == ()


def test_exactly_the_threshold_is_not_more() -> None:
    known = {"PV28": AreaBalance(target=60, home=30)}
    assert provinces_behind(behind(25), known, PERIOD, 4) == ()
    assert provinces_behind(behind(24), known, PERIOD, 4) == (Hit("PV28", PERIOD, Fraction(1, 4)),)


def test_the_furthest_behind_comes_first_and_one_province_can_be_watched() -> None:
    known = {"PV20": AreaBalance(target=60, home=30), "PV21": AreaBalance(target=60, home=10)}
    assert [hit.area for hit in provinces_behind(behind(0), known, PERIOD, 4)] == ["PV21", "PV20"]
    assert [hit.area for hit in provinces_behind(behind(0, "PV20"), known, PERIOD, 4)] == ["PV20"]


# Streaks


@pytest.mark.parametrize(
    ("closings", "length"),
    [([-1, -2, -3], 3), ([-1, 0, -3], 1), ([-1, -2, 5], 0), ([], 0), ([0, -1], 1)],
)
def test_streak_counts_back_from_the_last_close(closings: list[int], length: int) -> None:
    rule = Rule(AlertKind.MUNICIPALITY_STREAK, max(length, 1))
    found = streaks(rule, [("GM0599", "PV28", closings)], PERIOD)
    assert [hit.measure for hit in found] == ([length] if length else [])
    assert not streaks(
        Rule(AlertKind.MUNICIPALITY_STREAK, length + 1), [("GM0599", "PV28", closings)], PERIOD
    )


def test_streaks_of_one_province() -> None:
    known = [("GM0599", "PV28", [-1]), ("GM0344", "PV26", [-1])]
    rule = Rule(AlertKind.MUNICIPALITY_STREAK, 1, "PV26")
    assert [hit.area for hit in streaks(rule, known, PERIOD)] == ["GM0344"]


# Months that are missing


def month(standing: Standing, due_on: date = date(2022, 11, 10), *, is_closed: bool = False) -> MonthStanding:
    return MonthStanding(Month(2022, 10), standing, date(2022, 10, 31), due_on, is_closed=is_closed)


def missing(days: int, *months: MonthStanding, province: str = "") -> int:
    rule = Rule(AlertKind.MONTH_MISSING, days, province)
    return len(months_missing(rule, [("GM0599", "PV28", months)], TODAY))


def test_a_month_is_missed_from_so_many_days_after_its_due_date() -> None:
    assert [missing(days, month(Standing.MISSING)) for days in (1, 5, 6)] == [1, 1, 0]


def test_more_time_moves_the_day() -> None:
    assert missing(5, month(Standing.MISSING, date(2022, 11, 14))) == 0
    assert missing(1, month(Standing.MISSING, date(2022, 11, 14))) == 1


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.MISSING])
def test_only_what_is_missing_is_found(standing: Standing) -> None:
    assert missing(1, month(standing)) == 0


def test_a_closed_half_year_asks_for_nothing() -> None:
    assert missing(1, month(Standing.MISSING, is_closed=True)) == 0


def test_the_same_finding_has_the_same_key() -> None:
    one, other = Hit("GM0599", Month(2022, 10), Fraction(5)), Hit("GM0599", Month(2022, 10), Fraction(6))
    assert one.key == other.key == "GM0599 2022-10"
    assert Hit("PV28", PERIOD, Fraction(1)).key == "PV28 2022-2"
