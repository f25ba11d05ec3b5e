"""What changed per province or municipality between two positions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.queries.areas import Area
from housing.queries.position_changes import COMPONENTS, AreaChange
from housing.tables.columns import NUMBER
from housing.templatetags.figures import number, signed

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
        return {
            "code": lambda row: row.area.code,
            "name": lambda row: row.area.name,
            **({"province": lambda row: self._province_name(row.area)} if self.provinces is not None else {}),
            **{name: _component(name) for name in COMPONENTS},
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
