"""Tables of what a national number would mean: for provinces, for municipalities, and as files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_tables2.data import TableListData

from housing.domain.simulation import LIST, summed
from housing.queries.areas import Area
from housing.queries.simulation import SimulatedArea, Simulation
from housing.tables.areas import AreaRows
from housing.tables.columns import FigureColumn, number, signed

#: Machine headers of files, by what of the effect stands below them.
EXPORTED = {
    "inhabitants": "weight",
    "adams": "adams",
    "ceiling": "ceiling",
    "largest_remainder": "largest_remainder",
    "target": "chosen",
    "previous_target": "previous",
    "difference": "difference",
    "current_target": "current",
    "change": "change",
    "opening_backlog": "owed",
    "obligation": "obligation",
}
CHOSEN = {name: {"class": "num chosen"} for name in ("th", "td", "tf")}
#: Columns in the order of the page, with what decides whether they are there.
METHOD_COLUMNS = ("adams", "ceiling", "largest_remainder")


class EffectRows(AreaRows):
    """Rows in order of name, unless sorted by a column; ties in order of name."""

    def __init__(self, rows: Sequence[SimulatedArea]) -> None:
        self.by_attention = list(rows)  # type: ignore[arg-type]
        TableListData.__init__(self, list(rows))


class EffectColumn(FigureColumn):
    """One figure of an effect, by the name of the attribute."""

    def __init__(
        self, title: Any, name: str, shown: Callable[[Any, str], str] = number, **options: Any
    ) -> None:
        super().__init__(title, attrgetter(f"effect.{name}"), shown, **options)


class AreaColumn(FigureColumn):
    """The area by name; of an exempt municipality it says so."""

    def __init__(self, title: Any) -> None:
        super().__init__(
            title, attrgetter("area.sort_key"), attrs={"td": {"scope": "row"}}, initial_sort_descending=False
        )

    def render(self, record: SimulatedArea) -> str:  # type: ignore[override]
        """The name, and what is special."""
        name = escape(record.area.name)
        if not record.exempt:
            return SafeString(name)
        note = _("vrijgesteld") if record.members == 1 else _("%(n)d vrijgesteld") % {"n": record.exempt}
        return SafeString(f'{name}<span class="cell-note">{escape(note)}</span>')

    def render_footer(self, table: Any) -> str:
        """What the footer is."""
        return _("Samen")


class InProvinceColumn(FigureColumn):
    """The province of a municipality, by name."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Provincie"), attrgetter("area.province"), attrs={}, initial_sort_descending=False
        )
        self.provinces: Mapping[str, Area] = {}

    def render(self, record: SimulatedArea) -> str:  # type: ignore[override]
        """Its name."""
        return self.provinces[record.area.province].name

    def sort_value(self, record: SimulatedArea) -> str:  # type: ignore[override]
        """Its place in order of name."""
        return self.provinces[record.area.province].sort_key

    def render_footer(self, table: Any) -> str:
        """Nothing: the total has no province."""
        return ""


class EffectTable(django_tables2.Table):
    """What tables of a simulation share. Rows are `SimulatedArea`, the footer is their sum."""

    caption_hidden = True

    weight = EffectColumn(gettext_lazy("Inwoners"), "weight")
    chosen = EffectColumn(gettext_lazy("Lijst"), "chosen", attrs=CHOSEN)
    adams = EffectColumn(gettext_lazy("Adams"), "adams")
    off_formula = EffectColumn(gettext_lazy("Anders dan de formule"), "off_formula", signed)
    ceiling = EffectColumn(gettext_lazy("Naar boven"), "ceiling")
    largest_remainder = EffectColumn(gettext_lazy("Grootste resten"), "largest_remainder")
    current = EffectColumn(gettext_lazy("Geldt nu"), "current")
    change = EffectColumn(gettext_lazy("Wijziging"), "change", signed)
    previous = EffectColumn(gettext_lazy("Vorig halfjaar"), "previous")
    difference = EffectColumn(gettext_lazy("Verschil"), "difference", signed)
    owed = EffectColumn(gettext_lazy("Achterstand"), "owed", signed)
    obligation_now = EffectColumn(gettext_lazy("Opgave nu"), "obligation_now")
    obligation = EffectColumn(gettext_lazy("Opgave"), "obligation")

    class Meta:
        attrs = {"class": "data-table--wide effect-table"}
        empty_text = gettext_lazy("Geen gemeente past bij deze keuze.")

    def __init__(
        self,
        found: Simulation,
        rows: Sequence[SimulatedArea],
        *,
        provinces: Mapping[str, Area],
        **options: Any,
    ) -> None:
        self.provinces = provinces
        self.total = _Total(rows)
        is_list = found.plan.method == LIST
        hidden = {*options.pop("exclude", ())}
        hidden |= {"ceiling", "largest_remainder"} if is_list else {"chosen", "off_formula"}
        if found.no_formula:
            hidden |= {"weight", "adams", "off_formula"}
        if found.is_first:
            hidden |= {"current", "change", "obligation_now"}
        super().__init__(EffectRows(rows), exclude=list(hidden), **options)
        for column in self.columns:
            column.column.language = get_language() or "nl"
            if column.name == found.plan.method:
                column.column.attrs = CHOSEN
        if "province" in self.columns.names():
            self.columns["province"].column.provinces = provinces

    @property
    def export_columns(self) -> dict[str, Callable[[SimulatedArea], object]]:
        """Machine headers of a file with what stands below them, unformatted."""
        return {
            "code": attrgetter("area.code"),
            "name": attrgetter("area.name"),
            "province": lambda row: (
                self.provinces[row.area.province].name if row.area.province else row.area.name
            ),
            "exempt": attrgetter("exempt"),
            **{header: attrgetter(f"effect.{name}") for header, name in EXPORTED.items()},
        }


class MunicipalityEffects(EffectTable):
    """Every municipality with what it would get."""

    name = AreaColumn(gettext_lazy("Gemeente"))
    province = InProvinceColumn()

    class Meta(EffectTable.Meta):
        sequence = ("name", "province", "...")

    def __init__(self, found: Simulation, rows: Sequence[SimulatedArea], **options: Any) -> None:
        self.caption = _("Gemeenten")
        super().__init__(found, rows, prefix="gemeente-", exclude=["obligation_now"], **options)


class ProvinceEffects(EffectTable):
    """The provinces, as sums of their municipalities."""

    name = AreaColumn(gettext_lazy("Provincie"))

    class Meta(EffectTable.Meta):
        sequence = ("name", "...")

    def __init__(self, found: Simulation, **options: Any) -> None:
        self.caption = _("Provincies")
        super().__init__(found, found.provinces, prefix="provincie-", **options)


class _Total:
    """The sum of the rows that are shown."""

    def __init__(self, rows: Collection[SimulatedArea]) -> None:
        self.effect = summed(row.effect for row in rows)
