"""The country: front page, half-years, all municipalities, charts, files, and how fresh the pages are."""

import csv
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from plotly.graph_objects import Figure

from housing.domain.periods import HalfYear
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.publishing import publish
from tests.conftest import Ledger
from tests.markup import Node, main, page, whole

COMPONENTS = [
    "target", "opening", "exchanges", "corrections", "transfers", "obligation",
    "home", "transitional", "hotel", "realised", "remaining", "balance",
]  # fmt: skip
AREA = ["code", "name", "province"]


def figures(content: Node) -> dict[str, str]:
    """The large figures of a page by their name."""
    return {
        figure.one("p", class_="figure__label").text: figure.one("p", class_="figure__value").text
        for figure in content.all("div", class_="figure")
    }


def provinces(content: Node) -> list[dict[str, str]]:
    """The table of provinces, its foot last."""
    head, *rows = content.one("table", class_="data-table--wide").rows
    return [dict(zip(head, row, strict=True)) for row in rows]


def lines(response: HttpResponse) -> list[dict[str, str]]:
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(response.content.decode().splitlines()))


def in_a_file(shown: str) -> str:
    """A number of the screen as files have it."""
    return shown.replace(".", "").replace("−", "-").replace("+", "")


# The figures of the demonstration


@pytest.mark.parametrize(
    ("address", "expected", "opening", "closing"),
    [
        ("/landelijk/2021-2/", {"Opgave": "16.586 mensen", "Gehuisvest": "12.858 mensen"}, -5586, "−3.728"),
        ("/landelijk/2022-1/", {"Opgave": "13.748 mensen", "Gehuisvest": "11.938 mensen"}, -3728, "−1.810"),
        ("/landelijk/2022-2/", {"Opgave": "15.333 mensen", "Gehuisvest": "11.078 mensen"}, -1810, None),
        ("/landelijk/2022-1/?stand=2022-01-07", {"Opgave": "13.728 mensen"}, -3728, None),
    ],
)
def test_half_year_in_figures(
    site: Client, address: str, expected: dict[str, str], opening: int, closing: str | None
) -> None:
    content = main(site.get(address))
    shown = figures(content)
    assert {name: shown[name] for name in expected} == expected
    assert shown.get("Saldo aan het eind") == closing
    total = provinces(content)[-1]
    assert whole(total["Saldo begin"]) == opening
    assert whole(total["Opgave"]) == whole(expected["Opgave"].split()[0])


def test_headline_says_what_is_left_and_how_fast(site: Client) -> None:
    lead = main(site.get("/landelijk/2022-2/")).all("p", class_="lead")[0].text
    assert lead == (
        "Gemeenten huisvestten 11.078 van de 15.333 mensen. Nog 4.255 vóór 1 januari 2023: 2.128 per maand."
    )
    lead = main(site.get("/landelijk/2022-1/")).all("p", class_="lead")[0].text
    assert lead.endswith("Er bleef een achterstand van 1.810 mensen.")


@pytest.mark.parametrize("period", ["2021-2", "2022-1", "2022-2"])
def test_sums_behind_the_figures_add_up(site: Client, period: str) -> None:
    for figure in main(site.get(f"/landelijk/{period}/")).all("div", class_="figure"):
        for table in figure.all("table", class_="sum"):
            rows = [(sign, whole(persons)) for _, sign, persons in table.rows if persons]
            *terms, (equals, result) = rows
            assert equals == "="
            added = sum(-persons if sign == "−" else persons for sign, persons in terms if sign != "=")
            assert added == result == whole(figure.one("p", class_="figure__value").text.split()[0])


@pytest.mark.parametrize("period", ["2021-2", "2022-1", "2022-2"])
def test_provinces_add_up_to_the_country(site: Client, period: str) -> None:
    *rows, total = provinces(main(site.get(f"/landelijk/{period}/")))
    assert len(rows) == 12
    columns = ["Taakstelling", "Saldo begin", "Achterstand begin, bruto", "Opgave", "Gehuisvest"]
    for column in [*columns, "Nog te huisvesten"]:
        assert sum(whole(row[column]) for row in rows) == whole(total[column])
    assert total["Van de opgave"] == f"{round(100 * whole(total['Gehuisvest']) / whole(total['Opgave']))}%"


def test_interim_target_in_its_half_year(site: Client) -> None:
    text = main(site.get("/landelijk/2021-2/")).text
    assert "Op 31 december 2021 moest de achterstand ten minste 1.500 lager zijn." in text
    assert "Bereikt: 1.858, een verschil van +358." in text
    assert "een tussenstand" not in text
    early = main(site.get("/landelijk/2021-2/?stand=2021-11-15")).text
    assert "De einddatum is nog niet voorbij: dit is een tussenstand." in early


