"""Charts and map of areas: from their figures to what the charts are drawn from, with tables beside them.

Pages of the country, a province and a municipality show the same three charts: `area_charts` gives what the
page needs, `area_chart` the drawing, `area_lines` the data for a file.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from housing import charts, formatting
from housing.charts.hexmap import HexMap, Tile, hexmap
from housing.charts.inputs import ChartTable, Cumulative, MonthBar, Months
from housing.domain.pace import ScheduleStatus, required_path
from housing.domain.periods import Month
from housing.queries.areas import MapTile
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.tables.columns import plain, shown_status

Url = Callable[[str], str]

#: The charts, as addresses name them.
NAMES = ("cumulatief", "maanden", "opbouw")


@dataclass(frozen=True, slots=True)
class AreaChart:
    """One chart for components/chart.html, whose parameters have these names."""

    name: str
    title: str
    intro: str
    description: str
    table: ChartTable
    url: str
    csv_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart's data."""

    record: dict[str, object]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart's data, ready for `csv_response`: machine headers and plain numbers."""

    rows: tuple[Line, ...]

    @property
    def export_columns(self) -> dict[str, Callable[[dict[str, object]], object]]:
        """The headers of the first row with the way to each value."""
        return {name: lambda record, name=name: record[name] for name in self.rows[0].record}  # type: ignore[misc]


def area_charts(
    figures: AreaFigures, language: str, url: Url, provisional: Collection[Month] = ()
) -> tuple[AreaChart, ...]:
    """The charts of an area's half-year. `url` gives the address of a chart's JSON by its name.

    `provisional` are months of which not every report was approved.
    """
    path, bars = cumulative_input(figures, language), months_input(figures, language, provisional)
    steps = charts.waterfall_steps(figures.balance, language)
    drawn = (
        (
            "cumulatief",
            _("Gehuisvest tegenover het tempo dat nodig is"),
            _("Het vlak is wat er nodig is om op tijd klaar te zijn; het bovenste deel is de inhaalopgave."),
            charts.describe_cumulative(path, language),
            charts.cumulative_table(path, language),
        ),
        (
            "maanden",
            _("Gehuisvest per maand"),
            _("Doorstroomlocaties en hotelregeling apart. De streep is een zesde deel van de opgave."),
            charts.describe_months(bars, language),
            charts.months_table(bars, language),
        ),
        (
            "opbouw",
            _("Van inhaalopgave en taakstelling naar wat nog te doen is"),
            _("Elke balk begint waar de vorige ophoudt."),
            charts.describe_waterfall(steps, language),
            charts.waterfall_table(steps, language),
        ),
    )
    return tuple(
        AreaChart(name, title, intro, description, table, url(name), _export(url(name)))
        for name, title, intro, description, table in drawn
    )


def area_chart(
    figures: AreaFigures, name: str, language: str, provisional: Collection[Month] = ()
) -> dict[str, Any]:
    """The drawing of one chart as plain dicts. KeyError for a name that is not one of `area_charts`."""
    drawing = {
        "cumulatief": lambda: charts.cumulative(cumulative_input(figures, language), language),
        "maanden": lambda: charts.months(months_input(figures, language, provisional), language),
        "opbouw": lambda: charts.waterfall(charts.waterfall_steps(figures.balance, language), language),
    }[name]
    return charts.figure_json(drawing())


def area_lines(figures: AreaFigures, name: str) -> Lines:
    """The data of one chart for a file. KeyError for a name that is not one of `area_charts`."""
    rows = {"cumulatief": _path_rows, "maanden": _month_rows, "opbouw": _step_rows}[name](figures)
    return Lines(tuple(Line(row) for row in rows))


def cumulative_input(figures: AreaFigures, language: str) -> Cumulative:
    """Realised from month to month against the required path; the last month may be incomplete."""
    period = figures.period
    return Cumulative(
        months=_names(figures.months, language),
        realised=_running_totals(figures),
        path=required_path(figures.balance),
        obligation=figures.balance.obligation,
        forecast=figures.forecast,
        start=f"1 {formatting.month_name(period.starts_on, language)}",
    )


def months_input(figures: AreaFigures, language: str, provisional: Collection[Month] = ()) -> Months:
    """The six months; a sixth of the obligation as pace.

    Provisional are those that not every municipality reported, and those in `provisional`.
    """
    obligation = figures.balance.obligation
    return Months(
        tuple(
            MonthBar(
                name,
                month.home,
                month.transitional,
                month.hotel,
                is_provisional=not month.is_complete or month.month in provisional,
            )
            if month.is_reported
            else MonthBar(name, None, None, None)
            for name, month in zip(_names(figures.months, language), figures.months, strict=True)
        ),
        pace=Fraction(obligation, len(figures.months)) if obligation > 0 else None,
    )


