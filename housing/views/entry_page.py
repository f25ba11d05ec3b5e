"""The grid of a half-year as the page shows it: a row for each month, and what to put right first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from housing.access import Viewer
from housing.domain.checks import CheckWarning, Problem
from housing.domain.periods import Month
from housing.domain.reporting import Counts
from housing.domain.roles import Permission
from housing.forms.entry import MonthFields
from housing.models import Report
from housing.queries.entry import EntryMonth, EntrySheet
from housing.views.entry_rows import Row, conflict_of
from housing.views.entry_words import months_named


@dataclass
class Troubles:
    """Why nothing was saved or submitted, by month."""

    problems: dict[Month, list[Problem]] = field(default_factory=dict)
    warnings: dict[Month, Sequence[CheckWarning]] = field(default_factory=dict)
    conflicts: dict[Month, Report] = field(default_factory=dict)
    unexplained: set[Month] = field(default_factory=set)
    is_nothing_chosen: bool = False
    is_unmarked: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to put right first."""
        is_wrong = self.is_nothing_chosen or self.is_unmarked
        return bool(is_wrong or self.problems or self.conflicts or self.unexplained)


def rows_of(
    sheet: EntrySheet,
    viewer: Viewer,
    given: Iterable[MonthFields] = (),
    troubles: Troubles | None = None,
) -> list[Row]:
    """The rows of a page; `given` are fields that were sent and are shown as they were typed."""
    area, found = sheet.area, troubles or Troubles()
    may_enter = viewer.may(Permission.ENTER, municipality=area)
    is_own = any(grant.municipality == area.code for grant in viewer.grants)
    sees_notes = viewer.may(Permission.SEE_NOTES, municipality=area)
    sent = {fields.month: fields for fields in given}
    return [
        Row(
            entry,
            sent.get(entry.month) or _fields(entry, sees_drafts=is_own),
            is_editable=may_enter and entry.is_editable,
            sees_notes=sees_notes,
            sees_drafts=is_own,
            problems=tuple(found.problems.get(entry.month, ())),
            warnings=_warnings(entry, found),
            conflict=conflict_of(found.conflicts.get(entry.month), sent.get(entry.month), viewer.user),
            is_unexplained=entry.month in found.unexplained,
            was_typed=entry.month in sent,
        )
        for entry in sheet.months
    ]


def _fields(entry: EntryMonth, *, sees_drafts: bool) -> MonthFields:
    report = entry.report
    if report is None or not sees_drafts:
        return MonthFields.of(entry.month, Counts(), "", 0, is_sent=True)
    return MonthFields.of(
        entry.month,
        report.draft,
        report.note,
        report.version,
        explanation=report.explanation,
        is_sent=report.state == Report.State.DRAFT,
    )


def _warnings(entry: EntryMonth, found: Troubles) -> tuple[CheckWarning, ...]:
    """Those of what was sent; else those of what counts, as far as nobody approved it."""
    if entry.month in found.warnings:
        return tuple(found.warnings[entry.month])
    if entry.state.is_provisional and entry.is_editable:
        return entry.warnings(entry.submitted)
    return ()


def summary_of(rows: Sequence[Row], troubles: Troubles) -> list[tuple[str, str]]:
    """What to put right first, each with the id of the field that it is about."""
    found: list[tuple[str, str]] = []
    first = next((f"{row.code}-home" for row in rows if row.is_editable), "inhoud")
    if troubles.is_nothing_chosen:
        text = _("Er is nog niets om in te dienen. Vul een maand in, en vink “Indienen” aan.")
        found.append((text, first))
    if troubles.is_unmarked:
        found.append(
            (_("Het formulier kwam niet heel aan. Kijk het na en verstuur het nog een keer."), first)
        )
    for row in rows:
        found += _faults(row)
    return found


def _faults(row: Row) -> list[tuple[str, str]]:
    month = {"month": months_named([row.entry.month]).capitalize()}
    at = f"{row.code}-home" if row.is_editable else f"maand-{row.code}"
    found = [
        (_("%(month)s, %(kind)s: %(text)s") % {**month, "kind": cell.label, "text": cell.error}, cell.id)
        for cell in row.cells
        if cell.error
    ]
    found += [(_("%(month)s: %(text)s") % {**month, "text": text}, at) for text in row.wrong]
    if row.conflict:
        text = _("%(month)s is intussen gewijzigd. Kies welke waarde blijft.")
        found.append((text % month, f"{row.code}-conflict"))
    if row.is_unexplained:
        text = (
            _("%(month)s: kijk of uw toelichting nog klopt bij deze aantallen.")
            if row.fields.explanation
            else _("%(month)s: geef een korte toelichting.")
        )
        found.append((text % month, f"{row.code}-explanation"))
    return found
