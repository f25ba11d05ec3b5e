"""Checks before a month is submitted: what blocks, what asks for a line, and how far from usual is far."""

from datetime import date
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain import checks
from housing.domain.checks import (
    MOST,
    Band,
    CheckWarning,
    Problem,
    check_counts,
    check_existence,
    check_filled,
    check_month,
    describe,
    monthly_pace,
    usual,
)
from housing.domain.periods import Month
from housing.domain.reporting import Counts

totals = st.integers(0, 5_000)


@pytest.mark.parametrize("history", [[], [4], [4, 4]])
def test_a_short_history_says_nothing(history: list[int]) -> None:
    assert usual(history) is None


@pytest.mark.parametrize(
    ("history", "band"),
    [
        ([0, 0, 0], Band(0, 5)),
        ([4] * 12, Band(0, 10)),
        ([14] * 12, Band(3, 25)),
        ([100] * 12, Band(70, 130)),
        # One slip of the keyboard does not make the next one usual.
        ([14] * 11 + [1400], Band(3, 25)),
        # A municipality that goes up and down by itself has a wide band.
        ([10, 60, 20, 70, 15, 65], Band(0, 151)),
    ],
)
def test_usual_is_a_band_around_the_median(history: list[int], band: Band) -> None:
    assert usual(history) == band


def test_only_the_last_twelve_months_count() -> None:
    assert usual([500] * 20 + [10] * 12) == usual([10] * 12)


@given(st.lists(totals, min_size=3, max_size=30))
def test_band_holds_the_middle_and_a_family_around_it(history: list[int]) -> None:
    band = usual(history)
    assert band is not None
    recent = sorted(history[-12:])
    middle = recent[len(recent) // 2]
    assert band.holds(middle)
    assert 0 <= band.low <= band.high
    assert band.high - band.low >= 5
    assert band == usual(list(reversed(history[-12:])))


@given(st.integers(0, 200), st.lists(st.integers(0, 3), min_size=3, max_size=12))
def test_ten_times_as_many_is_far_from_a_steady_history(level: int, shifts: list[int]) -> None:
    band = usual([level + shift for shift in shifts])
    assert band is not None
    if level >= 2:
        assert not band.holds(10 * (level + 3))


@pytest.mark.parametrize(("obligation", "pace"), [(-5, None), (0, None), (1, 1), (60, 10), (61, 11)])
def test_pace_is_a_sixth_of_the_obligation(obligation: int, pace: int | None) -> None:
    assert monthly_pace(obligation) == pace


@pytest.mark.parametrize(("total", "is_asked"), [(20, False), (21, True), (0, False), (200, True)])
def test_above_twice_the_pace(total: int, is_asked: bool) -> None:
    warnings = check_month(Counts(total), obligation=60)
    assert [w.code for w in warnings] == (["pace"] if is_asked else [])


def test_a_family_in_a_small_municipality_is_no_surprise() -> None:
    assert check_month(Counts(6), obligation=6) == ()
    assert check_month(Counts(7), obligation=6)[0].params == {"total": 7, "pace": 1}


def test_coa_is_compared_with_homes_and_transitional() -> None:
    assert check_month(Counts(8, 2, 30), coa=10) == ()
    [warning] = check_month(Counts(8, None, 2), coa=10)
    assert warning == CheckWarning("coa", {"coa": 10, "own": 8})
    assert warning.key == "coa-10-8"
    assert check_month(Counts(0, 0, 0), coa=None) == ()


def test_several_warnings_come_together() -> None:
    warnings = check_month(Counts(100), history=[10] * 6, obligation=60, coa=9)
    assert [w.code for w in warnings] == ["history", "pace", "coa"]
    assert warnings[0].stored() == {"code": "history", "params": {"total": 100, "low": 1, "high": 19}}


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        (Counts(0, 0, 0), ()),
        (Counts(), ()),
        (Counts(-1, None, -2), (Problem("negative", kind="home"), Problem("negative", kind="hotel"))),
        (Counts(MOST, MOST + 1), (Problem("too_many", {"most": MOST}, "transitional"),)),
    ],
)
def test_impossible_numbers(counts: Counts, found: tuple[Problem, ...]) -> None:
    assert check_counts(counts) == found


@pytest.mark.parametrize(
    ("counts", "code"),
    [(Counts(), "empty"), (Counts(None, 2, 0), "no_homes"), (Counts(0), None), (Counts(3, None, 1), None)],
)
def test_homes_are_the_least(counts: Counts, code: str | None) -> None:
    problem = check_filled(counts)
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize(
    ("month", "code"),
    [("2021-12", "before"), ("2022-01", None), ("2022-06", None), ("2022-07", "after"), ("2023-01", "after")],
)
def test_existence_is_of_at_least_a_day(month: str, code: str | None) -> None:
    problem = check_existence(Month.parse(month), date(2022, 1, 31), date(2022, 6, 2))
    assert (problem.code if problem else None) == code
    assert check_existence(Month.parse(month), None, None) is None


def test_every_text_can_be_filled_in() -> None:
    given = {
        "history": {"total": 1, "low": 0, "high": 2},
        "pace": {"total": 9, "pace": 1},
        "coa": {"coa": 1, "own": 2},
        "not_open": {"day": date(2022, 1, 31)},
        "before": {"day": date(2022, 1, 31)},
        "after": {"day": date(2022, 1, 31)},
        "too_many": {"most": MOST},
    }
    for code in checks._TEXTS:
        template, params = describe(code, given.get(code, {}))
        assert template % params
        assert not [name for _, name, *_ in Formatter().parse(template % params) if name]


def test_a_code_of_long_ago_has_a_text() -> None:
    assert describe("formerly", {"x": 1})[0] == "Controleer deze maand."
