"""One month on the page of the entry: its fields or figures, what is wrong, and what stands beside."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from housing.domain.checks import CheckWarning, Problem
from housing.domain.periods import Month
from housing.domain.reporting import Counts
from housing.forms.entry import KINDS, MonthFields
from housing.models import Report, User
from housing.queries.entry import EntryMonth
from housing.views.entry_words import (
    KIND_NAMES,
    StateMark,
    clock,
    day_of,
    due,
    last_change,
    message,
    months_named,
    name_of,
    sentence,
    state_mark,
)


@dataclass(frozen=True)
class Cell:
    """One kind in one month: a field, or what counts."""

    kind: str
    label: str
    id: str
    typed: str
    counted: int | None
    last_year: int | None
    error: str
    note_ids: str

    @property
    def short(self) -> str:
        """The label with the places where a narrow column may break it."""
        label = self.label
        for part in ("locatie", "regeling"):
            label = label.replace(part, f"\N{SOFT HYPHEN}{part}")
        return label


@dataclass(frozen=True)
class Conflict:
    """What somebody else made of a month, beside one's own; `version` is theirs."""

    month: Month
    mine: Counts
    my_note: str
    theirs: Counts
    their_note: str
    name: str
    when: str
    version: int
    is_own: bool = False

    @property
    def rows(self) -> list[tuple[str, int | None, int | None]]:
        """Kind, mine, theirs."""
        return [(_(KIND_NAMES[kind]), getattr(self.mine, kind), getattr(self.theirs, kind)) for kind in KINDS]

    @property
    def differs_in_note(self) -> bool:
        """Whether the notes differ."""
        return self.my_note != self.their_note


