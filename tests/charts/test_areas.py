"""From the figures of an area to its charts, their tables and data, and the map."""

import json
from fractions import Fraction

import pytest

from housing.charts.areas import (
    NAMES,
    abbreviations,
    area_chart,
    area_charts,
    area_lines,
    area_map,
    cumulative_input,
    months_input,
    tile_label,
)
from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.exports.csv import csv_response
from housing.queries.areas import Area, MapTile
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures

PERIOD = HalfYear(2022, 2)


def figures(name: str, balance: AreaBalance, reported=(), due: int = 4) -> AreaFigures:
    """An area of two municipalities; `reported` gives persons and reports per month."""
    months = [MonthFigures(month, expected=2) for month in PERIOD.months]
    for place, (persons, reports) in enumerate(reported):
        months[place] = (
            MonthFigures(PERIOD.months[place], persons, 1, 0, reports, 2) if reports else months[place]
        )
    earlier = tuple(MonthFigures(month, 20, 0, 0, 2, 2) for month in PERIOD.previous.months)
    area = Area(f"GM{name}", name, name.lower(), name.lower())
    return AreaFigures(area, PERIOD, sum_areas([balance]), due, tuple(months), earlier)


@pytest.fixture
def gouda() -> AreaFigures:
    balance = AreaBalance(opening=-30, target=150, home=68, transitional=4)
    return figures("Gouda", balance, [(20, 2), (0, 0), (24, 2), (24, 1)])


def test_realised_runs_on_over_a_month_without_report(gouda):
    drawn = cumulative_input(gouda, "nl")
    assert drawn.realised == (21, None, 46, 71, None, None)
    assert drawn.months[:2] == ("jul", "aug")
    assert drawn.start == "1 juli"
    assert drawn.obligation == 180
    assert (drawn.path[6].total, drawn.path[6].catch_up) == (180, 30)
    assert drawn.forecast == gouda.forecast


def test_incomplete_month_is_provisional_and_an_unreported_one_is_empty(gouda):
    drawn = months_input(gouda, "nl")
    assert [bar.is_provisional for bar in drawn.bars] == [False, False, False, True, False, False]
    assert [bar.total for bar in drawn.bars] == [21, None, 25, 25, None, None]
    assert drawn.pace == 30


def test_no_obligation_asks_no_pace():
    assert months_input(figures("Veere", AreaBalance(opening=20, target=5)), "nl").pace is None


def test_every_chart_has_a_drawing_a_table_and_a_description(gouda):
    charts = area_charts(gouda, "nl", lambda name: f"/{name}.json?stand=2022-11-12")
    assert tuple(chart.name for chart in charts) == NAMES
    for chart in charts:
        assert chart.title
        assert chart.description
        assert chart.table.rows
        assert chart.url == f"/{chart.name}.json?stand=2022-11-12"
        assert chart.csv_url == f"{chart.url}&_export=csv"
        json.dumps(area_chart(gouda, chart.name, "nl"))


def test_data_has_an_address_of_its_own_without_a_position_too(gouda):
    assert area_charts(gouda, "nl", lambda name: "/x.json")[0].csv_url == "/x.json?_export=csv"


def test_unknown_chart_is_refused(gouda):
    with pytest.raises(KeyError):
        area_chart(gouda, "taart", "nl")
    with pytest.raises(KeyError):
        area_lines(gouda, "taart")


@pytest.mark.parametrize(
    "balance", [AreaBalance(), AreaBalance(opening=50, target=10), AreaBalance(target=1)]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_charts_can_be_drawn_of_anything(balance, language):
    empty = figures("Leeg", balance)
    for chart in area_charts(empty, language, str):
        json.dumps(area_chart(empty, chart.name, language), allow_nan=False)


def file_of(figures: AreaFigures, name: str) -> list[str]:
    return csv_response(area_lines(figures, name), "x.csv").content.decode().splitlines()


def test_data_of_the_months_is_plain(gouda):
    assert file_of(gouda, "maanden") == [
        "month,home,transitional,hotel,realised,municipalities_reported,municipalities_expected",
        "2022-07,20,1,0,21,2,2",
        "2022-08,,,,,0,2",
        "2022-09,24,1,0,25,2,2",
        "2022-10,24,1,0,25,1,2",
        "2022-11,,,,,0,2",
        "2022-12,,,,,0,2",
    ]


def test_data_of_the_path_and_the_steps_is_plain(gouda):
    assert file_of(gouda, "cumulatief")[:3] == [
        "month,realised_total,required,required_catch_up",
        "2022-07,21,30.0,5.0",
        "2022-08,,60.0,10.0",
    ]
    steps = dict(line.split(",") for line in file_of(gouda, "opbouw"))
    assert (steps["opening"], steps["obligation"], steps["realised"], steps["remaining"]) == (
        "-30", "180", "72", "108"
    )  # fmt: skip


# The map


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        (AreaBalance(target=60, home=20), "X: achter op schema, nog 40 te huisvesten"),
        (AreaBalance(target=60, home=50), "X: op schema, nog 10 te huisvesten"),
        (AreaBalance(target=60, home=60), "X: klaar"),
        (AreaBalance(target=60, home=1260), "X: klaar, 1.200 voor op de opgave"),
        (AreaBalance(), "X: geen opgave"),
    ],
)
def test_tile_says_how_the_municipality_stands(balance, words):
    assert tile_label(figures("X", balance), "nl") == words


def test_map_holds_the_municipalities_that_have_a_place():
    rows = [figures("Goes", AreaBalance(target=6, home=5)), figures("Tholen", AreaBalance(target=60))]
    layout = [MapTile("GMGoes", 3, 4), MapTile("GMElders", 0, 0)]
    drawn = area_map(rows, layout, lambda row: f"/{row.area.slug}/", "nl", abbreviated=True, active="GMGoes")
    [tile] = drawn.tiles
    assert (tile.col, tile.row, tile.url, tile.abbr, tile.is_active) == (3, 4, "/goes/", "Goe", True)
    assert drawn.legend == (("on-schedule", 1),)


def test_large_map_has_no_letters():
    rows = [figures("Goes", AreaBalance())]
    [tile] = area_map(rows, [MapTile("GMGoes", 0, 0)], lambda row: "/", "nl").tiles
    assert (tile.abbr, tile.status_key) == ("", "none")


def test_abbreviations_are_short_and_all_different():
    names = [
        "Leiden",
        "Leiderdorp",
        "Leidschendam-Voorburg",
        "Alphen aan den Rijn",
        "'s-Gravenhage",
        "Ee",
        "Ede",
    ]
    short = abbreviations(names)
    assert short["Leiden"] == "Lei"
    assert short["Leidschendam-Voorburg"] == "LV"
    assert short["Alphen aan den Rijn"] == "AadR"
    assert short["'s-Gravenhage"] == "sG"
    assert len(set(short.values())) == len(names)
    assert all(1 < len(letters) <= 4 for letters in short.values())


def test_pace_of_the_months_is_exact():
    assert months_input(figures("X", AreaBalance(target=100)), "nl").pace == Fraction(100, 6)