def test_front_page_shows_the_half_year_of_today(site: Client) -> None:
    content = main(site.get("/"))
    assert figures(content)["Nog te huisvesten"] == "4.255 mensen"
    assert content.all("a", href="/landelijk/2022-2/")
    tiles = content.one("figure", class_="hexmap").all("a")
    assert len(tiles) == 344
    assert all(tile.attributes["href"].startswith("/gemeenten/") for tile in tiles)


def test_front_page_at_a_position(site: Client) -> None:
    content = main(site.get("/?stand=2022-01-07"))
    assert figures(content)["Opgave"] == "13.728 mensen"
    assert content.all("a", href="/landelijk/2022-1/?stand=2022-01-07")


def test_map_has_a_tile_for_every_municipality_of_the_half_year(site: Client) -> None:
    for period, expected in (("2021-2", 352), ("2022-1", 344), ("2022-2", 344)):
        tiles = main(site.get(f"/landelijk/{period}/")).one("figure", class_="hexmap").all("a")
        assert len(tiles) == expected
        for tile in tiles:
            assert tile.attributes.get("aria-label") or tile.text


def test_latest_leads_to_the_half_year_of_the_position(site: Client) -> None:
    assert site.get("/landelijk/").headers["Location"] == "/landelijk/2022-2/"
    at = site.get("/landelijk/?stand=2022-01-07").headers["Location"]
    assert at == "/landelijk/2022-1/?stand=2022-01-07"


def test_half_year_without_a_target_at_the_position(site: Client) -> None:
    content = main(site.get("/landelijk/2022-2/?stand=2022-01-07"))
    assert "Nog geen taakstelling bekend" in content.text
    assert not figures(content)


@pytest.mark.parametrize(
    "address",
    [
        "/landelijk/2019-1/",
        "/landelijk/2022-3/",
        "/landelijk/2022-2/grafiek/onbekend.json",
        "/landelijk/2022-2/grafiek/onbekend.json?_export=csv",
        "/landelijk/2019-1/gemeenten/",
    ],
)
def test_unknown_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


# All municipalities, sorting, files


def test_all_municipalities_in_one_table(site: Client) -> None:
    head, *rows = main(site.get("/landelijk/2022-2/gemeenten/")).one("table").rows
    assert head[:3] == ["Gemeente", "Provincie", "Schema"]
    assert len(rows) == 345
    assert rows[0][2].startswith("achter")
    assert rows[-1][0] == "Samen (netto)"


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [
        ("remaining", "Nog te huisvesten", False),
        ("-remaining", "Nog te huisvesten", True),
        ("-opening", "Saldo begin", True),
    ],
)
@pytest.mark.parametrize("address", ["/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/"])
def test_table_in_the_order_asked_for(
    site: Client, address: str, sort: str, column: str, descending: bool
) -> None:
    content = main(site.get(f"{address}?sort={sort}"))
    values = [whole(row[column]) for row in provinces(content)[:-1]]
    assert values == sorted(values, reverse=descending)
    headers = content.one("table", class_="data-table--wide").all("th", scope="col")
    (sorted_by,) = [header for header in headers if header.attributes.get("aria-sort")]
    assert sorted_by.text == column
    assert sorted_by.attributes["aria-sort"] == ("descending" if descending else "ascending")


