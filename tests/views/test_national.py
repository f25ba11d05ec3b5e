"""The country: its front page and half-years in figures, and the positions at which they are shown."""

from datetime import date

import pytest
from django.test import Client

from housing.domain.roles import Role
from housing.models import Publication
from housing.queries.journal import AMSTERDAM
from tests.cast import ROTTERDAM, person, signed_in
from tests.markup import Node, figures, main, whole


def provinces(content: Node) -> list[dict[str, str]]:
    """The table of provinces, its foot last."""
    head, *rows = content.one("table", class_="data-table--wide").rows
    return [dict(zip(head, row, strict=True)) for row in rows]


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
    clerk = signed_in(person("klerk", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM))
    assert clerk.get("/landelijk/").headers["Location"] == "/landelijk/2022-2/"
    at = clerk.get("/landelijk/?stand=2022-01-07").headers["Location"]
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


def test_a_half_year_that_is_over_asks_for_no_pace_though_its_last_month_is_not_due(site):
    page = site.get("/landelijk/2021-2/?stand=2022-01-07").content.decode()
    assert "Er bleef een achterstand van 3.728 mensen." in page
    assert "vóór 1 januari 2022" not in page
    assert "Tempo dat nodig is" not in page


def test_a_half_year_that_is_over_says_when_months_are_still_missing(site):
    page = site.get("/landelijk/2021-2/?stand=2022-01-01").content.decode()
    assert "nog niet elke maand is overal gemeld" in page
    assert "Er bleef" not in page
