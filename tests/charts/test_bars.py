"""Months, waterfall, history and interim target: the data in their bars, tables and descriptions."""

from fractions import Fraction

import pytest

from housing.charts import (
    describe_history,
    describe_months,
    describe_provinces_interim,
    describe_waterfall,
    history,
    history_table,
    months,
    months_table,
    palette,
    provinces_interim,
    provinces_interim_table,
    waterfall,
    waterfall_steps,
    waterfall_table,
)
from housing.charts.inputs import Closing, InterimShare, MonthBar, Months
from housing.domain.balances import AreaBalance

REPORTED = Months(
    (
        MonthBar("jul", 10, 2, 0),
        MonthBar("aug", 7, 0, 3, is_provisional=True),
        MonthBar("sep", None, None, None),
    ),
    pace=Fraction(50, 6),
)
CLOSINGS = (Closing("2021-2", -3728), Closing("2022-1", -1810), Closing("2022-2", 1793, is_running=True))
SHARES = (InterimShare("Drenthe", 40, 55), InterimShare("Fryslân", 84, Fraction(121, 2)))


def test_months_stack_the_kinds_apart():
    chart = months(REPORTED, "nl")
    assert [(bar.name, list(bar.y)) for bar in chart.data[:3]] == [
        ("Woning", [10, 7, None]),
        ("Doorstroomlocatie", [2, 0, None]),
        ("Hotelregeling", [0, 3, None]),
    ]
    assert chart.layout.barmode == "stack"


def test_months_hatch_what_is_provisional():
    assert list(months(REPORTED, "nl").data[0].marker.pattern.shape) == ["", "/", ""]


def test_months_leave_out_kinds_that_do_not_occur_and_the_pace_without_one():
    chart = months(Months((MonthBar("jul", 4, 0, 0),)), "nl")
    assert [part.name for part in chart.data] == ["Woning"]


def test_months_draw_the_pace_as_a_line():
    pace = months(REPORTED, "nl").data[-1]
    assert pace.type == "scatter"
    assert list(pace.y) == pytest.approx([50 / 6] * 3, abs=0.001)


def test_months_table_and_description():
    table = months_table(REPORTED, "nl")
    assert table.headers == ("Maand", "Woning", "Doorstroomlocatie", "Hotelregeling", "Totaal")
    assert table.rows == (
        ("jul", "10", "2", "0", "12"),
        ("aug (voorlopig)", "7", "0", "3", "10"),
        ("sep", "–", "–", "–", "–"),
    )
    assert "jul 12, aug 10, sep nog niet gemeld" in describe_months(REPORTED, "nl")
    assert "sep not reported yet" in describe_months(REPORTED, "en")


def test_waterfall_of_the_letter(country):
    steps = waterfall_steps(country, "nl")
    assert [(step.label, step.persons) for step in steps] == [
        ("Inhaalopgave", 5586),
        ("Nieuwe taakstelling", 11000),
        ("Opgave", 16586),
        ("Gehuisvest", -12787),
        ("Hotelregeling", -71),
        ("Nog te huisvesten", 3728),
    ]
    bars = waterfall(steps, "nl").data[0]
    assert list(bars.base) == [0, 5586, 0, 16586, 3799, 0]
    assert list(bars.text) == ["+5.586", "+11.000", "16.586", "−12.787", "−71", "3.728"]


def test_waterfall_shows_corrections_exchanges_and_transfers_as_one_step():
    steps = waterfall_steps(
        AreaBalance(opening=-10, target=20, corrections=-2, exchanges=5, transfers=-1), "nl"
    )
    assert [step.persons for step in steps] == [10, 20, -2, 28, 0, 28]


def test_waterfall_with_surpluses_on_both_ends():
    steps = waterfall_steps(AreaBalance(opening=5, target=20, home=18), "nl")
    assert (steps[0].label, steps[0].persons) == ("Voorsprong bij het begin", -5)
    assert (steps[-1].label, steps[-1].persons) == ("Voorsprong", -3)
    chart = waterfall(steps, "nl")
    assert chart.data[0].text[-1] == "3"
    assert chart.data[0].marker.color[-1] == palette.HOME
    assert chart.layout.xaxis.range[0] < -5


def test_waterfall_every_change_starts_where_the_last_one_ended():
    steps = waterfall_steps(AreaBalance(opening=-7, target=31, corrections=4, home=9, hotel=2), "nl")
    bars = waterfall(steps, "nl").data[0]
    level = 0
    for base, change, step in zip(bars.base, bars.x, steps, strict=True):
        assert base == (0 if step.is_level else level)
        level = base + change
    assert level == steps[-1].persons


def test_waterfall_table_and_description(country):
    steps = waterfall_steps(country, "en")
    assert waterfall_table(steps, "en").rows[0] == ("Catch-up obligation", "+5,586")
    assert "still to house 3,728" in describe_waterfall(steps, "en")


def test_waterfall_of_nothing():
    steps = waterfall_steps(AreaBalance(), "nl")
    assert [step.persons for step in steps] == [0, 0, 0, 0]
    assert waterfall(steps, "nl").data


def test_history_keeps_sign_and_marks_what_still_runs():
    drawn = history(CLOSINGS, "nl")
    behind, ahead = drawn.data
    assert (list(behind.y), list(ahead.y)) == ([-3728, -1810], [1793])
    assert (list(behind.text), list(ahead.text)) == (["−3.728", "−1.810"], ["+1.793"])
    assert (behind.marker.color, ahead.marker.color) == (palette.BEHIND, palette.HOME)
    assert (list(behind.marker.pattern.shape), list(ahead.marker.pattern.shape)) == (["", ""], ["/"])
    assert list(drawn.layout.xaxis.categoryarray) == [closing.label for closing in CLOSINGS]


def test_history_of_many_half_years_has_no_texts_at_its_bars():
    many = tuple(Closing(str(year), -year) for year in range(40))
    assert history(many, "nl").data[0].text is None


def test_history_without_half_years():
    assert not history((), "nl").data


def test_history_table_and_description():
    assert history_table(CLOSINGS, "nl").rows[-1] == ("2022-2 (loopt nog)", "+1.793")
    assert "2021-2 −3.728" in describe_history(CLOSINGS, "nl")


def test_interim_marks_the_share_beside_what_was_achieved():
    achieved, share = provinces_interim(SHARES, "nl").data
    assert list(achieved.x) == [55, 60.5]
    assert list(share.x) == [40, 84]
    assert list(achieved.marker.color) == [palette.HOME, palette.BEHIND]


def test_interim_table_and_description():
    table = provinces_interim_table(SHARES, "nl")
    assert table.rows == (("Drenthe", "40", "55", "+15"), ("Fryslân", "84", "61", "−24"))
    assert "Drenthe 55 van 40" in describe_provinces_interim(SHARES, "nl")
