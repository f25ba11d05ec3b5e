"""The letter of 7 January 2022 comes out of the ledger to the digit, and stays as it was."""

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from plotly.graph_objects import Figure

from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.views.letter_choice import Part
from tests.conftest import Ledger
from tests.markup import Node, main, page, whole
from tests.unlocking import open_half_years

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


def sheet(response: HttpResponse) -> list[Node]:
    """The letter itself and its figures."""
    content = main(response)
    return [content.one("div", class_="letter"), content.one("dl", class_="letter-facts")]


def provinces(content: Node) -> dict[str, dict[str, str]]:
    """The table of provinces by name, its foot included."""
    head, *rows = content.one("table", class_="letter__table").rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


# To the digit


@pytest.mark.parametrize("address", [LETTER, PUBLISHED])
def test_letter_to_the_digit(site: Client, address: str) -> None:
    shown = facts(main(site.get(address)))
    assert {key: shown[key] for key in FACTS} == FACTS


def test_text_of_the_letter(site: Client) -> None:
    text = main(site.get(LETTER)).one("div", class_="letter").text
    text = text.replace(" .", ".").replace(" ,", ",")
    for words in (
        "In de 2e helft 2021 was de taakstelling 11.000",
        "Gemeenten begonnen met een achterstand van 5.586",
        "Samen was de opgave 16.586",
        "Gemeenten huisvestten 12.787 vergunninghouders, en 71 met de hotel- en accommodatieregeling",
        "Er blijft een achterstand over van 3.728",
        "in totaal 71 mensen gehuisvest",
        "op 31 december 2021 ten minste 1.500 minder achterstand dan op 1 juli 2021",
        "De achterstand daalde met 1.858",
        "De tussendoelstelling is gehaald, met 358 meer",
        "Voor de 1e helft 2022 is de taakstelling 10.000",
        "Daar komt de achterstand van 3.728 uit eerdere halfjaren bij",
        "De totale opgave is 13.728",
        "De opgave vraagt 2.288 per maand",
        "In november en december 2021 waren het er gemiddeld 2.721",
        "Alle 2.112 maandopgaven van gemeenten over de 2e helft 2021 zijn binnen",
    ):
        assert words in text


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
    text = text.replace("( ", "(").replace(" )", ")")
    assert "Het verst boven hun aandeel kwamen Zuid-Holland (+290), Drenthe (+106) en Zeeland (+56)" in text
    assert "Onder hun aandeel bleven Utrecht (−68)" in text
    assert "een grotere inhaalopgave" in text


# Years later


def test_later_corrections_leave_the_letter_as_it_was(site: Client, ledger: Ledger) -> None:
    open_half_years()
    before = {address: sheet(site.get(address)) for address in (LETTER, PUBLISHED)}
    ledger.correction("GM0363", "2021-2", -100, reason="Nagekomen afmelding")
    ledger.home("GM0599", "2021-12", 40)
    ledger.target("GM0518", "2022-1", 7)

    for address, content in before.items():
        assert sheet(site.get(address)) == content

    now = facts(main(site.get(CURRENT)))
    assert now["homes"] == "12.827"
    assert now["left"] == "3.788"
    assert now["target"] == "10.007"


def test_letter_prints_the_same_mark_after_later_postings(site: Client, ledger: Ledger) -> None:
    mark = page(site.get(LETTER)).one("code", class_="footer__position").text
    open_half_years()
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
    assert facts(content).keys() == {
        "target", "new_opening", "obligation", "pace", "so_far", "to_go",
    }  # fmt: skip
    assert facts(content)["new_opening"] == "−5.586"
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
    assert "Tussendoelstelling" not in [head.text for head in content.all("h3")]
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


# Every figure of the text can be followed

ADDRESSES = (
    LETTER,
    PUBLISHED,
    CURRENT,
    "/landelijk/2021-2/brief/",
    "/landelijk/2022-2/brief/",
    f"{LETTER}&provincie=zuid-holland",
    f"{LETTER}&provincie=utrecht",
    "/landelijk/2022-2/brief/?provincie=zeeland",
    "/landelijk/2022-1/brief/?stand=2021-12-20",
)
#: What looks like a figure in a sentence but is the name of a half-year, a day, a month or the mark.
NAMES = re.compile(
    r"\d+e helft \d{4}|\d+:[0-9a-f]{64}|http\S+"
    r"|(\d+ )?(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december) \d{4}"
)


