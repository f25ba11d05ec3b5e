"""What each municipality of the demonstration is like: quick or slow, early or late."""

from dataclasses import dataclass
from functools import cache

from housing.services.demonstration.assumptions import LARGEST_CITIES, SHARES
from housing.services.demonstration.chance import Chance


@dataclass(frozen=True, slots=True)
class Character:
    """`pace`: percent of the obligation that it tends to realise in a half-year; `drift`: how far its
    placements lean to the start (−) or the end (+) of a half-year, in percent of the half-year."""

    opening_weight: int
    opens_with_surplus: bool
    pace: int
    drift: int
    uses_transitional: bool
    is_often_late: bool


@cache
def character_of(code: str) -> Character:
    """The character of a municipality: always the same for the same code."""
    chance = Chance(f"character {code}")
    nature = chance.below(100)
    if code in LARGEST_CITIES:
        weight, surplus, pace = chance.between(80, 120), False, chance.between(92, 106)
    elif nature < SHARES.chronically_behind:
        weight, surplus, pace = chance.between(180, 300), False, chance.between(60, 82)
    elif nature >= 100 - SHARES.ahead:
        weight, surplus, pace = chance.between(20, 60), True, chance.between(104, 132)
    else:
        weight, surplus, pace = chance.between(40, 140), False, chance.between(84, 112)
    return Character(
        opening_weight=weight,
        opens_with_surplus=surplus,
        pace=pace,
        drift=chance.between(-12, 12),
        uses_transitional=chance.happens(SHARES.transitional),
        is_often_late=chance.happens(SHARES.often_late),
    )
