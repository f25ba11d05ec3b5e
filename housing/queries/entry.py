"""What the entry of a half-year rests on: each month with its report, figures beside it, and due date."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.checks import CheckWarning, Problem, check_existence, check_month
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState, Timeliness
from housing.models import Report
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures, balances, months
from housing.queries.due_dates import DueDates, due_dates
from housing.queries.journal import JournalState
from housing.queries.reports import coa_counts

#: How far back figures are read: a year for last year's month, and some more for a year of reported months.
BACK = 18
PEOPLE = ("edited_by", "submitted_by", "reviewed_by")


@dataclass(frozen=True)
class EntryMonth:
    """One month of a municipality. `posted` is what counts now, `last_year` the same month a year before.

    `history` are the totals of earlier reported months, the most recent last. Persons throughout.
    """

    area: Area
    month: Month
    report: Report | None
    posted: MonthFigures | None
    last_year: MonthFigures | None
    coa: int | None
    history: tuple[int, ...]
    opens_on: date
    due_on: date
    timeliness: Timeliness
    is_closed: bool
    obligation: int

    @property
    def state(self) -> ReportState:
        """Where the report is; a month without one is an empty draft."""
        return self.report.report_state if self.report else ReportState.DRAFT

    @property
    def is_imported(self) -> bool:
        """Whether its figures came from elsewhere: then they are final."""
        return self.posted is not None and (self.report is None or self.report.submission == 0)

    @property
    def draft(self) -> Counts:
        """What is being filled in."""
        return self.report.draft if self.report else Counts()

    @property
    def submitted(self) -> Counts:
        """What counts in the figures; empty when nothing does."""
        if self.report is not None and self.report.submission:
            return self.report.submitted
        return counts_of(self.posted)

    @property
    def version(self) -> int:
        """The version that whoever changes it has read."""
        return self.report.version if self.report else 0

    @property
    def has_waited(self) -> bool:
        """Whether it is past its due date and not in."""
        return self.timeliness is Timeliness.MISSING and not self.state.counts

    @property
    def problem(self) -> Problem | None:
        """What keeps it from being changed; None when it can be entered."""
        if problem := check_existence(self.month, self.area.valid_from, self.area.valid_to):
            return problem
        if self.is_closed:
            return Problem("closed")
        if self.is_imported:
            return Problem("imported")
        if self.state.is_locked:
            return Problem("approved")
        if self.timeliness is Timeliness.NOT_OPEN:
            return Problem("not_open", {"day": self.opens_on})
        return None

    @property
    def is_editable(self) -> bool:
        """Whether it can be entered, changed and submitted."""
        return self.problem is None

    @property
    def waits(self) -> bool:
        """Whether the municipality has something to do: enter it, finish it, or look at what came back."""
        return self.is_editable and self.state.waits_for_municipality

    @property
    def asks_explanation(self) -> bool:
        """Whether COA's count came in later, differs from what was submitted, and was not explained yet."""
        if self.report is None or self.coa is None or not (self.is_editable and self.state.is_provisional):
            return False
        explained = bool(self.report.explanation) and any(
            kept["code"] == "coa" and kept["params"].get("coa") == self.coa for kept in self.report.warnings
        )
        return self.coa != self.submitted.placed and not explained

    def warnings(self, counts: Counts) -> tuple[CheckWarning, ...]:
        """What asks for an explanation when these counts are submitted."""
        return check_month(counts, history=self.history, obligation=self.obligation, coa=self.coa)


@dataclass(frozen=True)
class EntrySheet:
    """A half-year of a municipality: its six months, also those in which the municipality did not exist."""

    area: Area
    period: HalfYear
    all_months: tuple[EntryMonth, ...]
    closed_at: datetime | None

    @property
    def months(self) -> tuple[EntryMonth, ...]:
        """The months in which the municipality existed."""
        return tuple(entry for entry in self.all_months if self.area.exists_in(entry.month))


def counts_of(figures: MonthFigures | None) -> Counts:
    """Figures of a month as counts; empty without any."""
    return Counts(figures.home, figures.transitional, figures.hotel) if figures else Counts()


def entry_sheet(state: JournalState, area: Area, period: HalfYear) -> EntrySheet:
    """The months of a municipality in a half-year; six queries."""
    reports = _reports(period, [area.code])
    first, last = period.months[0], period.months[-1]
    figures = months(state.seq, first.plus(-BACK), last, [area.code]).get(area.code, {})
    coa = coa_counts(state.seq, period, [area.code]).get(area.code, {})
    balance = balances(state.seq, period, [area.code]).get(area.code)
    dates = due_dates(period, [area.code])
    return EntrySheet(
        area,
        period,
        tuple(
            _month(
                area,
                month,
                reports.get((area.code, month)),
                figures,
                coa.get(month),
                dates,
                state.today,
                balance.obligation if balance else 0,
            )
            for month in period.months
        ),
        dates.closed_at,
    )


def waiting_months(
    state: JournalState, areas: Collection[Area], period: HalfYear
) -> dict[str, list[EntryMonth]]:
    """Months of a half-year that wait for their municipality, by code; four queries for all of them.

    For telling that something waits: history, pace and COA's count are left out.
    """
    codes = [area.code for area in areas]
    reports = _reports(period, codes)
    figures = months(state.seq, period.months[0], period.months[-1], codes)
    dates = due_dates(period, codes)
    found = {}
    for area in areas:
        entries = [
            _month(
                area,
                month,
                reports.get((area.code, month)),
                figures.get(area.code, {}),
                None,
                dates,
                state.today,
                0,
            )
            for month in period.months
            if area.exists_in(month)
        ]
        found[area.code] = [entry for entry in entries if entry.waits]
    return found


def _reports(period: HalfYear, codes: Collection[str]) -> dict[tuple[str, Month], Report]:
    rows = Report.objects.filter(period_id=period.code, municipality_id__in=list(codes))
    return {(row.municipality_id, row.calendar_month): row for row in rows.select_related(*PEOPLE)}


def _month(
    area: Area,
    month: Month,
    report: Report | None,
    figures: Mapping[Month, MonthFigures],
    coa: int | None,
    dates: DueDates,
    today: date,
    obligation: int,
) -> EntryMonth:
    is_in = report is not None and report.report_state.counts
    is_withdrawn = report is not None and report.report_state is ReportState.WITHDRAWN
    return EntryMonth(
        area=area,
        month=month,
        report=report,
        posted=None if is_withdrawn else figures.get(month),
        last_year=figures.get(month.plus(-12)),
        coa=coa,
        history=tuple(figures[known].realised for known in sorted(figures) if known < month),
        opens_on=dates.opens_on(month),
        due_on=dates.due_on(area.code, month),
        timeliness=dates.timeliness(
            area.code, month, report.first_submitted_at if report and is_in else None, today
        ),
        is_closed=dates.is_closed,
        obligation=obligation,
    )