def area_map(
    rows: Iterable[AreaFigures],
    layout: Iterable[MapTile],
    link: Callable[[AreaFigures], str],
    language: str,
    *,
    abbreviated: bool = False,
    active: str = "",
) -> HexMap:
    """The hexagon map of municipalities, those of them that have a place in the layout.

    `link` gives the address behind a tile, `active` is the code of the municipality that the page is about.
    With `abbreviated` each tile carries a few letters of the name: for maps of one province.
    """
    by_code = {row.area.code: row for row in rows}
    placed = [tile for tile in layout if tile.code in by_code]
    names = [by_code[tile.code].area.name for tile in placed]
    short = abbreviations(names) if abbreviated else {}
    return hexmap(
        Tile(
            col=tile.col,
            row=tile.row,
            url=link(by_code[tile.code]),
            label=tile_label(by_code[tile.code], language),
            status_key=shown_status(by_code[tile.code]).replace("_", "-") or "none",
            abbr=short.get(name, ""),
            is_active=tile.code == active,
        )
        for tile, name in zip(placed, names, strict=True)
    )


def tile_label(figures: AreaFigures, language: str) -> str:
    """What a tile says: "Rotterdam: achter op schema, nog 14 te huisvesten"."""
    remaining = figures.balance.remaining
    values = {"name": figures.area.name, "persons": formatting.number(abs(remaining), language)}
    if not shown_status(figures):
        return _("%(name)s: geen opgave") % values
    if figures.status is ScheduleStatus.BEHIND:
        return _("%(name)s: achter op schema, nog %(persons)s te huisvesten") % values
    if figures.status is ScheduleStatus.ON_SCHEDULE:
        return _("%(name)s: op schema, nog %(persons)s te huisvesten") % values
    if remaining < 0:
        return _("%(name)s: klaar, %(persons)s voor op de opgave") % values
    return _("%(name)s: klaar") % values


def abbreviations(names: Sequence[str]) -> dict[str, str]:
    """Two to four letters for each name, different for all: initials of its words, or its first letters."""
    found: dict[str, str] = {}
    for name in names:
        taken = set(found.values())
        found[name] = next((short for short in _candidates(name) if short not in taken), "")
    return found


def _candidates(name: str) -> Iterator[str]:
    words = re.findall(r"[^\W\d_]+", name)
    letters = "".join(words)
    if len(words) > 1:
        yield "".join(word[0] for word in words)[:4]
    yield letters[:3]
    yield from (letters[:2] + letter for letter in letters[3:])
    yield letters[:4]


def _export(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}_export=csv"


def _names(months: Iterable[MonthFigures], language: str) -> tuple[str, ...]:
    return tuple(formatting.month_name(month.month, language, short=True) for month in months)


def _running_totals(figures: AreaFigures) -> tuple[int | None, ...]:
    totals = accumulate(month.realised for month in figures.months)
    return tuple(
        total if month.is_reported else None for total, month in zip(totals, figures.months, strict=True)
    )


def _path_rows(figures: AreaFigures) -> Iterator[dict[str, object]]:
    path = required_path(figures.balance)[1:]
    for month, total, point in zip(figures.months, _running_totals(figures), path, strict=True):
        yield {
            "month": month.month,
            "realised_total": total,
            "required": plain(point.total),
            "required_catch_up": plain(point.catch_up),
        }


def _month_rows(figures: AreaFigures) -> Iterator[dict[str, object]]:
    for month in figures.months:
        shown = month.is_reported
        yield {
            "month": month.month,
            "home": month.home if shown else None,
            "transitional": month.transitional if shown else None,
            "hotel": month.hotel if shown else None,
            "realised": month.realised if shown else None,
            "municipalities_reported": month.reported,
            "municipalities_expected": month.expected,
        }


def _step_rows(figures: AreaFigures) -> Iterator[dict[str, object]]:
    balance = figures.balance
    for step in ("opening", "target", "exchanges", "corrections", "transfers", "obligation"):
        yield {"step": step, "persons": getattr(balance, step)}
    for step in ("home", "transitional", "hotel", "realised", "remaining"):
        yield {"step": step, "persons": getattr(balance, step)}
