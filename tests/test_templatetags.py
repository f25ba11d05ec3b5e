"""The filters of the pages, and the lean rows of long tables."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html

from housing.charts.hexmap import Tile, hexmap
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear, Month
from housing.templatetags.figures import status_badge, status_key


def shown(text, **context):
    return Template("{% load figures %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("text", "value", "dutch", "english"),
    [
        ("{{ value|number }}", 12787, "12.787", "12,787"),
        ("{{ value|number }}", None, "–", "–"),
        ("{{ value|signed }}", -20, "−20", "−20"),
        ("{{ value|signed }}", 358, "+358", "+358"),
        ("{{ value|rate }}", Fraction(14, 15), "93%", "93%"),
        ("{{ value|rate:1 }}", Fraction(14, 15), "93,3%", "93.3%"),
        ("{{ value|rate }}", None, "–", "–"),
        ("{{ value|decimal }}", Fraction(4576, 2), "2.288,0", "2,288.0"),
        ("{{ value|day }}", datetime.date(2022, 1, 7), "7 januari 2022", "7 January 2022"),
        ("{{ value|day }}", None, "–", "–"),
        ("{{ value|month }}", Month(2022, 3), "maart 2022", "March 2022"),
        ("{{ value|month:'short' }}", Month(2022, 3), "mrt 2022", "Mar 2022"),
        ("{{ value|half_year }}", HalfYear(2022, 1), "1e helft 2022", "1st half of 2022"),
        ("{{ value|half_year }}", "2022-1", "1e helft 2022", "1st half of 2022"),
    ],
)
def test_filters_speak_the_language_of_the_page(text, value, dutch, english):
    with translation.override("nl"):
        assert shown(text, value=value) == dutch
    with translation.override("en"):
        assert shown(text, value=value) == english


def test_moment_shows_the_clock_of_amsterdam():
    value = datetime.datetime(2022, 1, 7, 13, 5, tzinfo=datetime.UTC)
    assert shown("{{ value|moment }}", value=value) == "7 januari 2022, 14:05"


@pytest.mark.parametrize(
    ("status", "key", "word"),
    [
        (ScheduleStatus.DONE, "done", "klaar"),
        (ScheduleStatus.ON_SCHEDULE, "on-schedule", "op schema"),
        (ScheduleStatus.BEHIND, "behind", "achter op schema"),
        (None, "none", "geen opgave"),
        ("", "none", "geen opgave"),
    ],
)
def test_status_has_a_word_and_a_class(status, key, word):
    assert status_key(status) == key
    assert status_badge(status) == f'<span class="status status--{key}">{word}</span>'


@dataclass
class Area:
    name: str
    target: int
    province: object = None
    note: str | None = None

    def persons(self):
        return self.target * 2


FIGURE = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


class AreaTable(tables.Table):
    name = tables.Column("Gemeente", attrs={"td": {"scope": "row"}}, footer="Samen")
    target = tables.Column(
        "Taakstelling", attrs=FIGURE, footer=lambda table: sum(a.target for a in table.data)
    )
    persons = tables.Column(orderable=False)
    province = tables.Column(accessor="province__name", default="geen")
    note = tables.Column(empty_values=())
    link = tables.Column(accessor="name", linkify=lambda record: f"/{record.name}/")

    def render_target(self, value, record):
        return format_html("<b>{}</b>{}", value, "!" if record.target > 5 else "")

    def render_note(self, record):
        return record.note or "niets"

    class Meta:
        row_attrs = {"class": lambda record: "behind" if record.target > 5 else None}
        order_by = ("-target",)


@pytest.fixture
def table():
    return AreaTable([Area("A & B", 3, Area("Zeeland", 0)), Area("C", 9, note="<i>")])


def rendered(table, path="/?stand=2022-01-07&_export=csv"):
    template = Template('{% load django_tables2 %}{% render_table table "components/table.html" %}')
    request = RequestFactory().get(path)
    return template.render(Context({"table": table, "request": request}))


def test_table_rows_hold_what_the_columns_render(table):
    html = rendered(table)
    first = (
        '<tr class="behind"><th scope="row">C</th><td class="num"><b>9</b>!</td><td>18</td><td>geen</td>'
        '<td>&lt;i&gt;</td><td><a href="/C/">C</a></td></tr>'
    )
    second = (
        '<tr><th scope="row">A &amp; B</th><td class="num"><b>3</b></td><td>6</td><td>Zeeland</td>'
        '<td>niets</td><td><a href="/A &amp; B/">A &amp; B</a></td></tr>'
    )
    assert first in html
    assert second in html
    assert html.index(first) < html.index(second)


def test_table_rows_equal_those_of_the_library(table):
    ours = [str(cell) for row in table.rows for cell in row]
    html = rendered(table)
    for cell in ours:
        assert cell in html or cell.replace("&", "&amp;") in html or "&lt;i&gt;" in html


def test_table_rows_of_dicts():
    class Small(tables.Table):
        name = tables.Column()
        persons = tables.Column()

    html = rendered(Small([{"name": "Zeist", "persons": 3}, {"name": "Zwolle", "persons": None}]))
    assert "<tr><td>Zeist</td><td>3</td></tr>\n<tr><td>Zwolle</td><td>—</td></tr>" in html


def test_table_rows_of_pinned_rows():
    class Pinned(tables.Table):
        name = tables.Column()

        def get_bottom_pinned_data(self):
            return [{"name": "Samen"}]

    html = rendered(Pinned([{"name": "Zeist"}]))
    assert 'class="' in html
    assert "<td>Samen</td>" in html


def test_sort_links_keep_the_query_and_drop_the_export(table):
    html = rendered(table)
    assert 'aria-sort="descending"' in html
    assert html.count("aria-sort") == 1
    assert '<a class="sort" href="?stand=2022-01-07&amp;sort=name">Gemeente</a>' in html
    assert '<a class="sort" href="?stand=2022-01-07&amp;sort=target">Taakstelling</a>' in html


def test_column_that_cannot_be_sorted_has_no_link(table):
    assert '<th scope="col">Persons</th>' in rendered(table)


def test_footer_and_caption(table):
    table.caption = "Gemeenten in Zeeland"
    html = rendered(table)
    assert '<tfoot><tr><th scope="row">Samen</th><td class="num">12</td>' in html
    assert 'role="region" tabindex="0" aria-label="Gemeenten in Zeeland"' in html
    assert "Gemeenten in Zeeland</span></caption>" in html


def test_empty_table_says_so():
    table = AreaTable([], empty_text="Geen gemeenten gevonden")
    html = rendered(table)
    assert "Geen gemeenten gevonden" in html
    assert "<tfoot>" not in html


def test_map_tiles_are_links_that_say_everything():
    drawn = hexmap(
        [Tile(0, 0, "/a/?b=1&c", 'Sint "A"', "done", "SA", is_active=True), Tile(1, 0, "/b/", "B")]
    )
    html = render_to_string("components/hexmap.html", {"map": drawn, "title": "Kaart", "size": "large"})
    assert (
        '<a href="/a/?b=1&amp;c" class="tile-active"><title>Sint &quot;A&quot;</title>'
        '<use href="#hex-done" x="0" y="0"/></a>'
    ) in html
    assert '<use href="#hex-none" x="52" y="0"/>' in html
    assert '<text x="0" y="0" class="tile-light">SA</text>' in html


def test_map_without_size_has_no_texts():
    drawn = hexmap([Tile(0, 0, "/", "A", "done", "SA")])
    html = render_to_string("components/hexmap.html", {"map": drawn, "title": "Kaart", "name": "nl"})
    assert "<text" not in html
    assert '<use href="#hexnl-done" x="0" y="0"/>' in html
