"""Who reads what in a comparison of positions: names and reasons only where notes may be read."""

from datetime import date

import pytest
from django.test import Client

from tests.caches import empty_caches
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import main
from tests.views.test_positions_compare import LINES, PAGE, file, table


@pytest.fixture
def books(cast: Cast, ledger: Ledger) -> None:
    empty_caches()
    writers = {ROTTERDAM: "clerk", BARENDRECHT: "coordinator", UTRECHT: "other_clerk"}
    for code in writers:
        ledger.target(code, "2022-1", 60, date(2021, 10, 1))
    for code, name in writers.items():
        words = {"reason": f"Reden van {name}", "source": "Bron", "recorded_by": getattr(cast, name)}
        ledger.home(code, "2022-01", 5, date(2022, 2, 3), **words)


READS = {
    "clerk": {"Rotterdam"},
    "reader": {"Rotterdam"},
    "other_clerk": {"Utrecht"},
    "coordinator": {"Rotterdam", "Barendrecht"},
    "province_reader": set(),
    "ministry_reader": {"Rotterdam", "Barendrecht", "Utrecht"},
    "manager": {"Rotterdam", "Barendrecht", "Utrecht"},
}


@pytest.mark.parametrize("who", READS)
def test_names_and_reasons_are_for_who_may_read_notes_there(books: None, cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    query = "van_dag=2022-01-15&naar=nu"
    response = client.get(f"{PAGE}?{query}")
    rows = table(response, LINES).rows[1:]
    assert len(rows) == 3
    told = {row[1] for row in rows if "Reden van" in row[5]}
    assert told == READS[who]
    assert {row[1] for row in rows if row[6] != "–"} == told
    lines = file(client, query, "boekingen")
    assert {line["name"] for line in lines if line["reason"] or line["by"]} == told
    for name in ("Rotterdam", "Barendrecht", "Utrecht"):
        clerk = {"Rotterdam": "clerk", "Barendrecht": "coordinator", "Utrecht": "other_clerk"}[name]
        assert (f"Reden van {clerk}" in response.content.decode()) == (name in told)


def test_visitors_administrators_and_outsiders_find_nothing(books: None, cast: Cast) -> None:
    for client in (Client(), signed_in(cast.administrator), signed_in(cast.outsider)):
        assert client.get(PAGE).status_code == 404


def test_a_month_leads_to_its_history_where_reports_may_be_seen(books: None, cast: Cast) -> None:
    response = signed_in(cast.clerk).get(f"{PAGE}?van_dag=2022-01-15&naar=nu")
    rows = table(response, LINES).all("tr")[1:]
    assert sorted(row.all("a")[-1].attributes["href"] for row in rows) == [
        "/gemeenten/barendrecht/2022-1/",
        "/gemeenten/rotterdam/opgaven/2022-01/",
        "/gemeenten/utrecht/2022-1/",
    ]


def test_what_somebody_typed_is_no_formula_in_a_file(ledger: Ledger, cast: Cast) -> None:
    ledger.target(UTRECHT, "2022-1", 60, date(2021, 10, 1))
    ledger.home(UTRECHT, "2022-01", 5, date(2022, 2, 3), reason='=HYPERLINK("x")')
    (line,) = file(signed_in(cast.manager), "van_dag=2022-01-15&naar=nu", "boekingen")
    assert line["reason"] == '\'=HYPERLINK("x")'


def test_the_page_is_there_while_nothing_was_published(reading: Client, ledger: Ledger) -> None:
    assert "Deze twee standen zijn gelijk" in main(reading.get(PAGE)).text
    ledger.home(UTRECHT, "2022-01", 5, date(2022, 2, 3))
    response = reading.get(f"{PAGE}?van_dag=2022-01-01&naar=nu")
    assert "1 boeking, de nieuwste eerst" in main(response).text
