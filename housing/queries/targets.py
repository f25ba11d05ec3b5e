"""Half-years, national announcements and interim targets, as known at a position."""

from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.periods import HalfYear
from housing.models import Announcement, TargetPeriod
from housing.queries.interim import InterimResult, InterimShare, interim_of_letter, interim_results
from housing.queries.positions import Position

# Interim targets stand in a room of their own; pages of figures know them from here.
__all__ = [
    "Announced",
    "InterimResult",
    "InterimShare",
    "announcements",
    "interim_of_letter",
    "interim_results",
    "periods",
]


@dataclass(frozen=True, slots=True)
class Announced:
    """A national number for a half-year, in persons, with its source."""

    period: HalfYear
    persons: int
    population_date: date
    announced_on: date
    recorded_at: datetime | None
    source: str


def periods() -> list[HalfYear]:
    """The half-years that the ledger knows, in order of time; one query."""
    return [HalfYear.parse(code) for code in TargetPeriod.objects.values_list("code", flat=True)]


def announcements(position: Position) -> dict[HalfYear, list[Announced]]:
    """The announcements per half-year known at a position, the first one first; one query."""
    rows = Announcement.objects.as_of(position.seq).values_list(
        "period_id", "persons", "population_date", "announced_on", "recorded_at", "source"
    )
    found: dict[HalfYear, list[Announced]] = {}
    for code, persons, population_date, announced_on, recorded_at, source in rows:
        period = HalfYear.parse(code)
        announced = Announced(period, persons, population_date, announced_on, recorded_at, source)
        found.setdefault(period, []).append(announced)
    return found
