"""What pages say about months that nobody approved yet, and to whom; and the page of a publication."""

import csv
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from housing.domain.reporting import Counts, Step
from housing.models import Publication
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from tests.caches import empty_caches
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import main
from tests.reporting import coa, report

PAGE = "/gemeenten/rotterdam/2022-1/"


@pytest.fixture(autouse=True)
def reports(cast: Cast, ledger: Ledger) -> None:
    """January approved, February returned, March reopened, April withdrawn, of Rotterdam."""
    empty_caches()
    for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
        ledger.target(code, "2022-1", 60, date(2021, 10, 1))
    approve, send_back = (Step.SUBMIT, Step.APPROVE), (Step.SUBMIT, Step.RETURN)
    report(ROTTERDAM, "2022-01", *approve, by=cast.coordinator, counts=Counts(5, 1, 2))
    report(ROTTERDAM, "2022-02", *send_back, by=cast.coordinator, counts=Counts(7, 0, 0))
    report(ROTTERDAM, "2022-03", *approve, Step.REOPEN, by=cast.coordinator, counts=Counts(4, 0, 0))
    report(ROTTERDAM, "2022-04", Step.SUBMIT, Step.WITHDRAW, by=cast.clerk, counts=Counts(3, 0, 0))
    report(UTRECHT, "2022-02", Step.SUBMIT, by=cast.other_clerk, counts=Counts(9, 0, 0))
    coa(ROTTERDAM, "2022-01", 6)
    coa(ROTTERDAM, "2022-02", 5)


@pytest.fixture
def publication(reports: None) -> Publication:
    return publish(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)


def months(response: HttpResponse) -> dict[str, dict[str, str]]:
    """The table of months by month."""
    tables = [table for table in main(response).all("table") if "Gemeld op" in table.text]
    head, *rows = tables[0].rows
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def states(client: Client) -> list[str]:
    return [row["Status"] for row in list(months(client.get(PAGE)).values())[:6]]


def file(client: Client) -> list[dict[str, str]]:
    response = client.get(PAGE + "?_export=csv&tabel=maanden")
    return list(csv.DictReader(response.content.decode().splitlines()))


def sentence(response: HttpResponse) -> list[str]:
    return [node.text for node in main(response).all("p", class_="provisional")]


@pytest.mark.parametrize("name", ["clerk", "reader", "coordinator", "province_reader", "ministry_reader"])
def test_who_sees_the_reports_sees_what_was_returned(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert states(client) == ["definitief", "teruggestuurd", "voorlopig heropend", "", "", ""]
    assert [line["status"] for line in file(client)][:4] == ["final", "returned", "provisional", ""]


@pytest.mark.parametrize("name", ["other_clerk", "other_coordinator"])
def test_others_with_a_role_see_that_it_is_provisional(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert states(client) == ["definitief", "voorlopig", "voorlopig", "", "", ""]
    assert "coa" not in file(client)[0]
    content = client.get(PAGE).content.decode()
    for word in ("teruggestuurd", "heropend", "Telling COA", "vergeleken"):
        assert word not in content


def test_the_public_sees_that_it_is_provisional(publication: Publication) -> None:
    assert states(Client()) == ["definitief", "voorlopig", "voorlopig", "", "", ""]
    content = Client().get(PAGE).content.decode()
    assert "teruggestuurd" not in content
    assert "COA" not in months(Client().get(PAGE))["januari 2022"]


def test_the_count_of_coa_stands_beside_ours_for_who_sees_the_reports(cast: Cast) -> None:
    rows = months(signed_in(cast.clerk).get(PAGE))
    assert rows["januari 2022"]["Telling COA"] == "6 gelijk"
    assert rows["februari 2022"]["Telling COA"] == "5 verschil +2"
    assert rows["maart 2022"]["Telling COA"] == "nog niet vergeleken"
    assert rows["april 2022"]["Telling COA"] == ""
    assert [line["coa"] for line in file(signed_in(cast.clerk))][:3] == ["6", "5", ""]


def test_parts_of_pages_that_are_kept_are_kept_apart(cast: Cast) -> None:
    for _ in range(2):
        assert "teruggestuurd" in states(signed_in(cast.clerk))
        assert "teruggestuurd" not in states(signed_in(cast.other_clerk))


def test_a_withdrawn_month_reads_as_not_reported(cast: Cast) -> None:
    rows = months(signed_in(cast.clerk).get(PAGE))
    assert (rows["april 2022"]["Woning"], rows["april 2022"]["Gemeld op"]) == ("–", "nog niet gemeld")
    assert file(signed_in(cast.clerk))[3]["home"] == ""


def test_a_position_before_shows_what_was_provisional_then(cast: Cast) -> None:
    now = journal_state()
    assert states(signed_in(cast.clerk))
    response = signed_in(cast.clerk).get(f"{PAGE}?stand={now.today}")
    assert [row["Status"] for row in months(response).values()][1] == "teruggestuurd"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/landelijk/2022-1/", "Waarvan voorlopig: 20 mensen in 3 maandopgaven van 2 gemeenten."),
        (
            "/provincies/zuid-holland/2022-1/",
            "Waarvan voorlopig: 11 mensen in 2 maandopgaven van 1 gemeente.",
        ),
        ("/provincies/utrecht/2022-1/", "Waarvan voorlopig: 9 mensen in 1 maandopgave van 1 gemeente."),
    ],
)
def test_pages_say_how_much_is_provisional(
    cast: Cast, publication: Publication, address: str, words: str
) -> None:
    for client in (signed_in(cast.ministry_reader), Client()):
        (said,) = sentence(client.get(address))
        assert said.startswith(words)


