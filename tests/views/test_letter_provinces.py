"""Letters to the provinces: each with its own figures, which add up to those of the country."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from odfdo import Document

from housing.queries.areas import registry
from housing.queries.journal import journal_state
from tests.markup import Node, main, whole

STAND = "stand=2022-01-07"
LETTER = f"/landelijk/2022-1/brief/?{STAND}"
ZIP = f"/landelijk/2022-1/brief/provincies.zip?{STAND}"
COLUMNS = ("Beginsaldo", "Taakstelling", "Gehuisvest", "Eindsaldo", "Nieuwe taakstelling", "Nieuwe opgave")


def slugs() -> list[str]:
    return [area.slug for area in registry(journal_state().reference_version).provinces.values()]


def table(content: Node) -> dict[str, dict[str, str]]:
    """The table of the letter by name, its foot included."""
    head, *rows = content.one("table", class_="letter__table").rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def facts(content: Node) -> dict[str, str]:
    return {
        fact.attributes["id"].removeprefix("getal-"): fact.one("dd", class_="fact__value").text
        for fact in content.all("div", class_="fact")
    }


def persons(text: str) -> int:
    return 0 if text == "–" else whole(text)


@pytest.fixture
def letters(site: Client) -> dict[str, Document]:
    """The twelve letters of the ZIP by name."""
    response = site.get(ZIP)
    assert response.headers["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(response.content)) as file:
        return {name: Document(BytesIO(file.read(name))) for name in file.namelist()}


# The page


@pytest.mark.parametrize("address", [LETTER, "/landelijk/2022-2/brief/?stand=2022-11-01"])
def test_provinces_add_up_to_the_country(site: Client, address: str) -> None:
    national = facts(main(site.get(address)))
    sums: dict[str, int] = {}
    for slug in slugs():
        found = facts(main(site.get(f"{address}&provincie={slug}")))
        for key in ("target_before", "opening", "homes", "hotel", "realised", "left", "target", "obligation"):
            sums[key] = sums.get(key, 0) + whole(found[key])
    assert sums == {key: whole(national[key]) for key in sums}


@pytest.mark.parametrize("slug", ["zuid-holland", "zeeland", "noord-brabant"])
def test_municipalities_add_up_to_the_province(site: Client, slug: str) -> None:
    content = main(site.get(f"{LETTER}&provincie={slug}"))
    rows, shown = table(content), facts(content)
    name, total = rows.popitem()
    assert rows
    for column in total:
        assert sum(persons(row[column]) for row in rows.values()) == persons(total[column]), column
    of = dict(
        zip(COLUMNS, ("opening", "target_before", "realised", "left", "target", "obligation"), strict=True)
    )
    for column, key in of.items():
        sign = -1 if key == "left" else 1
        assert persons(total[column]) == sign * whole(shown[key])
    for row in (*rows.values(), total):
        other = persons(row.get("Overig", "0"))
        closing = (
            persons(row["Beginsaldo"]) - persons(row["Taakstelling"]) + other + persons(row["Gehuisvest"])
        )
        assert closing == persons(row["Eindsaldo"])
    assert name in content.one("h1").text


def test_share_of_a_province_with_its_verdict(site: Client) -> None:
    national = table(main(site.get(LETTER)))
    for slug, name, words in (
        ("zuid-holland", "Zuid-Holland", "Het aandeel is gehaald, met 290 meer."),
        ("utrecht", "Utrecht", "Het aandeel is niet gehaald: het verschil is 68."),
    ):
        content = main(site.get(f"{LETTER}&provincie={slug}"))
        shown = facts(content)
        assert shown["reduction"] == "1.500"
        assert shown["share"] == national[name]["Aandeel"]
        assert shown["achieved"] == national[name]["Bereikt"]
        assert shown["difference"] == national[name]["Verschil"]
        text = re.sub(r" ([.,:])", r"\1", content.one("div", class_="letter").text)
        assert words in text
        assert "Geacht college" in text
        assert f"gedeputeerde staten van {name}" in text


def test_province_letter_names_its_own_municipalities(site: Client) -> None:
    content = main(site.get(f"{LETTER}&provincie=utrecht"))
    own = {area.name for area in registry(journal_state().reference_version).members("PV26")}
    rows = table(content)
    assert set(rows) - {"Utrecht"} <= own
    links = content.one("table", class_="letter__table").all("a")
    assert all(re.fullmatch(rf"/gemeenten/[\w-]+/2022-1/\?{STAND}", a.attributes["href"]) for a in links)


def test_municipalities_that_merged_have_figures_in_one_half_year(site: Client) -> None:
    rows = table(main(site.get(f"{LETTER}&provincie=noord-brabant")))
    assert rows["Land van Cuijk"]["Beginsaldo"] == "–"
    assert persons(rows["Land van Cuijk"]["Nieuwe opgave"]) > 0
    assert rows["Boxmeer"]["Nieuwe opgave"] == "–"
    assert persons(rows["Boxmeer"]["Taakstelling"]) > 0


def test_province_letter_costs_no_more_queries(site: Client, django_assert_max_num_queries) -> None:
    registry(journal_state().reference_version)
    with django_assert_max_num_queries(20):
        site.get(f"{LETTER}&provincie=zuid-holland")


# The twelve in one file


def test_zip_holds_a_letter_for_every_province(letters: dict[str, Document]) -> None:
    assert list(letters) == [f"brief-{slug}-2022-1-2022-01-07.odt" for slug in slugs()]
    assert len(letters) == 12


def test_letters_of_the_zip_add_up_to_the_country(letters: dict[str, Document]) -> None:
    homes = obligation = 0
    for name, letter in letters.items():
        links = {(link.url or "").partition("#")[2]: link.text_recursive for link in letter.body.get_links()}
        homes += whole(links["getal-homes"])
        obligation += whole(links["getal-obligation"])
        assert letter.meta.title.startswith("Huisvesting van vergunninghouders in "), name
    assert (homes, obligation) == (12_787, 13_728)


def test_zip_keeps_the_chosen_parts(site: Client) -> None:
    response = site.get(f"{ZIP}&alinea=opgave")
    with ZipFile(BytesIO(response.content)) as file:
        text = Document(BytesIO(file.read("brief-zeeland-2022-1-2022-01-07.odt"))).get_formatted_text()
    assert "De totale opgave is" in text
    assert "Geacht college" not in text


def test_zip_reads_once_for_all_provinces(site: Client, django_assert_max_num_queries) -> None:
    registry(journal_state().reference_version)
    with django_assert_max_num_queries(20):
        site.get(f"{ZIP}&alinea=opgave")


def test_zip_of_pdf(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("housing.views.letter.make_pdf", lambda html: html.encode())
    with ZipFile(BytesIO(site.get(f"{ZIP}&soort=pdf").content)) as file:
        assert file.namelist() == [f"brief-{slug}-2022-1-2022-01-07.pdf" for slug in slugs()]
        assert "Geacht college" in file.read("brief-utrecht-2022-1-2022-01-07.pdf").decode()


@pytest.mark.parametrize("kind", ["docx", "", "%00", "ODT"])
def test_zip_of_another_kind_says_what_there_is(site: Client, kind: str) -> None:
    response = site.get(f"{ZIP}&soort={kind}")
    assert response.status_code == 400
    assert "Kies odt of pdf" in response.content.decode()


def test_zip_is_for_whoever_has_a_role(visitor: Client, site: Client) -> None:
    address = "/landelijk/2022-1/brief/provincies.zip?publicatie=kamerbrief-7-januari-2022"
    assert visitor.get(address).status_code == 404
    assert site.get(address).status_code == 200
    page = "/landelijk/2022-1/brief/?publicatie=kamerbrief-7-januari-2022"
    assert "provincies.zip" not in visitor.get(page).content.decode()
    assert "provincies.zip" in site.get(page).content.decode()
