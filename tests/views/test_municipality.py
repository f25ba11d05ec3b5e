"""A municipality in a half-year: which one is shown, its ledger line by line, its months, what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear
from housing.models import User
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.figures import municipality_figures
from housing.queries.journal import journal_state
from housing.queries.positions import Position
from tests.caches import empty_caches
from tests.cast import signed_in
from tests.files import lines_of
from tests.markup import source

SECOND_2022 = HalfYear(2022, 2)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    empty_caches()


@pytest.fixture
def site(colleague: User) -> Client:
    """Without a transaction of its own, so that tests with ledgers of their own come before the others."""
    return signed_in(colleague)


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
    page = source(response)
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
    lines = lines_of(site.get("/gemeenten/rotterdam/2022-2/?_export=csv&tabel=grootboek"))
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
    (figures,) = lines_of(site.get(f"/gemeenten/{place}/?_export=csv"))
    lines = lines_of(site.get(f"/gemeenten/{place}/?_export=csv&tabel=grootboek"))
    assert lines[-1]["balance"] == figures["balance"]
    (start,) = [line for line in lines if line["kind"] == "start"]
    assert start["balance"] == figures["opening"]


def test_transfers_are_named(site: Client) -> None:
    page = source(site.get("/gemeenten/amsterdam/2022-1/"))
    assert "Overdracht van Weesp" in page
    assert "Wet arhi art. 44" in page
    assert "Weesp is op 24 maart 2022 opgegaan in Amsterdam." in page
    page = source(site.get("/gemeenten/weesp/2022-1/"))
    assert "Overdracht aan Amsterdam" in page
    assert "Opgeheven op 24 maart 2022." in page
    assert 'href="/gemeenten/amsterdam/"' in page


def test_opening_after_a_merger_comes_from_its_predecessors(site: Client) -> None:
    page = source(site.get("/gemeenten/land-van-cuijk/2022-1/"))
    assert page.index("Overdracht van Boxmeer") < page.index("Saldo bij het begin</th>")
    assert "overdrachten door herindeling op de eerste dag" in page


def test_coming_merger_is_announced(site: Client) -> None:
    page = source(site.get("/gemeenten/brielle/2022-2/"))
    assert "Brielle gaat op 1 januari 2023 op in Voorne aan Zee." in page


def test_behind_leads_to_support(site: Client) -> None:
    state = journal_state()
    rows = municipality_figures(
        registry(state.reference_version), Position(state.seq, state.hash, state.today), SECOND_2022
    )
    of = {row.status: row.area.slug for row in rows}
    pages = {status: source(site.get(f"/gemeenten/{slug}/2022-2/")) for status, slug in of.items()}
    assert "achter op schema" in pages[ScheduleStatus.BEHIND]
    assert "Wie kan helpen" in pages[ScheduleStatus.BEHIND]
    assert "Wie kan helpen" not in pages[ScheduleStatus.ON_SCHEDULE]
    assert "Wie kan helpen" not in pages[ScheduleStatus.DONE]


def test_half_year_to_come(site: Client) -> None:
    page = source(site.get("/gemeenten/rotterdam/2022-2/?stand=2022-05-01"))
    assert "Vanaf 1 juli: een taakstelling van 498 mensen, plus of min het saldo van dan." in page
    assert "Dit halfjaar is nog niet begonnen" in page
    assert "Benodigd tempo" not in page


def test_position_is_kept_on_links(site: Client) -> None:
    page = source(site.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-01"))
    for address in (
        "/gemeenten/rotterdam/2021-2/?stand=2022-03-01",
        "/provincies/zuid-holland/2022-1/?stand=2022-03-01",
        "/gemeenten/rotterdam/2022-1/grafiek/maanden.json?stand=2022-03-01",
    ):
        assert address in page
    assert "februari 2022</a></th>" in page
    assert "stand per 1 maart 2022" in page


def test_nothing_known_yet(site: Client) -> None:
    page = source(site.get("/gemeenten/rotterdam/2022-2/?stand=2021-12-01"))
    assert "Nog geen cijfers over de 2e helft 2022." in page


def test_months_not_reported_are_a_dash(site: Client) -> None:
    rows = lines_of(site.get("/gemeenten/rotterdam/2022-2/?_export=csv&tabel=maanden"))
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

    page = source(reading.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-10"))
    months = lines_of(reading.get("/gemeenten/rotterdam/2022-1/?stand=2022-03-10&_export=csv&tabel=maanden"))

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
    first, second = lines_of(reading.get(address))[:2]
    assert (first["home"], second["home"]) == ("0", "")


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
