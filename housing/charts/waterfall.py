"""How what is left comes about: catch-up and target up, housed down, to what is still to house."""

from typing import Any

import plotly.graph_objects as go

from housing.charts import palette
from housing.charts.frame import figure, name_axis, number_axis
from housing.charts.inputs import ChartTable, Step, StepKind
from housing.charts.words import word
from housing.domain.balances import AreaBalance
from housing.formatting import number, signed

COLOURS = {
    StepKind.CATCH_UP: (palette.CATCH_UP, palette.CATCH_UP_LINE),
    StepKind.TARGET: (palette.TARGET, palette.TRANSITIONAL),
    StepKind.OTHER: (palette.GRID, palette.TEXT),
    StepKind.OBLIGATION: (palette.TEXT, palette.TEXT),
    StepKind.REALISED: (palette.HOME, palette.HOME),
    StepKind.HOTEL: (palette.HOTEL, palette.HOTEL),
    StepKind.REMAINING: (palette.CATCH_UP_LINE, palette.CATCH_UP_LINE),
}


def waterfall_steps(balance: AreaBalance, language: str) -> tuple[Step, ...]:
    """The steps from opening to remaining; steps of nothing are left out, except target and housed."""
    behind, ahead = balance.opening <= 0, balance.remaining < 0
    other = -(balance.exchanges + balance.corrections + balance.transfers)
    steps = (
        Step(
            word("catch_up" if behind else "surplus_brought", language), -balance.opening, StepKind.CATCH_UP
        ),
        Step(word("new_target", language), balance.target, StepKind.TARGET),
        Step(word("other", language), other, StepKind.OTHER),
        Step(word("obligation", language), balance.obligation, StepKind.OBLIGATION),
        Step(word("realised", language), -balance.placed, StepKind.REALISED),
        Step(word("hotel", language), -balance.hotel, StepKind.HOTEL),
        Step(word("ahead" if ahead else "remaining", language), balance.remaining, StepKind.REMAINING),
    )
    optional = (StepKind.CATCH_UP, StepKind.OTHER, StepKind.HOTEL)
    return tuple(step for step in steps if step.persons or step.kind not in optional)


def waterfall(steps: tuple[Step, ...], language: str) -> go.Figure:
    """Horizontal bars, read from top to bottom; each change begins where the one above it ended."""
    bases = _bases(steps)
    ahead = bool(steps) and steps[-1].persons < 0
    colours = [palette.HOME if _is_surplus(step) else COLOURS[step.kind][0] for step in steps]
    edges = [palette.HOME if _is_surplus(step) else COLOURS[step.kind][1] for step in steps]
    bars = go.Bar(
        orientation="h",
        y=[_wrapped(step.label) for step in steps],
        x=[step.persons for step in steps],
        base=bases,
        marker={"color": colours, "line": {"color": edges, "width": 1}},
        text=[_shown(step, language) for step in steps],
        textposition="auto",
        textangle=0,
        insidetextanchor="middle",
        outsidetextfont={"color": palette.INK},
        cliponaxis=False,
        customdata=[_shown(step, language) for step in steps],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        showlegend=False,
    )
    ends = [base + step.persons for base, step in zip(bases, steps, strict=True)] + bases + [0]
    room = (max(ends) - min(ends)) * 0.2 or 1
    low = min(ends) - room if ahead or min(ends) < 0 else 0
    return figure(
        [bars],
        language,
        hovermode="closest",
        hoverdistance=20,
        bargap=0.35,
        xaxis=number_axis(range=[low, max(ends) + room], nticks=5),
        yaxis=name_axis(autorange="reversed"),
    )


def waterfall_table(steps: tuple[Step, ...], language: str) -> ChartTable:
    """The same, as a table: a row per step."""
    headers = (word("step", language), word("persons", language))
    rows = tuple((step.label, _shown(step, language)) for step in steps)
    return ChartTable(word("caption_waterfall", language), headers, rows)


def describe_waterfall(steps: tuple[Step, ...], language: str) -> str:
    """The chart in one sentence."""
    parts = ", ".join(f"{step.label.lower()} {_shown(step, language)}" for step in steps)
    return word("about_waterfall", language).format(steps=parts)


def _bases(steps: tuple[Step, ...]) -> list[int]:
    bases, level = [], 0
    for step in steps:
        bases.append(0 if step.is_level else level)
        level = step.persons if step.is_level else level + step.persons
    return bases


def _is_surplus(step: Step) -> bool:
    return step.kind is StepKind.REMAINING and step.persons < 0


def _shown(step: Step, language: str) -> str:
    if _is_surplus(step):
        return number(-step.persons, language)
    return number(step.persons, language) if step.is_level else signed(step.persons, language)


def _wrapped(label: str, width: int = 20) -> str:
    """A long label over two lines, so that the bars keep their room on a phone."""
    lines: list[Any] = [""]
    for part in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(part) > width:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip()
    return "<br>".join(lines)
