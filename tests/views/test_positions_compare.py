"""The comparison of two positions: figures, postings, who may read names and reasons, files, bad input."""

import csv

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.roles import Role
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from tests.cast import ROTTERDAM, person, signed_in
from tests.markup import Node, main, whole

PAGE = "/publicaties/vergelijken/"
LAST = "maandoverzicht-1-november-2022"
SINCE_SEPTEMBER = "van_dag=2022-09-01&naar=nu"
LINES = "Boekingen tussen de twee standen"
LETTER = "kamerbrief-7-januari-2022"


def table(response: HttpResponse, caption: str) -> Node:
    (found,) = [t for t in main(response).all("table") if any(c.text == caption for c in t.all("caption"))]
    return found


def file(client: Client, query: str, name: str) -> list[dict[str, str]]:
    response = client.get(f"{PAGE}?{query}&_export=csv&tabel={name}")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(response.content.decode().splitlines()))


# Figures


def test_without_a_choice_it_shows_what_changed_since_the_last_publication(site: Client) -> None:
    response = site.get(PAGE)
    text = main(response).text
    assert "Van “Maandoverzicht 1 november 2022” (stand per 1 november 2022) naar nu." in text
    old = Publication.objects.get(slug=LAST).sums["2022-2"]["closing"]
    rows = {tuple(row[:2]): row[2:] for row in table(response, "Wat er landelijk verschilt").rows}
    assert whole(rows["2e helft 2022", "Saldo aan het eind"][0]) == old
    assert "no-store" in response.headers["Cache-Control"]


def test_the_tables_add_up(site: Client) -> None:
    query = f"van_publicatie={LETTER}&naar_publicatie={LAST}"
    sums = [Publication.objects.get(slug=slug).sums for slug in (LETTER, LAST)]
    difference = sums[1]["2022-2"]["closing"] - sums[0]["2022-1"]["closing"]
    provinces, municipalities = file(site, query, "provincies"), file(site, query, "gemeenten")
    lines = file(site, query, "boekingen")
    for rows in (provinces, municipalities):
        assert sum(int(row["balance_difference"]) for row in rows) == difference
        assert all(
            int(r["balance_new"]) - int(r["balance_old"]) == int(r["balance_difference"]) for r in rows
        )
        assert sum(int(row["postings"]) for row in rows) == len(lines)
    assert sum(int(line["persons"]) for line in lines) == difference
    national = {(r["period"], r["component"]): r for r in file(site, query, "landelijk")}
    assert national["2022-1", "home"]["new"] == str(sums[1]["2022-1"]["home"])


def test_both_orders_and_equal_positions(site: Client) -> None:
    there, back = (
        site.get(f"{PAGE}?{q}") for q in ("van_dag=2022-09-01&naar=nu", "van=nu&naar_dag=2022-09-01")
    )
    assert "U vergelijkt terug in de tijd" in main(back).text
    assert "U vergelijkt terug in de tijd" not in main(there).text
    rows = [table(response, "Provincies").rows[1:-1] for response in (there, back)]
    assert [whole(row[-2]) for row in rows[0]] == [-whole(row[-2]) for row in rows[1]]
    equal = main(site.get(f"{PAGE}?van=nu&naar=nu"))
    assert "Deze twee standen zijn gelijk" in equal.text
    assert not equal.all("table")


def test_municipalities_are_sorted_and_filtered(site: Client) -> None:
    response = site.get(f"{PAGE}?van_dag=2022-09-01&naar=nu&g-sort=-difference")
    values = [whole(row[-2]) for row in table(response, "Gemeenten").rows[1:-1]]
    assert values == sorted(values, reverse=True)
    zeeland = site.get(f"{PAGE}?van_dag=2022-09-01&naar=nu&provincie=zeeland&halfjaar=2022-2")
    assert {row[1] for row in table(zeeland, "Gemeenten").rows[1:-1]} == {"Zeeland"}
    assert [row[0] for row in table(zeeland, "Provincies").rows[1:-1]] == ["Zeeland"]
    total = table(zeeland, "Gemeenten").rows[-1]
    assert total[-2] == table(zeeland, "Provincies").rows[1][-2]


def test_links_lead_to_the_second_position(site: Client) -> None:
    response = site.get(f"{PAGE}?van_dag=2022-01-07&naar_publicatie={LAST}&provincie=zeeland")
    links = [a.attributes["href"] for a in table(response, "Gemeenten").all("a")]
    pages = [href for href in links if href.startswith("/gemeenten/")]
    assert pages
    assert all(href.endswith(f"?publicatie={LAST}") for href in pages)


