"""When people are reminded."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.reminders import Stage, stage_on, working_day_after

THURSDAY = date(2022, 11, 10)
SATURDAY = date(2022, 9, 10)


@pytest.mark.parametrize(
    ("due_on", "today", "stage"),
    [
        (THURSDAY, date(2022, 11, 6), None),
        (THURSDAY, date(2022, 11, 7), Stage.BEFORE),
        (THURSDAY, date(2022, 11, 10), Stage.BEFORE),
        (THURSDAY, date(2022, 11, 11), Stage.FIRST),
        (THURSDAY, date(2022, 11, 17), Stage.FIRST),
        (THURSDAY, date(2022, 11, 18), Stage.SECOND),
        (THURSDAY, date(2022, 11, 24), Stage.SECOND),
        (THURSDAY, date(2022, 11, 25), None),
        (SATURDAY, date(2022, 9, 11), None),
        (SATURDAY, date(2022, 9, 12), Stage.FIRST),
    ],
)
def test_stage_of_a_day(due_on: date, today: date, stage: Stage | None) -> None:
    assert stage_on(today, due_on, 3) is stage


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 9))
def test_each_stage_comes_once_in_order(due_on: date, days_before: int) -> None:
    days = [stage_on(due_on + timedelta(days=offset), due_on, days_before) for offset in range(-12, 30)]
    stages = [stage for place, stage in enumerate(days) if stage and stage != days[place - 1]]
    assert stages == [Stage.BEFORE, Stage.FIRST, Stage.SECOND]


@given(st.dates())
def test_working_day_is_monday_to_friday_and_near(day: date) -> None:
    if day > date(9999, 12, 27):
        return
    found = working_day_after(day)
    assert found.weekday() < 5
    assert 1 <= (found - day).days <= 3
