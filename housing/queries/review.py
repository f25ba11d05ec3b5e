"""Reading the queue of a province: the months of its municipalities in a half-year, for a reviewer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState, Timeliness
from housing.models import CorrectionRequest, Report, ReportStep, ReviewLook
from housing.queries.areas import Area, Registry
from housing.queries.balances import MonthFigures, months
from housing.queries.comparisons import Comparison, KnownCount, compare, known_counts
from housing.queries.corrections import Change, Standing, effects, is_outdated, standing_of
from housing.queries.due_dates import DueDates, due_dates
from housing.queries.journal import JournalState
from housing.queries.review_items import Asked, Item, Place, Queue, Remark

PEOPLE = ("submitted_by", "reviewed_by")


@dataclass(frozen=True)
class _Known:
    """All that was read for a queue."""

    state: JournalState
    dates: DueDates
    reports: Mapping[tuple[str, Month], Report]
    figures: Mapping[str, Mapping[Month, MonthFigures]]
    coa: Mapping[tuple[str, Month], KnownCount]
    steps: Mapping[int, Sequence[ReportStep]]
    look: ReviewLook | None
    asked: Mapping[int, Sequence[Asked]]
    user: int | None
    sees_notes: bool


def review_queue(
    registry: Registry,
    state: JournalState,
    province: Area,
    period: HalfYear,
    *,
    user: int | None,
    sees_notes: bool,
    areas: Collection[Area] | None = None,
) -> Queue:
    """The queue; at most ten queries, however many municipalities there are.

    `user` is the reviewer whose last look counts; without `sees_notes` what people wrote is left out.
    `areas` limits it to some of the province's municipalities.
    """
    # Who decides about a municipality is who answers for it now, also in earlier half-years.
    members = tuple(areas) if areas is not None else registry.overseen(province.code, period)
    codes = [area.code for area in members]
    first, last = period.months[0], period.months[-1]
    reports = {
        (row.municipality_id, row.calendar_month): row
        for row in Report.objects.filter(period_id=period.code, municipality_id__in=codes).select_related(
            *PEOPLE
        )
    }
    figures = months(state.seq, first.plus(-12), last, codes)
    dates = due_dates(period, codes)
    known = _Known(
        state=state,
        dates=dates,
        reports=reports,
        figures=figures,
        coa=known_counts(state.seq, [period], codes),
        steps=_steps(period, codes, state.seq),
        look=_look(user, province, period),
        asked=_asked(registry, state, period, codes, dates, figures),
        user=user,
        sees_notes=sees_notes,
    )
    return Queue(
        province,
        period,
        state.seq,
        tuple(
            _item(known, area, month) for month in period.months for area in members if area.exists_in(month)
        ),
        sees_notes,
        dates.is_closed,
        known.look.looked_at if known.look else None,
    )


def _look(user: int | None, province: Area, period: HalfYear) -> ReviewLook | None:
    if user is None:
        return None
    return ReviewLook.objects.filter(user_id=user, province_id=province.code, period_id=period.code).first()


def _item(known: _Known, area: Area, month: Month) -> Item:
    report = known.reports.get((area.code, month))
    figures = known.figures.get(area.code, {})
    counts = _counting(report, figures.get(month))
    is_in = not counts.is_empty
    first = report.first_submitted_at if report and is_in else None
    timeliness = known.dates.timeliness(area.code, month, first, known.state.today)
    coa = known.coa.get((area.code, month))
    steps = known.steps.get(report.pk, ()) if report else ()
    earlier = _submissions(steps)
    is_reported = report is not None and report.report_state.counts
    sees = known.sees_notes and report is not None
    return Item(
        area=area,
        month=month,
        report=report,
        place=_place(report, timeliness, is_imported=is_in and not is_reported),
        timeliness=timeliness,
        due_on=known.dates.due_on(area.code, month),
        counts=counts,
        comparison=_comparison(report, counts, coa, is_reported=is_reported),
        last_year=_counts(figures.get(month.plus(-12))),
        previous=_before(earlier, report.submission if report else 0),
        earlier=earlier,
        remarks=_remarks(report) if is_reported and sees and report else (),
        note=report.submitted_note if sees and report else "",
        explanation=report.explanation if sees and report else "",
        reason=report.review_reason if sees and report else "",
        is_changed=_is_changed(known, steps, coa, known.asked.get(report.pk, ()) if report else ()),
        asked=tuple(known.asked.get(report.pk, ())) if report else (),
    )


def _counting(report: Report | None, figures: MonthFigures | None) -> Counts:
    """What counts: what was submitted, else what was imported; empty when nothing does."""
    if report is not None and report.submission:
        return report.submitted
    return _counts(figures) or Counts()


def _counts(figures: MonthFigures | None) -> Counts | None:
    known = figures is not None and figures.is_reported
    return Counts(figures.home, figures.transitional, figures.hotel) if figures and known else None


def _place(report: Report | None, timeliness: Timeliness, *, is_imported: bool) -> Place:
    if is_imported:
        return Place.IMPORTED
    places = {
        ReportState.SUBMITTED: Place.WAITING,
        ReportState.RETURNED: Place.RETURNED,
        ReportState.REOPENED: Place.REOPENED,
        ReportState.APPROVED: Place.APPROVED,
    }
    if report is not None and report.report_state in places:
        return places[report.report_state]
    return {Timeliness.NOT_OPEN: Place.NOT_OPEN, Timeliness.OPEN: Place.OPEN}.get(timeliness, Place.MISSING)


def _comparison(
    report: Report | None, counts: Counts, coa: KnownCount | None, *, is_reported: bool
) -> Comparison:
    """Beside COA's count; of imported months nothing is asked."""
    if report is not None and is_reported:
        return compare(report, coa)
    return Comparison(counts.placed, coa.persons if coa and not counts.is_empty else None, is_explained=True)


