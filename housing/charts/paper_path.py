"""On paper: persons housed since the start of a half-year, against the path to the obligation."""

from collections.abc import Iterator
from fractions import Fraction

from housing.charts import palette
from housing.charts.cumulative import describe_cumulative
from housing.charts.drawing import Drawing, Item, Line, Path, Point, Rect, Strokes, Text, hatched, ticks
from housing.charts.inputs import Cumulative
from housing.charts.words import word
from housing.domain.pace import PathPoint
from housing.formatting import number

WIDTH, HEIGHT = 680.0, 270.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 112.0, 40.0, 30.0
#: Half a mark on the line, and the least distance between two labels.
MARK, APART = 3.5, 30.0


class _Scale:
    """Where persons and months lie in the drawing."""

    def __init__(self, data: Cumulative) -> None:
        housed = [persons for persons in data.realised if persons is not None]
        self.ticks = ticks(min(0, *housed, 0), max(float(data.path[-1].total), *housed, 0))

    def at(self, k: int, persons: Fraction | int) -> Point:
        """The point of persons after month k (0-6)."""
        return (LEFT + (WIDTH - LEFT - RIGHT) * k / 6, self.y(persons))

    def y(self, persons: Fraction | int) -> float:
        """The height of a number of persons."""
        low, high = self.ticks[0], self.ticks[-1]
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(persons - low) / (high - low)


def drawn_path(data: Cumulative, title: str, language: str) -> Drawing:
    """The realised line with a mark per month, over the path with its catch-up part hatched."""
    scale = _Scale(data)
    items = (
        *_legend(data, language),
        *_axes(data, scale, language),
        *_path(data, scale),
        *_realised(data, scale),
        *_labels(data, scale, language),
    )
    return Drawing(WIDTH, HEIGHT, title, describe_cumulative(data, language), items)


def _axes(data: Cumulative, scale: _Scale, language: str) -> list[Item]:
    grid = {tick: ((LEFT, scale.y(tick)), (WIDTH - RIGHT, scale.y(tick))) for tick in scale.ticks}
    items: list[Item] = [Strokes(tuple(grid.values()), palette.GRID), Line(*grid[0], palette.INK)]
    for tick in scale.ticks:
        y = scale.y(tick)
        items.append(Text((LEFT - 8, y + 4), number(tick, language), anchor="end"))
    for k, month in enumerate((data.start, *data.months)):
        items.append(Text((scale.at(k, 0)[0], HEIGHT - 8), month, anchor="middle"))
    return items


def _path(data: Cumulative, scale: _Scale) -> list[Item]:
    """The catch-up part hatched between two dashed lines; the upper one is the path."""
    first, last = data.path[0], data.path[-1]
    items: list[Item] = []
    if last.catch_up:
        target = [scale.at(p.k, p.total - p.catch_up) for p in data.path]
        total = [scale.at(p.k, p.total) for p in reversed(data.path)]
        items.append(Path((*target, *total), fill=palette.CATCH_UP))
        items.append(Strokes(tuple(_uprights(last, scale)), palette.CATCH_UP_LINE, 0.6))
    items.append(Line(scale.at(0, first.total), scale.at(6, last.total), palette.CATCH_UP_LINE, 2, True))
    return items


def _uprights(last: PathPoint, scale: _Scale) -> Iterator[tuple[Point, Point]]:
    """Lines from the target to the whole path, five in each month."""
    for step in range(1, 30):
        part = Fraction(step, 30)
        x = LEFT + (WIDTH - LEFT - RIGHT) * float(part)
        yield (x, scale.y(part * (last.total - last.catch_up))), (x, scale.y(part * last.total))


def _realised(data: Cumulative, scale: _Scale) -> list[Item]:
    points = [scale.at(0, 0)]
    points += [scale.at(k, persons) for k, persons in enumerate(data.realised, 1) if persons is not None]
    if len(points) == 1:
        return []
    marks = [Rect(x - MARK, y - MARK, 2 * MARK, 2 * MARK, palette.HOME) for x, y in points[1:]]
    return [Path(tuple(points), palette.HOME, 3), *marks]


def _labels(data: Cumulative, scale: _Scale, language: str) -> list[Item]:
    """The obligation and the last realised figure, on the right, never one over the other."""
    x = WIDTH - RIGHT + 10
    goal = scale.y(data.path[-1].total)
    found = [(goal, word("obligation", language), data.obligation, palette.INK)]
    housed = [persons for persons in data.realised if persons is not None]
    if housed:
        found.append((scale.y(housed[-1]), word("realised", language), housed[-1], palette.HOME))
    found.sort(key=lambda label: label[0])
    if len(found) == 2 and found[1][0] - found[0][0] < APART:
        middle = min((found[0][0] + found[1][0]) / 2, HEIGHT - BOTTOM - APART)
        found = [(middle + side * APART / 2, *label[1:]) for side, label in zip((-1, 1), found, strict=True)]
    items: list[Item] = []
    for y, name, persons, colour in found:
        items.append(Text((x, y - 2), name, colour=colour))
        items.append(Text((x, y + 13), number(persons, language), 14, colour, is_bold=True))
    return items


def _legend(data: Cumulative, language: str) -> list[Item]:
    y = 14.0
    items: list[Item] = [
        Line((LEFT, y), (LEFT + 26, y), palette.HOME, 3),
        Rect(LEFT + 13 - MARK, y - MARK, 2 * MARK, 2 * MARK, palette.HOME),
        Text((LEFT + 34, y + 4), word("realised", language), colour=palette.INK),
        Line((LEFT + 150, y), (LEFT + 176, y), palette.CATCH_UP_LINE, 2, True),
        Text((LEFT + 184, y + 4), word("required", language), colour=palette.INK),
    ]
    if data.path[-1].catch_up:
        swatch = Rect(LEFT + 370, y - 6, 26, 12, palette.CATCH_UP, palette.CATCH_UP_LINE)
        items += hatched(swatch, palette.CATCH_UP_LINE)
        items.append(Text((LEFT + 404, y + 4), word("catch_up_part", language), colour=palette.INK))
    return items
