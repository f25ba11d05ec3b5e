"""What the demonstration consists of: lines in the order in which they became known."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from housing.domain.periods import HalfYear, Month

SYNTHETIC = gettext_noop("synthetisch (demonstratie)")
DATE_SYNTHETIC = gettext_noop("datum synthetisch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact. `recorded_at` is aware; `persons`, where a line has it, is a difference as in the journal."""

    recorded_at: datetime
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementLine(Line):
    period: HalfYear
    persons: int
    population_date: date
    announced_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine(Line):
    period: HalfYear
    municipality: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimTargetLine(Line):
    """`persons`: by how many the backlog must go down between `baseline_on` and `due_on`."""

    persons: int
    baseline_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine(Line):
    """`type`: "opening" or "correction"; `persons` in the sign of the balance (backlog −)."""

    municipality: str
    period: HalfYear
    type: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementLine(Line):
    """`kind`: "home", "transitional" or "hotel". A first line of 0 says: nobody was housed."""

    municipality: str
    period: HalfYear
    month: Month
    kind: str
    persons: int


AnyLine = AnnouncementLine | TargetLine | InterimTargetLine | AdjustmentLine | PlacementLine
