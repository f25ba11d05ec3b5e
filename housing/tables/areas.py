"""Tables of municipalities and of provinces over their figures, and the same figures for files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_tables2.data import TableListData
from django_tables2.utils import OrderBy

from housing.queries.areas import Area
from housing.queries.figures import AreaFigures, country, summed
from housing.tables import columns
from housing.tables.columns import FigureColumn, NameColumn, plain, shown_status

Link = Callable[[AreaFigures], str]

#: Figures in files after the fixed ones: what the screen shows besides, plain.
DERIVED: dict[str, Callable[[AreaFigures], object]] = {
    "catch_up": lambda figures: figures.group.catch_up,
    "gross_opening_backlog": lambda figures: figures.group.gross_opening_backlog,
    "months_due": attrgetter("months_due"),
    "norm": lambda figures: plain(figures.norm),
    "percentage": lambda figures: figures.rate and plain(100 * figures.rate),
    "status": lambda figures: str(shown_status(figures)),
    "pace_needed": attrgetter("pace_needed"),
    "recent_pace": lambda figures: plain(figures.recent_pace),
    "streak": attrgetter("streak"),
}
COMPONENTS = (
    "target", "opening", "exchanges", "corrections", "transfers", "obligation",
    "home", "transitional", "hotel", "realised", "remaining", "balance",
)  # fmt: skip


OCCASIONAL: dict[str, Callable[[AreaFigures], int]] = {
    "other": columns.other_changes,
    "hotel": attrgetter("balance.hotel"),
}


class AreaRows(TableListData):
    """Rows that need attention first, unless sorted by a column: by its raw figure, without one last."""

    def __init__(self, rows: Iterable[AreaFigures]) -> None:
        self.by_attention = sorted(rows, key=attrgetter("attention"))
        super().__init__(list(self.by_attention))

    def order_by(self, aliases: Sequence[str]) -> None:
        """Sort by prefixed names of columns, the most important first; ties by attention."""
        rows = self.by_attention
        for alias in reversed(aliases):
            column: FigureColumn = self.table.columns[OrderBy(alias).bare].column
            keyed = [(column.sort_value(row), row) for row in rows]
            known = [pair for pair in keyed if pair[0] is not None]
            known.sort(key=lambda pair: pair[0], reverse=alias.startswith("-"))
            rows = [row for _, row in known] + [row for value, row in keyed if value is None]
        self.data = list(rows)


class AreaTable(django_tables2.Table):
    """What tables of areas share. Rows are `AreaFigures`, the footer is their sum.

    `link` gives the address of a row's page, `total` the figures of all together when the caller has them
    already (the sum of the rows otherwise). Columns that hold nothing but zeros in most half-years are only
    there when they hold more.
    """

    shows_gross = False
    caption_hidden = False

    status = columns.StatusColumn()
    target = columns.target()
    opening = columns.opening()
    other = columns.other()
    obligation = columns.obligation()
    catch_up = columns.CatchUpColumn()
    realised = columns.realised()
    hotel = columns.hotel()
    rate = columns.realised_rate()
    remaining = columns.remaining()
    pace_needed = columns.pace_needed()
    recent_pace = columns.recent_pace()
    streak = columns.StreakColumn()

    class Meta:
        attrs = {"class": "data-table--wide"}
        empty_text = gettext_lazy("Er zijn geen cijfers om te laten zien.")

    def __init__(
        self,
        rows: Sequence[AreaFigures],
        *,
        link: Link,
        total: AreaFigures | None = None,
        caption: str = "",
        **options: Any,
    ) -> None:
        self.total = total or (summed(country(), rows) if rows else None)
        self.caption = caption
        hidden = [name for name, of in OCCASIONAL.items() if not any(of(row) for row in rows)]
        super().__init__(AreaRows(rows), exclude=[*hidden, *options.pop("exclude", ())], **options)
        for column in self.columns:
            column.column.language = get_language() or "nl"
        self.columns["name"].column.link_to = link

    @property
    def export_columns(self) -> dict[str, Callable[[AreaFigures], object]]:
        """Machine headers of a file with what stands below them, unformatted."""
        return {
            "code": lambda figures: figures.area.code,
            "name": lambda figures: figures.area.name,
            "province": lambda figures: self.province_of(figures.area),
            **{name: attrgetter(f"balance.{name}") for name in COMPONENTS},
            **DERIVED,
        }

    def province_of(self, area: Area) -> str:
        """The name of the province of a row."""
        raise NotImplementedError


class MunicipalityTable(AreaTable):
    """Municipalities, who needs attention first. `provinces` by code name the province of each."""

    name = NameColumn(gettext_lazy("Gemeente"))
    province = columns.ProvinceColumn()

    class Meta(AreaTable.Meta):
        sequence = ("name", "province", "status", "...")

    def __init__(
        self,
        rows: Sequence[AreaFigures],
        *,
        provinces: Mapping[str, Area],
        with_province: bool = False,
        **options: Any,
    ) -> None:
        self.provinces = provinces
        options.setdefault("caption", _("Gemeenten"))
        hidden = () if with_province else ("province",)
        super().__init__(rows, exclude=[*hidden, *options.pop("exclude", ())], **options)
        if "province" in self.columns.names():
            self.columns["province"].column.provinces = provinces

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """The columns that a visitor may leave out, by name and header, in the order of the table."""
        names = ["province", *(name for name in cls.base_columns if name not in ("name", "province"))]
        return [(name, cls.base_columns[name].verbose_name) for name in names]

    def province_of(self, area: Area) -> str:
        """The name of a municipality's province."""
        province = self.provinces.get(area.province)
        return province.name if province else ""


class ProvinceTable(AreaTable):
    """Provinces, net, with the gross backlog of their municipalities beside it.

    In files a province is its own province, so that its row and those of its municipalities can be put
    together and filtered alike.
    """

    shows_gross = True

    name = NameColumn(gettext_lazy("Provincie"))
    gross_backlog = columns.gross_backlog()

    class Meta(AreaTable.Meta):
        sequence = ("name", "status", "target", "opening", "gross_backlog", "...")

    def __init__(self, rows: Sequence[AreaFigures], **options: Any) -> None:
        options.setdefault("caption", _("Provincies"))
        super().__init__(rows, **options)

    def province_of(self, area: Area) -> str:
        """Its own name."""
        return area.name
