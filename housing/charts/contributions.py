"""What each province brought the backlog down by."""

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable
from housing.charts.monitoring import Contribution
from housing.charts.words import word
from housing.formatting import decimal, rate


def contributions(parts: tuple[Contribution, ...], language: str) -> go.Figure:
    """A bar per province, in the order that is given; to the left of zero where the backlog grew."""
    bars = go.Bar(
        orientation="h",
        y=[part.province for part in parts],
        x=[plain(part.achieved) for part in parts],
        marker={"color": [palette.HOME if part.achieved >= 0 else palette.BEHIND for part in parts]},
        text=[_achieved(part, language) for part in parts],
        textposition="outside",
        textfont={"color": palette.INK},
        constraintext="none",
        cliponaxis=False,
        customdata=[f"{_achieved(part, language)} ({rate(part.share, language)})" for part in parts],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        showlegend=False,
    )
    ends = [float(part.achieved) for part in parts] + [0.0]
    room = (max(ends) - min(ends)) * 0.12 or 1.0
    return figure(
        [bars],
        language,
        hovermode="closest",
        hoverdistance=20,
        bargap=0.4,
        xaxis=number_axis(range=[min(ends) - (room if min(ends) < 0 else 0), max(ends) + room]),
        yaxis=name_axis(autorange="reversed"),
    )


def contributions_table(parts: tuple[Contribution, ...], language: str) -> ChartTable:
    """The same, as a table: a row per province."""
    headers = tuple(word(key, language) for key in ("province", "reduction", "share_of_reduction"))
    rows = tuple((part.province, _achieved(part, language), rate(part.share, language)) for part in parts)
    return ChartTable(word("caption_contributions", language), headers, rows)


def describe_contributions(parts: tuple[Contribution, ...], language: str) -> str:
    """The chart in one sentence."""
    listed = ", ".join(f"{part.province} {_achieved(part, language)}" for part in parts)
    return word("about_contributions", language).format(provinces=listed)


def _achieved(part: Contribution, language: str) -> str:
    """In whole persons, with its sign."""
    text = decimal(part.achieved, language, 0)
    return text if part.achieved <= 0 or text == "0" else f"+{text}"
