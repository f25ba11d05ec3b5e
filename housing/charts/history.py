"""Closing balances over the half-years: backlog below the line, surplus above it."""

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import HATCHING, figure, name_axis, number_axis
from housing.charts.inputs import ChartTable, Closing
from housing.charts.words import word
from housing.formatting import signed

LABELLED = 8


def history(closings: tuple[Closing, ...], language: str) -> go.Figure:
    """One bar per half-year, with its balance written at its end while there is room for that."""
    texts = [signed(closing.balance, language) for closing in closings]
    bars = go.Bar(
        x=[closing.label for closing in closings],
        y=[closing.balance for closing in closings],
        marker={
            "color": [palette.BEHIND if closing.balance < 0 else palette.HOME for closing in closings],
            "pattern": HATCHING | {"shape": ["/" if closing.is_running else "" for closing in closings]},
        },
        text=texts if len(closings) <= LABELLED else None,
        textposition="outside",
        textfont={"color": palette.INK},
        constraintext="none",
        cliponaxis=False,
        customdata=[_name(closing, language) for closing in closings],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    ends = [closing.balance for closing in closings] + [0]
    room = (max(ends) - min(ends)) * 0.16 or 1
    low = min(ends) - room if min(ends) < 0 else 0
    high = max(ends) + room if max(ends) > 0 else room / 2
    return figure(
        [bars],
        language,
        hovermode="closest",
        hoverdistance=20,
        bargap=0.5,
        xaxis=name_axis(side="bottom"),
        yaxis=number_axis(range=[low, high]),
    )


def history_table(closings: tuple[Closing, ...], language: str) -> ChartTable:
    """The same, as a table: a row per half-year."""
    headers = (word("half_year", language), word("balance", language))
    rows = tuple((_label(closing, language), signed(closing.balance, language)) for closing in closings)
    return ChartTable(word("caption_history", language), headers, rows)


def describe_history(closings: tuple[Closing, ...], language: str) -> str:
    """The chart in one sentence."""
    parts = ", ".join(
        f"{_label(closing, language)} {signed(closing.balance, language)}" for closing in closings
    )
    return word("about_history", language).format(halves=parts)


def _label(closing: Closing, language: str) -> str:
    return f"{closing.label} ({word('running', language)})" if closing.is_running else closing.label


def _name(closing: Closing, language: str) -> str:
    meaning = "backlog" if closing.balance < 0 else "ahead"
    shown = f"{signed(closing.balance, language)} ({word(meaning, language).lower()})"
    return f"{_label(closing, language)}: {shown}"