def test_names_are_sorted_as_people_expect(site: Client) -> None:
    names = [row["Gemeente"] for row in provinces(main(site.get("/landelijk/2022-2/gemeenten/?sort=name")))]
    order = [
        names.index(name) for name in ("Gouda", "'s-Gravenhage", "Haarlem", "'s-Hertogenbosch", "Heusden")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("sort", ["onzin", "-", "name,-", "name';--", "__class__"])
def test_unknown_order_is_ignored(site: Client, sort: str) -> None:
    assert site.get("/landelijk/2022-2/", {"sort": sort}).status_code == 200


@pytest.mark.parametrize("position", ["", "stand=2022-01-31&", "publicatie=afsluiting-1e-helft-2022&"])
def test_file_of_provinces_has_the_figures_of_the_page(site: Client, position: str) -> None:
    address = f"/landelijk/2022-1/?{position}sort=-target"
    *shown, total = provinces(main(site.get(address)))
    response = site.get(f"{address}&_export=csv")
    rows = lines(response)
    assert re.fullmatch(
        r'attachment; filename="provincies-2022-1-202\d-\d\d-\d\d.csv"',
        response.headers["Content-Disposition"],
    )
    assert [row["name"] for row in rows] == [row["Provincie"] for row in shown]
    for name, column in {
        "target": "Taakstelling",
        "opening": "Saldo begin",
        "realised": "Gehuisvest",
    }.items():
        assert [row[name] for row in rows] == [in_a_file(row[column]) for row in shown]
        assert sum(int(row[name]) for row in rows) == whole(total[column])


@pytest.mark.parametrize("address", ["/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/"])
def test_headers_of_a_file_are_for_machines_and_stay(site: Client, address: str) -> None:
    response = site.get(f"{address}?_export=csv")
    head = response.content.decode().split("\r\n")[0].split(",")
    assert head[:15] == AREA + COMPONENTS
    assert not response.content.startswith(b"\xef\xbb\xbf")
    site.cookies["taal"] = "en"
    assert site.get(f"{address}?_export=csv").content == response.content


def test_file_of_municipalities_is_the_ledger(site: Client) -> None:
    rows = lines(site.get("/landelijk/2022-2/gemeenten/?_export=csv"))
    known = balances(journal_state().seq, HalfYear(2022, 2))
    assert len(rows) == 344
    for row in rows:
        assert {name: int(row[name]) for name in COMPONENTS} == {
            name: getattr(known[row["code"]], name) for name in COMPONENTS
        }
    assert sum(int(row["obligation"]) for row in rows) == 15_333
    assert sum(int(row["realised"]) for row in rows) == 11_078


def test_every_line_of_a_file_adds_up(site: Client) -> None:
    for row in lines(site.get("/landelijk/2022-1/gemeenten/?_export=csv")):
        value = {name: int(row[name]) for name in COMPONENTS}
        changes = value["exchanges"] + value["corrections"] + value["transfers"]
        assert value["obligation"] == value["target"] - value["opening"] - changes
        assert value["realised"] == value["home"] + value["transitional"] + value["hotel"]
        assert value["remaining"] == value["obligation"] - value["realised"] == -value["balance"]


# Charts


def charts(content: Node) -> list[str]:
    return [chart.attributes["data-chart-url"] for chart in content.all("div", class_="chart")]


@pytest.mark.parametrize("period", ["2021-2", "2022-1", "2022-2"])
def test_charts_are_valid_and_have_words_and_tables(site: Client, period: str) -> None:
    content = main(site.get(f"/landelijk/{period}/"))
    assert len(charts(content)) == 3
    for chart in content.all("figure", class_="chart-figure"):
        box = chart.one("div", class_="chart")
        assert len(box.attributes["aria-label"]) > 40
        assert len(chart.one("table").rows) > 2
        response = site.get(box.attributes["data-chart-url"])
        assert response.headers["Content-Type"] == "application/json"
        figure = Figure(response.json())
        assert figure.data
        assert b"http" not in response.content
        (download,) = chart.all("a", class_="download")
        assert lines(site.get(download.attributes["href"]))


def test_chart_keeps_the_position(site: Client) -> None:
    addresses = charts(main(site.get("/landelijk/2022-1/?stand=2022-03-15")))
    assert all(address.endswith("?stand=2022-03-15") for address in addresses)
    then, now = site.get(addresses[0]).json(), site.get(addresses[0].partition("?")[0]).json()
    assert then != now


def test_cumulative_chart_ends_at_the_figures(site: Client) -> None:
    rows = lines(site.get("/landelijk/2021-2/grafiek/cumulatief.json?_export=csv"))
    assert "12858" in rows[-1].values()
    assert "16586.0" in rows[-1].values()


def test_chart_is_fresh_and_cheap(site: Client, django_assert_max_num_queries) -> None:
    address = "/landelijk/2022-2/grafiek/cumulatief.json"
    first = site.get(address)
    with django_assert_max_num_queries(4):
        second = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304
    with django_assert_max_num_queries(4):
        assert site.get(address).json() == first.json()


# Queries and freshness


def set_clock_forward(*, days: int) -> None:
    """Let the journal's clock jump, which it refuses while it holds postings; in test code only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE housing_journalhead DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE housing_journalhead SET clock_offset = clock_offset + %s", [timedelta(days=days)]
        )
        cursor.execute("ALTER TABLE housing_journalhead ENABLE TRIGGER USER")


PAGES = ["/", "/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/", "/landelijk/2022-2/?stand=2022-11-01"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 9),
        ("/landelijk/2022-2/", 10),
        ("/landelijk/2022-1/", 10),
        # one with an interim target
        ("/landelijk/2021-2/", 15),
        ("/landelijk/2022-2/gemeenten/", 8),
        ("/landelijk/2022-2/?_export=csv", 8),
    ],
)
def test_queries_of_a_page_that_is_in_no_cache(
    site: Client, address: str, most: int, django_assert_max_num_queries
) -> None:
    registry(journal_state().reference_version)
    with django_assert_max_num_queries(most):
        assert site.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_queries_of_a_page_that_is_in_the_cache(
    site: Client, address: str, django_assert_max_num_queries
) -> None:
    first = site.get(address)
    with django_assert_max_num_queries(4 if "?" not in address else 9):
        assert site.get(address).content == first.content


@pytest.mark.parametrize("address", PAGES)
def test_unchanged_page_is_not_sent_twice(site: Client, address: str, django_assert_max_num_queries) -> None:
    first = site.get(address)
    with django_assert_max_num_queries(4):
        second = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert second.headers[name] == first.headers[name]


def test_mark_of_a_page_changes_with_a_posting(site: Client, ledger: Ledger) -> None:
    first = site.get("/landelijk/2022-2/")
    ledger.home("GM0599", "2022-11", 5)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert figures(main(second))["Gehuisvest"] == "11.083 mensen"


def test_mark_of_a_page_changes_with_a_publication(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    at = datetime(2022, 11, 10, 12, tzinfo=AMSTERDAM)
    publish(title="Tussenstand november", kind=Publication.Kind.MONTHLY, known_on=at)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    options = [option.attributes["value"] for option in main(second).one("select").all("option")]
    assert options[0] == "tussenstand-november"


def test_mark_of_a_page_changes_with_the_language(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    site.cookies["taal"] = "en"
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert page(second).attributes["lang"] == "en"
    assert "15,333" in main(second).text


def test_mark_of_a_page_changes_with_the_day(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    set_clock_forward(days=30)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    content = main(second)
    assert content.one("span", class_="position__mark").text == "stand per 15 december 2022"
    assert figures(content)["Tempo dat nodig is"] == "4.255 per maand"


def test_every_address_has_its_own_mark(site: Client) -> None:
    addresses = [
        *PAGES,
        "/landelijk/2022-2/?sort=name",
        "/landelijk/2022-2/?publicatie=kamerbrief-7-januari-2022",
    ]
    assert len({site.get(address).headers["ETag"] for address in addresses}) == len(addresses)


# Positions that cannot be shown, and methods


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("stand=gisteren", "Deze datum klopt niet. Schrijf hem als 2022-01-07."),
        ("stand=2022-13-01", "Deze datum klopt niet. Schrijf hem als 2022-01-07."),
        ("stand=20220107", "Deze datum klopt niet. Schrijf hem als 2022-01-07."),
        ("stand=2022-W01-5", "Deze datum klopt niet."),
        ("stand=٢٠٢٢-٠١-٠٧", "Deze datum klopt niet."),
        ("stand=2022-11-16", "Deze datum ligt in de toekomst. Kies vandaag of een eerdere dag."),
        ("publicatie=onzin", "Deze publicatie bestaat niet. Kies er een uit de lijst."),
        ("publicatie=%00", "Deze publicatie bestaat niet."),
        ("stand=2022-01-07%00", "Deze datum klopt niet."),
    ],
)
@pytest.mark.parametrize("address", ["/", "/landelijk/2022-2/", "/landelijk/2022-2/grafiek/maanden.json"])
def test_position_that_cannot_be_shown_is_explained(
    site: Client, address: str, query: str, words: str
) -> None:
    response = site.get(f"{address}?{query}")
    assert response.status_code == 400
    assert "ETag" not in response.headers
    assert words in main(response).text


def test_position_of_today_is_named(site: Client) -> None:
    response = site.get("/landelijk/2022-2/?stand=2022-11-15")
    assert main(response).one("span", class_="position__mark").text == "stand per 15 november 2022"
    assert figures(main(response)) == figures(main(site.get("/landelijk/2022-2/")))


def test_publication_shows_what_was_released(site: Client) -> None:
    content = main(site.get("/landelijk/2022-1/?publicatie=afsluiting-1e-helft-2022"))
    assert content.one("span", class_="position__mark").text == "stand per 15 juli 2022"
    assert "Afsluiting 1e helft 2022" in content.one("p", class_="position__label").text
    assert figures(content)["Saldo aan het eind"] == "−1.810"
    released = Publication.objects.get(slug="afsluiting-1e-helft-2022")
    assert released.known_on.astimezone(AMSTERDAM).date() == date(2022, 7, 15)


@pytest.mark.parametrize("address", PAGES)
def test_page_is_for_reading_only(site: Client, address: str) -> None:
    first = site.get(address)
    head = site.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]
    for method in (site.post, site.put, site.patch, site.delete):
        assert method(address).status_code == 405


def test_a_half_year_that_is_over_asks_for_no_pace_though_its_last_month_is_not_due(site):
    page = site.get("/landelijk/2021-2/?stand=2022-01-07").content.decode()
    assert "Er bleef een achterstand van 3.728 mensen." in page
    assert "vóór 1 januari 2022" not in page
    assert "Tempo dat nodig is" not in page


def test_a_half_year_that_is_over_says_when_months_are_still_missing(site):
    page = site.get("/landelijk/2021-2/?stand=2022-01-01").content.decode()
    assert "nog niet elke maand is overal gemeld" in page
    assert "Er bleef" not in page
