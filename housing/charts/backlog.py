"""Backlog over time: gross below the line, gross surplus above it, and the net balance as a mark."""

from collections.abc import Iterator
from fractions import Fraction

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import HATCHING, figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable
from housing.charts.monitoring import Standing
from housing.charts.words import word
from housing.formatting import decimal


def backlog(standings: tuple[Standing, ...], language: str) -> go.Figure:
    """Two bars per moment, and the net between them; what still runs is hatched."""
    names = [standing.label for standing in standings]
    hatch = ["/" if standing.is_running else "" for standing in standings]
    bars = [
        go.Bar(
            x=names,
            y=[plain(value) for value in values],
            name=word(key, language),
            marker={"color": colour, "pattern": HATCHING | {"shape": hatch}},
            customdata=[decimal(abs(value), language, 0) for value in values],
            hovertemplate=f"{word(key, language)}: %{{customdata}}<extra></extra>",
        )
        for key, colour, values in _bars(standings)
    ]
    net = go.Scatter(
        x=names,
        y=[plain(standing.net) for standing in standings],
        mode="lines+markers",
        line={"color": palette.INK, "width": 1.5},
        marker={"symbol": "diamond", "size": 9, "color": palette.INK, "line": {"width": 0}},
        name=word("net_balance", language),
        customdata=[_signed(standing, language) for standing in standings],
        hovertemplate=f"{word('net_balance', language)}: %{{customdata}}<extra></extra>",
    )
    return figure(
        [*bars, net],
        language,
        barmode="relative",
        bargap=0.5,
        xaxis=name_axis(categoryorder="array", categoryarray=names),
        yaxis=number_axis(),
    )


def _bars(standings: tuple[Standing, ...]) -> Iterator[tuple[str, str, list[Fraction]]]:
    """Word, colour and values of the two kinds of bars: what is behind goes down."""
    yield "gross_backlog", palette.BEHIND, [-Fraction(each.gross_backlog) for each in standings]
    yield "gross_surplus", palette.TRANSITIONAL, [Fraction(each.gross_surplus) for each in standings]


def backlog_table(standings: tuple[Standing, ...], language: str) -> ChartTable:
    """The same, as a table: a row per moment."""
    headers = tuple(
        word(key, language) for key in ("moment", "gross_backlog", "gross_surplus", "net_balance")
    )
    rows = tuple(
        (
            _name(standing, language),
            decimal(standing.gross_backlog, language, 0),
            decimal(standing.gross_surplus, language, 0),
            _signed(standing, language),
        )
        for standing in standings
    )
    return ChartTable(word("caption_backlog", language), headers, rows)


def describe_backlog(standings: tuple[Standing, ...], language: str) -> str:
    """The chart in one sentence."""
    parts = "; ".join(
        f"{_name(standing, language)} {decimal(standing.gross_backlog, language, 0)}"
        f" / {decimal(standing.gross_surplus, language, 0)} / {_signed(standing, language)}"
        for standing in standings
    )
    return word("about_backlog", language).format(moments=parts)


def _signed(standing: Standing, language: str) -> str:
    """The net balance in whole persons, with its sign."""
    text = decimal(standing.net, language, 0)
    return text if standing.net <= 0 or text == "0" else f"+{text}"


def _name(standing: Standing, language: str) -> str:
    return f"{standing.label} ({word('running', language)})" if standing.is_running else standing.label
