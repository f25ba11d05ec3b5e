"""Tables of what changed between two positions: figures, areas, and the postings themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.position_changes import AreaChange, HalfYearChange
from housing.queries.position_postings import ChangedLine
from housing.tables.columns import NUMBER, harmless
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


Footer = Callable[[Any], str]


class _Persons(django_tables2.Column):
    """Persons, sorted by their number; below them their sum where they add up."""

    empty_values = ()

    def __init__(
        self,
        title: str | Promise,
        accessor: str,
        shown: Callable[[int], str] = signed,
        *,
        adds_up: bool = True,
    ) -> None:
        self.shown = shown
        footer: Footer | str = (lambda table: shown(_sum(table, accessor))) if adds_up else ""
        super().__init__(
            verbose_name=title, accessor=accessor, attrs=NUMBER, initial_sort_descending=True, footer=footer
        )

    def render(self, value: int) -> str:
        """The cell."""
        return self.shown(value)


def _sum(table: django_tables2.Table, accessor: str) -> int:
    total = 0
    for row in table.rows:
        value: Any = row.record
        for part in accessor.split("__"):
            value = getattr(value, part)
        total += value
    return total


class _Name(django_tables2.Column):
    """The area, linked to its page at the second position."""

    link_to: Callable[[Area], str]

    def __init__(self, title: str | Promise) -> None:
        super().__init__(
            verbose_name=title,
            accessor="area__sort_key",
            attrs={"td": {"scope": "row"}},
            footer=gettext_lazy("Samen"),
        )

    def render(self, record: AreaChange) -> SafeString:
        """The name."""
        return format_html('<a href="{}">{}</a>', self.link_to(record.area), record.area.name)


class _Postings(_Persons):
    """How many lines, linked to them."""

    lines_at: Callable[[Area], str]

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Boekingen"), "postings", number)

    def render(self, record: AreaChange) -> SafeString | str:  # type: ignore[override]  # tables give what is asked
        """The number."""
        if not record.postings:
            return number(0)
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            self.lines_at(record.area),
            number(record.postings),
            _("van %(name)s") % {"name": record.area.name},
        )


class AreaChangesTable(django_tables2.Table):
    """What changed per area, in order of name unless sorted. Rows are `AreaChange`s.

    Columns that hold nothing but zeros are left out.
    """

    caption_hidden = True

    name = _Name(gettext_lazy("Gebied"))
    opening = _Persons(gettext_lazy("Begin"), "change__opening")
    target = _Persons(gettext_lazy("Taakstelling"), "change__target")
    other = _Persons(gettext_lazy("Uitruil, correcties en herindeling"), "other")
    realised = _Persons(gettext_lazy("Gehuisvest"), "change__realised")
    old = _Persons(gettext_lazy("Saldo was"), "old", adds_up=False)
    new = _Persons(gettext_lazy("Saldo is"), "new", adds_up=False)
    difference = _Persons(gettext_lazy("Verschil"), "difference")
    postings = _Postings()

    class Meta:
        attrs = {"class": "data-table--wide"}

    def __init__(
        self,
        rows: Sequence[AreaChange],
        *,
        caption: str,
        title: str,
        link: Callable[[Area], str],
        lines: Callable[[Area], str],
        provinces: Mapping[str, Area] | None = None,
        prefix: str = "",
    ) -> None:
        self.caption = caption
        self.provinces = provinces
        extra = [] if provinces is None else [("province", _Province(provinces))]
        hidden = [
            name
            for name, of in (("opening", _opening), ("target", _target), ("other", _other))
            if not any(of(row) for row in rows)
        ]
        super().__init__(
            rows,
            prefix=prefix,
            exclude=hidden,
            extra_columns=extra,
            sequence=("name", *(e[0] for e in extra), "..."),
        )
        self.columns["name"].column.link_to = link
        self.columns["name"].column.verbose_name = title
        self.columns["postings"].column.lines_at = lines

    @property
    def export_columns(self) -> Mapping[str, Callable[[AreaChange], object]]:
        """Machine headers of a file with what stands below them; differences but for `old` and `new`."""
        components = [name for name, _label, _signed in COMPONENTS if name != "closing"]
        return {
            "code": lambda row: row.area.code,
            "name": lambda row: row.area.name,
            **({"province": lambda row: self._province_name(row.area)} if self.provinces is not None else {}),
            **{name: _component(name) for name in components},
            "balance_old": lambda row: row.old,
            "balance_new": lambda row: row.new,
            "balance_difference": lambda row: row.difference,
            "postings": lambda row: row.postings,
        }

    def _province_name(self, area: Area) -> str:
        return self.provinces[area.province].name if self.provinces else ""


class _Province(django_tables2.Column):
    """The province of a municipality."""

    def __init__(self, provinces: Mapping[str, Area]) -> None:
        self.provinces = provinces
        super().__init__(verbose_name=gettext_lazy("Provincie"), accessor="area__province", orderable=False)

    def render(self, value: str) -> str:
        """Its name."""
        return self.provinces[value].name


def _component(name: str) -> Callable[[AreaChange], object]:
    return lambda row: getattr(row.change, name)


def _opening(row: AreaChange) -> int:
    return row.change.opening


def _target(row: AreaChange) -> int:
    return row.change.target


def _other(row: AreaChange) -> int:
    return row.other


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
