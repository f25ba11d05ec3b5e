"""When municipalities report, how late some are, and what they first reported before they corrected it."""

from datetime import date, datetime, time, timedelta
from functools import cache

from housing.domain.periods import Month
from housing.services.demonstration.assumptions import AMSTERDAM, CLOSED_ON, REPORTED_BY
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.characters import character_of

FIRST_DAY, LAST_LATE_DAY = 2, 19
CORRECTION_DAYS = (20, 28)
SATURDAY = 5


def reported_at(municipality: str, month: Month, chance: Chance) -> datetime:
    """The moment at which a municipality reports a month: days 2 to 10 of the next month, or too late."""
    limit = REPORTED_BY.get(str(month), month.last_day + timedelta(days=LAST_LATE_DAY))
    in_time = working_days(month, FIRST_DAY, min(month.due_on, limit))
    late = working_days(month, 11, limit)
    is_late = chance.happens(45 if character_of(municipality).is_often_late else 2)
    if late and is_late:
        return datetime.combine(chance.one_of(late), _working_hour(chance), AMSTERDAM)
    # The later of two draws: many wait until the last days.
    day = in_time[max(chance.below(len(in_time)), chance.below(len(in_time)))]
    return datetime.combine(day, _working_hour(chance), AMSTERDAM)


def corrected_at(month: Month, last: Month, chance: Chance) -> datetime | None:
    """The moment at which a month is corrected: late in one of the two months after it, up to `last`."""
    corrected_in = month.plus(chance.between(1, 2))
    if corrected_in > last:
        return None
    days = working_days(corrected_in.plus(-1), CORRECTION_DAYS[0], corrected_in.first_day.replace(day=28))
    return datetime.combine(chance.one_of(days), _working_hour(chance), AMSTERDAM)


def difference(persons: int, chance: Chance) -> int:
    """By how much a correction changes what was reported first; the end result is `persons`, never 0."""
    size = chance.between(1, 2 + persons // 12)
    return size if chance.happens(60) and size <= persons else -size


def at_shared_minute(moment: datetime) -> datetime:
    """The minute that all reports of the same hour get.

    The journal adds a run of lines of one table by one statement. Placements and steps of reports that share
    a moment make two runs together; with moments of their own each report would make two, and loading would
    take several times as long.
    """
    chance = Chance(f"minute {moment:%Y-%m-%d %H}")
    return moment.replace(minute=chance.below(60), second=chance.below(60))


@cache
def working_days(month: Month, first: int, until: date) -> tuple[date, ...]:
    """Working days from day `first` of the month after `month` up to and including `until`."""
    start = month.plus(1).first_day
    days = (start + timedelta(days=number) for number in range(first - 1, 31))
    return tuple(day for day in days if day <= until and day.weekday() < SATURDAY and day not in CLOSED_ON)


def _working_hour(chance: Chance) -> time:
    """A moment in office hours; now and then someone works in the evening."""
    hour = chance.between(19, 21) if chance.happens(3) else chance.between(9, 16)
    return time(hour, chance.below(60), chance.below(60))