def sentences(content: Node) -> list[Node]:
    return content.one("div", class_="letter").all("p", class_="letter__text")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_figure_of_the_text_leads_to_its_arithmetic_and_back(site: Client, address: str) -> None:
    response = site.get(address)
    if "Nog geen taakstelling bekend" in response.content.decode():
        pytest.skip("not announced at this position")
    content = main(response)
    shown, places = facts(content), {node.attributes.get("id") for node in content}
    linked = [link for sentence in sentences(content) for link in sentence.all("a", class_="letter__figure")]
    assert linked
    for link in linked:
        key = link.attributes["href"].removeprefix("#getal-")
        assert link.text.lstrip("+−") == shown[key].lstrip("+−")
        back = content.one("div", id=f"getal-{key}").one("a", href=f"#tekst-{key}")
        assert back.text.startswith("Terug naar de tekst")
        assert f"tekst-{key}" in places
    ids = [node.attributes["id"] for node in content if "id" in node.attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_figure_of_the_text_is_without_a_link(site: Client, address: str) -> None:
    for sentence in sentences(main(site.get(address))):
        plain = " ".join(child for child in sentence.children if isinstance(child, str))
        assert not re.search(r"\d", NAMES.sub("", plain)), plain


# What is chosen


def headings(content: Node) -> list[str]:
    return [head.text for head in content.one("div", class_="letter").all("h3")]


def test_paragraphs_that_are_not_chosen_are_left_out(site: Client) -> None:
    content = main(site.get(f"{LETTER}&alinea=terugblik&alinea=opgave"))
    assert headings(content) == ["De 2e helft 2021", "De opgave voor de 1e helft 2022"]
    letter = content.one("div", class_="letter")
    assert not letter.all("svg")
    assert not letter.all("table")
    assert "Geachte voorzitter" not in letter.text
    assert "2.288" not in letter.text
    boxes = content.all("input", name="alinea")
    assert {box.attributes["value"] for box in boxes if "checked" in box.attributes} == {
        "terugblik",
        "opgave",
    }


def test_every_part_alone_has_a_letter(site: Client) -> None:
    whole_letter = main(site.get(LETTER)).one("div", class_="letter").text
    for part in Part:
        text = main(site.get(f"{LETTER}&alinea={part.value}")).one("div", class_="letter").text
        assert len(text) < len(whole_letter)
        assert "Alle aantallen zijn personen" in text


def test_choice_stays_in_links_and_forms(site: Client) -> None:
    content = main(site.get(f"{LETTER}&alinea=terugblik&alinea=grafieken&provincie=zeeland"))
    kept = "alinea=terugblik&alinea=grafieken&provincie=zeeland"
    for name in ("brief.odt", "brief.pdf"):
        assert content.all("a", href=f"/landelijk/2022-1/brief/{name}?stand=2022-01-07&{kept}")
    assert content.all("a", href=f"/landelijk/2021-2/brief/?stand=2022-01-07&{kept}")
    position = content.one("section", class_="position")
    for form in position.all("form"):
        hidden = [(i.attributes["name"], i.attributes["value"]) for i in form.all("input", type="hidden")]
        assert hidden == [("alinea", "terugblik"), ("alinea", "grafieken"), ("provincie", "zeeland")]
    assert position.one("a", class_="position__back").attributes["href"] == f"/landelijk/2022-1/brief/?{kept}"
    choice = content.one("details", class_="letter-choice")
    assert [i.attributes["value"] for i in choice.all("input", name="stand")] == ["2022-01-07"]


@pytest.mark.parametrize("query", ["alinea=onbekend", "alinea=", "alinea=%00", "provincie="])
def test_parts_that_do_not_exist_are_passed_over(site: Client, query: str) -> None:
    assert sheet(site.get(f"{LETTER}&{query}")) == sheet(site.get(LETTER))


@pytest.mark.parametrize("province", ["nergens", "%00", "Zuid-Holland", "GM0363"])
@pytest.mark.parametrize("name", ["", "brief.odt", "brief.pdf"])
def test_letter_about_a_province_that_is_none_is_not_there(site: Client, province: str, name: str) -> None:
    assert site.get(f"/landelijk/2022-1/brief/{name}?provincie={province}").status_code == 404


# The page


def test_letter_in_english(site: Client) -> None:
    site.cookies["taal"] = "en"
    shown = facts(main(site.get(LETTER)))
    assert (shown["opening"], shown["obligation"], shown["difference"]) == ("−5,586", "13,728", "+358")


def test_charts_hold_the_figures_of_the_tables(site: Client) -> None:
    content = main(site.get(LETTER))
    table = provinces(content)
    path, interim = content.all("svg")
    texts = {text.text for text in interim.all("text")}
    for name, row in table.items():
        if name != "Nederland":
            assert name in texts
            assert f"{row['Verschil']} {row['Uitkomst']}" in texts
    assert {"16.586", "12.858"} <= {text.text for text in path.all("text")}
    assert "12.858" in path.attributes["aria-label"]
    assert "Zuid-Holland 690 van 400" in interim.attributes["aria-label"]


def test_chart_of_the_interim_target_stays_for_other_pages(site: Client) -> None:
    table = provinces(main(site.get(LETTER)))
    figure = Figure(site.get("/landelijk/2021-2/grafiek/tussendoel.json?stand=2022-01-07").json())
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
    (chooser,) = content.all("input", name="stand", type="date")
    assert chooser.attributes["value"] == str(date(2022, 1, 7))
