"""What the demonstration consists of: lines in the order in which they became known."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from housing.domain.checks import CheckWarning
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState, Step

SYNTHETIC = gettext_noop("synthetisch (demonstratie)")
DATE_SYNTHETIC = gettext_noop("datum synthetisch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact. `recorded_at` is aware; `persons`, where a line has it, is a difference as in the journal.

    `by` is the address of who did it, empty where the demonstration knows nobody.
    """

    recorded_at: datetime
    source: str
    reason: str = ""
    by: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine(Line):
    """A step with a monthly report. `step` is None for a correction of an approved month that was granted.

    `entered` is what was filled in, `counts` what counts after the step; `number` is the submission that it
    is about. `text` is what somebody wrote with it: the explanation of a submission, the reason of a review.
    `is_compared` tells of an approval whether COA's overview was there.
    """

    municipality: str
    month: Month
    step: Step | None
    state: ReportState
    number: int
    entered: Counts
    counts: Counts
    text: str = ""
    note: str = ""
    warnings: tuple[CheckWarning, ...] = ()
    is_compared: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoaLine(Line):
    """COA's count of a month, whole."""

    municipality: str
    month: Month
    persons: int


AnyLine = (
    AnnouncementLine | TargetLine | InterimTargetLine | AdjustmentLine | PlacementLine | StepLine | CoaLine
)