def test_the_letter_says_how_much_is_provisional_in_its_own_words(
    cast: Cast, publication: Publication
) -> None:
    for client in (signed_in(cast.ministry_reader), Client()):
        text = main(client.get("/landelijk/2022-1/brief/")).text
        assert "Voorlopig zijn 20 in 3 maandopgaven, die de provincie nog niet goedkeurde." in text


def test_nothing_is_said_when_nothing_is_provisional(cast: Cast) -> None:
    assert sentence(signed_in(cast.clerk).get("/provincies/zeeland/2022-1/")) == []


def test_the_chart_of_months_marks_them_too(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    table = next(t for t in main(client.get(PAGE)).all("table") if "(voorlopig)" in t.text)
    assert ["(voorlopig)" in row[0] for row in table.rows[1:4]] == [False, True, True]
    figure = client.get(f"{PAGE}grafiek/maanden.json").json()
    shapes = figure["data"][0]["marker"]["pattern"]["shape"]
    assert [bool(shape) for shape in shapes[:3]] == [False, True, True]


# The page of a publication


def test_a_publication_names_what_was_provisional_in_it(publication: Publication, cast: Cast) -> None:
    report(ROTTERDAM, "2022-02", Step.SUBMIT, Step.APPROVE, by=cast.coordinator)
    content = main(Client().get("/publicaties/stand/"))
    (said,) = sentence(Client().get("/publicaties/stand/"))
    assert said.startswith("Waarvan voorlopig: 20 mensen in 3 maandopgaven van 2 gemeenten.")
    table = next(table for table in content.all("table") if "Maand" in table.rows[0])
    assert table.rows[1:] == [
        ["Utrecht", "februari 2022", "9"],
        ["Rotterdam", "februari 2022", "7"],
        ["Rotterdam", "maart 2022", "4"],
    ]
    lines = Client().get("/publicaties/stand/?_export=csv&tabel=voorlopig").content.decode().splitlines()
    assert lines[0] == "month,code,name,persons"
    assert "2022-03,GM0599,Rotterdam,4" in lines


def test_a_publication_shows_its_sums_and_its_place(publication: Publication) -> None:
    content = main(Client().get("/publicaties/stand/"))
    assert f"{publication.seq}:{publication.hash}" in content.text
    (line,) = csv.DictReader(Client().get("/publicaties/stand/?_export=csv").content.decode().splitlines())
    assert (line["period"], line["target"], line["home"], line["balance"]) == ("2022-1", "180", "25", "-152")
    sums = publication.sums["2022-1"]
    assert (int(line["target"]), int(line["balance"])) == (sums["target"], sums["closing"])
    derivation = content.all("details", class_="figure__how")
    assert len(derivation) == 3


def test_a_publication_that_does_not_exist_is_not_there(publication: Publication) -> None:
    assert Client().get("/publicaties/onzin/").status_code == 404
    assert Client().get("/publicaties/stand/?_export=csv&tabel=onzin").status_code == 404


def test_publications_stand_in_a_list_the_last_one_first(publication: Publication, ledger: Ledger) -> None:
    ledger.home(BARENDRECHT, "2022-05", 3)
    publish(title="Later", kind=Publication.Kind.MONTHLY, known_on=journal_state().now)
    _, *rows = main(Client().get("/publicaties/")).one("table").rows
    assert [row[:2] for row in rows] == [["Later", "Maandoverzicht"], ["Stand", "Overig"]]
