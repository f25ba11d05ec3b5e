"""When the months of a half-year open and are due: its lead times, and the exceptions that were granted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import LeadTimes, Timeliness, timeliness
from housing.models import DueDateException, TargetPeriod
from housing.queries.journal import AMSTERDAM

STANDARD = LeadTimes()


@dataclass(frozen=True)
class DueDates:
    """When months of one half-year open and are due, per municipality.

    `exceptions` holds the day that was granted instead, by code of municipality and month. `closed_at` is the
    moment at which the half-year was closed, None while it is open.
    """

    period: HalfYear
    lead_times: LeadTimes = STANDARD
    exceptions: Mapping[tuple[str, Month], date] = field(default_factory=dict)
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the half-year was closed: then its months change no more."""
        return self.closed_at is not None

    def opens_on(self, month: Month) -> date:
        """First day on which the month can be reported."""
        return self.lead_times.opens_on(month)

    def due_on(self, code: str, month: Month) -> date:
        """Last day on which this report is in time; an exception gives time, never takes it."""
        usual = self.lead_times.due_on(month)
        return max(usual, self.exceptions.get((code, month), usual))

    def timeliness(
        self, code: str, month: Month, first_submitted_at: datetime | None, today: date
    ) -> Timeliness:
        """Whether the month is in time, late, missing, open or not open yet."""
        first = first_submitted_at.astimezone(AMSTERDAM).date() if first_submitted_at else None
        return timeliness(self.opens_on(month), self.due_on(code, month), first, today)


def due_dates(period: HalfYear, codes: Collection[str] | None = None) -> DueDates:
    """The due dates of a half-year; two queries. `codes` limits the exceptions to these municipalities."""
    row = TargetPeriod.objects.filter(code=period.code).first()
    return DueDates(
        period,
        row.lead_times if row else STANDARD,
        exceptions(period, codes),
        row.closed_at if row else None,
    )


def granted(period: HalfYear, codes: Collection[str]) -> list[DueDateException]:
    """The exceptions of a half-year for these municipalities, by month and name, with who granted them."""
    first, last = period.months[0].first_day, period.months[-1].first_day
    found = DueDateException.objects.filter(municipality_id__in=list(codes), month__range=(first, last))
    return list(found.select_related("granted_by").order_by("month", "municipality__sort_key"))


def half_years() -> dict[HalfYear, TargetPeriod]:
    """The half-years that the ledger knows, in order of time; one query."""
    return {row.half_year: row for row in TargetPeriod.objects.all()}


def exceptions(period: HalfYear, codes: Collection[str] | None = None) -> dict[tuple[str, Month], date]:
    """The days that were granted in a half-year, by code of municipality and month; one query."""
    granted = DueDateException.objects.filter(
        month__range=(period.months[0].first_day, period.months[-1].first_day)
    )
    if codes is not None:
        granted = granted.filter(municipality_id__in=list(codes))
    return {
        (code, Month.containing(month)): due_on
        for code, month, due_on in granted.values_list("municipality_id", "month", "due_on")
    }
