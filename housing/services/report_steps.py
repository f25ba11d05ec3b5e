"""Taking reports a step further: locked, checked, posted and told in the log, whoever asks for it.

Lock order everywhere: reports by id, head of the journal, rollups, head of the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from housing.domain.periods import Month
from housing.domain.reporting import NOTHING, Counts, ReportState, Step, after
from housing.models import MonthTotal, Placement, Posting, Report, ReportStep, User
from housing.services import events
from housing.services.posting import ensure_periods, post

#: What the log says happened, by step.
ACTIONS = {
    Step.SUBMIT: "report.submitted",
    Step.WITHDRAW: "report.withdrawn",
    Step.RETURN: "report.returned",
    Step.APPROVE: "report.approved",
    Step.REOPEN: "report.reopened",
}
KINDS = ("home", "transitional", "hotel")


@dataclass(frozen=True, slots=True)
class Taken:
    """A step to take: `counts` are the values that count after it (empty: those that count now)."""

    report: Report
    step: Step
    counts: Counts | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


def ensure_reports(municipality: str, months: Iterable[Month]) -> None:
    """Make the rows of reports that are not there yet, as empty drafts."""
    wanted = sorted(set(months))
    ensure_periods(month.half_year for month in wanted)
    Report.objects.bulk_create(
        [Report(municipality_id=municipality, period_id=m.half_year.code, month=m.first_day) for m in wanted],
        ignore_conflicts=True,
    )


def locked(reports: Iterable[int]) -> list[Report]:
    """The reports with these ids, locked in order of id. Only inside a transaction."""
    return list(Report.objects.select_for_update().filter(pk__in=list(reports)).order_by("pk"))


def take(steps: Sequence[Taken], *, by: User | None, now: datetime, reason: str = "") -> None:
    """Take steps with reports that the caller has locked: post differences, write steps, save, log.

    Values that count are compared with what the journal holds, so that a month that was imported before is
    corrected to what is submitted, never added to. `reason` goes with the postings: a standard sentence, no
    free text. Raises `StepError` before anything is written when one of the steps cannot be taken.
    """
    states = [after(taken.report.report_state, taken.step) for taken in steps]
    posted = _posted([taken.report for taken in steps])
    lines: list[Posting] = []
    before = [(taken.report.state, _values(taken.report.submitted)) for taken in steps]
    for taken, state in zip(steps, states, strict=True):
        counts = NOTHING if not state.counts else (taken.counts or taken.report.submitted).filled
        lines += _placements(
            taken.report, counts.minus(posted.get(taken.report.pk, NOTHING)), by, reason, state
        )
        _set(taken.report, taken.step, state, counts, by, now)
        lines.append(_step(taken.report, counts, by))
    for taken in steps:
        taken.report.save()
    post(lines=lines)
    for taken, (old_state, old_values) in zip(steps, before, strict=True):
        events.record(
            ACTIONS[taken.step],
            by=by,
            report=taken.report,
            old={"state": old_state, **old_values},
            new={"state": taken.report.state, **_values(taken.report.submitted)},
            texts=taken.texts,
        )


def correct(report: Report, counts: Counts, *, by: User | None, now: datetime, reason: str) -> dict[str, int]:
    """Change what an approved month counts, by a dated difference; the caller locked it and logs it.

    The month stays approved, as a new submission. Returns the difference per kind.
    """
    posted = _posted([report]).get(report.pk, NOTHING)
    change = counts.filled.minus(posted)
    report.submission += 1
    report.version += 1
    for kind in KINDS:
        setattr(report, f"submitted_{kind}", getattr(counts.filled, kind))
        setattr(report, kind, getattr(counts.filled, kind))
    report.submitted_at, report.reviewed_at, report.reviewed_by = now, now, by
    report.save()
    post(
        lines=[
            *_placements(report, change, by, reason, ReportState.APPROVED),
            _step(report, counts.filled, by),
        ]
    )
    return change


def _posted(reports: Sequence[Report]) -> dict[int, Counts]:
    """What the journal holds for the months of these reports, by id of the report; one query.

    The rows are those that the journal's own triggers change; nobody else posts for these months while the
    reports are locked.
    """
    wanted = {(report.municipality_id, report.month): report.pk for report in reports}
    rows = MonthTotal.objects.filter(
        municipality_id__in={code for code, _ in wanted}, month__in={month for _, month in wanted}
    ).values_list("municipality_id", "month", *KINDS)
    return {wanted[code, month]: Counts(*kinds) for code, month, *kinds in rows if (code, month) in wanted}


def _placements(
    report: Report, change: Mapping[str, int], by: User | None, reason: str, state: ReportState
) -> list[Posting]:
    """The differences; a first submission of nobody at all is a line of 0, so that zero is not silence."""
    if not change and state is ReportState.SUBMITTED and report.submission == 0:
        change = {"home": 0}
    return [
        Placement(
            municipality_id=report.municipality_id,
            period_id=report.period_id,
            month=report.month,
            kind=kind,
            persons=persons,
            recorded_by=by,
            reason=reason,
        )
        for kind, persons in change.items()
    ]


def _step(report: Report, counts: Counts, by: User | None) -> ReportStep:
    return ReportStep(
        report=report,
        municipality_id=report.municipality_id,
        period_id=report.period_id,
        month=report.month,
        state=report.state,
        number=report.submission,
        persons=counts.total,
        recorded_by=by,
        **_values(counts),
    )


def _set(
    report: Report, step: Step, state: ReportState, counts: Counts, by: User | None, now: datetime
) -> None:
    """Make the row say what the step did."""
    report.state = state.value
    report.version += 1
    if step is Step.SUBMIT:
        report.submission += 1
        report.submitted_at, report.submitted_by, report.submitted_note = now, by, report.note
        report.first_submitted_at = report.first_submitted_at or now
        report.review_reason = ""
        for kind in KINDS:
            setattr(report, kind, getattr(counts, kind))
    elif step is not Step.WITHDRAW:
        report.reviewed_at, report.reviewed_by = now, by
    for kind in KINDS:
        setattr(report, f"submitted_{kind}", getattr(counts, kind) if state.counts else None)


def _values(counts: Counts) -> dict[str, int]:
    filled = counts.filled
    return {"home": filled.home or 0, "transitional": filled.transitional or 0, "hotel": filled.hotel or 0}