@dataclass(frozen=True)
class Row:
    """One month on the page."""

    entry: EntryMonth
    fields: MonthFields
    is_editable: bool
    sees_notes: bool
    sees_drafts: bool
    problems: tuple[Problem, ...] = ()
    warnings: tuple[CheckWarning, ...] = ()
    conflict: Conflict | None = None
    is_unexplained: bool = False
    was_typed: bool = False

    @property
    def code(self) -> str:
        """Names the fields of this month."""
        return str(self.entry.month)

    @property
    def name(self) -> str:
        """ "oktober"."""
        return months_named([self.entry.month])

    @cached_property
    def mark(self) -> StateMark:
        """Its state in a word, with an icon."""
        return state_mark(self.entry, sees_drafts=self.sees_drafts)

    @property
    def due(self) -> str:
        """When it opens or is due."""
        return due(self.entry)

    @property
    def counts(self) -> Counts:
        """What the row shows: the fields, or what counts."""
        if self.is_editable:
            return self.fields.counts
        shows_draft = self.sees_drafts and not self.entry.state.counts and not self.entry.is_imported
        return self.entry.draft if shows_draft and self.entry.report else self.entry.submitted

    @property
    def total(self) -> int | None:
        """All persons of the row; None when nothing is there."""
        return None if self.counts.is_empty else self.counts.total

    @property
    def coa_difference(self) -> int | None:
        """COA's count less one's own; None without an overview or without figures."""
        if self.entry.coa is None or self.entry.submitted.is_empty:
            return None
        return self.entry.coa - self.entry.submitted.placed

    @property
    def cells(self) -> list[Cell]:
        """The three kinds."""
        return [self._cell(kind) for kind in KINDS]

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to do."""
        return self.entry.waits or self.entry.asks_explanation

    @property
    def wrong(self) -> list[str]:
        """What is wrong with the month as a whole, and what to do."""
        return [sentence(problem) for problem in self.problems if not problem.kind]

    @property
    def reason(self) -> str:
        """Why a coordinator sent it back or opened it again."""
        report = self.entry.report
        came_back = report is not None and report.state in ("returned", "reopened")
        return report.review_reason if report and came_back and self.sees_notes else ""

    @property
    def reviewer(self) -> str:
        """Who did."""
        return name_of(self.entry.report.reviewed_by) if self.entry.report else ""

    @property
    def warned(self) -> list[str]:
        """What asks for an explanation, in sentences."""
        return [sentence(warning) for warning in self.warnings]

    @property
    def is_explained(self) -> bool:
        """Whether these very warnings were explained already."""
        report = self.entry.report
        if report is None or self.was_typed or not report.explanation:
            return False
        return [warning.stored() for warning in self.warnings] == report.warnings

    @property
    def seen(self) -> str:
        """What is shown beside the explanation."""
        return " ".join(warning.key for warning in self.warnings)

    @property
    def explanation(self) -> str:
        """The line, as it is kept."""
        return self.entry.report.explanation if self.entry.report and self.sees_notes else ""

    @property
    def note(self) -> str:
        """The note, as it is kept; before anything was submitted it is part of the draft."""
        report = self.entry.report
        is_shown = self.sees_notes and (self.sees_drafts or self.entry.state.counts)
        return report.note if report and is_shown else ""

    @property
    def kept(self) -> str:
        """Who kept the draft last, and when."""
        report = self.entry.report
        if report is None or report.edited_at is None or not self.is_editable or not self.sees_notes:
            return ""
        words = {
            "name": name_of(report.edited_by),
            "day": day_of(report.edited_at),
            "time": clock(report.edited_at),
        }
        return _("bewaard door %(name)s op %(day)s om %(time)s") % words

    @property
    def is_unsaved(self) -> bool:
        """Whether the fields hold what is not kept yet."""
        note = self.entry.report.note if self.entry.report else ""
        is_other = bool(self.fields.errors) or self.fields.counts != self.entry.draft
        return self.was_typed and (is_other or self.fields.note != note)

    @property
    def is_submitted_otherwise(self) -> bool:
        """Whether what is filled in is not what was last submitted."""
        return self.entry.state.counts and self.entry.draft != self.entry.submitted

    @property
    def lost(self) -> Counts | None:
        """What was typed for a month that cannot be changed any more."""
        is_other = self.was_typed and not self.is_editable and self.fields.counts != self.entry.submitted
        return self.fields.counts if is_other and not self.fields.counts.is_empty else None

    @property
    def withdraw_url(self) -> str:
        """Where a submitted month is taken back."""
        may = self.is_editable and self.entry.state.counts
        return reverse("entry_withdraw", args=[self.entry.area.slug, self.entry.month]) if may else ""

    @property
    def correction_url(self) -> str:
        """Where a correction of a month that is fixed is asked for."""
        is_fixed = self.entry.state.is_locked or self.entry.is_imported or self.entry.is_closed
        is_fixed &= self.entry.area.exists_in(self.entry.month)
        return link("correction", self.entry.area.slug, self.entry.month) if is_fixed else ""

    @property
    def history_url(self) -> str:
        """Where it says what happened to the month."""
        report = self.entry.report
        return (
            link("report_history", self.entry.area.slug, self.entry.month)
            if report and report.version
            else ""
        )

    @property
    def has_more(self) -> bool:
        """Whether there is anything below the figures."""
        return self.is_editable or bool(
            self.problems or self.reason or self.note or self.explanation or self.lost
        )

    def _cell(self, kind: str) -> Cell:
        entry = self.entry
        error = self._error(kind)
        key = f"{self.code}-{kind}"
        counted = getattr(entry.submitted if self.is_editable else self.counts, kind)
        last_year = getattr(entry.last_year, kind) if entry.last_year else None
        notes = [f"{key}-error"] if error else []
        return Cell(
            kind,
            _(KIND_NAMES[kind]),
            key,
            self.fields.typed.get(kind, ""),
            counted,
            last_year,
            error,
            " ".join([*notes, f"{key}-beside"]),
        )

    def _error(self, kind: str) -> str:
        """What is wrong with one field: it is no number, or it cannot be submitted like this."""
        if kind in self.fields.errors:
            return message(self.fields.errors[kind])
        return next((sentence(problem) for problem in self.problems if problem.kind == kind), "")


def conflict_of(report: Report | None, mine: MonthFields | None, viewer: User | None) -> Conflict | None:
    """Both sides of a conflict; one's own when it comes from another window."""
    if report is None or mine is None:
        return None
    by, at = last_change(report)
    when = _("%(day)s om %(time)s") % {"day": day_of(at), "time": clock(at)} if at else ""
    return Conflict(
        mine.month,
        mine.counts,
        mine.note,
        report.draft,
        report.note,
        name_of(by),
        when,
        report.version,
        is_own=by is not None and by == viewer,
    )


def link(name: str, *args: object) -> str:
    """An address; "" where that page does not exist."""
    try:
        return reverse(name, args=[str(arg) for arg in args])
    except NoReverseMatch:
        return ""
