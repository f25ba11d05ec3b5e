"""The list of municipalities with its search, and each municipality in a half-year."""

import csv
import json
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear
from housing.models import User
from housing.queries.areas import Area, registry
from housing.queries.balances import MonthFigures, balances
from housing.queries.figures import AreaFigures, municipality_figures
from housing.queries.journal import journal_state
from housing.queries.positions import Position
from housing.tables.areas import COMPONENTS
from housing.views.municipality_page import rank
from housing.views.municipality_words import headline
from tests.caches import empty_caches
from tests.cast import signed_in

SECOND_2022 = HalfYear(2022, 2)
NOVEMBER = date(2022, 11, 15)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    empty_caches()


@pytest.fixture
def site(colleague: User) -> Client:
    """Without a transaction of its own, so that tests with ledgers of their own come before the others."""
    return signed_in(colleague)


def text(response) -> str:
    """The page with single spaces, as people read it."""
    return " ".join(response.content.decode().split())


def rows_of(response) -> list[dict[str, str]]:
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(response.content.decode().splitlines()))


# The one sentence


def figures(
    *, opening: int = 0, target: int = 0, home: int = 0, due: int = 4, reported: int = 4, **area: object
) -> AreaFigures:
    balance = AreaBalance(opening=opening, target=target, home=home)
    months = tuple(
        MonthFigures(month, reported=int(index < reported), expected=1)
        for index, month in enumerate(SECOND_2022.months)
    )
    place = Area("GM0001", "Plaats", "plaats", "plaats", "PV20", **area)
    return AreaFigures(place, SECOND_2022, sum_areas([balance]), due, months)


