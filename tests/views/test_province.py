"""The half-year of a province: sentence, figures, table, map, charts and files."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from housing.models import User
from tests.caches import empty_caches
from tests.cast import signed_in
from tests.files import lines_of
from tests.markup import first_heading, source, words

GOES, THOLEN, VEERE, VLISSINGEN = "GM0664", "GM0716", "GM0717", "GM0718"


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
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    late = page[page.index('id="niet-gemeld"') : page.index('id="grafiek-cumulatief"')]
    assert late.index("maart 2022") < late.index("februari 2022"), "the last one first"
    assert '<a href="/gemeenten/tholen/2022-1/?stand=2022-04-12">Tholen</a>' in late
    assert "/gemeenten/goes/" not in late


def test_nothing_is_late_before_its_day(zeeland):
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-02-10"))
    assert 'id="niet-gemeld"' not in page
    assert (
        "0 van de 6 maanden zijn volledig gemeld. Van januari 2022 zijn er 4 van 13 gemeenten binnen" in page
    )


def test_table_puts_first_who_needs_attention(zeeland):
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
    names = re.findall(r'<th scope="row"><a href="/gemeenten/([a-z-]+)/2022-1/\?stand=2022-04-12">', page)
    assert names[:3] == ["tholen", "goes", "vlissingen"]
    assert len(names) == 13


def test_table_sorts_by_the_column_that_is_asked_for(zeeland):
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12&sort=-remaining"))
    names = re.findall(r'<th scope="row"><a href="/gemeenten/([a-z-]+)/', page)
    assert names[:3] == ["tholen", "goes", "vlissingen"]
    assert names[-1] == "veere"
    assert 'aria-sort="descending"' in page


def test_map_has_a_tile_for_each_municipality(zeeland):
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
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
    assert 'href="/provincies/zeeland/2022-1/"' in source(response)


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
    page = source(site.get("/provincies/zeeland/2022-1/?stand=2022-06-01"))
    assert 'href="/provincies/zeeland/2021-2/?stand=2022-06-01"' in page


# Charts and files


def test_charts_are_drawn_with_their_table(zeeland):
    page = source(zeeland.get("/provincies/zeeland/2022-1/?stand=2022-04-12"))
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


def test_overview_of_an_empty_journal_says_so(reading):
    response = reading.get("/provincies/")
    assert response.status_code == 200
    assert "nog geen taakstelling bekend" in words(response)


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
    assert "1st half of 2022" in source(response)
