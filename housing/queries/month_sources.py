"""What the journal holds of one month of a municipality: its steps, postings and COA's counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from housing.domain.periods import Month
from housing.domain.reporting import Counts, ReportState
from housing.models import Adjustment, CoaCount, Placement, ReportStep
from housing.queries.events import Person, person_of


@dataclass(frozen=True, slots=True)
class MonthPosting:
    """A line of the journal: `persons` is the difference it made. `period` is that of a correction."""

    seq: int
    at: datetime
    by: Person | None
    kind: str
    persons: int
    source: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class MonthStep:
    """A step of the report, with all that counted after it."""

    seq: int
    at: datetime
    by: Person | None
    state: ReportState
    number: int
    counts: Counts
    source: str


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A count of COA: all persons of the month as known then."""

    seq: int
    at: datetime
    by: Person | None
    persons: int
    source: str


def steps_of(code: str, month: Month) -> list[MonthStep]:
    """The steps of a report, in order of the journal."""
    rows = ReportStep.objects.select_related("recorded_by").filter(
        period_id=month.half_year.code, municipality_id=code, month=month.first_day
    )
    return [
        MonthStep(
            row.seq or 0,
            _moment(row.recorded_at),
            person_of(row.recorded_by),
            ReportState(row.state),
            row.number,
            Counts(row.home, row.transitional, row.hotel),
            row.source,
        )
        for row in rows.order_by("seq")
    ]


def counts_of_coa(code: str, month: Month) -> list[MonthCount]:
    """COA's counts of a month, in order of the journal; each replaces the one before it."""
    rows = CoaCount.objects.select_related("recorded_by").filter(
        period_id=month.half_year.code, municipality_id=code, month=month.first_day
    )
    return [
        MonthCount(
            row.seq or 0, _moment(row.recorded_at), person_of(row.recorded_by), row.persons, row.source
        )
        for row in rows.order_by("seq")
    ]


def postings_of(code: str, month: Month) -> list[MonthPosting]:
    """The placements of a month, in order of the journal."""
    rows = Placement.objects.select_related("recorded_by").filter(municipality_id=code, month=month.first_day)
    return [_posting(row, row.kind) for row in rows.order_by("seq")]


def booked_elsewhere(code: str, places: Iterable[int]) -> list[MonthPosting]:
    """Corrections of a closed month at places in the journal: booked in the half-year that ran then."""
    rows = Adjustment.objects.select_related("recorded_by").filter(
        seq__in=tuple(places), municipality_id=code, type=Adjustment.Type.CORRECTION
    )
    return [_posting(row, row.type, row.period_id) for row in rows]


def _posting(row: Placement | Adjustment, kind: str, period: str = "") -> MonthPosting:
    by = person_of(row.recorded_by)
    return MonthPosting(row.seq or 0, _moment(row.recorded_at), by, kind, row.persons, row.source, period)


def _moment(at: datetime | None) -> datetime:
    assert at is not None, "every line of the journal has its moment"
    return at
