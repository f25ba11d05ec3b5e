"""Charts on paper: what they say, in any state, and that they need no colour."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from housing.charts import palette
from housing.charts.drawing import Drawing, Line, Path, Rect, Strokes, Text
from housing.charts.inputs import Cumulative, InterimShare
from housing.charts.paper_bars import ObligationBar, drawn_interim, drawn_obligations, obligations_table
from housing.charts.paper_path import drawn_path
from housing.domain.balances import AreaBalance
from housing.domain.pace import required_path

SHARES = (
    InterimShare("Zuid-Holland", 400, 690),
    InterimShare("Utrecht", 140, 72),
    InterimShare("Fryslân", 84, Fraction(-61, 2)),
)
BARS = (ObligationBar("Rotterdam", 518, 151), ObligationBar("Gouda", -20, 0), ObligationBar("Hulst", 5, 9))


def points(drawing: Drawing) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for item in drawing.items:
        match item:
            case Line():
                found += [item.start, item.end]
            case Strokes():
                found += [point for ends in item.lines for point in ends]
            case Rect():
                found += [(item.x, item.y), (item.x + item.width, item.y + item.height)]
            case Path():
                found += item.points
            case Text():
                left = {"start": 0, "middle": 0.5, "end": 1}[item.anchor] * item.reach
                found += [(item.at[0] - left, item.at[1]), (item.at[0] - left + item.reach, item.at[1])]
    return found


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Where texts stand, a little less than they may reach."""
    found = []
    for item in drawing.items:
        if isinstance(item, Text):
            width = item.reach * 0.85
            left = item.at[0] - {"start": 0, "middle": 0.5, "end": 1}[item.anchor] * width
            found.append((left, item.at[1] - item.size * 0.7, left + width, item.at[1]))
    return found


def behind(country: AreaBalance) -> Cumulative:
    realised = (1700, 3300, 5300, None, None, None)
    return Cumulative(
        ("jul", "aug", "sep", "okt", "nov", "dec"), realised, required_path(country), 16_586, start="1 juli"
    )


def drawings(closed: Cumulative, country: AreaBalance) -> dict[str, Drawing]:
    ahead = AreaBalance(opening=20_000, target=11_000)
    nothing = replace(closed, realised=(None,) * 6)
    return {
        "closed": drawn_path(closed, "Titel", "nl"),
        "running": drawn_path(behind(country), "Titel", "nl"),
        "nothing reported": drawn_path(nothing, "Titel", "nl"),
        "no obligation": drawn_path(
            replace(closed, path=required_path(ahead), obligation=ahead.obligation), "Titel", "nl"
        ),
        "taken back": drawn_path(replace(closed, realised=(-5, -8, 0, 3, 4, 5)), "Titel", "nl"),
        "to the digit": drawn_path(replace(closed, realised=(1, 2, 3, 4, 5, 16_586)), "Titel", "nl"),
        "interim": drawn_interim(SHARES, "Titel", "nl"),
        "obligations": drawn_obligations(BARS, "Titel", "nl"),
        "no areas": drawn_obligations((), "Titel", "nl"),
        "long names": drawn_obligations(
            (ObligationBar("Nuenen, Gerwen en Nederwetten", 9, 1),), "Titel", "nl"
        ),
        "nothing to do": drawn_obligations((ObligationBar("Vlieland", 0, 0),), "Titel", "nl"),
    }


@pytest.mark.parametrize(
    "name",
    ["closed", "running", "nothing reported", "no obligation", "taken back", "to the digit", "interim",
     "obligations", "no areas", "long names", "nothing to do"],
)  # fmt: skip
def test_everything_stays_on_the_paper(name: str, closed: Cumulative, country: AreaBalance) -> None:
    drawing = drawings(closed, country)[name]
    for x, y in points(drawing):
        assert -1 <= x <= drawing.width + 1
        assert -1 <= y <= drawing.height + 1
    for (left, top, right, bottom), other in combinations(boxes(drawing), 2):
        apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
        assert apart, "texts stand over each other"


def test_path_names_obligation_and_realised(closed: Cumulative) -> None:
    drawing = drawn_path(closed, "Titel", "nl")
    assert {"16.586", "12.858", "Opgave", "Gehuisvest", "waarvan inhaalopgave"} <= set(drawing.texts)
    assert "12.858" in drawing.description
    assert "16.586" in drawing.alternative


def test_path_has_a_mark_for_every_month_that_was_reported(closed: Cumulative, country: AreaBalance) -> None:
    def marks(drawing: Drawing) -> int:
        return sum(isinstance(item, Rect) and item.fill == palette.HOME for item in drawing.items)

    legend = marks(drawn_path(replace(closed, realised=(None,) * 6), "Titel", "nl"))
    assert marks(drawn_path(closed, "Titel", "nl")) == legend + 6
    assert marks(drawn_path(behind(country), "Titel", "nl")) == legend + 3


def test_interim_says_in_words_who_missed_a_share() -> None:
    texts = drawn_interim(SHARES, "Titel", "nl").texts
    assert "+290 gehaald" in texts
    assert "−68 niet gehaald" in texts
    assert "−115 niet gehaald" in texts  # −30,5 − 84, rounded
    assert "Fryslân" in texts


def test_a_missed_share_is_hatched_and_one_that_was_met_is_full() -> None:
    met = drawn_interim(SHARES[:1], "Titel", "nl")
    missed = drawn_interim(SHARES[1:2], "Titel", "nl")

    def hatches(drawing: Drawing) -> int:
        return sum(isinstance(item, Strokes) and item.colour == palette.BEHIND for item in drawing.items)

    assert hatches(missed) == hatches(met) + 1


def test_bars_are_as_long_as_their_persons() -> None:
    drawing = drawn_obligations((ObligationBar("A", 200, 50), ObligationBar("B", 100, 0)), "Titel", "nl")
    widths: dict[float, float] = {}
    for item in drawing.items:
        if isinstance(item, Rect) and item.y > 20:
            widths[item.y] = widths.get(item.y, 0) + item.width
    longest, shortest = sorted(widths.values(), reverse=True)
    assert longest == pytest.approx(2 * shortest)


def test_obligations_as_a_table_and_in_words() -> None:
    table = obligations_table(BARS, "Opgave", "nl")
    assert table.rows == (("Rotterdam", "518", "151"), ("Gouda", "−20", "0"), ("Hulst", "5", "5"))
    assert "Rotterdam 518" in drawn_obligations(BARS, "Titel", "nl").description


def test_words_in_english() -> None:
    texts = drawn_interim((InterimShare("Utrecht", 1400, 72),), "Title", "en").texts
    assert "−1,328 not met" in texts
