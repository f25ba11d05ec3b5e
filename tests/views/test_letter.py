"""The letter of 7 January 2022 comes out of the ledger to the digit, and stays as it was."""

from datetime import date

import pytest
from django.test import Client
from plotly.graph_objects import Figure

from housing.queries.areas import registry
from housing.queries.journal import journal_state
from tests.conftest import Ledger
from tests.markup import Node, main, page, whole

LETTER = "/landelijk/2022-1/brief/?stand=2022-01-07"
PUBLISHED = "/landelijk/2022-1/brief/?publicatie=kamerbrief-7-januari-2022"
CURRENT = "/landelijk/2022-1/brief/"

#: Every figure of the letter, with the lines of the sum that it opens into.
FACTS = {
    "target_before": "11.000",
    "opening": "−5.586",
    "obligation_before": "16.586",
    "homes": "12.787",
    "hotel": "71",
    "realised": "12.858",
    "left": "3.728",
    "reduction": "1.500",
    "achieved": "1.858",
    "difference": "+358",
    "target": "10.000",
    "obligation": "13.728",
    "pace": "2.288",
}


def facts(content: Node) -> dict[str, str]:
    """The figures of the letter by key."""
    return {
        fact.attributes["id"].removeprefix("getal-"): fact.one("dd", class_="fact__value").text
        for fact in content.all("div", class_="fact")
    }


def sum_of(content: Node, key: str) -> list[tuple[str, str, int]]:
    """The lines of the sum behind a figure: what, sign, persons; the result last."""
    rows = content.one("div", id=f"getal-{key}").one("table").rows
    return [(label, sign, whole(persons)) for label, sign, persons in rows]


def provinces(content: Node) -> dict[str, dict[str, str]]:
    """The table of provinces by name, its foot included."""
    head, *rows = content.all("table")[-1].rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


# To the digit


@pytest.mark.parametrize("address", [LETTER, PUBLISHED])
def test_letter_to_the_digit(site: Client, address: str) -> None:
    shown = facts(main(site.get(address)))
    assert {key: shown[key] for key in FACTS} == FACTS


def test_text_of_the_letter(site: Client) -> None:
    text = main(site.get(LETTER)).one("div", class_="letter").text
    for words in (
        "In de 2e helft 2021 was de taakstelling 11.000",
        "met een saldo van −5.586",
        "was de opgave 16.586 mensen",
        "Gemeenten huisvestten 12.787 vergunninghouders, en 71 met de hotel- en accommodatieregeling",
        "Er blijft een achterstand over van 3.728",
        "op 31 december 2021 ten minste 1.500 minder achterstand",
        "een verschil van +358",
        "Voor de 1e helft 2022 is de taakstelling 10.000",
        "is de totale opgave 13.728 mensen",
        "een tempo van 2.288 mensen per maand",
        "In november 2021 en december 2021 waren het er gemiddeld 2.721",
    ):
        assert words in text.replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize("key", [k for k in FACTS if k != "pace"])
def test_sum_behind_a_figure_adds_up(site: Client, key: str) -> None:
    content = main(site.get(LETTER))
    *terms, (_, equals, result) = sum_of(content, key)
    assert equals == "="
    assert result == whole(FACTS[key])
    assert sum(-persons if sign == "−" else persons for _, sign, persons in terms if sign != "=") == result


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("obligation_before", [("", 11_000), ("+", 5_586)]),
        ("left", [("", 16_586), ("−", 12_787), ("−", 71)]),
        ("achieved", [("−", 3_728), ("+", 5_586)]),
        ("difference", [("", 12_787), ("+", 71), ("−", 11_000), ("−", 1_500)]),
        ("obligation", [("", 10_000), ("+", 3_728)]),
    ],
)
def test_sum_is_the_one_of_the_letter(site: Client, key: str, parts: list[tuple[str, int]]) -> None:
    terms = sum_of(main(site.get(LETTER)), key)[:-1]
    assert [(sign, persons) for _, sign, persons in terms] == parts


