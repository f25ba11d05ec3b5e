"""Saving and submitting what a form holds: everything that was typed comes back when it cannot be done."""

from collections.abc import Iterable
from uuid import UUID

from housing.domain.reporting import ReportState
from housing.forms.entry import MonthFields
from housing.models import User
from housing.queries.entry import EntryMonth, EntrySheet
from housing.services.reporting import (
    DraftConflict,
    EntryRefusedError,
    MonthInput,
    SubmissionRefusedError,
    Submitted,
    save_draft,
    submit,
)
from housing.views.entry_page import Troubles

Answer = tuple[list[MonthFields], Troubles]


def keep(by: User, sheet: EntrySheet, given: Iterable[MonthFields]) -> Answer:
    """Save the months that changed as drafts, each by itself; the fields with their new versions."""
    entries = {entry.month: entry for entry in sheet.all_months}
    troubles = Troubles()
    kept: list[MonthFields] = []
    for fields in given:
        entry = entries[fields.month]
        kept.append(_kept(by, entry, fields, troubles) if _is_changed(entry, fields) else fields)
    return kept, troubles


def send(
    by: User, sheet: EntrySheet, given: list[MonthFields], token: UUID
) -> tuple[Submitted | None, list[MonthFields], Troubles]:
    """Submit the months that are ticked, all or none; what was typed for others is kept as a draft."""
    entries = {entry.month: entry for entry in sheet.all_months}
    chosen = [fields for fields in given if _is_chosen(entries[fields.month], fields)]
    troubles = Troubles(is_nothing_chosen=not chosen)
    if any(fields.errors for fields in given) or not chosen:
        troubles.problems = {fields.month: [] for fields in given if fields.errors}
        return None, given, troubles
    others, troubles = keep(by, sheet, [fields for fields in given if fields not in chosen])
    fresh = {fields.month: fields for fields in others}
    given = [fresh.get(fields.month, fields) for fields in given]
    if troubles:
        return None, given, troubles
    try:
        done = submit(
            by=by, municipality=sheet.area, inputs=[_input(fields) for fields in chosen], token=token
        )
    except SubmissionRefusedError as refused:
        return None, given, _troubles(refused, chosen)
    return done, given, troubles


def take_theirs(sheet: EntrySheet, fields: MonthFields) -> MonthFields:
    """What somebody else made of the month, in place of what was typed."""
    entry = next(entry for entry in sheet.all_months if entry.month == fields.month)
    note = entry.report.note if entry.report else ""
    return MonthFields.of(fields.month, entry.draft, note, entry.version, is_sent=fields.is_sent)


def inputs_of(sheet: EntrySheet, given: Iterable[MonthFields]) -> list[MonthInput]:
    """What is ticked, as it would be submitted."""
    entries = {entry.month: entry for entry in sheet.all_months}
    return [_input(fields) for fields in given if _is_chosen(entries[fields.month], fields)]


def _kept(by: User, entry: EntryMonth, fields: MonthFields, troubles: Troubles) -> MonthFields:
    if fields.errors:
        troubles.problems[fields.month] = []
        return fields
    try:
        report = save_draft(
            by=by,
            municipality=entry.area,
            month=fields.month,
            counts=fields.counts,
            note=fields.note,
            version=fields.version,
        )
    except DraftConflict as conflict:
        troubles.conflicts[fields.month] = conflict.report
        return fields
    except EntryRefusedError as refused:
        troubles.problems[fields.month] = [refused.problem]
        return fields
    return fields.saved(report.version)


def _is_changed(entry: EntryMonth, fields: MonthFields) -> bool:
    note = entry.report.note if entry.report else ""
    return bool(fields.errors) or fields.counts != entry.draft or fields.note != note


def _is_chosen(entry: EntryMonth, fields: MonthFields) -> bool:
    """Ticked, and not an empty month that nobody ever filled in."""
    return fields.is_sent and (fields.is_filled or entry.state is not ReportState.DRAFT)


def _input(fields: MonthFields) -> MonthInput:
    return MonthInput(
        fields.month, fields.counts, fields.note, fields.version, fields.explanation, fields.seen
    )


def _troubles(refused: SubmissionRefusedError, chosen: list[MonthFields]) -> Troubles:
    explained = {
        fields.month
        for fields in chosen
        if fields.explanation
        and {warning.key for warning in refused.warnings.get(fields.month, ())} <= fields.seen
    }
    return Troubles(
        {month: list(found) for month, found in refused.problems.items()},
        dict(refused.warnings),
        dict(refused.conflicts),
        {month for month, found in refused.warnings.items() if found and month not in explained},
    )
