"""What a coordinator is told once a week about a province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from housing.domain.completeness import Completeness, MonthStanding, Standing, completeness
from housing.domain.periods import Month
from housing.domain.reporting import Timeliness
from housing.models import CorrectionRequest, Report
from housing.queries.areas import Area, Registry
from housing.queries.completeness import month_standings
from housing.queries.journal import JournalState

#: How far back months are looked at: earlier ones belong to half-years that are over.
MONTHS_BACK = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DigestMonth:
    """One month of a province: how complete it is, and the municipalities that are past due."""

    month: Month
    total: Completeness
    waiting: int
    late: int
    missing: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class ProvinceDigest:
    """A province this week. `arrived` are the reports that were submitted in the last seven days."""

    province: Area
    months: tuple[DigestMonth, ...]
    arrived: int
    corrections: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: nothing new, nothing waiting, nothing missing."""
        return not (
            self.arrived or self.corrections or any(month.waiting or month.missing for month in self.months)
        )


def province_digest(registry: Registry, state: JournalState, province: Area) -> ProvinceDigest:
    """The state of a province's open half-years; five queries."""
    this = Month.containing(state.today)
    members = registry.members(province.code)
    standings = month_standings(members, this.plus(-MONTHS_BACK), this, state.today)
    codes = [member.code for member in members]
    return ProvinceDigest(
        province,
        tuple(
            _month(members, column)
            for column in zip(*(standings[code] for code in codes), strict=True)
            if _is_told(column)
        ),
        Report.objects.filter(
            municipality_id__in=codes, state__in=_COUNTING, submitted_at__gt=state.now - WEEK
        ).count(),
        CorrectionRequest.objects.filter(
            report__municipality_id__in=codes, state=CorrectionRequest.State.OPEN
        ).count(),
    )


_COUNTING = [
    Report.State.SUBMITTED,
    Report.State.RETURNED,
    Report.State.REOPENED,
    Report.State.APPROVED,
]


def _is_told(column: Sequence[MonthStanding]) -> bool:
    """Whether a month of a half-year that is open still asks for something, from anybody."""
    if column[0].is_closed:
        return False
    return any(
        month.standing.is_expected and month.standing not in (Standing.APPROVED, Standing.READ_IN)
        for month in column
    )


def _month(members: Sequence[Area], column: Sequence[MonthStanding]) -> DigestMonth:
    return DigestMonth(
        column[0].month,
        completeness(column),
        sum(month.standing is Standing.SUBMITTED for month in column),
        sum(month.timeliness is Timeliness.LATE for month in column),
        tuple(
            area
            for area, month in zip(members, column, strict=True)
            if month.timeliness is Timeliness.MISSING
        ),
    )
