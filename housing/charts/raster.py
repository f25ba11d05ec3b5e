"""Drawings as PNG, for programs that do not show SVG. The same drawing gives the same bytes.

The font stands beside this file, cut down to the characters of West European languages, so that no machine
needs one and all machines draw alike.
"""

from functools import cache
from io import BytesIO
from math import ceil, hypot
from pathlib import Path as File

from PIL import Image, ImageDraw, ImageFont

from housing.charts import palette
from housing.charts.drawing import DASH, Drawing, Item, Line, Path, Point, Rect, Strokes, Text

#: Pixels of the picture for each unit of the drawing, and how many times finer it is drawn first.
SCALE = 2
FINER = 2
#: Enough for a handful of colours with their soft edges; more only makes the file larger.
COLOURS = 96
FONTS = File(__file__).parent / "fonts"
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG on white, at `SCALE` pixels for each unit."""
    fine = SCALE * FINER
    size = (round(drawing.width * fine), round(drawing.height * fine))
    image = Image.new("RGB", size, palette.PAPER)
    pen = ImageDraw.Draw(image)
    for item in drawing.items:
        _draw(pen, item, fine)
    small = image.reduce(FINER)
    out = BytesIO()
    few = small.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, item: Item, scale: int) -> None:
    match item:
        case Line():
            for start, end in _dashes(item) if item.is_dashed else [(item.start, item.end)]:
                pen.line(_scaled((start, end), scale), item.colour, round(item.width * scale))
        case Strokes():
            for ends in item.lines:
                pen.line(_scaled(ends, scale), item.colour, round(item.width * scale))
        case Rect():
            corners = ((item.x, item.y), (item.x + item.width, item.y + item.height))
            pen.rectangle(_scaled(corners, scale), item.fill or None, item.stroke or None, scale)
        case Path() if item.fill:
            pen.polygon(_scaled(item.points, scale), item.fill)
        case Path():
            pen.line(_scaled(item.points, scale), item.colour, round(item.width * scale), joint="curve")
        case Text():
            font = _font(round(item.size * scale), item.is_bold)
            (at,) = _scaled((item.at,), scale)
            pen.text(at, item.text, item.colour, font, anchor=ANCHORS[item.anchor])


@cache
def _font(size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def _scaled(points: tuple[Point, ...], scale: int) -> list[Point]:
    return [(x * scale, y * scale) for x, y in points]


def _dashes(line: Line) -> list[tuple[Point, Point]]:
    """The dashes of a line one by one."""
    (x1, y1), (x2, y2) = line.start, line.end
    length = hypot(x2 - x1, y2 - y1)
    dash, gap = DASH

    def at(distance: float) -> Point:
        part = min(distance / length, 1)
        return (x1 + (x2 - x1) * part, y1 + (y2 - y1) * part)

    starts = [step * (dash + gap) for step in range(ceil(length / (dash + gap)))]
    return [(at(start), at(start + dash)) for start in starts]
