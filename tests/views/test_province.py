"""The list of provinces, and the half-year of one: sentence, figures, table, map, files, freshness."""

import csv
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.models import User
from housing.queries.areas import Area, registry
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures, municipality_figures, province_figures
from housing.queries.journal import journal_state
from housing.queries.positions import find_position
from housing.queries.provinces import province_with_municipalities
from housing.views.province_words import headline, lead, overview_headline
from tests.caches import empty_caches
from tests.cast import signed_in

GOES, THOLEN, VEERE, VLISSINGEN = "GM0664", "GM0716", "GM0717", "GM0718"
PERIOD = HalfYear(2022, 2)
NOVEMBER = date(2022, 11, 15)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    empty_caches()


@pytest.fixture
def site(colleague: User) -> Client:
    """Without a transaction of its own, so that tests with ledgers of their own come before the others."""
    return signed_in(colleague)


@pytest.fixture
def zeeland(ledger, reading) -> Client:
    """Four municipalities of Zeeland in 2022-1, of which Tholen is late with its March report."""
    early, february, april = date(2021, 12, 1), date(2022, 2, 5), date(2022, 4, 8)
    ledger.interim_target(30, date(2022, 1, 1), date(2022, 6, 30), early)
    for code, opening in ((GOES, -20), (THOLEN, -30), (VEERE, 12)):
        ledger.opening(code, "2022-1", opening, early)
    for code, persons in ((GOES, 40), (THOLEN, 30), (VEERE, 10), (VLISSINGEN, 60)):
        ledger.target(code, "2022-1", persons, early)
    for code in (GOES, THOLEN, VEERE, VLISSINGEN):
        ledger.home(code, "2022-01", 10, february)
    for code in (GOES, VEERE, VLISSINGEN):
        ledger.home(code, "2022-02", 10, april)
        ledger.hotel(code, "2022-03", 1, april)
    ledger.transitional(THOLEN, "2022-02", 3, april)
    return reading


def text(response) -> str:
    """The page with single spaces, as people read it."""
    return " ".join(response.content.decode().split())


