"""Half-years beside each other: the part of the obligation that was housed after each month."""

from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable
from housing.charts.monitoring import Line, Progress
from housing.charts.words import word
from housing.formatting import rate

#: The running half-year stands out; the others grow paler the longer ago they are.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": palette.HOME, "width": 3},
    {"color": palette.TRANSITIONAL, "width": 2},
    {"color": palette.HOTEL, "width": 2, "dash": "dot"},
)
OTHERS: dict[str, Any] = {"color": palette.TEXT, "width": 1, "dash": "dot"}
SIXTHS = tuple(Fraction(k, 6) for k in range(7))


def progress(data: Progress, language: str) -> go.Figure:
    """A line per half-year, from zero, and the even path of a sixth per month."""
    names = [word("start", language), *data.months]
    path = go.Scatter(
        x=names,
        y=[plain(part) for part in SIXTHS],
        mode="lines",
        line={"color": palette.CATCH_UP_LINE, "width": 1.5, "dash": "dash"},
        name=word("required", language),
        hovertemplate=f"{word('required', language)}: %{{y:.0%}}<extra></extra>",
    )
    lines = [_line(line, names, place) for place, line in enumerate(data.lines)]
    return figure(
        [*reversed(lines), path],
        language,
        xaxis=name_axis(range=[-0.08, 6.1], tickvals=list(data.months)),
        yaxis=number_axis(tickformat=".0%", rangemode="tozero"),
        legend={"traceorder": "reversed"} | _legend(),
    )


def _legend() -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "xanchor": "left",
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }


def _line(line: Line, names: list[str], place: int) -> go.Scatter:
    known = [(name, part) for name, part in zip(names[1:], line.shares, strict=True) if part is not None]
    return go.Scatter(
        x=[names[0], *(name for name, _ in known)] if known else [],
        y=[0, *(plain(part) for _, part in known)] if known else [],
        mode="lines+markers" if place == 0 else "lines",
        line=LOOKS[place] if place < len(LOOKS) else OTHERS,
        marker={"size": 7},
        name=line.label,
        hovertemplate=f"{line.label}: %{{y:.0%}}<extra></extra>",
    )


def progress_table(data: Progress, language: str) -> ChartTable:
    """The same, as a table: a row per half-year, a column per month."""
    headers = (word("half_year", language), *data.months)
    rows = tuple((line.label, *(rate(part, language) for part in line.shares)) for line in data.lines)
    return ChartTable(word("caption_progress", language), headers, rows)


def describe_progress(data: Progress, language: str) -> str:
    """The chart in one sentence."""
    parts = []
    for line in data.lines:
        known = [(m, part) for m, part in zip(data.months, line.shares, strict=True) if part is not None]
        if known:
            parts.append(f"{line.label} {rate(known[-1][1], language)} ({known[-1][0]})")
    return word("about_progress", language).format(halves=", ".join(parts))
