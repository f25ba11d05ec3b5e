"""The charts of a municipality: its figures as the charts want them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404

from housing import formatting
from housing.charts.areas import months_input
from housing.charts.frame import figure_json
from housing.charts.history import history
from housing.charts.inputs import Closing, Months
from housing.charts.months import months
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.queries.areas import Area
from housing.queries.figures import AreaFigures, municipality_figures
from housing.queries.position_marks import provisional_months, summarised
from housing.views.municipality_history import AS_IS, AS_WAS, MunicipalityHistory, municipality_history
from housing.views.page import Page, language

HISTORIES = {"verloop": AS_WAS, "verloop-huidig": AS_IS}


def provisional_among(states: Mapping[Month, ReportState]) -> frozenset[Month]:
    """The months that nobody has approved yet."""
    return frozenset(month for month, state in states.items() if state.is_provisional)


def months_data(figures: AreaFigures, provisional: frozenset[Month] = frozenset()) -> Months:
    """The six months as bars, beside the pace that the obligation asks.

    A municipality that ended handed over its balance: what is left of its obligation asks no pace.
    """
    data = months_input(figures, language(), provisional)
    return data if all(month.expected for month in figures.months) else replace(data, pace=None)


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
    rows = municipality_figures(page.registry, page.position, period, [area.code])
    marks = provisional_months(page.position.seq, [period], [area.code])
    return figure_json(months(months_data(rows[0], summarised(marks).months), language()))
