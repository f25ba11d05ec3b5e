"""How far an interim target is after each of its months, against the part that is needed by then."""

from fractions import Fraction

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable, InterimMonth
from housing.charts.words import word
from housing.formatting import DASH, decimal

#: Names of months that fit below a chart on a phone.
MOST_NAMES = 9


def interim_months(months: tuple[InterimMonth, ...], language: str) -> go.Figure:
    """A bar per month for what was achieved by then, and a line for what was needed."""
    names = [month.label for month in months]
    # Where many months stand side by side not each has room for its name.
    named = names[:: max(1, -(-len(names) // MOST_NAMES))]
    known = [month for month in months if month.achieved is not None]
    achieved = go.Bar(
        x=[month.label for month in known],
        y=[plain(month.achieved) for month in known if month.achieved is not None],
        marker={"color": [palette.HOME if _is_met(month) else palette.BEHIND for month in known]},
        name=word("achieved", language),
        hovertemplate=f"{word('achieved', language)}: %{{y:,.0f}}<extra></extra>",
        showlegend=False,
    )
    required = go.Scatter(
        x=names,
        y=[plain(month.required) for month in months],
        mode="lines+markers",
        line={"color": palette.INK, "width": 1.5},
        marker={"size": 6, "color": palette.INK},
        name=word("share_by_then", language),
        hovertemplate=f"{word('share_by_then', language)}: %{{y:,.0f}}<extra></extra>",
    )
    return figure(
        [achieved, required],
        language,
        bargap=0.45,
        xaxis=name_axis(tickvals=named, ticktext=_ticks(named)),
        margin={"l": 56, "r": 16, "t": 8, "b": 48},
        yaxis=number_axis(),
    )


def interim_months_table(months: tuple[InterimMonth, ...], language: str) -> ChartTable:
    """The same, as a table: a row per month."""
    headers = tuple(word(key, language) for key in ("month", "share_by_then", "achieved", "difference"))
    rows = tuple(
        (
            month.label,
            decimal(month.required, language, 0),
            DASH if month.achieved is None else decimal(month.achieved, language, 0),
            _difference(month, language),
        )
        for month in months
    )
    return ChartTable(word("caption_interim_months", language), headers, rows)


def describe_interim_months(months: tuple[InterimMonth, ...], language: str) -> str:
    """The chart in one sentence."""
    known = [month for month in months if month.achieved is not None]
    if not known:
        return word("about_interim_months_empty", language)
    last = known[-1]
    return word("about_interim_months", language).format(
        month=last.label,
        achieved=decimal(last.achieved, language, 0),
        required=decimal(last.required, language, 0),
    )


def _ticks(names: list[str]) -> list[str]:
    """ "jul 2022" under a tick, with the year below the first month of each."""
    found, last = [], ""
    for name in names:
        month, _, year = name.partition(" ")
        found.append(month if year == last else f"{month}<br>{year}")
        last = year
    return found


def _difference(month: InterimMonth, language: str) -> str:
    if month.achieved is None:
        return DASH
    difference = Fraction(month.achieved) - month.required
    text = decimal(difference, language, 0)
    return f"+{text}" if difference > 0 else text


def _is_met(month: InterimMonth) -> bool:
    return month.achieved is not None and month.achieved >= month.required
