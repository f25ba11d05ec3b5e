"""On paper: bars per area, for the shares of an interim target and for what areas have to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from housing.charts import palette
from housing.charts.drawing import Drawing, Item, Line, Rect, Strokes, Text, hatched, ticks
from housing.charts.inputs import ChartTable, InterimShare
from housing.charts.interim import describe_provinces_interim
from housing.charts.words import word
from housing.formatting import decimal, number

WIDTH = 680.0
LEFT, RIGHT, TOP, BOTTOM = 130.0, 140.0, 34.0, 26.0
ROW, BAR = 22.0, 13.0


@dataclass(frozen=True, slots=True)
class ObligationBar:
    """What an area has to do in a half-year; `catch_up` is the part that is backlog. Persons."""

    area: str
    obligation: int
    catch_up: int

    @property
    def from_backlog(self) -> int:
        """The catch-up part, as far as it fits in the obligation."""
        return max(min(self.catch_up, self.obligation), 0)


class _Rows:
    """Where the rows and the persons lie in the drawing."""

    def __init__(self, names: Sequence[str], values: Iterable[Fraction | int]) -> None:
        found = [float(value) for value in values]
        self.names = names
        self.left = max([LEFT, *(Text((0, 0), name).reach + 12 for name in names)])
        self.ticks = ticks(min(found, default=0), max(found, default=0))
        self.height = TOP + ROW * len(names) + BOTTOM

    def x(self, persons: Fraction | int) -> float:
        """Where a number of persons lies."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (WIDTH - self.left - RIGHT) * float(persons - low) / (high - low)

    def y(self, row: int) -> float:
        """The top of a row's bar."""
        return TOP + ROW * row + (ROW - BAR) / 2

    def bar(self, row: int, start: Fraction | int, end: Fraction | int, fill: str, stroke: str) -> Rect:
        """A bar from one number of persons to another."""
        left, right = sorted((self.x(start), self.x(end)))
        return Rect(left, self.y(row), right - left, BAR, fill, stroke)

    def frame(self, language: str) -> list[Item]:
        """Names of the rows, and lines with their numbers."""
        bottom = self.height - BOTTOM
        grid = {tick: ((self.x(tick), TOP), (self.x(tick), bottom)) for tick in self.ticks}
        items: list[Item] = [Strokes(tuple(grid.values()), palette.GRID), Line(*grid[0], palette.INK)]
        items += [
            Text((self.x(tick), bottom + 16), number(tick, language), anchor="middle") for tick in self.ticks
        ]
        edge = self.left - 10
        items += [
            Text((edge, self.y(row) + BAR - 3), name, colour=palette.INK, anchor="end")
            for row, name in enumerate(self.names)
        ]
        return items


def drawn_interim(shares: tuple[InterimShare, ...], title: str, language: str) -> Drawing:
    """A bar for what a province achieved, a mark for its share; hatched when it fell short."""
    rows = _Rows([s.province for s in shares], [v for s in shares for v in (s.share, s.achieved)])
    is_due = all(share.is_due for share in shares)
    items = [*_interim_legend(language, is_due=is_due), *rows.frame(language)]
    for row, share in enumerate(shares):
        met = share.achieved >= share.share
        if met:
            items.append(rows.bar(row, 0, share.achieved, palette.HOME, palette.HOME))
        else:
            items += hatched(rows.bar(row, 0, share.achieved, palette.PAPER, palette.BEHIND), palette.BEHIND)
        mark, top = rows.x(share.share), rows.y(row)
        items.append(Line((mark, top - 4), (mark, top + BAR + 4), palette.PAPER, 6))
        items.append(Line((mark, top - 4), (mark, top + BAR + 4), palette.INK, 3))
        difference = _signed(share.achieved - share.share, language)
        text = f"{difference} {word('met' if met else 'missed', language)}" if share.is_due else difference
        at = (WIDTH - RIGHT + 12, top + BAR - 3)
        items.append(Text(at, text, colour=palette.INK if met else palette.BEHIND))
    about = describe_provinces_interim(shares, language)
    return Drawing(WIDTH, rows.height, title, about, tuple(items))


def drawn_obligations(bars: tuple[ObligationBar, ...], title: str, language: str) -> Drawing:
    """A bar per area for its obligation, of which the catch-up part is hatched."""
    rows = _Rows([bar.area for bar in bars], [bar.obligation for bar in bars])
    items = [*_obligation_legend(language), *rows.frame(language)]
    for row, bar in enumerate(bars):
        rest = bar.obligation - bar.from_backlog
        if rest:
            items.append(rows.bar(row, 0, rest, palette.TARGET, palette.TRANSITIONAL))
        if bar.from_backlog:
            part = rows.bar(row, rest, bar.obligation, palette.CATCH_UP, palette.CATCH_UP_LINE)
            items += hatched(part, palette.CATCH_UP_LINE)
        at = (WIDTH - RIGHT + 12, rows.y(row) + BAR - 3)
        items.append(Text(at, number(bar.obligation, language), colour=palette.INK, is_bold=True))
    return Drawing(WIDTH, rows.height, title, describe_obligations(bars, language), tuple(items))


def obligations_table(bars: tuple[ObligationBar, ...], caption: str, language: str) -> ChartTable:
    """The same, as a table: a row per area."""
    headers = (word("area", language), word("obligation", language), word("catch_up_part", language))
    rows = tuple(
        (bar.area, number(bar.obligation, language), number(bar.from_backlog, language)) for bar in bars
    )
    return ChartTable(caption, headers, rows)


def describe_obligations(bars: tuple[ObligationBar, ...], language: str) -> str:
    """The chart in one sentence."""
    parts = ", ".join(f"{bar.area} {number(bar.obligation, language)}" for bar in bars)
    return word("about_obligations", language).format(areas=parts)


def _interim_legend(language: str, *, is_due: bool) -> list[Item]:
    y = 12.0
    missed = word("share_missed" if is_due else "share_not_yet", language)
    short = Rect(LEFT + 150, y - 6, 26, 12, palette.PAPER, palette.BEHIND)
    return [
        Rect(LEFT, y - 6, 26, 12, palette.HOME, palette.HOME),
        Text((LEFT + 34, y + 4), word("share_met", language), colour=palette.INK),
        *hatched(short, palette.BEHIND),
        Text((LEFT + 184, y + 4), missed, colour=palette.INK),
        Line((LEFT + 352, y - 8), (LEFT + 352, y + 8), palette.INK, 3),
        Text((LEFT + 362, y + 4), word("share_mark", language), colour=palette.INK),
    ]


def _obligation_legend(language: str) -> list[Item]:
    y = 12.0
    backlog = Rect(LEFT + 170, y - 6, 26, 12, palette.CATCH_UP, palette.CATCH_UP_LINE)
    return [
        Rect(LEFT, y - 6, 26, 12, palette.TARGET, palette.TRANSITIONAL),
        Text((LEFT + 34, y + 4), word("new_target", language), colour=palette.INK),
        *hatched(backlog, palette.CATCH_UP_LINE),
        Text((LEFT + 204, y + 4), word("catch_up", language), colour=palette.INK),
    ]


def _signed(value: Fraction | int, language: str) -> str:
    text = decimal(value, language, 0)
    return f"+{text}" if value > 0 else text
