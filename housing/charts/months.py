"""Persons housed per month, by kind: homes, transitional housing and the hotel scheme apart."""

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import HATCHING, figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable, MonthBar, Months
from housing.charts.words import word
from housing.formatting import number

KINDS = (("home", palette.HOME), ("transitional", palette.TRANSITIONAL), ("hotel", palette.HOTEL))


def months(data: Months, language: str) -> go.Figure:
    """Stacked bars; provisional months hatched; the pace that is needed as a dashed line."""
    names = [bar.label for bar in data.bars]
    hatch = ["/" if bar.is_provisional else "" for bar in data.bars]
    traces: list[go.Bar | go.Scatter] = [
        go.Bar(
            x=names,
            y=[getattr(bar, kind) for bar in data.bars],
            name=word(kind, language),
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": HATCHING | {"shape": hatch},
            },
            hovertemplate=f"{word(kind, language)}: %{{y:,d}}<extra></extra>",
        )
        for kind, colour in KINDS
        if any(getattr(bar, kind) for bar in data.bars) or kind == "home"
    ]
    if data.pace is not None:
        traces.append(
            go.Scatter(
                x=names,
                y=[plain(data.pace)] * len(names),
                mode="lines",
                line={"color": palette.CATCH_UP_LINE, "width": 2, "dash": "dash"},
                name=word("pace", language),
                hovertemplate=f"{word('pace', language)}: %{{y:,.0f}}<extra></extra>",
            )
        )
    return figure(
        traces,
        language,
        barmode="stack",
        bargap=0.4,
        xaxis=name_axis(),
        yaxis=number_axis(rangemode="tozero"),
    )


def months_table(data: Months, language: str) -> ChartTable:
    """The same, as a table: a row per month."""
    headers = ("month", "home", "transitional", "hotel", "total")
    rows = tuple(
        (
            _name(bar, language),
            number(bar.home, language),
            number(bar.transitional, language),
            number(bar.hotel, language),
            number(bar.total, language),
        )
        for bar in data.bars
    )
    return ChartTable(word("caption_months", language), tuple(word(key, language) for key in headers), rows)


def describe_months(data: Months, language: str) -> str:
    """The chart in one sentence."""
    parts = [
        f"{bar.label} {word('not_reported', language) if bar.total is None else number(bar.total, language)}"
        for bar in data.bars
    ]
    return word("about_months", language).format(months=", ".join(parts))


def _name(bar: MonthBar, language: str) -> str:
    return f"{bar.label} ({word('provisional', language)})" if bar.is_provisional else bar.label
