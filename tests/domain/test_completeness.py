"""Where months are, added up, and streaks of lateness."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.completeness import (
    Completeness,
    MonthStanding,
    Standing,
    completeness,
    standing_of,
    streak,
)
from housing.domain.periods import Month
from housing.domain.reporting import ReportState, Timeliness

MARCH = Month(2022, 3)
ANY = MonthStanding(MARCH, Standing.APPROVED, date(2022, 3, 31), date(2022, 4, 10), Timeliness.ON_TIME)
LATE = replace(ANY, timeliness=Timeliness.LATE)
MISSING = replace(ANY, standing=Standing.MISSING, timeliness=Timeliness.MISSING)
OPEN = replace(ANY, standing=Standing.OPEN, timeliness=Timeliness.OPEN)
NOT_OPEN = replace(ANY, standing=Standing.NOT_OPEN, timeliness=None)
READ_IN = replace(ANY, standing=Standing.READ_IN, timeliness=None)


@pytest.mark.parametrize(
    ("timeliness", "state", "standing"),
    [
        (Timeliness.NOT_OPEN, None, Standing.NOT_OPEN),
        (Timeliness.OPEN, None, Standing.OPEN),
        (Timeliness.OPEN, ReportState.DRAFT, Standing.OPEN),
        (Timeliness.MISSING, ReportState.DRAFT, Standing.MISSING),
        (Timeliness.MISSING, ReportState.WITHDRAWN, Standing.MISSING),
        (Timeliness.ON_TIME, ReportState.SUBMITTED, Standing.SUBMITTED),
        (Timeliness.LATE, ReportState.RETURNED, Standing.RETURNED),
        (Timeliness.LATE, ReportState.REOPENED, Standing.REOPENED),
        (Timeliness.LATE, ReportState.APPROVED, Standing.APPROVED),
    ],
)
def test_standing(timeliness: Timeliness, state: ReportState | None, standing: Standing) -> None:
    assert standing_of(timeliness, state, exists=True, is_read_in=False) is standing


def test_month_that_was_read_in_is_in_even_beside_a_draft() -> None:
    found = standing_of(Timeliness.MISSING, ReportState.DRAFT, exists=True, is_read_in=True)
    assert found is Standing.READ_IN
    assert found.is_in
    assert not found.is_provisional


def test_municipality_that_does_not_exist_is_not_asked() -> None:
    found = standing_of(Timeliness.MISSING, None, exists=False, is_read_in=False)
    assert found is Standing.NOT_EXPECTED
    assert not found.is_expected


@pytest.mark.parametrize(
    ("months", "length"),
    [
        ([], 0),
        ([LATE, LATE, MISSING], 3),
        ([LATE, ANY, MISSING], 1),
        ([MISSING, LATE, OPEN, NOT_OPEN], 2),
        ([LATE, READ_IN], 0),
        ([LATE, READ_IN, LATE], 1),
        ([OPEN, NOT_OPEN], 0),
        ([LATE, LATE, ANY], 0),
    ],
)
def test_streak(months: list[MonthStanding], length: int) -> None:
    assert streak(months) == length


def test_months_add_up() -> None:
    total = completeness([ANY, LATE, MISSING, OPEN, NOT_OPEN, READ_IN])
    assert total == Completeness(
        expected=5, reported=3, timed=3, on_time=1, approved=2, provisional=0, read_in=1, missing=1
    )
    assert total.reported_rate == Fraction(3, 5)
    assert total.on_time_rate == Fraction(1, 3)
    assert total.approved_rate == Fraction(2, 5)
    assert not total.is_complete


def test_nothing_expected_has_no_rate() -> None:
    total = completeness([NOT_OPEN])
    assert total == Completeness()
    assert total.reported_rate is total.on_time_rate is total.approved_rate is None
    assert not total.is_complete


@given(
    st.lists(st.sampled_from([ANY, LATE, MISSING, OPEN, NOT_OPEN, READ_IN]), max_size=12), st.integers(0, 12)
)
def test_sum_of_parts_is_the_whole(months: list[MonthStanding], cut: int) -> None:
    assert completeness(months[:cut]) + completeness(months[cut:]) == completeness(months)