def words(response) -> str:
    """The page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def first_heading(response) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", text(response))[1]


def lines_of(response) -> list[dict[str, str]]:
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(response.content.decode().splitlines()))


# Sentences


def figures(balance: AreaBalance, *, due: int = 4, reported: int = 4) -> AreaFigures:
    months = tuple(
        MonthFigures(month, reported=int(index < reported), expected=1)
        for index, month in enumerate(PERIOD.months)
    )
    return AreaFigures(Area("PV29", "Zeeland", "zeeland", "z"), PERIOD, sum_areas([balance]), due, months)


@pytest.mark.parametrize(
    ("known", "today", "first", "second"),
    [
        (
            figures(AreaBalance(target=3812, home=3012)),
            NOVEMBER,
            "Zeeland heeft 3.012 van de 3.812 mensen gehuisvest.",
            "Nog 800 vóór 1 januari: 400 per maand.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=5, reported=5),
            date(2022, 12, 20),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "Nog 7 vóór 1 januari.",
        ),
        (
            figures(AreaBalance(target=10), due=0, reported=0),
            date(2022, 7, 3),
            "Zeeland moet in de 2e helft 2022 10 mensen huisvesten.",
            "Nog 10 vóór 1 januari: 2 per maand.",
        ),
        (
            figures(AreaBalance(opening=-90, target=10), due=0, reported=0),
            date(2022, 5, 1),
            "Zeeland krijgt in de 2e helft 2022 een taakstelling van 10 mensen.",
            "Het saldo van 1 juli komt daar nog bij of gaat er nog af.",
        ),
        (
            figures(AreaBalance(target=1, home=1)),
            NOVEMBER,
            "Zeeland heeft de hele opgave van 1 persoon gehuisvest.",
            "",
        ),
        (
            figures(AreaBalance(target=10, home=12)),
            NOVEMBER,
            "Zeeland heeft 12 mensen gehuisvest, 2 meer dan de opgave.",
            "De voorsprong is nu 2 mensen.",
        ),
        (
            figures(AreaBalance(opening=15, target=10)),
            NOVEMBER,
            "Zeeland heeft in de 2e helft 2022 geen opgave.",
            "De voorsprong is nu 5 mensen.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=5, reported=5),
            date(2023, 1, 7),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "Dat zijn er nog 7 te weinig. De cijfers van december zijn nog niet compleet.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=6, reported=6),
            date(2023, 3, 1),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "De 2e helft 2022 eindigt met een achterstand van 7 mensen.",
        ),
    ],
)
def test_sentences_say_where_the_province_stands(known, today, first, second):
    assert (headline(known, today), lead(known, today)) == (first, second)


def test_overview_counts_who_is_behind():
    good, bad = figures(AreaBalance(target=6, home=6)), figures(AreaBalance(target=60))
    assert overview_headline([good, good]) == "Alle provincies liggen op schema."
    assert overview_headline([good, bad]) == "1 van de 2 provincies ligt achter op schema."
    assert overview_headline([bad, bad]) == "2 van de 2 provincies liggen achter op schema."


# The half-year of a province


def test_page_opens_with_where_the_province_stands(zeeland):
    response = zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12")
    assert first_heading(response) == "Zeeland heeft 76 van de 178 mensen gehuisvest."
    assert "Nog 102 vóór 1 juli: 34 per maand." in words(response)


def test_figures_open_into_their_arithmetic(zeeland):
    page = words(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    assert "Opgave 178 mensen waarvan 38 inhaalopgave" in page
    assert "taakstelling 140 achterstand aan het begin + 38" in page
    assert "Gehuisvest 76 mensen 43% van de opgave; 3 in de hotelregeling" in page
    assert "Nodig per maand 34 mensen" in page


def test_net_and_gross_are_kept_apart(zeeland):
    page = words(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    assert "Bij het begin 50 12 −38" in page
    assert "Nu, met de hele taakstelling meegeteld 125 23 −102" in page
    assert "gemeenten met achterstand, samen 50 gemeenten met voorsprong, samen − 12" in page
    assert "bruto 50" in page


def test_months_that_are_late_are_named_with_the_municipality(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    late = page[page.index('id="niet-gemeld"') : page.index('id="grafiek-cumulatief"')]
    assert late.index("maart 2022") < late.index("februari 2022"), "the last one first"
    assert '<a href="/gemeenten/tholen/2022-1/?stand=2022-04-12">Tholen</a>' in late
    assert "/gemeenten/goes/" not in late


def test_nothing_is_late_before_its_day(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-02-10"))
    assert 'id="niet-gemeld"' not in page
    assert (
        "0 van de 6 maanden zijn volledig gemeld. Van januari 2022 zijn er 4 van 13 gemeenten binnen" in page
    )


def test_table_puts_first_who_needs_attention(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    names = re.findall(r'<th scope="row"><a href="/gemeenten/([a-z-]+)/2022-1/\?stand=2022-04-12">', page)
    assert names[:3] == ["tholen", "goes", "vlissingen"]
    assert len(names) == 13


def test_table_sorts_by_the_column_that_is_asked_for(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12&sort=-remaining"))
    names = re.findall(r'<th scope="row"><a href="/gemeenten/([a-z-]+)/', page)
    assert names[:3] == ["tholen", "goes", "vlissingen"]
    assert names[-1] == "veere"
    assert 'aria-sort="descending"' in page


def test_map_has_a_tile_for_each_municipality(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    assert "<title>Tholen: achter op schema, nog 47 te huisvesten</title>" in page
    assert "<title>Veere: klaar, 23 voor op de opgave</title>" in page
    assert "<title>Borsele: geen opgave</title>" in page


def test_interim_target_is_assessed_in_its_half_year(zeeland):
    page = words(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-07-20"))
    assert "Tussendoelstelling op 30 juni 2022" in page
    assert "Aandeel van Zeeland 30 mensen" in page
    assert "saldo van −38 naar −102" in page
    assert "Verschil met het aandeel −94 niet gehaald" in page
    running = words(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    assert "voorlopig" in running
    assert "Tussendoelstelling" not in words(zeeland.get("/provincies/drenthe/2022-1/?stand=2020-01-01"))


def test_closed_half_year_asks_no_pace_and_forecasts_nothing(zeeland):
    page = words(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-07-20"))
    assert "De 1e helft 2022 eindigt met een achterstand" in page or "nog niet compleet" in page
    assert "Verwacht saldo op" not in page
    assert "Nodig per maand 34" not in page


def test_nothing_known_is_said_instead_of_zeros(zeeland):
    response = zeeland.get("/provincies/zeeland/2022-1/?stand=2021-11-01")
    assert first_heading(response) == "Zeeland"
    page = words(response)
    assert "Op 1 november 2021 was voor de 1e helft 2022 nog geen taakstelling bekend." in page
    assert "Nog te huisvesten" not in page
    assert 'href="/provincies/zeeland/2022-1/"' in text(response)


def test_nothing_known_now_leads_nowhere_else(zeeland):
    page = words(zeeland.get("/provincies/drenthe/2022-1/"))
    assert "Voor de 1e helft 2022 is nog geen taakstelling bekend." in page
    assert "Naar de huidige stand" not in page


def test_half_year_to_come_promises_no_pace(site):
    page = words(site.get("/provincies/zuid-holland/2022-2/?stand=2022-05-15"))
    assert "Zuid-Holland krijgt in de 2e helft 2022 een taakstelling van 2.870 mensen." in page
    assert "Dit halfjaar is nog niet begonnen" in page
    assert "Verwacht saldo op" not in page
    drawing = site.get("/provincies/zuid-holland/2022-2/grafiek/cumulatief.json?stand=2022-05-15").content
    assert b"Verwachting" not in drawing


@pytest.mark.parametrize(
    "address",
    [
        "/provincies/atlantis/",
        "/provincies/atlantis/2022-1/",
        "/provincies/zeeland/1999-1/",
        "/provincies/zeeland/2022-1/grafiek/taart.json",
        "/provincies/atlantis/2022-1/grafiek/maanden.json",
    ],
)
def test_what_does_not_exist_is_not_found(zeeland, address):
    assert zeeland.get(address).status_code == 404


def test_position_that_cannot_be_is_refused(zeeland):
    assert zeeland.get("/provincies/zeeland/2022-1/?stand=gisteren").status_code == 400


def test_province_leads_to_its_half_year_of_the_position_with_the_whole_query(site):
    response = site.get("/provincies/zuid-holland/?stand=2022-01-07&sort=name")
    assert response.status_code == 302
    assert response.headers["Location"] == "/provincies/zuid-holland/2022-1/?stand=2022-01-07&sort=name"
    assert site.get("/provincies/zuid-holland/").headers["Location"] == "/provincies/zuid-holland/2022-2/"


def test_switch_keeps_province_and_position(site):
    page = text(site.get("/provincies/zeeland/2022-1/?stand=2022-06-01"))
    assert 'href="/provincies/zeeland/2021-2/?stand=2022-06-01"' in page


# Charts and files


def test_charts_are_drawn_with_their_table(zeeland):
    page = text(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    for name in ("cumulatief", "maanden", "opbouw"):
        address = f"/provincies/zeeland/2022-1/grafiek/{name}.json?stand=2022-04-12"
        assert f'data-chart-url="{address}"' in page
        assert f'href="{address}&amp;_export=csv"' in page
        drawing = json.loads(zeeland.get(address).content)
        assert drawing["data"]
    assert "Gehuisvest per maand en soort" in page


def test_data_of_a_chart_is_a_file(zeeland):
    address = "/provincies/zeeland/2022-1/grafiek/maanden.json?stand=2022-04-12&_export=csv"
    first, second, *_ = lines_of(zeeland.get(address))
    assert first == {
        "month": "2022-01", "home": "40", "transitional": "0", "hotel": "0", "realised": "40",
        "municipalities_reported": "4", "municipalities_expected": "13",
    }  # fmt: skip
    assert second["transitional"] == "3"


def test_file_has_the_figures_and_the_order_of_the_screen(zeeland):
    lines = lines_of(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12&sort=name&_export=csv"))
    assert [line["name"] for line in lines][:3] == ["Borsele", "Goes", "Hulst"]
    goes = lines[1]
    assert (goes["code"], goes["province"], goes["obligation"], goes["realised"]) == (
        GOES,
        "Zeeland",
        "60",
        "21",
    )
    assert (goes["remaining"], goes["balance"]) == ("39", "-39")


def test_sum_of_the_file_is_the_province(site):
    municipalities = lines_of(site.get("/provincies/gelderland/2022-2/?_export=csv"))
    [province] = [
        line for line in lines_of(site.get("/provincies/?_export=csv")) if line["name"] == "Gelderland"
    ]
    for name in ("target", "opening", "corrections", "obligation", "home", "hotel", "realised", "balance"):
        assert sum(int(line[name]) for line in municipalities) == int(province[name])


# All provinces


def test_overview_lists_the_provinces_with_the_country_below(site):
    response = site.get("/provincies/")
    assert first_heading(response) == "1 van de 12 provincies ligt achter op schema."
    page = text(response)
    assert len(re.findall(r'<th scope="row"><a href="/provincies/[a-z-]+/2022-2/">', page)) == 12
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert "15.333" in foot
    assert "11.078" in foot


def test_overview_stays_at_the_position(site):
    page = text(site.get("/provincies/?stand=2022-01-07"))
    assert 'href="/provincies/zeeland/2022-1/?stand=2022-01-07"' in page
    assert "13.728" in page, "the obligation of the letter"


def test_overview_of_an_empty_journal_says_so(reading):
    response = reading.get("/provincies/")
    assert response.status_code == 200
    assert "nog geen taakstelling bekend" in words(response)


# The same figures everywhere


@pytest.mark.parametrize("stand", ["", "2022-01-07", "2022-02-20", "2022-05-15", "2022-11-05"])
def test_province_is_the_same_beside_the_others_and_alone(site, stand):
    areas = registry(journal_state().reference_version)
    position = find_position(journal_state(), stand=stand)
    for period in (HalfYear(2021, 2), HalfYear(2022, 1), HalfYear(2022, 2)):
        for known in province_figures(areas, position, period):
            total, rows = province_with_municipalities(areas, position, period, known.area)
            assert total == known
            codes = [member.code for member in areas.members(known.area.code)]
            assert rows == municipality_figures(areas, position, period, codes)


# Queries and freshness


def queries(client: Client, address: str, status: int = 200, **options) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, **options).status_code == status
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/provincies/",
        "/provincies/flevoland/2022-2/",
        "/provincies/noord-brabant/2022-2/",
        "/provincies/noord-brabant/2021-2/",
        "/provincies/zuid-holland/2022-2/?_export=csv",
        "/provincies/zuid-holland/2022-2/grafiek/cumulatief.json",
    ],
)
def test_page_takes_few_queries(site, address):
    queries(site, "/provincies/"), empty_caches()  # the registry is read
    assert queries(site, address) <= 13  # one of them for exceptions to due dates, which visitors do not see


def test_queries_do_not_grow_with_the_rows(site):
    queries(site, "/provincies/")
    few = queries(site, "/provincies/flevoland/2022-2/")
    assert queries(site, "/provincies/noord-brabant/2022-2/") == few


@pytest.mark.parametrize("address", ["/provincies/", "/provincies/zeeland/2022-2/"])
def test_warm_page_reads_no_figures(site, address):
    first = site.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert site.get(address).content == first.content
    assert len(captured) <= 5
    assert not [query for query in captured if "total" in query["sql"]]


@pytest.mark.parametrize("address", ["/provincies/", "/provincies/zeeland/2022-2/"])
def test_unchanged_page_is_not_sent_again(site, address):
    tag = site.get(address).headers["ETag"]
    assert queries(site, address, 304, headers={"If-None-Match": tag}) <= 4


def test_new_posting_shows_at_once(zeeland, ledger):
    address = "/provincies/zeeland/2022-1/"
    before = zeeland.get(address)
    ledger.home(GOES, "2022-04", 5)
    after = zeeland.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "81 van de 178" in first_heading(after)


def test_pages_are_there_in_english(zeeland):
    zeeland.cookies["taal"] = "en"
    response = zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12")
    assert response.headers["Content-Language"] == "en"
    assert "1st half of 2022" in text(response)
