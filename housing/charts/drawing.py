"""Charts as drawings: a short list of lines, rectangles, paths and texts, the same on a page and on paper.

Drawings are made by pure functions from rows, in units of which some 680 fill the width of a page. `svg`
writes them as SVG, `png` (in `housing.charts.raster`) as a picture for programs that do not show SVG. No
meaning rests on colour alone: what differs is hatched, dashed or marked as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil, floor, log10
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from housing.charts import palette

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

#: Dash and gap of a dashed line, and the distance between lines of a hatched ground.
DASH = (6.0, 4.0)
HATCH = 8.0
#: Width of a letter of the font, in sizes: wide enough for any text.
LETTER = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    start: Point
    end: Point
    colour: str
    width: float = 1
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Strokes:
    """Many straight lines alike, such as those of a hatched ground; small in a page."""

    lines: tuple[tuple[Point, Point], ...]
    colour: str
    width: float = 1


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle from its top left corner; `stroke` "" for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or with `fill` the shape between them."""

    points: tuple[Point, ...]
    colour: str = ""
    width: float = 0
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on its base line."""

    at: Point
    text: str
    size: float = 12
    colour: str = palette.TEXT
    anchor: Anchor = "start"
    is_bold: bool = False

    @property
    def reach(self) -> float:
        """How wide it is at most."""
        return len(self.text) * self.size * LETTER


Item = Line | Strokes | Rect | Path | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing with its size, a title, and a description in sentences for who does not see it."""

    width: float
    height: float
    title: str
    description: str
    items: tuple[Item, ...]

    @property
    def alternative(self) -> str:
        """What stands for the drawing where it is not seen."""
        return f"{self.title}. {self.description}"

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is written in it."""
        return tuple(item.text for item in self.items if isinstance(item, Text))


# ── Parts that drawings share ────────────────────────────────────────────────────────────────────────────


def hatched(rect: Rect, colour: str, spacing: float = HATCH) -> tuple[Item, ...]:
    """A rectangle with slanting lines, clipped at its edges: no program needs to know patterns."""
    return (rect, Strokes(tuple(_slants(rect, spacing)), colour, 1.2))


def _slants(rect: Rect, spacing: float) -> Iterator[tuple[Point, Point]]:
    left, right, top, bottom = rect.x, rect.x + rect.width, rect.y, rect.y + rect.height
    for step in count(1):
        # The line x + y = total, from the left or bottom edge to the top or right edge.
        total = left + top + step * spacing
        if total >= right + bottom:
            return
        low = (left, total - left) if total - left <= bottom else (total - bottom, bottom)
        high = (total - top, top) if total - top <= right else (right, total - right)
        yield low, high


def ticks(low: float, high: float, wanted: int = 5) -> tuple[int, ...]:
    """Round whole numbers around everything from `low` to `high` and zero, in about `wanted` steps."""
    low, high = min(low, 0), max(high, 0) or (0 if low < 0 else 1)
    step = _round_up(max(high - low, 1) / wanted)
    return tuple(range(floor(low / step) * step, ceil(high / step) * step + 1, step))


def _round_up(value: float) -> int:
    """The next 1, 2 or 5 times a power of ten."""
    if value <= 1:
        return 1
    power = 10 ** floor(log10(value))
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value))


# ── SVG ──────────────────────────────────────────────────────────────────────────────────────────────────


def svg(drawing: Drawing, *, is_titled: bool = True) -> str:
    """The drawing as SVG, to stand in a page or in a file of its own.

    With `is_titled` the alternative text is its title, which PDF and office programs read; without, only an
    `aria-label`, so that a browser shows no balloon. No style attributes: pages do not allow them.
    """
    alternative = drawing.alternative
    title = f"<title>{escape(alternative)}</title>" if is_titled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
        f' width="{_n(drawing.width)}" height="{_n(drawing.height)}" role="img"'
        f" aria-label={quoteattr(alternative)} font-family={quoteattr(palette.FONT)}>"
        f"{title}{''.join(map(_element, drawing.items))}</svg>"
    )


def _element(item: Item) -> str:
    match item:
        case Line():
            dash = f' stroke-dasharray="{_n(DASH[0])} {_n(DASH[1])}"' if item.is_dashed else ""
            (x1, y1), (x2, y2) = item.start, item.end
            return (
                f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
                f' stroke="{item.colour}" stroke-width="{_n(item.width)}"{dash}/>'
            )
        case Strokes():
            lines = "".join(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" for (x1, y1), (x2, y2) in item.lines)
            return f'<path d="{lines}" stroke="{item.colour}" stroke-width="{_n(item.width)}"/>'
        case Rect():
            stroke = f' stroke="{item.stroke}"' if item.stroke else ""
            return (
                f'<rect x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.width)}"'
                f' height="{_n(item.height)}" fill="{item.fill}"{stroke}/>'
            )
        case Path():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in item.points)
            stroke = f' stroke="{item.colour}" stroke-width="{_n(item.width)}"' if item.width else ""
            shape = "polygon" if item.fill else "polyline"
            return f'<{shape} points="{points}" fill="{item.fill or "none"}"{stroke}/>'
        case Text():
            weight = ' font-weight="bold"' if item.is_bold else ""
            anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
            return (
                f'<text x="{_n(item.at[0])}" y="{_n(item.at[1])}" font-size="{_n(item.size)}"'
                f' fill="{item.colour}"{anchor}{weight}>{escape(item.text)}</text>'
            )


def _n(value: float) -> str:
    """A coordinate, in at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")
