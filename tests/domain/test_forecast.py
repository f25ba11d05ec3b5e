import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.forecast import Backtest, ClosedHalfYear, Forecast, backtest, forecast

balances = st.integers(-20_000, 20_000)
reports = st.lists(st.integers(0, 5_000), min_size=3, max_size=12)
left = st.integers(1, 6)


def test_steady_months_leave_no_doubt():
    assert forecast(-100, [20, 20, 20], 3) == Forecast(-40, -40, -40, 3)


def test_by_hand():
    # mean 20, s = 10, n = 3, m = 2: 1.886 * 10 * sqrt(2 + 4/3) = 34.43
    assert forecast(-100, [10, 20, 30], 2) == Forecast(-60, -95, -25, 3)


def test_only_the_last_six_months_count():
    assert forecast(0, [9_999, 1, 2, 3, 4, 5, 6], 1) == forecast(0, [1, 2, 3, 4, 5, 6], 1)
    assert forecast(0, [9_999, 1, 2, 3, 4, 5, 6], 1).months_used == 6


def test_no_month_left_is_the_balance():
    assert forecast(-3_728, [1, 2, 3], 0) == Forecast(-3_728, -3_728, -3_728, 3)
    assert forecast(5, [], 0) == Forecast(5, 5, 5, 0)


@pytest.mark.parametrize("reported", [[], [5], [5, 6]])
def test_too_few_months(reported):
    assert forecast(0, reported, 3) is None


def test_half_persons_round_up():
    assert forecast(0, [0, 0, 1, 1], 1).expected == 1
    assert forecast(-1, [0, 0, 1, 1], 1).expected == 0


def test_who_is_housed_stays_housed():
    assert forecast(-50, [0, 0, 0, 90], 6).low == -50
    assert forecast(0, [0, 0, 0, 0, 0, 1], 1).low == 0


def test_a_corrected_month_may_pull_the_expectation_down():
    made = forecast(0, [-60, 0, 0], 3)
    assert made.expected == -60
    assert made.low <= made.expected <= made.high


@given(balances, st.lists(st.integers(-500, 5_000), min_size=3, max_size=12), st.integers(0, 6))
def test_low_expected_high_in_order(balance, reported, months_left):
    made = forecast(balance, reported, months_left)
    assert made.low <= made.expected <= made.high
    assert made.months_used == min(len(reported), 6)


@given(balances, reports, left, st.integers(-1_000, 1_000))
def test_forecast_moves_with_the_balance(balance, reported, months_left, shift):
    made, moved = forecast(balance, reported, months_left), forecast(balance + shift, reported, months_left)
    assert (moved.low - made.low, moved.expected - made.expected, moved.high - made.high) == (shift,) * 3


@given(balances, reports, st.integers(1, 5))
def test_doubt_grows_with_the_months_left(balance, reported, months_left):
    near, far = forecast(balance, reported, months_left), forecast(balance, reported, months_left + 1)
    assert far.high - far.expected >= near.high - near.expected - 1


@given(balances, reports, left)
def test_margin_is_student_t(balance, reported, months_left):
    """The exact margin agrees with the formula in floats, to the rounding outward."""
    t = {3: 1.886, 4: 1.638, 5: 1.533, 6: 1.476}
    recent = reported[-6:]
    n, mean = len(recent), sum(recent) / len(recent)
    spread = (sum((persons - mean) ** 2 for persons in recent) / (n - 1)) ** 0.5
    margin = t[n] * spread * (months_left + months_left**2 / n) ** 0.5
    high = forecast(balance, reported, months_left).high
    assert -0.001 <= high - (balance + months_left * mean + margin) <= 1.001


def test_backtest_by_hand():
    series = [
        ClosedHalfYear("2021-2", 60, (10, 10, 10, 10, 10, 10)),
        ClosedHalfYear("2022-1", 50, (10,) * 5 + (90,)),
    ]
    tested = backtest(series)
    assert [(case.code, case.k) for case in tested.cases] == (
        [("2021-2", k) for k in (3, 4, 5)] + [("2022-1", k) for k in (1, 2, 3, 4, 5)]
    )
    assert [case.closing for case in tested.cases] == [0] * 3 + [90] * 5
    assert tested.cases[-1].forecast == Forecast(10, 10, 10, 6)
    assert (tested.cases[-1].error, tested.cases[-1].is_held) == (80, False)
    assert (tested.held, tested.coverage) == (3, Fraction(3, 8))


def test_backtest_knows_earlier_months():
    series = [ClosedHalfYear("2021-2", 60, (10,) * 6)]
    assert [case.k for case in backtest(series, earlier=[10, 10]).cases] == [1, 2, 3, 4, 5]


def test_backtest_of_nothing():
    assert backtest([]) == Backtest(())
    assert backtest([]).coverage is None


def test_backtest_never_looks_ahead():
    calm = ClosedHalfYear("2021-2", 60, (10, 12, 9, 11, 10, 13))
    wild = ClosedHalfYear("2021-2", 60, (10, 12, 9, 11, 900, 0))
    made = [
        [case.forecast for case in backtest([half_year]).cases if case.k <= 4] for half_year in (calm, wild)
    ]
    assert made[0] == made[1]


def test_interval_holds_about_80_percent_of_steady_series():
    """The method keeps its promise where its assumption is true: independent months around one mean."""
    numbers = random.Random(80)
    held = 0
    for _ in range(4_000):
        months = [round(numbers.gauss(2_000, 300)) for _ in range(9)]
        made = forecast(0, months[:6], 3)
        held += made.low <= sum(months[6:]) <= made.high
    assert 0.78 <= held / 4_000 <= 0.82
