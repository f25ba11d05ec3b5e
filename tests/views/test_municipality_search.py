"""The list of municipalities of a half-year with its search."""

import pytest
from django.test import Client

from housing.domain.periods import HalfYear
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from housing.tables.areas import COMPONENTS
from tests.files import lines_of
from tests.markup import source

SECOND_2022 = HalfYear(2022, 2)


def test_list_shows_the_municipalities_of_the_half_year(site: Client) -> None:
    response = site.get("/gemeenten/")
    page = source(response)
    assert page.count('href="/gemeenten/') > 340
    assert 'href="/gemeenten/dijk-en-waard/2022-2/"' in page
    assert "/gemeenten/weesp/" not in page
    assert page.index(">Gouda<") < page.index("s-Gravenhage<") < page.index(">Haarlem<")


def test_list_keeps_the_position(site: Client) -> None:
    page = source(site.get("/gemeenten/?stand=2022-01-07"))
    assert 'href="/gemeenten/weesp/2022-1/?stand=2022-01-07"' in page
    assert '<input type="hidden" name="stand" value="2022-01-07">' in page


def test_list_as_a_file(site: Client) -> None:
    rows = lines_of(site.get("/gemeenten/?_export=csv"))
    known = balances(journal_state().seq, SECOND_2022)
    assert len(rows) == 344
    assert list(rows[0])[:3] == ["code", "name", "province"]
    for row in rows:
        assert {name: int(row[name]) for name in COMPONENTS} == {
            name: getattr(known[row["code"]], name) for name in COMPONENTS
        }


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("q=den%20haag", "/gemeenten/s-gravenhage/2022-2/"),
        ("q=sudwest", "/gemeenten/sudwest-fryslan/2022-2/"),
        ("q=GM0518", "/gemeenten/s-gravenhage/2022-2/"),
        ("q=gm518", "/gemeenten/s-gravenhage/2022-2/"),
        ("q=rotterdam&stand=2022-01-07", "/gemeenten/rotterdam/2022-1/?stand=2022-01-07"),
        ("q=weesp&stand=2022-01-07", "/gemeenten/weesp/2022-1/?stand=2022-01-07"),
    ],
)
def test_search_goes_straight_to_the_only_one(site: Client, query: str, address: str) -> None:
    response = site.get(f"/gemeenten/?{query}")
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert site.get(address).status_code == 200


def test_search_tells_what_became_of_a_municipality(site: Client) -> None:
    page = source(site.get("/gemeenten/?q=Weesp"))
    assert "Weesp is op 24 maart 2022 opgegaan in Amsterdam" in page
    assert 'href="/gemeenten/weesp/"' in page
    assert 'href="/gemeenten/amsterdam/"' in page


def test_search_finds_provinces(site: Client) -> None:
    page = source(site.get("/gemeenten/?q=zeeland"))
    assert 'href="/provincies/zeeland/2022-2/"' in page
    assert "provincie" in page


def test_search_for_a_municipality_that_is_still_to_come(site: Client) -> None:
    page = source(site.get("/gemeenten/?q=voorne"))
    assert "ontstaat op 1 januari 2023 uit Brielle, Hellevoetsluis en Westvoorne" in page
    assert 'href="/gemeenten/brielle/"' in page
    assert 'href="/gemeenten/voorne-aan-zee/"' not in page


def test_search_without_a_hit_helps(site: Client) -> None:
    page = source(site.get("/gemeenten/?q=roterdm"))
    assert "Niets gevonden voor “roterdm”" in page
    assert 'href="/gemeenten/rotterdam/"' in page
    assert 'href="/gemeenten/"' in page


def test_search_shows_what_was_typed_harmlessly(site: Client) -> None:
    page = source(site.get("/gemeenten/", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page


def test_list_is_for_reading_only(site: Client) -> None:
    assert site.post("/gemeenten/", {"q": "weesp"}).status_code == 405
