"""Spreading totals over months and kinds in whole persons, so that rows and columns both add up exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from housing.domain.allocation import apportion
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.characters import character_of

# Keys run over this many steps; a drift of 1 percent is a hundredth of it.
STEPS = 1_000_000
# Sizes in which people are housed: most come alone, families count at once.
HOUSEHOLDS = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6)
NEW_BUILDING = (10, 26)


@dataclass(frozen=True, slots=True)
class Household:
    """Persons of one municipality who are housed together; `key` puts households in order of time."""

    key: int
    municipality: str
    persons: int


def households(municipality: str, persons: int, chance: Chance) -> list[Household]:
    """`persons` divided into households; now and then a new building takes many at once."""
    drift = character_of(municipality).drift * STEPS // 100
    result = []
    left = persons
    while left:
        in_new_building = left > 2 * NEW_BUILDING[1] and chance.below(60) == 0
        size = chance.between(*NEW_BUILDING) if in_new_building else chance.one_of(HOUSEHOLDS)
        size = min(size, left)
        result.append(Household(chance.below(STEPS) + drift, municipality, size))
        left -= size
    return result


def over_months(
    totals: Mapping[str, int], months: Sequence[int], lasts: Mapping[str, int], chance: Chance
) -> dict[str, list[int]]:
    """Persons per municipality and month: rows add up to `totals`, columns to `months`.

    `lasts` gives, for a municipality that ends before the half-year does, the number of its months.
    All households stand in one row, by their keys, and the row is cut where a month is full: a household
    that stands on a cut is divided.
    """
    result = {code: [0] * len(months) for code in sorted(totals)}
    room = list(months)
    for code, number in sorted(lasts.items()):
        weights = {str(place): chance.between(1, 6) for place in range(number)}
        for place, persons in apportion(totals[code], weights).items():
            result[code][int(place)] = persons
            room[int(place)] -= persons
    queue = [
        h for code in sorted(totals) if code not in lasts for h in households(code, totals[code], chance)
    ]
    queue.sort(key=lambda h: (h.key, h.municipality))
    if min(room) < 0 or sum(h.persons for h in queue) != sum(room):
        raise ValueError(f"{sum(totals.values())} persons do not fit months of {list(months)}")
    month = 0
    for household in queue:
        left = household.persons
        while left:
            while not room[month]:
                month += 1
            housed = min(left, room[month])
            result[household.municipality][month] += housed
            room[month] -= housed
            left -= housed
    return result


def hotel_scheme(months: Sequence[int], candidates: Sequence[str], chance: Chance) -> dict[str, list[int]]:
    """Persons in the hotel scheme per municipality and month, in a few municipalities at a time."""
    result: dict[str, list[int]] = {}
    for month, persons in enumerate(months):
        left = persons
        while left:
            size = min(left, chance.between(1, 4))
            row = result.setdefault(chance.one_of(candidates), [0] * len(months))
            row[month] += size
            left -= size
    return dict(sorted(result.items()))


def transitional_part(municipality: str, persons: int, chance: Chance) -> int:
    """How many of the `persons` of one month got transitional housing instead of a home."""
    if not character_of(municipality).uses_transitional:
        return 0
    return persons * chance.between(10, 55) // 100
