from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.balances import AreaBalance
from housing.domain.pace import (
    ScheduleStatus,
    attention,
    norm,
    pace_needed,
    rate,
    recent_pace,
    required_path,
    schedule_status,
    shortfall,
    streak,
)

persons = st.integers(-5_000, 5_000)
counts = st.integers(0, 5_000)
# Corrections of placements can leave a negative number
areas = st.builds(
    AreaBalance, opening=persons, target=counts, corrections=persons, home=persons, hotel=counts
)
months = st.integers(0, 6)


def test_rate():
    assert rate(93, 100) == Fraction(93, 100)
    assert rate(-1, 4) == Fraction(-1, 4)
    assert rate(Fraction(1, 2), Fraction(1, 4)) == 2


@pytest.mark.parametrize("denominator", [0, -5, Fraction(0)])
def test_no_denominator_no_rate(denominator):
    assert rate(5, denominator) is None


def test_rate_of_a_group_is_sum_over_sum():
    assert rate(1 + 90, 10 + 100) == Fraction(91, 110) != (rate(1, 10) + rate(90, 100)) / 2


def test_norm():
    assert norm(13_728, 1) == 2_288
    assert norm(10, 4) == Fraction(20, 3)
    assert norm(-10, 4) == 0
    assert norm(10, 0) == 0


@pytest.mark.parametrize(
    ("area", "months_due", "expected"),
    [
        (AreaBalance(target=60), 0, ScheduleStatus.ON_SCHEDULE),
        (AreaBalance(target=60), 1, ScheduleStatus.BEHIND),
        (AreaBalance(target=60, home=19), 2, ScheduleStatus.BEHIND),
        (AreaBalance(target=60, home=15, hotel=5), 2, ScheduleStatus.ON_SCHEDULE),
        (AreaBalance(target=61, home=20), 2, ScheduleStatus.BEHIND),  # the norm is 20 1/3
        (AreaBalance(target=60, home=60), 1, ScheduleStatus.DONE),
        (AreaBalance(target=60, home=59), 6, ScheduleStatus.BEHIND),
        (AreaBalance(opening=60, target=60), 3, ScheduleStatus.DONE),
        (AreaBalance(), 6, ScheduleStatus.DONE),
    ],
)
def test_schedule_status(area, months_due, expected):
    assert schedule_status(area, months_due) is expected


@given(areas, months)
def test_behind_is_having_a_shortfall(area, k):
    status = schedule_status(area, k)
    assert (status is ScheduleStatus.BEHIND) == (shortfall(area, k) > 0)
    assert (status is ScheduleStatus.DONE) == (area.closing >= 0 or area.obligation <= 0)


@given(areas)
def test_whoever_is_on_schedule_at_the_end_has_no_backlog(area):
    assert (schedule_status(area, 6) is ScheduleStatus.BEHIND) == (area.backlog > 0 and area.obligation > 0)


def test_pace_needed():
    assert pace_needed(14, 3) == 5
    assert pace_needed(15, 3) == 5
    assert pace_needed(0, 3) == 0
    assert pace_needed(-7, 3) == 0
    assert pace_needed(7, 0) is None
    assert pace_needed(0, 0) is None


@given(persons, st.integers(1, 6))
def test_pace_needed_is_just_enough(remaining, months_left):
    pace = pace_needed(remaining, months_left)
    assert pace * months_left >= remaining
    assert pace == 0 or (pace - 1) * months_left < remaining


def test_required_path_is_limited_to_the_obligation():
    path = required_path(AreaBalance(opening=-100, target=20, corrections=90))
    assert (path[6].total, path[6].catch_up) == (30, 30)
    path = required_path(AreaBalance(opening=100, target=20))
    assert {(point.total, point.catch_up) for point in path} == {(0, 0)}


@given(areas)
def test_required_path_rises_to_the_obligation(area):
    path = required_path(area)
    assert [point.k for point in path] == list(range(7))
    assert (path[0].total, path[0].catch_up) == (0, 0)
    assert path[6].total == max(area.obligation, 0)
    assert all(0 <= point.catch_up <= point.total == norm(area.obligation, point.k) for point in path)
    assert path[6].catch_up <= area.catch_up


def test_streak():
    assert streak([]) == 0
    assert streak([-5, -1]) == 2
    assert streak([-5, 0, -1, -2]) == 2
    assert streak([-5, -5, 3]) == 0


def test_recent_pace():
    assert recent_pace([100, 10, 20, 33]) == 21
    assert recent_pace([10, None, 20, None]) == 15
    assert recent_pace([7, 10, None, 20], n=2) == 15
    assert recent_pace([0, 0, 0]) == 0
    assert recent_pace([None, None]) is None
    assert recent_pace([]) is None


def test_attention_order():
    rows = [
        (ScheduleStatus.DONE, Fraction(0), 9, "done"),
        (ScheduleStatus.ON_SCHEDULE, Fraction(0), 0, "b on schedule"),
        (ScheduleStatus.ON_SCHEDULE, Fraction(0), 0, "a on schedule"),
        (ScheduleStatus.BEHIND, Fraction(5), 1, "behind a little"),
        (ScheduleStatus.BEHIND, Fraction(50), 0, "behind a lot"),
        (ScheduleStatus.BEHIND, Fraction(5), 4, "behind a little, for long"),
    ]
    assert [row[3] for row in sorted(rows, key=lambda row: attention(*row))] == [
        "behind a lot",
        "behind a little, for long",
        "behind a little",
        "done",
        "a on schedule",
        "b on schedule",
    ]