@pytest.mark.parametrize(
    ("known", "today", "sentence"),
    [
        (
            figures(target=60, home=46, due=3, reported=3),
            date(2022, 10, 15),
            "Nog 14 mensen vóór 1 januari: 5 per maand.",
        ),
        (figures(target=10, home=9), NOVEMBER, "Nog 1 persoon vóór 1 januari: 1 per maand."),
        (
            figures(target=2000, home=500),
            NOVEMBER,
            "Nog 1.500 mensen vóór 1 januari: 750 per maand.",
        ),
        (figures(target=10, home=3, due=5, reported=5), date(2022, 12, 20), "Nog 7 mensen vóór 1 januari."),
        (figures(target=10, home=10), NOVEMBER, "Klaar: de hele opgave van 10 mensen is gehuisvest."),
        (figures(target=10, home=12), NOVEMBER, "Klaar, met een voorsprong van 2 mensen."),
        (
            figures(opening=15, target=10, reported=0),
            NOVEMBER,
            "Geen opgave dit halfjaar: 5 mensen voorsprong.",
        ),
        (
            figures(target=10, due=0, reported=0),
            date(2022, 5, 1),
            "Vanaf 1 juli: een taakstelling van 10 mensen, plus of min het saldo van dan.",
        ),
        (
            figures(opening=-20, due=0, reported=0),
            date(2022, 5, 1),
            "Nog geen cijfers over de 2e helft 2022.",
        ),
        (figures(reported=0), NOVEMBER, "Nog geen cijfers over de 2e helft 2022."),
        (
            figures(target=10, home=3, due=5, reported=5),
            date(2023, 1, 5),
            "Nog 7 mensen te huisvesten; december 2022 is nog niet gemeld.",
        ),
        (
            figures(target=10, home=3, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot met een achterstand van 7 mensen.",
        ),
        (
            figures(target=10, home=11, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot met een voorsprong van 1 persoon.",
        ),
        (
            figures(target=10, home=10, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot precies op de opgave.",
        ),
        (
            figures(target=10, home=10, valid_to=date(2022, 9, 1)),
            NOVEMBER,
            "Opgeheven op 1 september 2022, zonder achterstand of voorsprong.",
        ),
    ],
)
def test_one_sentence(known: AreaFigures, today: date, sentence: str) -> None:
    assert headline(known, today) == sentence


def test_rank_counts_those_with_an_obligation_and_lets_equals_share_a_place() -> None:
    half, half_too, most = figures(target=10, home=5), figures(target=4, home=2), figures(target=4, home=3)
    none = figures(opening=9, target=4)
    ended = figures(target=4, home=4, valid_to=date(2022, 9, 1))
    province = [half, half_too, most, none, ended]

    assert [rank(row, province, NOVEMBER) and rank(row, province, NOVEMBER).place for row in province] == [
        2, 2, 1, None, None,
    ]  # fmt: skip
    assert rank(half, province, NOVEMBER).among == 3
    assert half.rate == Fraction(1, 2)


def test_no_rank_before_anybody_housed_somebody() -> None:
    assert rank(figures(target=4), [figures(target=4), figures(target=8)], NOVEMBER) is None


# The list and its search


def test_list_shows_the_municipalities_of_the_half_year(site: Client) -> None:
    response = site.get("/gemeenten/")
    page = text(response)
    assert page.count('href="/gemeenten/') > 340
    assert 'href="/gemeenten/dijk-en-waard/2022-2/"' in page
    assert "/gemeenten/weesp/" not in page
    assert page.index(">Gouda<") < page.index("s-Gravenhage<") < page.index(">Haarlem<")


def test_list_keeps_the_position(site: Client) -> None:
    page = text(site.get("/gemeenten/?stand=2022-01-07"))
    assert 'href="/gemeenten/weesp/2022-1/?stand=2022-01-07"' in page
    assert '<input type="hidden" name="stand" value="2022-01-07">' in page


def test_list_as_a_file(site: Client) -> None:
    rows = rows_of(site.get("/gemeenten/?_export=csv"))
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
    page = text(site.get("/gemeenten/?q=Weesp"))
    assert "Weesp is op 24 maart 2022 opgegaan in Amsterdam" in page
    assert 'href="/gemeenten/weesp/"' in page
    assert 'href="/gemeenten/amsterdam/"' in page


def test_search_finds_provinces(site: Client) -> None:
    page = text(site.get("/gemeenten/?q=zeeland"))
    assert 'href="/provincies/zeeland/2022-2/"' in page
    assert "provincie" in page


def test_search_for_a_municipality_that_is_still_to_come(site: Client) -> None:
    page = text(site.get("/gemeenten/?q=voorne"))
    assert "ontstaat op 1 januari 2023 uit Brielle, Hellevoetsluis en Westvoorne" in page
    assert 'href="/gemeenten/brielle/"' in page
    assert 'href="/gemeenten/voorne-aan-zee/"' not in page


def test_search_without_a_hit_helps(site: Client) -> None:
    page = text(site.get("/gemeenten/?q=roterdm"))
    assert "Niets gevonden voor “roterdm”" in page
    assert 'href="/gemeenten/rotterdam/"' in page
    assert 'href="/gemeenten/"' in page


def test_search_shows_what_was_typed_harmlessly(site: Client) -> None:
    page = text(site.get("/gemeenten/", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page


def test_list_is_for_reading_only(site: Client) -> None:
    assert site.post("/gemeenten/", {"q": "weesp"}).status_code == 405


# From a municipality to its half-year


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/gemeenten/rotterdam/", "/gemeenten/rotterdam/2022-2/"),
        ("/gemeenten/weesp/", "/gemeenten/weesp/2022-1/"),
        ("/gemeenten/beemster/", "/gemeenten/beemster/2021-2/"),
        ("/gemeenten/rotterdam/?stand=2022-01-07", "/gemeenten/rotterdam/2022-1/?stand=2022-01-07"),
        ("/gemeenten/dijk-en-waard/?stand=2021-12-01", "/gemeenten/dijk-en-waard/2022-1/?stand=2021-12-01"),
    ],
)
def test_latest_half_year(site: Client, address: str, expected: str) -> None:
    response = site.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, expected)


@pytest.mark.parametrize(
    ("address", "words", "link"),
    [
        ("/gemeenten/weesp/2022-2/", "Weesp is op 24 maart 2022 opgegaan in Amsterdam.", "amsterdam"),
        ("/gemeenten/land-van-cuijk/2021-2/", "Land van Cuijk ontstond op 1 januari 2022 uit", "boxmeer"),
        ("/gemeenten/haaren/", "Haaren is op 1 januari 2021 verdeeld over", "vught"),
        ("/gemeenten/voorne-aan-zee/", "Voorne aan Zee ontstaat op 1 januari 2023 uit", "brielle"),
    ],
)
def test_absent_municipality_is_explained(site: Client, address: str, words: str, link: str) -> None:
    response = site.get(address)
    page = text(response)
    assert response.status_code == 404
    assert words in page
    assert f'href="/gemeenten/{link}/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/gemeenten/nergens/",
        "/gemeenten/nergens/2022-2/",
        "/gemeenten/rotterdam/2019-1/",
        "/gemeenten/rotterdam/2022-2/grafiek/onbekend.json",
        "/gemeenten/weesp/2022-2/grafiek/maanden.json",
        "/gemeenten/rotterdam/2022-2/?_export=csv&tabel=onbekend",
    ],
)
def test_unknown_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


# A half-year


def test_half_year_adds_up_line_by_line(site: Client) -> None:
    closing = balances(journal_state().seq, SECOND_2022)["GM0599"].closing
    lines = rows_of(site.get("/gemeenten/rotterdam/2022-2/?_export=csv&tabel=grootboek"))
    balance = None
    for line in lines:
        if line["persons"]:
            balance += int(line["persons"])
            assert int(line["balance"]) == balance
        else:
            assert balance in (None, int(line["balance"]))
            balance = int(line["balance"])
    assert balance == closing
    assert lines[0]["kind"] == "start"
    assert lines[-1]["kind"] == "balance"


