"""Tables of what changed between two positions: figures, areas, and the postings themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.periods import HalfYear
from housing.queries.position_changes import HalfYearChange
from housing.queries.position_postings import ChangedLine
from housing.tables.columns import harmless
from housing.tables.municipality import DATE, NAME, Export, PlainColumn
from housing.templatetags.figures import half_year, moment, number, signed

#: Figures of a half-year in the order of the ledger, with whether a sign belongs to them.
COMPONENTS: tuple[tuple[str, Promise, bool], ...] = (
    ("opening", gettext_lazy("Saldo bij het begin"), True),
    ("target", gettext_lazy("Taakstelling"), False),
    ("exchanges", gettext_lazy("Uitruil"), True),
    ("corrections", gettext_lazy("Correcties"), True),
    ("transfers", gettext_lazy("Overdrachten door herindeling"), True),
    ("home", gettext_lazy("Gehuisvest: woning"), False),
    ("transitional", gettext_lazy("Gehuisvest: doorstroomlocatie"), False),
    ("hotel", gettext_lazy("Gehuisvest: hotelregeling"), False),
    ("closing", gettext_lazy("Saldo aan het eind"), True),
)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One national figure of a half-year at both positions."""

    period: HalfYear
    name: str
    label: str
    is_signed: bool
    old: int
    new: int
    is_known: bool = True

    @property
    def difference(self) -> int:
        """New less old."""
        return self.new - self.old

    def shown(self, value: int) -> str:
        """As a page writes it."""
        return signed(value) if self.is_signed else number(value)


def figure_changes(national: Iterable[HalfYearChange]) -> list[FigureChange]:
    """The figures that differ, half-year by half-year; of a changed one its closing too."""
    return [
        FigureChange(
            change.period,
            name,
            str(label),
            is_signed,
            getattr(change.old, name),
            getattr(change.new, name),
            change.is_known,
        )
        for change in national
        if change.is_changed
        for name, label, is_signed in COMPONENTS
        if getattr(change.old, name) != getattr(change.new, name) or name == "closing"
    ]


class NationalChangesTable(django_tables2.Table):
    """What changed in the figures of the country. Rows are `FigureChange`s."""

    caption_hidden = True

    half_year = PlainColumn(gettext_lazy("Halfjaar"), lambda row: _named(row), NAME)
    label = PlainColumn(gettext_lazy("Onderdeel"), lambda row: row.label, {})
    old = PlainColumn(gettext_lazy("Was"), lambda row: row.shown(row.old))
    new = PlainColumn(gettext_lazy("Is"), lambda row: row.shown(row.new))
    difference = PlainColumn(gettext_lazy("Verschil"), lambda row: signed(row.difference))

    export_columns: Export = {
        "period": lambda row: str(row.period),
        "component": lambda row: row.name,
        "old": lambda row: row.old,
        "new": lambda row: row.new,
        "difference": lambda row: row.difference,
    }

    def __init__(self, national: Iterable[HalfYearChange]) -> None:
        self.caption = _("Wat er landelijk verschilt")
        super().__init__(figure_changes(national))


def _named(row: FigureChange) -> SafeString | str:
    """The half-year; with a note where one of the two positions does not know it."""
    name = half_year(row.period)
    return name if row.is_known else _noted(name, _("nieuw"))


# ── The postings ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LineRow:
    """A posting as this reader may see it: `reason` and `who` are empty for whoever may not read them."""

    line: ChangedLine
    at: datetime
    place: str
    place_url: str
    what: str
    detail: str
    reason: str
    source: str
    who: str
    url: str
    link: str


class LinesTable(django_tables2.Table):
    """The postings, the newest first. Rows are `LineRow`s."""

    caption_hidden = True

    at = PlainColumn(gettext_lazy("Geboekt"), lambda row: moment(row.at), DATE)
    place = PlainColumn(
        gettext_lazy("Gemeente"), lambda row: format_html('<a href="{}">{}</a>', row.place_url, row.place), {}
    )
    what = PlainColumn(gettext_lazy("Wat"), lambda row: _noted(row.what, row.detail), {})
    half_year = PlainColumn(gettext_lazy("Halfjaar"), lambda row: half_year(row.line.period), DATE)
    persons = PlainColumn(gettext_lazy("Mensen"), lambda row: signed(row.line.persons))
    reason = PlainColumn(gettext_lazy("Reden en bron"), lambda row: _noted(row.reason, row.source), {})
    who = PlainColumn(gettext_lazy("Door"), lambda row: row.who or "–", {})
    url = PlainColumn(
        gettext_lazy("Meer"), lambda row: format_html('<a href="{}">{}</a>', row.url, row.link), DATE
    )

    class Meta:
        attrs = {"class": "data-table--wide"}

    export_columns: Export = {
        "seq": lambda row: row.line.seq,
        "recorded_at": lambda row: row.at.isoformat(),
        "code": lambda row: row.line.code,
        "name": lambda row: row.place,
        "sort": lambda row: row.line.sort.value,
        "kind": lambda row: row.line.kind,
        "period": lambda row: str(row.line.period),
        "month": lambda row: str(row.line.month or ""),
        "persons": lambda row: row.line.persons,
        "reason": lambda row: harmless(row.reason),
        "source": lambda row: harmless(row.source),
        "by": lambda row: harmless(row.who),
    }

    def __init__(self, rows: Sequence[LineRow]) -> None:
        self.caption = _("Boekingen tussen de twee standen")
        super().__init__(rows)


def _noted(text: str, note: str) -> SafeString | str:
    if not note or note == text:
        return text or "–"
    if not text:
        return note
    return format_html('{}<span class="cell-note">{}</span>', text, note)
