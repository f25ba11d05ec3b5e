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
    behind = [closing for closing in closings if closing.balance < 0]
    ahead = [closing for closing in closings if closing.balance >= 0]
    with_texts = len(closings) <= LABELLED
    bars = [
        _bars(part, colour, language, with_texts=with_texts)
        for part, colour in ((behind, palette.BEHIND), (ahead, palette.HOME))
        if part
    ]
    ends = [closing.balance for closing in closings] + [0]
    room = (max(ends) - min(ends)) * 0.16 or 1
    low = min(ends) - room if min(ends) < 0 else 0
    high = max(ends) + room if max(ends) > 0 else room / 2
    return figure(
        bars,
        language,
        hovermode="closest",
        hoverdistance=20,
        barmode="stack",
        bargap=0.5,
        xaxis=name_axis(
            side="bottom", categoryorder="array", categoryarray=[closing.label for closing in closings]
        ),
        yaxis=number_axis(range=[low, high]),
    )


def _bars(part: list[Closing], colour: str, language: str, *, with_texts: bool) -> go.Bar:
    """Bars of one colour: hatching takes no list of colours."""
    return go.Bar(
        x=[closing.label for closing in part],
        y=[closing.balance for closing in part],
        marker={
            "color": colour,
            "pattern": HATCHING | {"shape": ["/" if closing.is_running else "" for closing in part]},
        },
        text=[signed(closing.balance, language) for closing in part] if with_texts else None,
        textposition="outside",
        textfont={"color": palette.INK},
        constraintext="none",
        cliponaxis=False,
        customdata=[_name(closing, language) for closing in part],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
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