@pytest.mark.parametrize(
    ("key", "formula"),
    [
        ("pace", "13.728 ÷ 6 = 2.288"),
        ("recent", "(2.668 + 2.774) ÷ 2 = 2.721"),
    ],
)
def test_quotient_in_one_line(site: Client, key: str, formula: str) -> None:
    content = main(site.get(LETTER))
    assert content.one("div", id=f"getal-{key}").one("p", class_="fact__formula").text == formula


def test_average_of_november_and_december_comes_from_the_months(site: Client) -> None:
    content = main(site.get(LETTER))
    months = {label: persons for label, _, persons in sum_of(content, "realised")}
    pair = months["november 2021"] + months["december 2021"]
    assert pair % 2 == 0
    assert whole(facts(content)["recent"]) == pair // 2
    assert pair // 2 > max(p for m, p in months.items() if m[:3] in ("jul", "aug", "sep", "okt"))


# Provinces


def test_shares_of_provinces_add_up(site: Client) -> None:
    table = provinces(main(site.get(LETTER)))
    total = table.pop("Nederland")
    assert len(table) == 12
    for column in ("Aandeel", "Bereikt", "Verschil", "Beginsaldo", "Opgave"):
        assert sum(whole(row[column]) for row in table.values()) == whole(total[column])
    assert (total["Aandeel"], total["Verschil"]) == ("1.500", "+358")
    assert (total["Beginsaldo"], total["Opgave"]) == ("−3.728", "13.728")
    for row in table.values():
        assert whole(row["Bereikt"]) - whole(row["Aandeel"]) == whole(row["Verschil"])
        assert row["Uitkomst"] == ("niet gehaald" if row["Verschil"].startswith("−") else "gehaald")


def test_provinces_ahead_and_short(site: Client) -> None:
    content = main(site.get(LETTER))
    table = provinces(content)
    del table["Nederland"]
    by_difference = sorted(table, key=lambda name: whole(table[name]["Verschil"]), reverse=True)
    assert by_difference[:3] == ["Zuid-Holland", "Drenthe", "Zeeland"]
    assert table[by_difference[-1]]["Uitkomst"] == "niet gehaald"
    text = content.one("div", class_="letter").text
    assert "Het verst boven hun aandeel kwamen: Zuid-Holland (+290), Drenthe (+106), Zeeland (+56)" in text
    assert "Onder hun aandeel bleven: Utrecht (−68)" in text
    assert "een grotere inhaalopgave" in text


# Years later


def test_later_corrections_leave_the_letter_as_it_was(site: Client, ledger: Ledger) -> None:
    before = {address: main(site.get(address)) for address in (LETTER, PUBLISHED)}
    ledger.correction("GM0363", "2021-2", -100, reason="Nagekomen afmelding")
    ledger.home("GM0599", "2021-12", 40)
    ledger.target("GM0518", "2022-1", 7)

    for address, content in before.items():
        assert main(site.get(address)) == content

    now = facts(main(site.get(CURRENT)))
    assert now["homes"] == "12.827"
    assert now["left"] == "3.788"
    assert now["target"] == "10.007"


def test_letter_prints_the_same_mark_after_later_postings(site: Client, ledger: Ledger) -> None:
    mark = page(site.get(LETTER)).one("code", class_="footer__position").text
    ledger.correction("GM0363", "2021-2", -100)
    assert page(site.get(LETTER)).one("code", class_="footer__position").text == mark
    assert page(site.get(CURRENT)).one("code", class_="footer__position").text != mark


def test_current_letter_holds_the_correction(site: Client) -> None:
    content = main(site.get(CURRENT))
    shown = facts(content)
    assert shown["obligation"] == "13.748"
    assert shown["pace"] == "2.291,3"
    assert [(sign, persons) for _, sign, persons in sum_of(content, "obligation")] == [
        ("", 10_000),
        ("+", 3_728),
        ("+", 20),
        ("=", 13_748),
    ]
    assert sum_of(content, "obligation")[2][0].lower() == "correcties"


