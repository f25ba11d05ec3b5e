"""Municipalities enter their months: saving drafts, submitting, withdrawing.

Whoever saves names the version that was read: what somebody else changed meanwhile is never overwritten.
A submission carries a token that is written once, so that sending it twice posts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from housing.access import NotAllowedError, require
from housing.domain.checks import CheckWarning, Problem, check_counts, check_filled
from housing.domain.errors import DomainError
from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.domain.roles import Permission
from housing.models import JournalHead, Report, Submission, User
from housing.queries.areas import Area, registry
from housing.queries.entry import EntryMonth, entry_sheet
from housing.queries.journal import journal_state
from housing.services.half_years import hold
from housing.services.report_steps import KINDS, Taken, ensure_reports, locked, take
from housing.services.submissions import (
    DraftConflict,
    EntryRefusedError,
    MonthInput,
    SubmissionRefusedError,
    Submitted,
    SubmittedMonth,
)

__all__ = [
    "DraftConflict",
    "EntryRefusedError",
    "MonthInput",
    "SubmissionRefusedError",
    "Submitted",
    "SubmittedMonth",
    "save_draft",
    "submit",
    "withdraw",
]

SUBMITTED_REASON = gettext_noop("Maandopgave ingediend")
WITHDRAWN_REASON = gettext_noop("Maandopgave ingetrokken")


@transaction.atomic
def save_draft(
    *, by: User, municipality: Area, month: Month, counts: Counts, note: str, version: int
) -> Report:
    """Keep what is being filled in. Saving what is kept already changes nothing.

    Raises `DraftConflict` when the month was changed since `version`, `EntryRefusedError` when it cannot be
    entered, `NotAllowedError`. Drafts count nowhere and are not in the log.
    """
    require(by, Permission.ENTER, municipality=municipality)
    reports, entries = _locked(municipality, [month])
    report = reports[month]
    _refuse(entries[month].problem, *check_counts(counts))
    if report.draft == counts and report.note == note:
        return report
    if report.version != version:
        raise DraftConflict(report)
    for kind in KINDS:
        setattr(report, kind, getattr(counts, kind))
    report.note = note
    report.version += 1
    report.edited_at, report.edited_by = journal_state().now, by
    report.save()
    return report


@transaction.atomic
def submit(*, by: User, municipality: Area, inputs: Sequence[MonthInput], token: UUID) -> Submitted:
    """Submit months, all or none; the same token again gives the first answer and posts nothing.

    A kind that was left open counts as 0 when homes were filled in. Raises `SubmissionRefusedError` when a
    month has a problem, a warning without explanation, or was changed since its `version`; `NotAllowedError`.
    """
    state = journal_state()
    require(by, Permission.ENTER, municipality=municipality, state=state)
    # Whoever sends the same form a second time waits here until the first is done.
    Submission.objects.bulk_create(
        [Submission(token=token, user=by, created_at=state.now)], ignore_conflicts=True
    )
    kept = Submission.objects.get(token=token)
    if kept.user_id != by.pk or (kept.result and kept.result["municipality"] != municipality.code):
        raise NotAllowedError("token")
    if kept.result:
        return Submitted.read(kept)
    reports, entries = _locked(municipality, [given.month for given in inputs])
    warned = _checked(inputs, reports, entries, by)
    rows = [
        SubmittedMonth(
            given.month,
            None if entries[given.month].submitted.is_empty else entries[given.month].submitted,
            given.counts.filled,
        )
        for given in inputs
    ]
    first = _head()
    now = journal_state()
    steps = [_step(given, reports[given.month], warned[given.month]) for given in inputs]
    take(steps, by=by, now=now.now, reason=SUBMITTED_REASON)
    done = Submitted(token, municipality.code, tuple(rows), first, _head(), now.today)
    Submission.objects.filter(token=token).update(result=done.stored())
    return done


@transaction.atomic
def withdraw(*, by: User, municipality: Area, month: Month, version: int) -> Report:
    """Take a submitted month back: it no longer counts, and what was filled in stays as a draft.

    Raises `DraftConflict` when it changed since `version`, `EntryRefusedError` or `StepError` when it cannot
    be withdrawn, `NotAllowedError`.
    """
    require(by, Permission.ENTER, municipality=municipality)
    reports, entries = _locked(municipality, [month])
    report = reports[month]
    _refuse(entries[month].problem)
    if report.version != version:
        raise DraftConflict(report)
    report.warnings, report.explanation = [], ""
    take([Taken(report, Step.WITHDRAW)], by=by, now=journal_state().now, reason=WITHDRAWN_REASON)
    return report


def _locked(
    municipality: Area, months: Iterable[Month]
) -> tuple[dict[Month, Report], dict[Month, EntryMonth]]:
    """The reports, locked, and what is known of their months; rows that are missing are made."""
    wanted = sorted(set(months))
    if not wanted:
        raise DomainError(gettext_noop("Kies minstens één maand om in te dienen."))
    half_years = sorted({month.half_year for month in wanted})
    ensure_reports(municipality.code, wanted)
    hold(half_year.code for half_year in half_years)
    rows = Report.objects.filter(
        municipality_id=municipality.code, month__in=[month.first_day for month in wanted]
    )
    reports = {report.calendar_month: report for report in locked(rows.values_list("pk", flat=True))}
    state = journal_state()
    # As it is now: it may have been booked meanwhile that it ends.
    area = registry(state.reference_version).municipalities[municipality.code]
    sheets = [entry_sheet(state, area, half_year) for half_year in half_years]
    return reports, {entry.month: entry for sheet in sheets for entry in sheet.all_months}


def _checked(
    inputs: Sequence[MonthInput],
    reports: Mapping[Month, Report],
    entries: Mapping[Month, EntryMonth],
    by: User,
) -> dict[Month, tuple[CheckWarning, ...]]:
    """The warnings of each month, all of them explained; raises when there is anything else to do first."""
    problems: dict[Month, list[Problem]] = {}
    warned: dict[Month, tuple[CheckWarning, ...]] = {}
    conflicts: dict[Month, Report] = {}
    is_unexplained = False
    for given in inputs:
        entry, report = entries[given.month], reports[given.month]
        found = [entry.problem, *check_counts(given.counts), check_filled(given.counts)]
        problems[given.month] = [problem for problem in found if problem is not None]
        if not problems[given.month]:
            warned[given.month] = entry.warnings(given.counts.filled)
            is_unexplained |= not _is_explained(given, warned[given.month])
        if not entry.problem and not _is_read(given, report, by):
            conflicts[given.month] = report
    problems = {month: found for month, found in problems.items() if found}
    if problems or conflicts or is_unexplained:
        raise SubmissionRefusedError(problems, warned, conflicts)
    return warned


def _is_explained(given: MonthInput, warnings: Sequence[CheckWarning]) -> bool:
    """Whether there is a line of explanation, given by somebody who saw what it is about."""
    if not warnings:
        return True
    was_shown = given.seen is None or {warning.key for warning in warnings} <= given.seen
    return bool(given.explanation.strip()) and was_shown


def _is_read(given: MonthInput, report: Report, by: User) -> bool:
    """Whether nothing changed since it was read, but for a draft of one's own whose answer was lost."""
    if report.version == given.version:
        return True
    others = [moment for moment in (report.submitted_at, report.reviewed_at) if moment]
    is_own_draft = (
        report.edited_by_id == by.pk
        and report.edited_at is not None
        and all(moment < report.edited_at for moment in others)
    )
    return is_own_draft and report.draft == given.counts and report.note == given.note


def _step(given: MonthInput, report: Report, warnings: Sequence[CheckWarning]) -> Taken:
    report.note, report.explanation = given.note, given.explanation.strip()
    report.warnings = [warning.stored() for warning in warnings]
    texts = {"note": report.note, "explanation": report.explanation}
    return Taken(report, Step.SUBMIT, given.counts.filled, texts)


def _refuse(*problems: Problem | None) -> None:
    for problem in problems:
        if problem is not None:
            raise EntryRefusedError(problem)


def _head() -> int:
    """Where the journal is; held until the transaction ends, so that nobody posts in between."""
    return JournalHead.objects.select_for_update().values_list("seq", flat=True).get(id=1)
