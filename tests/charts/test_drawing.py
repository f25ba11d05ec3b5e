"""Drawings: the same list of lines and texts as SVG and as PNG."""

from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from housing.charts import palette
from housing.charts.drawing import Drawing, Line, Path, Rect, Strokes, Text, hatched, svg, ticks
from housing.charts.raster import SCALE, png

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawing(*items: object) -> Drawing:
    return Drawing(100, 60, "Titel & zo", "Omschrijving <kort>.", items)  # type: ignore[arg-type]


EVERY = drawing(
    Line((0, 10), (100, 10), palette.INK, 2, is_dashed=True),
    Strokes((((0, 0), (5, 5)), ((5, 0), (10, 5))), palette.GRID),
    Rect(10, 20, 30, 10, palette.HOME, palette.INK),
    Path(((0, 0), (50, 50), (100, 0)), palette.BEHIND, 2),
    Path(((60, 40), (80, 40), (70, 55)), fill=palette.CATCH_UP),
    Text((50, 50), "Fryslân −1.234", 12, palette.INK, "middle", is_bold=True),
)


def test_svg_is_well_formed_and_says_what_it_is() -> None:
    root = ElementTree.fromstring(svg(EVERY))
    assert root.attrib["aria-label"] == "Titel & zo. Omschrijving <kort>."
    title = root.find(f"{NAMESPACE}title")
    assert title is not None
    assert title.text == EVERY.alternative
    assert [child.tag.removeprefix(NAMESPACE) for child in root] == [
        "title", "line", "path", "rect", "polyline", "polygon", "text",
    ]  # fmt: skip
    assert root.find(f"{NAMESPACE}text").text == "Fryslân −1.234"  # type: ignore[union-attr]


def test_svg_for_a_page_has_no_balloon_and_no_styles() -> None:
    text = svg(EVERY, is_titled=False)
    assert "<title>" not in text
    assert "style=" not in text
    assert "aria-label=" in text


def test_png_is_a_picture_of_the_same_size_and_always_the_same() -> None:
    content = png(EVERY)
    image = Image.open(BytesIO(content))
    assert image.format == "PNG"
    assert image.size == (100 * SCALE, 60 * SCALE)
    assert png(EVERY) == content


@pytest.mark.parametrize(
    ("item", "at"),
    [
        (Rect(10, 20, 30, 10, palette.HOME), (25, 25)),
        (Line((0, 30), (100, 30), palette.HOME, 4), (50, 30)),
        (Line((0, 30), (100, 30), palette.HOME, 4, is_dashed=True), (2, 30)),
        (Path(((0, 0), (100, 0), (50, 60)), fill=palette.HOME), (50, 20)),
        (Strokes((((0, 30), (100, 30)),), palette.HOME, 4), (50, 30)),
    ],
)
def test_png_has_colour_where_something_is_drawn(item: object, at: tuple[int, int]) -> None:
    image = Image.open(BytesIO(png(drawing(item)))).convert("RGB")
    wanted = tuple(int(palette.HOME[place : place + 2], 16) for place in (1, 3, 5))
    assert image.getpixel((at[0] * SCALE, at[1] * SCALE)) == wanted
    assert image.getpixel((99 * SCALE, 59 * SCALE)) == (255, 255, 255)


def test_png_shows_a_gap_in_a_dashed_line() -> None:
    image = Image.open(BytesIO(png(drawing(Line((0, 30), (100, 30), palette.INK, 4, is_dashed=True)))))
    row = [image.convert("L").getpixel((x, 30 * SCALE)) for x in range(100 * SCALE)]
    assert min(row) < 60 < 250 < max(row)


@pytest.mark.parametrize("letter", "Súdwest-Fryslân’s–−÷×€ëïöü")
def test_png_has_every_letter_that_names_and_numbers_use(letter: str) -> None:
    blank, shown = drawing(), drawing(Text((50, 40), letter, 30, palette.INK))
    missing = drawing(Text((50, 40), "\N{SNOWMAN}", 30, palette.INK))
    assert png(shown) not in (png(blank), png(missing))


@given(
    st.floats(0, 500), st.floats(0, 500), st.floats(0.5, 400), st.floats(0.5, 60), st.sampled_from([5.0, 8.0])
)
def test_hatching_stays_within_its_rectangle(
    x: float, y: float, width: float, height: float, spacing: float
) -> None:
    rect, strokes = hatched(Rect(x, y, width, height, palette.PAPER), palette.INK, spacing)
    assert isinstance(rect, Rect)
    assert isinstance(strokes, Strokes)
    for ends in strokes.lines:
        for px, py in ends:
            assert x - 1e-6 <= px <= x + width + 1e-6
            assert y - 1e-6 <= py <= y + height + 1e-6


@given(st.integers(-50_000, 50_000), st.integers(-50_000, 50_000))
def test_ticks_hold_everything_and_zero(first: int, second: int) -> None:
    low, high = sorted((first, second))
    found = ticks(low, high)
    assert found[0] <= min(low, 0)
    assert found[-1] >= max(high, 0)
    assert 0 in found
    assert len(found) <= 8
    assert len({after - before for before, after in pairwise(found)}) == 1
