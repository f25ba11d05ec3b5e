"""What all charts share: a calm layout in our type and colours, and the way to JSON."""

from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from housing.charts import palette

# What is provisional, or still running, is hatched.
HATCHING = {"fillmode": "overlay", "fgcolor": palette.PAPER, "solidity": 0.3, "size": 7}


def figure(traces: list[Any], language: str, **layout: Any) -> go.Figure:
    """A figure with the shared layout; ``layout`` overrides parts of it."""
    shared: dict[str, Any] = {
        "separators": ".," if language.lower().startswith("en") else ",.",
        "font": {"family": palette.FONT, "size": 13, "color": palette.TEXT},
        "paper_bgcolor": palette.CLEAR,
        "plot_bgcolor": palette.CLEAR,
        "margin": {"l": 56, "r": 16, "t": 8, "b": 32},
        # Of the nearest month, however far the pointer is from its point.
        "hovermode": "x unified",
        "hoverdistance": -1,
        "hoverlabel": {
            "bgcolor": palette.PAPER,
            "bordercolor": palette.GRID,
            "font": {"family": palette.FONT, "size": 13, "color": palette.INK},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "xanchor": "left",
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "dragmode": False,
    }
    return go.Figure(data=traces, layout=shared | layout)


def number_axis(**more: Any) -> dict[str, Any]:
    """An axis of whole persons."""
    return {
        "tickformat": ",d",
        "gridcolor": palette.GRID,
        "zeroline": True,
        "zerolinecolor": palette.TEXT,
        "zerolinewidth": 1,
        "nticks": 6,
        "fixedrange": True,
        "showline": False,
    } | more


def name_axis(**more: Any) -> dict[str, Any]:
    """An axis of names: months, half-years, provinces."""
    return {
        "type": "category",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0,
        "automargin": True,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": palette.CLEAR,
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": palette.TEXT,
    } | more


def plain(value: Fraction | int | None) -> float | int | None:
    """A number as JSON knows it, for drawing only: a Fraction that is not whole becomes a float."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else round(float(value), 4)


def figure_json(chart: go.Figure) -> dict[str, Any]:
    """The figure as plain dicts and lists, ready for ``JsonResponse``, without the library's own template."""
    drawn = chart.to_plotly_json()
    layout = {key: value for key, value in drawn["layout"].items() if key != "template"}
    return {"data": _lists(drawn["data"]), "layout": _lists(layout)}


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_lists(part) for part in value]
    return value
