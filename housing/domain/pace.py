"""Pace: where an area should be after each month, whether it is there, and what it still takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from housing.domain.balances import AreaBalance
from housing.domain.periods import MONTHS_PER_HALF_YEAR


class ScheduleStatus(StrEnum):
    """How an area stands against the pace norm."""

    DONE = "done"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A point of the required path: persons to have housed after month ``k`` (0-6) of the half-year.

    ``catch_up`` is the part of ``total`` that is backlog from earlier half-years.
    """

    k: int
    total: Fraction
    catch_up: Fraction


def rate(numerator: int | Fraction, denominator: int | Fraction) -> Fraction | None:
    """A rate, such as realised over obligation; None when the denominator is not positive.

    For a group pass the two sums: a rate of a group is never a mean of rates. None is shown as a dash,
    never as 0%.
    """
    if denominator <= 0:
        return None
    return Fraction(numerator) / Fraction(denominator)


def norm(obligation: int, months_due: int) -> Fraction:
    """Pace norm: the persons to have housed when ``months_due`` (0-6) months are due; never negative."""
    return Fraction(max(obligation, 0) * months_due, MONTHS_PER_HALF_YEAR)


def shortfall(balance: AreaBalance, months_due: int) -> Fraction:
    """Persons behind the pace norm; 0 when on schedule or done."""
    if schedule_status(balance, months_due) is not ScheduleStatus.BEHIND:
        return Fraction(0)
    return norm(balance.obligation, months_due) - balance.realised


def schedule_status(balance: AreaBalance, months_due: int) -> ScheduleStatus:
    """Done (nothing to house, or nothing remaining), on schedule (realised >= pace norm) or behind.

    For a group pass its net balance.
    """
    if balance.obligation <= 0 or balance.remaining <= 0:
        return ScheduleStatus.DONE
    # The norm in sixths, so that whole numbers are compared.
    if balance.realised * MONTHS_PER_HALF_YEAR >= balance.obligation * months_due:
        return ScheduleStatus.ON_SCHEDULE
    return ScheduleStatus.BEHIND


def pace_needed(remaining: int, months_left: int) -> int | None:
    """Persons a month that it still takes, rounded up to whole persons.

    None when no month is left (shown as a dash), 0 when nothing remains.
    """
    if months_left <= 0:
        return None
    return max(-(-remaining // months_left), 0)


def required_path(balance: AreaBalance) -> tuple[PathPoint, ...]:
    """The seven points (k = 0 to 6) of the path to the obligation, with the catch-up part of each.

    The catch-up part is limited to the obligation: a correction can leave less to do than the backlog was.
    """
    obligation = max(balance.obligation, 0)
    catch_up = min(balance.catch_up, obligation)
    return tuple(
        PathPoint(k, norm(obligation, k), norm(catch_up, k)) for k in range(MONTHS_PER_HALF_YEAR + 1)
    )


def streak(closings: Sequence[int]) -> int:
    """Number of consecutive half-years closed with a backlog, up to the last one.

    ``closings`` are closing balances in order of time, the most recent last.
    """
    count = 0
    for closing in reversed(closings):
        if closing >= 0:
            break
        count += 1
    return count


def recent_pace(months: Sequence[int | None], n: int = 3) -> Fraction | None:
    """Mean persons a month over the last ``n`` reported months (fewer when fewer were reported).

    ``months`` in order of time, the most recent last; None stands for a month without a report, which is
    passed over. None when no month was reported.
    """
    reported = [persons for persons in months if persons is not None][-n:]
    return Fraction(sum(reported), len(reported)) if reported else None


def attention(
    status: ScheduleStatus, shortfall: Fraction, streak: int, name: str
) -> tuple[bool, Fraction, int, str]:
    """Sort key for "who needs attention first".

    Behind first, then most persons behind the norm, then the longest streak, then ``name`` (pass a sort
    key made for names).
    """
    return (status is not ScheduleStatus.BEHIND, -shortfall, -streak, name)
