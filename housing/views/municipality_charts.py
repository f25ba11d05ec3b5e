"""The charts of a municipality: its figures as the charts want them."""

from typing import Any

from django.http import Http404

from housing import formatting
from housing.charts.frame import figure_json
from housing.charts.history import history
from housing.charts.inputs import Closing, MonthBar, Months
from housing.charts.months import months
from housing.domain.pace import rate
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear
from housing.queries.areas import Area
from housing.queries.figures import AreaFigures, municipality_figures
from housing.views.municipality_history import AS_IS, AS_WAS, MunicipalityHistory, municipality_history
from housing.views.page import Page, language

HISTORIES = {"verloop": AS_WAS, "verloop-huidig": AS_IS}


def months_data(figures: AreaFigures) -> Months:
    """The six months as bars, beside the pace that the obligation asks."""
    bars = tuple(
        MonthBar(
            formatting.month_name(month.month, language(), short=True),
            *((month.home, month.transitional, month.hotel) if month.is_reported else (None, None, None)),
        )
        for month in figures.months
    )
    obligation = figures.balance.obligation
    # A municipality that ended hands over its balance: what is left of its obligation asks no pace.
    asks_pace = obligation > 0 and all(month.expected for month in figures.months)
    return Months(bars, rate(obligation, MONTHS_PER_HALF_YEAR) if asks_pace else None)


def closings(shown: MunicipalityHistory) -> tuple[Closing, ...]:
    """The closing balances of a history."""
    return tuple(
        Closing(formatting.half_year(row.period, language()), row.balance.closing, row.is_running)
        for row in shown.rows
    )


def municipality_chart(page: Page, area: Area, period: HalfYear, name: str) -> dict[str, Any]:
    """A chart of the page as plain values; 404 for a name that it does not have."""
    if name in HISTORIES:
        return figure_json(
            history(closings(municipality_history(page, area, period, HISTORIES[name])), language())
        )
    if name != "maanden":
        raise Http404
    rows = municipality_figures(page.registry, page.position, period, [area.code], with_history=False)
    return figure_json(months(months_data(rows[0]), language()))
