"""Forecasts of closes with their intervals, and how the half-years truly closed."""

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis
from housing.charts.inputs import ChartTable
from housing.charts.monitoring import Prediction
from housing.charts.words import word
from housing.formatting import signed


def predictions(made: tuple[Prediction, ...], language: str) -> go.Figure:
    """A point with its interval per forecast, and a dash where the half-year closed."""
    names = [each.label for each in made]
    expected = go.Scatter(
        x=names,
        y=[each.expected for each in made],
        mode="markers",
        marker={"size": 9, "color": palette.FORECAST},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [each.high - each.expected for each in made],
            "arrayminus": [each.expected - each.low for each in made],
            "color": palette.TRANSITIONAL,
            "thickness": 3,
            "width": 6,
        },
        name=f"{word('forecast', language)} ({word('interval', language)})",
        customdata=[_interval(each, language) for each in made],
        hovertemplate=f"{word('forecast', language)}: %{{customdata}}<extra></extra>",
    )
    closed = go.Scatter(
        x=names,
        y=[each.closing for each in made],
        mode="markers",
        marker={"symbol": "line-ew", "size": 22, "line": {"width": 3, "color": palette.INK}},
        name=word("closed_at", language),
        customdata=[signed(each.closing, language) for each in made],
        hovertemplate=f"{word('closed_at', language)}: %{{customdata}}<extra></extra>",
    )
    return figure([expected, closed], language, xaxis=name_axis(), yaxis=number_axis())


def predictions_table(made: tuple[Prediction, ...], language: str) -> ChartTable:
    """The same, as a table: a row per forecast."""
    keys = ("forecast_after", "forecast", "interval", "closed_at", "difference", "held")
    rows = tuple(
        (
            each.label,
            signed(each.expected, language),
            f"{signed(each.low, language)} – {signed(each.high, language)}",
            signed(each.closing, language),
            signed(each.closing - each.expected, language),
            word("yes" if each.is_held else "no", language),
        )
        for each in made
    )
    return ChartTable(word("caption_predictions", language), tuple(word(k, language) for k in keys), rows)


def describe_predictions(made: tuple[Prediction, ...], language: str) -> str:
    """The chart in one sentence."""
    of = word("closed_at", language).lower()
    listed = "; ".join(
        f"{each.label} {_interval(each, language)}, {of} {signed(each.closing, language)}" for each in made
    )
    return word("about_predictions", language).format(forecasts=listed)


def _interval(each: Prediction, language: str) -> str:
    low, high = signed(each.low, language), signed(each.high, language)
    return f"{signed(each.expected, language)} ({low} – {high})"
