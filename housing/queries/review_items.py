"""What a reviewer sees of a province: its months one by one, and the queue that they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Timeliness
from housing.models import CorrectionRequest, Report
from housing.queries.areas import Area
from housing.queries.comparisons import Comparison, differs_after_approval
from housing.queries.corrections import Effect


class Place(StrEnum):
    """Where a month is, seen from the reviewer."""

    WAITING = "waiting"
    RETURNED = "returned"
    REOPENED = "reopened"
    APPROVED = "approved"
    IMPORTED = "imported"
    MISSING = "missing"
    OPEN = "open"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning of the checks at submission: its code and figures."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """An open or decided request for a correction; `effect` is that of an open one that can be accepted."""

    request: CorrectionRequest
    is_outdated: bool = False
    effect: Effect | None = None

    @property
    def key(self) -> str:
        """Names it in a page."""
        return str(self.request.pk)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.request.state == CorrectionRequest.State.OPEN


@dataclass(frozen=True)
class Item:
    """One month of one municipality. Words of people and remarks are empty for who may not read them.

    `counts` is what counts now (empty: nothing), `previous` the submission before it, `last_year` the same
    month a year earlier; `earlier` holds the values of every submission by its number. Persons throughout.
    """

    area: Area
    month: Month
    report: Report | None
    place: Place
    timeliness: Timeliness
    due_on: date
    counts: Counts
    comparison: Comparison
    last_year: Counts | None = None
    previous: Counts | None = None
    earlier: Mapping[int, Counts] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    note: str = ""
    explanation: str = ""
    reason: str = ""
    is_changed: bool = False
    asked: tuple[Asked, ...] = ()

    @property
    def key(self) -> str:
        """Names it in a page."""
        return f"{self.area.slug}-{self.month}"

    @property
    def reviewed(self) -> str:
        """What a form carries: the report and the submission that is looked at."""
        return f"{self.report.pk}:{self.report.submission}" if self.report else ""

    @property
    def waits(self) -> bool:
        """Whether a reviewer has to decide."""
        return self.place is Place.WAITING

    @property
    def is_late(self) -> bool:
        """Whether it came in after its due date."""
        return self.timeliness is Timeliness.LATE

    @property
    def has_remarks(self) -> bool:
        """Whether it asks for a look: a warning, or a difference from COA's count."""
        return bool(self.remarks) or self.comparison.differs

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be approved: a difference from COA's count that nobody explained."""
        return self.waits and self.comparison.is_open

    @property
    def differs_after_approval(self) -> bool:
        """Whether COA's count came in after approval and differs."""
        return self.report is not None and differs_after_approval(self.report, self.comparison)


@dataclass(frozen=True)
class Queue:
    """The months of a province in a half-year, in order of month and name.

    `looked_at` is when the reviewer last marked it as seen; `seq` the place in the journal it was read at.
    """

    province: Area
    period: HalfYear
    seq: int
    items: tuple[Item, ...]
    sees_notes: bool
    is_closed: bool
    looked_at: datetime | None = None

    @property
    def opened(self) -> list[Item]:
        """Months that can be reported by now."""
        return [item for item in self.items if item.place is not Place.NOT_OPEN]

    @property
    def waiting(self) -> list[Item]:
        """Months that wait for a decision; none once the half-year was closed."""
        return [item for item in self.items if item.waits and not self.is_closed]

    @property
    def remarked(self) -> list[Item]:
        """Those with remarks, that must be looked at one by one; what cannot be approved first."""
        return sorted((i for i in self.waiting if i.has_remarks), key=lambda item: not item.is_blocked)

    @property
    def clean(self) -> list[Item]:
        """Those without remarks, that can be approved together."""
        return [item for item in self.waiting if not item.has_remarks]

    @property
    def missing(self) -> list[Item]:
        """Months that are past due and not in."""
        return [item for item in self.items if item.place is Place.MISSING]

    @property
    def changed(self) -> list[Item]:
        """Months that changed since the reviewer last looked."""
        return [item for item in self.items if item.is_changed]

    @property
    def differing(self) -> list[Item]:
        """Approved months that differ from an overview of COA that came later."""
        return [item for item in self.items if item.differs_after_approval]

    @property
    def requests(self) -> list[tuple[Item, Asked]]:
        """Requests for corrections that wait for a decision."""
        return [(item, asked) for item in self.items for asked in item.asked if asked.is_open]

    def item(self, report: int) -> Item | None:
        """The month of a report."""
        return next((item for item in self.items if item.report and item.report.pk == report), None)
