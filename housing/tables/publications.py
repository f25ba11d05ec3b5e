"""Tables of a publication: its national sums per half-year, and the months that were provisional in it."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.position_marks import ProvisionalMonth
from housing.tables.areas import COMPONENTS
from housing.tables.municipality import DATE, NAME, Export, HistoryRow, PlainColumn
from housing.templatetags.figures import half_year, month, number, signed


class SumsTable(django_tables2.Table):
    """The country per half-year as released, the last half-year first. Rows are `HistoryRow`s."""

    caption_hidden = True

    half_year = PlainColumn(
        gettext_lazy("Halfjaar"), lambda row: _linked(half_year(row.period), row.url), NAME
    )
    opening = PlainColumn(gettext_lazy("Saldo bij het begin"), lambda row: signed(row.balance.opening))
    target = PlainColumn(gettext_lazy("Taakstelling"), lambda row: number(row.balance.target))
    other = PlainColumn(gettext_lazy("Uitruil, correcties en herindeling"), lambda row: signed(row.other))
    obligation = PlainColumn(gettext_lazy("Opgave"), lambda row: number(row.balance.obligation))
    realised = PlainColumn(gettext_lazy("Gehuisvest"), lambda row: number(row.balance.realised))
    hotel = PlainColumn(gettext_lazy("waarvan hotelregeling"), lambda row: number(row.balance.hotel))
    closing = PlainColumn(gettext_lazy("Saldo aan het eind"), lambda row: signed(row.balance.closing))

    export_columns: Export = {
        "period": lambda row: str(row.period),
        **{name: attrgetter(f"balance.{name}") for name in COMPONENTS},
    }

    def __init__(self, sums: Sequence[tuple[HalfYear, AreaBalance]], link: Callable[[HalfYear], str]) -> None:
        rows = [HistoryRow(period, balance, link(period)) for period, balance in sums]
        self.caption = _("Nederland per halfjaar")
        super().__init__(rows, exclude=() if any(row.other for row in rows) else ("other",))


class ProvisionalTable(django_tables2.Table):
    """The months that nobody had approved yet, with what counted. Rows are `ProvisionalMonth`s."""

    caption_hidden = True

    name = PlainColumn(gettext_lazy("Gemeente"), lambda row: row.code, NAME)
    month = PlainColumn(gettext_lazy("Maand"), lambda row: month(row.month), DATE)
    persons = PlainColumn(gettext_lazy("Gehuisvest"), lambda row: number(row.persons))

    def __init__(
        self,
        rows: Sequence[ProvisionalMonth],
        areas: Mapping[str, Area],
        link: Callable[[ProvisionalMonth], str],
    ) -> None:
        self.areas = areas
        self.caption = _("Voorlopige maandopgaven")
        super().__init__(rows)
        self.columns["name"].column.cell = lambda row: _linked(areas[row.code].name, link(row))

    @property
    def export_columns(self) -> dict[str, Callable[[Any], object]]:
        """Machine headers of a file with what stands below them."""
        return {
            "month": lambda row: str(row.month),
            "code": attrgetter("code"),
            "name": lambda row: self.areas[row.code].name,
            "persons": attrgetter("persons"),
        }


def _linked(name: str, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, name) if url else name
