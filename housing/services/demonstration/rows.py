"""The reports of the demonstration as rows, as the steps left them, and what stands beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import (
    CorrectionRequest,
    DueDateException,
    Province,
    Report,
    ReviewLook,
    User,
)
from housing.queries.journal import seq_at
from housing.services.demonstration.assumptions import REPORTED_PERIOD
from housing.services.demonstration.lines import AnyLine, StepLine
from housing.services.demonstration.people import coordinator_of, editor_of
from housing.services.demonstration.zuid_holland import (
    DRAFTS,
    EXTENSIONS,
    LOOKED_AT,
    REQUESTS,
    Request,
)

ZUID_HOLLAND = "PV28"
KINDS = ("home", "transitional", "hotel")

Key = tuple[str, Month]


@dataclass(frozen=True, slots=True)
class Change:
    """What a step changed in a report: state and counts before it, for the log."""

    line: StepLine
    old_state: str
    old: Counts


@dataclass
class Made:
    """The reports by municipality and month, and what was done to them in order of time."""

    reports: dict[Key, Report] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def make_reports(lines: Iterable[AnyLine], users: Mapping[str, User]) -> Made:
    """Make the rows of reports in their final state, before the steps that refer to them are posted."""
    made = Made()
    for line in lines:
        if isinstance(line, StepLine):
            key = (line.municipality, line.month)
            report = made.reports.setdefault(key, _new(*key))
            made.changes.append(Change(line, report.state, report.submitted))
            _apply(line, report, users)
    for draft in DRAFTS:
        report = made.reports.setdefault(
            (draft.municipality, draft.month), _new(draft.municipality, draft.month)
        )
        _fill(report, draft.counts)
        report.note, report.version = draft.note, report.version + 1
        report.edited_at, report.edited_by = draft.at, users[editor_of(draft.municipality)]
    made.reports = dict(sorted(made.reports.items()))
    Report.objects.bulk_create(made.reports.values())
    return made


def make_requests(made: Made, users: Mapping[str, User]) -> dict[Request, CorrectionRequest]:
    """The corrections that were asked for, with what came of them."""
    decided_by = users[coordinator_of(ZUID_HOLLAND)]
    found = {
        asked: CorrectionRequest(
            report=made.reports[asked.municipality, asked.month],
            submission=1,
            asked_at=asked.asked_at,
            asked_by=users[editor_of(asked.municipality)],
            reason=asked.reason,
            state=_outcome(asked),
            decided_at=asked.decided_at,
            decided_by=decided_by if asked.decided_at else None,
            decision_reason=asked.decision,
            **_values(asked_for(asked, made)),
        )
        for asked in REQUESTS
    }
    CorrectionRequest.objects.bulk_create(found.values())
    return found


def asked_for(asked: Request, made: Made) -> Counts:
    """The counts that a request wants."""
    counts = made.reports[asked.municipality, asked.month].submitted
    more = 0 if asked.is_accepted else asked.homes  # what was granted is in the report already
    return Counts((counts.home or 0) + more, counts.transitional, counts.hotel)


def make_exceptions(users: Mapping[str, User]) -> None:
    """Later due dates, and the moment up to which the coordinator has seen the queue."""
    coordinator = users[coordinator_of(ZUID_HOLLAND)]
    DueDateException.objects.bulk_create(
        DueDateException(
            municipality_id=extension.municipality,
            month=extension.month.first_day,
            due_on=extension.due_on,
            reason=extension.reason,
            granted_by=coordinator,
            granted_at=extension.granted_at,
        )
        for extension in EXTENSIONS
    )
    ReviewLook.objects.create(
        user=coordinator,
        province=Province.objects.get(code=ZUID_HOLLAND),
        period_id=REPORTED_PERIOD,
        seq=seq_at(LOOKED_AT)[0],
        looked_at=LOOKED_AT,
    )


def _new(code: str, month: Month) -> Report:
    return Report(municipality_id=code, period_id=month.half_year.code, month=month.first_day)


def _apply(line: StepLine, report: Report, users: Mapping[str, User]) -> None:
    """Make the row say what the step did, as `services/report_steps.py` does."""
    by = users.get(line.by)
    report.state = line.state.value
    report.version += 1
    report.submission = line.number
    if line.step in (Step.SUBMIT, None):
        _fill(report, line.entered)
        report.submitted_at = line.recorded_at
    if line.step is Step.SUBMIT:
        report.submitted_by, report.edited_by, report.edited_at = by, by, line.recorded_at
        report.first_submitted_at = report.first_submitted_at or line.recorded_at
        report.note = report.submitted_note = line.note
        report.explanation, report.review_reason = line.text, ""
    elif line.step is Step.WITHDRAW:
        report.explanation = ""
    else:
        report.reviewed_at, report.reviewed_by = line.recorded_at, by
        report.review_reason = line.text
    if line.is_compared is not None:
        report.is_compared = line.is_compared
    report.warnings = [warning.stored() for warning in line.warnings]
    for kind in KINDS:
        setattr(report, f"submitted_{kind}", getattr(line.counts, kind) if line.state.counts else None)


def _fill(report: Report, counts: Counts) -> None:
    report.home, report.transitional, report.hotel = counts.home, counts.transitional, counts.hotel


def _outcome(asked: Request) -> str:
    if asked.decided_at is None:
        return CorrectionRequest.State.OPEN
    return CorrectionRequest.State.ACCEPTED if asked.is_accepted else CorrectionRequest.State.REFUSED


def _values(counts: Counts) -> dict[str, int]:
    filled = counts.filled
    return {"home": filled.home or 0, "transitional": filled.transitional or 0, "hotel": filled.hotel or 0}