@pytest.mark.parametrize(
    "place",
    [
        *(
            f"{slug}/{half}"
            for slug in ("amsterdam", "s-gravenhage")
            for half in ("2021-2", "2022-1", "2022-2")
        ),
        *("weesp/2021-2", "weesp/2022-1", "beemster/2021-2", "land-van-cuijk/2022-1", "purmerend/2022-1"),
    ],
)
def test_every_ledger_ends_at_the_balance(site: Client, place: str) -> None:
    (figures,) = rows_of(site.get(f"/gemeenten/{place}/?_export=csv"))
    lines = rows_of(site.get(f"/gemeenten/{place}/?_export=csv&tabel=grootboek"))
    assert lines[-1]["balance"] == figures["balance"]
    (start,) = [line for line in lines if line["kind"] == "start"]
    assert start["balance"] == figures["opening"]


def test_transfers_are_named(site: Client) -> None:
    page = text(site.get("/gemeenten/amsterdam/2022-1/"))
    assert "Overdracht van Weesp" in page
    assert "Wet arhi art. 44" in page
    assert "Weesp is op 24 maart 2022 opgegaan in Amsterdam." in page
    page = text(site.get("/gemeenten/weesp/2022-1/"))
    assert "Overdracht aan Amsterdam" in page
    assert "Opgeheven op 24 maart 2022." in page
    assert 'href="/gemeenten/amsterdam/"' in page


def test_opening_after_a_merger_comes_from_its_predecessors(site: Client) -> None:
    page = text(site.get("/gemeenten/land-van-cuijk/2022-1/"))
    assert page.index("Overdracht van Boxmeer") < page.index("Saldo bij het begin</th>")
    assert "overdrachten door herindeling op de eerste dag" in page


def test_coming_merger_is_announced(site: Client) -> None:
    page = text(site.get("/gemeenten/brielle/2022-2/"))
    assert "Brielle gaat op 1 januari 2023 op in Voorne aan Zee." in page


def test_behind_leads_to_support(site: Client) -> None:
    state = journal_state()
    rows = municipality_figures(
        registry(state.reference_version), Position(state.seq, state.hash, state.today), SECOND_2022
    )
    of = {row.status: row.area.slug for row in rows}
    pages = {status: text(site.get(f"/gemeenten/{slug}/2022-2/")) for status, slug in of.items()}
    assert "achter op schema" in pages[ScheduleStatus.BEHIND]
    assert "Wie kan helpen" in pages[ScheduleStatus.BEHIND]
    assert "Wie kan helpen" not in pages[ScheduleStatus.ON_SCHEDULE]
    assert "Wie kan helpen" not in pages[ScheduleStatus.DONE]


def test_half_year_to_come(site: Client) -> None:
    page = text(site.get("/gemeenten/rotterdam/2022-2/?stand=2022-05-01"))
    assert "Vanaf 1 juli: een taakstelling van 498 mensen, plus of min het saldo van dan." in page
    assert "Dit halfjaar is nog niet begonnen" in page
    assert "Benodigd tempo" not in page


