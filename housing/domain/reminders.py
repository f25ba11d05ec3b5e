"""When people are reminded of a month that is not in."""

from datetime import date, timedelta
from enum import StrEnum

#: Days from the first reminder after the due date to the second, and from the second to silence.
AGAIN_AFTER = timedelta(days=7)

_SATURDAY = 5


class Stage(StrEnum):
    """Which reminder it is."""

    BEFORE = "before"
    FIRST = "first"
    SECOND = "second"


def stage_on(today: date, due_on: date, days_before: int) -> Stage | None:
    """The reminder that belongs to a day, for a month that is open and not in; None when there is none.

    One from `days_before` days before the due date, one from the first working day after it, one from a week
    after that; two weeks after the first the mail stops: calling helps more by then. A run that was missed
    is made up for as long as the same reminder still holds.
    """
    if today <= due_on:
        return Stage.BEFORE if today >= due_on - timedelta(days=days_before) else None
    first = working_day_after(due_on)
    if first <= today < first + AGAIN_AFTER:
        return Stage.FIRST
    if first + AGAIN_AFTER <= today < first + 2 * AGAIN_AFTER:
        return Stage.SECOND
    return None


def working_day_after(day: date) -> date:
    """The first Monday to Friday after a day."""
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += timedelta(days=1)
    return following
