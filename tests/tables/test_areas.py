"""Tables of municipalities and provinces: order, totals, links, and what goes into files."""

import csv
from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.exports.csv import csv_response
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures, summed
from housing.tables.areas import COMPONENTS, MunicipalityTable, ProvinceTable

PERIOD = HalfYear(2022, 1)
ZEELAND = Area("PV29", "Zeeland", "zeeland", "zeeland")
DRENTHE = Area("PV22", "Drenthe", "drenthe", "drenthe")
PROVINCES = {area.code: area for area in (ZEELAND, DRENTHE)}
HEADERS = (
    "code,name,province,target,opening,exchanges,corrections,transfers,obligation,"
    "home,transitional,hotel,realised,remaining,balance"
)


def figures(name: str, balance: AreaBalance, *, due: int = 3, closings=(), province=ZEELAND, months=()):
    """A municipality of which `months` were reported."""
    area = Area(f"GM{name}", name, name.lower(), name.lower(), province.code)
    reported = [
        MonthFigures(m, home=persons, reported=1, expected=1)
        for m, persons in zip(PERIOD.months, months, strict=False)
    ]
    blank = [MonthFigures(month, expected=1) for month in PERIOD.months[len(reported) :]]
    return AreaFigures(area, PERIOD, sum_areas([balance]), due, (*reported, *blank), (), tuple(closings))


@pytest.fixture
def rows() -> list[AreaFigures]:
    return [
        # 60 to house, 30 by now: on schedule.
        figures("Goes", AreaBalance(opening=-10, target=50, home=31), months=(10, 10, 11)),
        # 40 to house, 20 by now: 10 behind, twice in a row.
        figures("Tholen", AreaBalance(opening=-20, target=20, home=8, hotel=2), closings=(3, -5, -20)),
        # Nothing to house: a surplus larger than the target.
        figures("Veere", AreaBalance(opening=12, target=10, exchanges=-1)),
        # 30 to house, 15 by now: 15 behind.
        figures("Vlissingen", AreaBalance(opening=0, target=30), province=DRENTHE),
    ]


def table(rows: list[AreaFigures], **options) -> MunicipalityTable:
    return MunicipalityTable(
        rows, **{"link": lambda row: f"/{row.area.slug}/?stand=2022-05-01", "provinces": PROVINCES} | options
    )


def names(made) -> list[str]:
    return [row.record.area.name for row in made.rows]


def rendered(made) -> str:
    template = Template('{% load django_tables2 %}{% render_table made "components/table.html" %}')
    return template.render(Context({"made": made, "request": RequestFactory().get("/")}))


def cells(made, column: str) -> dict[str, str]:
    return {row.record.area.name: str(row.get_cell(column)) for row in made.rows}


# Order


def test_who_needs_attention_comes_first(rows):
    assert names(table(rows)) == ["Vlissingen", "Tholen", "Goes", "Veere"]


def test_every_column_sorts_by_its_raw_figure_with_none_last(rows):
    made = table(rows, with_province=True)
    for column in made.columns:
        for prefix in ("", "-"):
            made.order_by = [prefix + column.name]
            values = [column.column.sort_value(row.record) for row in made.rows]
            known = [value for value in values if value is not None]
            assert values[: len(known)] == known, column.name
            assert known == sorted(known, reverse=bool(prefix)), column.name


def test_no_rate_is_last_in_either_direction(rows):
    made = table(rows)
    for order in ("rate", "-rate"):
        made.order_by = [order]
        assert names(made)[-1] == "Veere"


def test_equals_keep_the_order_of_attention_whatever_was_sorted_before(rows):
    made = table(rows)
    made.order_by = ["-name"]
    made.order_by = ["hotel", "status"]
    assert names(made) == ["Vlissingen", "Goes", "Veere", "Tholen"]


def test_unknown_column_changes_nothing(rows):
    made = table(rows)
    made.order_by = ["geheim", "province"]
    assert names(made) == ["Vlissingen", "Tholen", "Goes", "Veere"]


def test_first_click_sorts_figures_down_and_names_up(rows):
    html = rendered(table(rows))
    assert 'href="?sort=-remaining"' in html
    assert 'href="?sort=name"' in html
    assert 'href="?sort=opening"' in html, "the largest backlog first"


# Cells and footer


def test_name_links_with_the_position(rows):
    html = rendered(table(rows))
    assert '<th scope="row"><a href="/goes/?stand=2022-05-01">Goes</a></th>' in html


def test_address_and_name_are_escaped(rows):
    area = Area("GM1", "<b>&'s", "x", "x")
    odd = AreaFigures(area, PERIOD, rows[0].group, 3, rows[0].months)
    html = rendered(table([odd], link=lambda row: '/?a="1"&b=2'))
    assert 'href="/?a=&quot;1&quot;&amp;b=2">&lt;b&gt;&amp;&#x27;s</a>' in html


def test_ended_municipality_says_when(rows):
    area = Area("GM0457", "Weesp", "weesp", "weesp", valid_to=date(2022, 3, 24))
    ended = AreaFigures(area, PERIOD, rows[0].group, 3, rows[0].months)
    assert "tot 24 maart 2022" in cells(table([ended]), "name")["Weesp"]