def test_position_is_kept_on_links(site: Client) -> None:
    page = text(site.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-01"))
    for address in (
        "/gemeenten/rotterdam/2021-2/?stand=2022-03-01",
        "/provincies/zuid-holland/2022-1/?stand=2022-03-01",
        "/gemeenten/rotterdam/2022-1/grafiek/maanden.json?stand=2022-03-01",
    ):
        assert address in page
    assert "februari 2022</a></th>" in page
    assert "stand per 1 maart 2022" in page


def test_nothing_known_yet(site: Client) -> None:
    page = text(site.get("/gemeenten/rotterdam/2022-2/?stand=2021-12-01"))
    assert "Nog geen cijfers over de 2e helft 2022." in page


def test_months_not_reported_are_a_dash(site: Client) -> None:
    rows = rows_of(site.get("/gemeenten/rotterdam/2022-2/?_export=csv&tabel=maanden"))
    assert [row["month"] for row in rows] == [f"2022-{month:02}" for month in range(7, 13)]
    assert rows[-1]["home"] == ""
    assert rows[-1]["reported_on"] == ""
    assert rows[0]["home"] != ""
    assert (
        sum(int(row["realised"] or 0) for row in rows)
        == balances(journal_state().seq, SECOND_2022)["GM0599"].realised
    )


def test_correction_is_a_line_of_its_own(ledger, reading) -> None:
    ledger.target("GM0599", "2022-1", 50, date(2021, 10, 1), source="Staatscourant")
    ledger.home("GM0599", "2022-01", 5, date(2022, 2, 8))
    ledger.hotel("GM0599", "2022-01", 2, date(2022, 2, 8))
    ledger.home("GM0599", "2022-01", -1, date(2022, 3, 8), reason="dubbel geteld", source="COA")

    page = text(reading.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-10"))
    months = rows_of(reading.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-10&_export=csv&tabel=maanden"))

    assert "Gehuisvest in januari 2022<" in page
    assert "woning 5, hotelregeling 2" in page
    assert "Correctie van januari 2022<" in page
    assert "was 7, is nu 6: dubbel geteld" in page
    assert (months[0]["home"], months[0]["hotel"], months[0]["realised"]) == ("4", "2", "6")
    assert (months[0]["reported_on"], months[0]["corrected_on"]) == ("2022-02-08", "2022-03-08")


def test_a_reported_zero_is_not_a_dash(ledger, reading) -> None:
    ledger.target("GM0599", "2022-1", 50, date(2021, 10, 1))
    ledger.home("GM0599", "2022-01", 0, date(2022, 2, 8))
    address = "/gemeenten/rotterdam/2022-1/?stand=2022-03-10&_export=csv&tabel=maanden"
    first, second = rows_of(reading.get(address))[:2]
    assert (first["home"], second["home"]) == ("0", "")


# History


def test_history_on_both_borders(site: Client) -> None:
    address = "/gemeenten/amsterdam/2022-2/?_export=csv&tabel=verloop"
    was, now = rows_of(site.get(address)), rows_of(site.get(f"{address}&indeling=huidig"))
    weesp = rows_of(site.get("/gemeenten/weesp/2022-1/?_export=csv&tabel=verloop"))

    assert [row["period"] for row in was] == [row["period"] for row in now] == ["2021-2", "2022-1", "2022-2"]
    assert {row["borders"] for row in was} == {"as-was"}
    assert {row["borders"] for row in now} == {"as-is"}
    assert int(now[0]["target"]) == int(was[0]["target"]) + int(weesp[0]["target"])
    assert int(now[0]["balance"]) == int(was[0]["balance"]) + int(weesp[0]["balance"])
    assert now[1]["balance"] == was[1]["balance"]
    assert now[2] == {**was[2], "borders": "as-is"}


def test_history_offers_the_other_borders_only_after_a_merger(site: Client) -> None:
    merged = text(site.get("/gemeenten/amsterdam/2022-2/"))
    assert 'href="/gemeenten/amsterdam/2022-2/?indeling=huidig#verloop"' in merged
    assert "Cijfers van Weesp tellen mee vanaf de herindeling" in merged
    assert 'href="/gemeenten/weesp/"' in merged
    chosen = text(site.get("/gemeenten/amsterdam/2022-2/?indeling=huidig"))
    assert "Alle cijfers van Weesp zijn erbij opgeteld" in chosen
    assert "verloop-huidig.json" in chosen
    for address in (
        "/gemeenten/rotterdam/2022-2/?indeling=huidig",
        "/gemeenten/eemsdelta/2022-2/",
        "/gemeenten/amsterdam/2022-1/?stand=2022-03-01",
    ):
        assert "#verloop" not in text(site.get(address))


@pytest.mark.parametrize("name", ["maanden", "verloop", "verloop-huidig"])
def test_charts_are_data(site: Client, name: str) -> None:
    response = site.get(f"/gemeenten/amsterdam/2022-1/grafiek/{name}.json")
    chart = json.loads(response.content)
    assert chart["data"]
    assert "layout" in chart


def test_history_charts_differ(site: Client) -> None:
    was, now = (
        site.get(f"/gemeenten/amsterdam/2022-1/grafiek/{name}.json").json()
        for name in ("verloop", "verloop-huidig")
    )
    assert was["data"][0]["y"][0] != now["data"][0]["y"][0]


# Speed


@pytest.mark.parametrize(
    "address",
    [
        "/gemeenten/",
        "/gemeenten/?q=weesp",
        "/gemeenten/rotterdam/2022-2/",
        "/gemeenten/amsterdam/2022-1/?indeling=huidig",
        "/gemeenten/?_export=csv",
    ],
)
def test_queries(site: Client, address: str) -> None:
    site.get("/gemeenten/amsterdam/2021-2/")  # the areas are read once per process
    with CaptureQueriesContext(connection) as cold:
        first = site.get(address)
    with CaptureQueriesContext(connection) as warm:
        second = site.get(address)
    with CaptureQueriesContext(connection) as unchanged:
        third = site.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert first.content == second.content
    assert third.status_code == 304
    assert len(cold) <= 12
    assert len(warm) <= (8 if "_export" in address else 5)
    assert len(unchanged) <= 4


def test_english(site: Client) -> None:
    site.cookies["taal"] = "en"
    response = site.get("/gemeenten/rotterdam/2022-2/")
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "en"
