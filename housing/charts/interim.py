"""What each province achieved of its share of the interim target."""

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable, InterimShare
from housing.charts.words import word
from housing.formatting import decimal, number


def provinces_interim(shares: tuple[InterimShare, ...], language: str) -> go.Figure:
    """A bar per province for what it achieved, and a mark where its share lies."""
    names = [share.province for share in shares]
    achieved = go.Bar(
        orientation="h",
        y=names,
        x=[plain(share.achieved) for share in shares],
        marker={"color": [palette.HOME if _is_met(share) else palette.BEHIND for share in shares]},
        name=word("achieved", language),
        hovertemplate=f"{word('achieved', language)}: %{{x:,.0f}}<extra></extra>",
        showlegend=False,
    )
    marks = go.Scatter(
        mode="markers",
        y=names,
        x=[share.share for share in shares],
        marker={"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": palette.INK}},
        name=word("share", language),
        hovertemplate=f"{word('share', language)}: %{{x:,d}}<extra></extra>",
    )
    return figure(
        [achieved, marks],
        language,
        hovermode="y unified",
        bargap=0.45,
        xaxis=number_axis(),
        yaxis=name_axis(autorange="reversed"),
    )


def provinces_interim_table(shares: tuple[InterimShare, ...], language: str) -> ChartTable:
    """The same, as a table: a row per province."""
    headers = tuple(word(key, language) for key in ("province", "share", "achieved", "difference"))
    rows = tuple(
        (
            share.province,
            number(share.share, language),
            decimal(share.achieved, language, 0),
            _difference(share, language),
        )
        for share in shares
    )
    return ChartTable(word("caption_interim", language), headers, rows)


def describe_provinces_interim(shares: tuple[InterimShare, ...], language: str) -> str:
    """The chart in one sentence."""
    of = word("of", language)
    parts = ", ".join(
        f"{share.province} {decimal(share.achieved, language, 0)} {of} {number(share.share, language)}"
        for share in shares
    )
    return word("about_interim", language).format(provinces=parts)


def _difference(share: InterimShare, language: str) -> str:
    text = decimal(share.achieved - share.share, language, 0)
    return f"+{text}" if share.achieved > share.share else text


def _is_met(share: InterimShare) -> bool:
    return share.achieved >= share.share