def test_letter_at_the_day_before_the_correction(site: Client) -> None:
    assert facts(main(site.get(f"{CURRENT}?stand=2022-01-31")))["obligation"] == "13.728"
    assert facts(main(site.get(f"{CURRENT}?stand=2022-02-01")))["obligation"] == "13.748"


# Other half-years


def test_first_half_year_has_none_before_it(site: Client) -> None:
    content = main(site.get("/landelijk/2021-2/brief/"))
    assert facts(content).keys() == {"target", "obligation", "pace"}
    assert facts(content)["obligation"] == "16.586"
    assert (
        sum(whole(row["Opgave"]) for name, row in provinces(content).items() if name != "Nederland") == 16_586
    )
    assert not content.all("a", href="/landelijk/2021-1/")


def test_half_year_without_an_interim_target(site: Client) -> None:
    content = main(site.get("/landelijk/2022-2/brief/"))
    shown = facts(content)
    assert "difference" not in shown
    assert (shown["obligation_before"], shown["left"], shown["obligation"]) == ("13.748", "1.810", "15.333")
    assert (shown["homes"], shown["hotel"]) == ("11.934", "4")
    assert not content.all("div", class_="chart")
    assert "Aandeel" not in provinces(content)["Nederland"]


def test_half_year_without_a_target_at_the_position(site: Client) -> None:
    response = site.get("/landelijk/2022-2/brief/?stand=2022-01-07")
    assert response.status_code == 200
    content = main(response)
    assert "Nog geen taakstelling bekend" in content.text
    assert not facts(content)


def test_before_anything_was_known(site: Client) -> None:
    response = site.get(f"{CURRENT}?stand=2020-01-01")
    assert response.status_code == 200
    assert "Nog geen taakstelling bekend" in main(response).text


@pytest.mark.parametrize(
    "address",
    [
        "/landelijk/2019-1/brief/",
        "/landelijk/2022-3/brief/",
        "/landelijk/2030-1/brief/",
        "/landelijk/2019-1/brief/brief.pdf",
        "/landelijk/2021-1/grafiek/tussendoel.json",
        "/landelijk/2022-1/grafiek/tussendoel.json",
    ],
)
def test_unknown_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


# The page


def test_letter_in_english(site: Client) -> None:
    site.cookies["taal"] = "en"
    shown = facts(main(site.get(LETTER)))
    assert (shown["opening"], shown["obligation"], shown["difference"]) == ("−5,586", "13,728", "+358")


def test_chart_of_the_interim_target_holds_the_table(site: Client) -> None:
    table = provinces(main(site.get(LETTER)))
    address = main(site.get(LETTER)).one("div", class_="chart").attributes["data-chart-url"]
    figure = Figure(site.get(address).json())
    names = figure.data[0].y
    assert set(names) == table.keys() - {"Nederland"}
    shown = [dict(zip(names, trace.x, strict=True)) for trace in figure.data if len(trace.x or ()) == 12]
    for column in ("Aandeel", "Bereikt"):
        assert {name: whole(table[name][column]) for name in names} in shown


def test_letter_costs_few_queries(site: Client, django_assert_max_num_queries) -> None:
    registry(journal_state().reference_version)
    with django_assert_max_num_queries(20):
        site.get(LETTER)
    tag = site.get(LETTER).headers["ETag"]
    with django_assert_max_num_queries(4):
        assert site.get(LETTER, headers={"If-None-Match": tag}).status_code == 304


def test_days_of_the_position_bar(site: Client) -> None:
    content = main(site.get(LETTER))
    assert content.one("span", class_="position__mark").text == "stand per 7 januari 2022"
    assert content.one("input", name="stand").attributes["value"] == str(date(2022, 1, 7))