def test_figures_are_written_as_people_read_them(rows):
    made = table(rows)
    assert cells(made, "opening")["Tholen"] == "−20"
    assert cells(made, "opening")["Veere"] == "+12"
    assert cells(made, "rate") == {"Vlissingen": "0%", "Tholen": "25%", "Goes": "52%", "Veere": "–"}
    assert cells(made, "recent_pace")["Goes"] == "10,3"
    assert cells(made, "recent_pace")["Tholen"] == "–"
    assert cells(made, "streak")["Tholen"] == "2"
    assert cells(made, "remaining")["Veere"] == "−1"


def test_figures_are_written_in_the_language_of_the_page(rows):
    cells(table(rows), "recent_pace")
    with translation.override("en"):
        assert cells(table(rows), "recent_pace")["Goes"] == "10.3"


def test_status_is_a_word_with_its_icon(rows):
    made = table(rows)
    assert cells(made, "status")["Tholen"] == '<span class="status status--behind">achter</span>'
    assert "op schema" in cells(made, "status")["Goes"]
    assert "klaar" in cells(made, "status")["Veere"]
    nothing = figures("Leeg", AreaBalance())
    assert "geen opgave" in cells(table([nothing]), "status")["Leeg"]


def test_footer_is_the_net_sum_with_rates_of_sums(rows):
    made = table(rows)
    footer = {column.name: str(column.footer) for column in made.columns}
    assert footer["name"] == "Samen (netto)"
    assert footer["target"] == "110"
    assert footer["opening"] == "−18"
    assert footer["obligation"] == "129"
    assert footer["realised"] == "41"
    assert footer["rate"] == "32%", "41 of 129, not the mean of the rows"
    assert footer["remaining"] == "88"
    assert footer["pace_needed"] == "30", "of the sum, not the sum of the rows"
    assert footer["streak"] == ""


def test_footer_tells_net_from_gross_catch_up(rows):
    footer = str(table(rows).columns["catch_up"].footer)
    assert footer.startswith("18<")
    assert "bruto 30" in footer


def test_columns_of_nothing_are_left_out(rows):
    plain = [row for row in rows if row.area.name in ("Goes", "Vlissingen")]
    assert {"other", "hotel"} <= set(table(rows).columns.names())
    assert not {"other", "hotel"} & set(table(plain).columns.names())


def test_province_only_where_it_is_asked_for(rows):
    assert "province" not in table(rows).columns.names()
    assert cells(table(rows, with_province=True), "province")["Vlissingen"] == "Drenthe"


def test_table_without_rows_says_so():
    assert "Er zijn geen cijfers" in rendered(table([]))


def test_tables_share_nothing(rows):
    table(rows, link=lambda row: "/een/")
    assert "/een/" not in rendered(table(rows, link=lambda row: "/twee/"))


# Provinces


@pytest.fixture
def provinces(rows) -> ProvinceTable:
    return ProvinceTable([summed(ZEELAND, rows[:3]), summed(DRENTHE, rows[3:])], link=lambda row: "/")


def test_province_keeps_gross_apart_from_net(provinces):
    assert cells(provinces, "catch_up")["Zeeland"] == "18"
    assert cells(provinces, "gross_backlog")["Zeeland"] == "30"
    assert str(provinces.columns["catch_up"].footer) == "18"
    assert str(provinces.columns["gross_backlog"].footer) == "30"


# Files


def exported(made) -> tuple[str, list[dict[str, str]]]:
    text = csv_response(made, "x.csv").content.decode()
    return text.partition("\r\n")[0], list(csv.DictReader(text.splitlines()))


def test_file_begins_with_the_fixed_headers(rows, provinces):
    for made in (table(rows), provinces):
        assert exported(made)[0].startswith(HEADERS + ",")


def test_file_holds_the_figures_of_the_screen_in_its_order(rows):
    made = table(rows, with_province=True)
    made.order_by = ["name"]
    _, lines = exported(made)
    assert [line["name"] for line in lines] == ["Goes", "Tholen", "Veere", "Vlissingen"]
    for line, row in zip(lines, made.rows, strict=True):
        for name in COMPONENTS:
            assert int(line[name]) == getattr(row.record.balance, name)
    assert lines[3]["province"] == "Drenthe"
    assert lines[0]["recent_pace"] == "10.3"
    assert lines[0]["norm"] == "30.0"
    assert (lines[1]["status"], lines[1]["streak"]) == ("behind", "2")
    assert (lines[2]["percentage"], lines[2]["balance"]) == ("", "1")


def test_file_has_plain_numbers_in_english_too(rows):
    big = [figures("Groot", AreaBalance(opening=-1200, target=12000, home=5000), months=(1234,))]
    with translation.override("en"):
        _, [line] = exported(table(big))
    assert (line["opening"], line["obligation"], line["recent_pace"]) == ("-1200", "13200", "1234.0")


def test_province_is_its_own_province(provinces):
    assert {line["name"]: line["province"] for line in exported(provinces)[1]} == {
        "Zeeland": "Zeeland",
        "Drenthe": "Drenthe",
    }


def test_pace_of_a_closed_half_year_is_empty(rows):
    closed = [figures("Goes", AreaBalance(target=6, home=5), due=6)]
    _, [line] = exported(table(closed))
    assert line["pace_needed"] == ""
    assert cells(table(closed), "pace_needed") == {"Goes": "–"}
