"""When provinces review: a first look, a round after COA's overview, and a round for what came in late."""

from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.periods import Month
from housing.services.demonstration.assumptions import AMSTERDAM, COA_CAME_IN
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.reporting_days import at_shared_minute, working_days

ZUID_HOLLAND = "PV28"
EARLY, MAIN, LATE = (11, 13), (20, 23), (29, 31)
#: In October no overview of COA is there yet: provinces that look already approve a part of what is in.
EARLY_PERCENT = 12
OCTOBER_PERCENT = (45, 85)
OCTOBER = Month(2022, 10)


@dataclass(frozen=True, slots=True)
class Round:
    """A moment at which a coordinator approves `percent` of the months that wait."""

    at: datetime
    percent: int = 100


def coa_came_in(month: Month) -> datetime | None:
    """The moment at which COA's overview of a month was imported; None while there is none."""
    day = COA_CAME_IN.get(str(month))
    return datetime(day.year, day.month, day.day, 10, tzinfo=AMSTERDAM) if day else None


def early_rounds(province: str, month: Month) -> list[Round]:
    """The rounds in which a month is approved before COA's overview of it is there."""
    chance = Chance(f"early rounds {province} {month}")
    if month != OCTOBER:
        return [Round(_afternoon(month, EARLY, chance), EARLY_PERCENT)]
    if province == ZUID_HOLLAND:
        return [
            Round(datetime(2022, 11, 9, 16, 42, 8, tzinfo=AMSTERDAM), 30),
            Round(datetime(2022, 11, 14, 15, 17, 31, tzinfo=AMSTERDAM), 12),
        ]
    if chance.happens(20):
        return []
    return [Round(_afternoon(month, (11, 14), chance), chance.between(*OCTOBER_PERCENT))]


def rounds(province: str, months: list[Month]) -> list[datetime]:
    """The rounds in which everything that is ready is approved, in order of time."""
    found = []
    for month in months:
        if coa_came_in(month) is None:
            continue
        chance = Chance(f"rounds {province} {month}")
        found += [_afternoon(month, MAIN, chance), _afternoon(month, LATE, chance)]
    return found


def explained_at(month: Month, chance: Chance) -> datetime:
    """The moment at which a difference with COA is explained: within three days after its overview."""
    came_in = COA_CAME_IN[str(month)]
    until = date(came_in.year, came_in.month, came_in.day + 3)
    day = chance.one_of(working_days(month, came_in.day + 1, until))
    return at_shared_minute(datetime(day.year, day.month, day.day, chance.between(9, 16), tzinfo=AMSTERDAM))


def _afternoon(month: Month, days: tuple[int, int], chance: Chance) -> datetime:
    """An afternoon between two days of the month after `month`; or as soon after as there is work."""
    first, last = days
    following = month.plus(1)
    until = date(following.year, following.number, min(last, following.last_day.day))
    day = chance.one_of(working_days(month, first, until))
    return datetime(
        day.year,
        day.month,
        day.day,
        chance.between(13, 16),
        chance.below(60),
        chance.below(60),
        tzinfo=AMSTERDAM,
    )
