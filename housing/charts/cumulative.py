"""Realised against the required path over the six months, with the catch-up part and the forecast."""

from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis, plain
from housing.charts.inputs import ChartTable, Cumulative
from housing.charts.words import word
from housing.formatting import decimal, number

# Labels stand to the right of their point; two of them need this share of the height between them.
BESIDE: dict[str, Any] = {"showarrow": False, "xanchor": "left", "align": "left", "xshift": 8}
LABEL_ROOM = Fraction(12, 100)


def cumulative(data: Cumulative, language: str) -> go.Figure:
    """Bands of new target and catch-up below the path, the realised line, and the forecast dashed."""
    names = [data.start or word("start", language), *data.months]
    reported = _reported(data)
    traces = [*_bands(data, names, language), _path(data, names, language)]
    if reported:
        traces.append(_realised(data, names, reported, language))
    traces += _forecast(data, names, reported, language)
    return figure(
        traces,
        language,
        xaxis=name_axis(range=[-0.08, 6.1], tickvals=list(data.months)),
        margin={"l": 56, "r": 72, "t": 8, "b": 32},
        yaxis=number_axis(rangemode="tozero"),
        annotations=_labels(data, reported, language),
    )


def cumulative_table(data: Cumulative, language: str) -> ChartTable:
    """The same, as a table: a row per month."""
    headers = ("month", "realised_in_total", "required", "catch_up_part")
    rows = tuple(
        (
            month,
            number(realised, language),
            decimal(point.total, language, 0),
            decimal(point.catch_up, language, 0),
        )
        for month, realised, point in zip(data.months, data.realised, data.path[1:], strict=True)
    )
    return ChartTable(
        word("caption_cumulative", language), tuple(word(key, language) for key in headers), rows
    )


def describe_cumulative(data: Cumulative, language: str) -> str:
    """The chart in two sentences, for who does not see it."""
    last = _reported(data)
    if last:
        text = word("about_cumulative", language).format(
            month=data.months[last - 1],
            realised=number(data.realised[last - 1], language),
            required=decimal(data.path[last].total, language, 0),
        )
    else:
        text = word("about_cumulative_empty", language)
    text += word("about_obligation", language).format(
        obligation=number(data.obligation, language), catch_up=decimal(data.path[-1].catch_up, language, 0)
    )
    if _forecasts(data):
        ends = {name: number(_housed(data, name), language) for name in ("expected", "low", "high")}
        text += word("about_forecast", language).format(**ends)
    return text


def _reported(data: Cumulative) -> int:
    """Number of months up to and including the last reported one."""
    return max((k for k, persons in enumerate(data.realised, start=1) if persons is not None), default=0)


def _forecasts(data: Cumulative) -> bool:
    """Whether there is anything left to forecast, and a forecast of it."""
    return data.forecast is not None and _reported(data) < len(data.months)


def _housed(data: Cumulative, end: str) -> int:
    """Persons housed by the end of the half-year when it closes as the forecast says."""
    closing: int = getattr(data.forecast, end)
    return data.obligation + closing


def _bands(data: Cumulative, names: list[str], language: str) -> list[go.Scatter]:
    shared: dict[str, Any] = {"x": names, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    target = [plain(point.total - point.catch_up) for point in data.path]
    bands = [
        go.Scatter(
            **shared, y=target, fill="tozeroy", fillcolor=palette.TARGET, name=word("new_target", language)
        )
    ]
    if any(point.catch_up for point in data.path):
        total = [plain(point.total) for point in data.path]
        bands.append(
            go.Scatter(
                **shared, y=total, fill="tonexty", fillcolor=palette.CATCH_UP, name=word("catch_up", language)
            )
        )
    return bands


def _path(data: Cumulative, names: list[str], language: str) -> go.Scatter:
    return go.Scatter(
        x=names,
        y=[plain(point.total) for point in data.path],
        mode="lines",
        line={"color": palette.CATCH_UP_LINE, "width": 1.5},
        name=word("required", language),
        customdata=_hover(data, language),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _hover(data: Cumulative, language: str) -> list[str]:
    """What the pointer shows at each point: the path says it for all lines, as it alone has every month."""
    texts = []
    for point, realised in zip(data.path, (0, *data.realised), strict=True):
        lines = [f"{word('required', language)}: {decimal(point.total, language, 0)}"]
        if realised is not None:
            lines.insert(0, f"{word('realised', language)}: {number(realised, language)}")
        texts.append(lines)
    if _forecasts(data):
        ends = {end: number(_housed(data, end), language) for end in ("expected", "low", "high")}
        texts[-1].append(f"{word('forecast', language)}: {ends['expected']}")
        texts[-1].append(f"{word('interval', language)}: {ends['low']} – {ends['high']}")
    return ["<br>".join(lines) for lines in texts]


def _realised(data: Cumulative, names: list[str], reported: int, language: str) -> go.Scatter:
    return go.Scatter(
        x=names[: reported + 1],
        y=[0, *data.realised[:reported]],
        mode="lines+markers",
        connectgaps=True,
        line={"color": palette.HOME, "width": 3},
        marker={"size": 7, "color": palette.HOME},
        name=word("realised", language),
        hoverinfo="skip",
    )


def _forecast(data: Cumulative, names: list[str], reported: int, language: str) -> list[go.Scatter]:
    """A dashed line to the expected end and a fan to the ends of the interval; none once all is reported."""
    if not _forecasts(data):
        return []
    start = (data.realised[reported - 1] or 0) if reported else 0
    fan = go.Scatter(
        x=[names[reported], names[-1], names[-1]],
        y=[start, _housed(data, "high"), _housed(data, "low")],
        mode="lines",
        fill="toself",
        fillcolor=palette.FORECAST_BAND,
        line={"width": 0},
        hoverinfo="skip",
        name=word("interval", language),
    )
    line = go.Scatter(
        x=[names[reported], names[-1]],
        y=[start, _housed(data, "expected")],
        mode="lines",
        line={"color": palette.FORECAST, "width": 2, "dash": "dash"},
        name=word("forecast", language),
        hoverinfo="skip",
    )
    return [fan, line]


def _labels(data: Cumulative, reported: int, language: str) -> list[dict[str, Any]]:
    """The obligation beside the end of its path, and the last realised figure beside its point."""
    goal = data.path[-1].total
    obligation = {
        "x": 6,
        "y": plain(goal),
        "text": f"{word('obligation', language)}<br>{number(data.obligation, language)}",
        "font": {"color": palette.INK},
    }
    realised = data.realised[reported - 1] if reported else None
    if realised is None:
        return [BESIDE | obligation]
    last = {
        "x": reported,
        "y": realised,
        "text": number(realised, language),
        "font": {"color": palette.HOME, "weight": 700},
    }
    is_ahead = realised > data.path[reported].total
    if reported < len(data.months):
        place = {"xanchor": "right", "xshift": -6} if is_ahead else {"yanchor": "top"}
        return [BESIDE | obligation, BESIDE | {"yanchor": "bottom"} | last | place]
    near = abs(realised - goal) < LABEL_ROOM * max(Fraction(realised), goal, Fraction(1))
    apart = (20 if is_ahead else -20) if near else 0
    return [BESIDE | obligation | {"yshift": -apart}, BESIDE | last | {"yshift": apart}]