def _remarks(report: Report) -> tuple[Remark, ...]:
    """The warnings, but for COA's count, which is compared anew."""
    return tuple(
        Remark(warning["code"], warning.get("params", {}))
        for warning in report.warnings
        if warning["code"] != "coa"
    )


def _submissions(steps: Sequence[ReportStep]) -> dict[int, Counts]:
    """The values of every submission by its number."""
    return {
        step.number: Counts(step.home, step.transitional, step.hotel)
        for step in steps
        if ReportState(step.state).counts
    }


def _before(earlier: Mapping[int, Counts], submission: int) -> Counts | None:
    numbers = [number for number in earlier if number < submission]
    return earlier[max(numbers)] if numbers else None


def _is_changed(
    known: _Known, steps: Sequence[ReportStep], coa: KnownCount | None, asked: Sequence[Asked]
) -> bool:
    """Whether others did something with the month since the reviewer looked; never before a first look."""
    look = known.look
    if look is None:
        return False
    return (
        any(
            step.seq is not None and step.seq > look.seq and step.recorded_by_id != known.user
            for step in steps
        )
        or (coa is not None and coa.seq > look.seq)
        or any(one.is_open and one.request.asked_at > look.looked_at for one in asked)
    )


def _steps(period: HalfYear, codes: Collection[str], seq: int) -> dict[int, list[ReportStep]]:
    """All steps of the reports, in order, by id of the report; one query."""
    found: dict[int, list[ReportStep]] = {}
    rows = ReportStep.objects.filter(period_id=period.code, municipality_id__in=codes, seq__lte=seq)
    for step in rows.order_by("seq"):
        found.setdefault(step.report_id, []).append(step)
    return found


def _asked(
    registry: Registry,
    state: JournalState,
    period: HalfYear,
    codes: Collection[str],
    dates: DueDates,
    figures: Mapping[str, Mapping[Month, MonthFigures]],
) -> dict[int, list[Asked]]:
    """Requests for corrections by id of the report, the last first; the effect of those that are open."""
    rows = list(
        CorrectionRequest.objects.filter(
            report__period_id=period.code, report__municipality_id__in=codes
        ).select_related("report", "asked_by", "decided_by")
    )
    acceptable = [
        row
        for row in rows
        if row.state == CorrectionRequest.State.OPEN
        and not is_outdated(row, row.report, is_closed=dates.is_closed)
    ]
    changes = []
    for row in acceptable:
        imported = _counts(figures.get(row.report.municipality_id, {}).get(row.report.calendar_month))
        now = standing_of(row.report, dates.closed_at, imported or Counts(), _last_accepted(row, rows, dates))
        changes.append(_change(registry, row, now))
    effect_of = dict(zip((row.pk for row in acceptable), effects(registry, state, changes), strict=True))
    found: dict[int, list[Asked]] = {}
    for row in rows:
        found.setdefault(row.report_id, []).append(
            Asked(
                row,
                is_outdated=is_outdated(row, row.report, is_closed=dates.is_closed),
                effect=effect_of.get(row.pk),
            )
        )
    return found


def _last_accepted(
    row: CorrectionRequest, rows: Sequence[CorrectionRequest], dates: DueDates
) -> CorrectionRequest | None:
    closed_at = dates.closed_at
    decided = [
        other
        for other in rows
        if other.report_id == row.report_id
        and other.state == CorrectionRequest.State.ACCEPTED
        and closed_at is not None
        and other.decided_at is not None
        and other.decided_at >= closed_at
    ]
    return max(decided, key=lambda other: other.decided_at or other.asked_at, default=None)


def _change(registry: Registry, row: CorrectionRequest, now: Standing) -> Change:
    return Change(
        registry.municipalities[row.report.municipality_id],
        row.report.calendar_month,
        now.counts,
        row.counts,
        now.is_closed,
    )