# Postings


def test_postings_are_turned_page_by_page(site: Client) -> None:
    query = "van_dag=2022-09-01&naar=nu&soort=month"
    response = site.get(f"{PAGE}?{query}")
    rows = table(response, LINES).all("tr")
    assert len(rows) == 51
    number = len(file(site, query, "boekingen"))
    assert f"Pagina 1 van {-(-number // 50)}" in main(response).text
    second = site.get(f"{PAGE}?{query}&pagina=2")
    assert table(second, LINES).rows[1] != rows[1].text
    assert "Pagina 2 van" in main(second).text
    assert "Pagina 1 van" not in main(site.get(f"{PAGE}?{query}&pagina=999999")).text


def test_postings_of_one_municipality(site: Client) -> None:
    response = site.get(f"{PAGE}?van_dag=2022-09-01&naar=nu&gemeente=waddinxveen")
    assert "Alleen van Waddinxveen." in main(response).text
    shown = {row[1] for row in table(response, LINES).rows[1:]}
    assert shown == {"Waddinxveen"}


def test_the_number_of_queries_does_not_grow(site: Client) -> None:
    registry(journal_state().reference_version)
    counts = []
    for query in (
        "van_dag=2022-11-14&naar=nu",
        "van_dag=2021-06-01&naar=nu",
        "van_dag=2021-06-01&naar=nu&provincie=zeeland",
    ):
        site.get(f"{PAGE}?{query}")
        with CaptureQueriesContext(connection) as queries:
            site.get(f"{PAGE}?{query}")
        counts.append(len(queries))
    assert max(counts) <= 15
    assert counts[1] == counts[2]


# Bad input


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("van=dag&van_dag=2022-99-01&naar=nu", "Dit is geen dag"),
        ("van=dag&naar=nu", "Kies een dag."),
        ("van=dag&van_dag=2999-01-01&naar=nu", "toekomst"),
        ("van=publicatie&naar=nu", "Kies een publicatie."),
        ("van=publicatie&van_publicatie=bestaat-niet&naar=nu", "Kies er een uit de lijst."),
        ("van=publicatie&van_publicatie=%00&naar=nu", "lijst"),
        ("van=ooit", "keuze"),
        ("van=nu&naar=nu&provincie=atlantis", "Kies er een uit de lijst."),
        ("van=nu&naar=nu&halfjaar=2022-3", "Kies er een uit de lijst."),
        ("van=nu&naar=nu&soort=roman", "Kies er een uit de lijst."),
        ("van=nu&naar=nu&gemeente=atlantis", "bestaat niet"),
        ("van=nu&naar=nu&gemeente=%00", ""),
        ("van=nu&naar=nu&pagina=0", ""),
        ("van=nu&naar=nu&pagina=99999999999999999999", ""),
        ("van=dag&van_dag=0001-01-01%00", "dag"),
    ],
)
def test_what_means_nothing_is_explained(site: Client, query: str, problem: str) -> None:
    response = site.get(f"{PAGE}?{query}")
    assert response.status_code == 400
    text = main(response).text
    assert "Er is nog niets vergeleken" in text
    assert problem in text


def test_a_day_before_everything_is_an_empty_position(site: Client) -> None:
    response = site.get(f"{PAGE}?van_dag=1900-01-01&naar=nu")
    assert response.status_code == 200
    assert "boekingen, de nieuwste eerst" in main(response).text


def test_a_table_that_is_not_there(site: Client) -> None:
    assert site.get(f"{PAGE}?_export=csv&tabel=iets").status_code == 404


def test_the_position_bar_leads_here(site: Client, visitor: Client) -> None:
    def compared(client: Client, address: str) -> list[str]:
        bar = main(client.get(address)).one("section", class_="position")
        return [a.attributes["href"] for a in bar.all("a") if a.attributes["href"].startswith(PAGE)]

    assert compared(site, "/landelijk/2022-2/") == [f"{PAGE}?van=publicatie&van_publicatie={LAST}&naar=nu"]
    assert compared(site, "/landelijk/2022-1/?stand=2022-01-07") == [
        f"{PAGE}?van=dag&van_dag=2022-01-07&naar=nu"
    ]
    assert compared(visitor, "/landelijk/2022-2/") == []


def test_somebody_with_a_role_for_one_municipality_may_compare(demonstration: None, db: None) -> None:
    client = signed_in(person("lezer", Role.MUNICIPALITY_READER, municipality=ROTTERDAM))
    assert client.get(PAGE).status_code == 200
