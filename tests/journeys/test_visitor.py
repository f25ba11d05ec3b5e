"""A visitor finds the way: from country to municipality, half-years, positions, search, files, language."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The page that is shown has this heading."""
    expect(page.locator("h1")).to_contain_text(text)


def test_from_the_country_to_a_municipality_and_back(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Alles over de 2e helft 2022")).click()
    heading(page, "Nederland in de 2e helft 2022")

    page.get_by_role("table", name="Provincies in de 2e helft 2022").get_by_role(
        "link", name="Limburg"
    ).click()
    expect(page).to_have_url(re.compile(r"/provincies/limburg/2022-2/$"))
    heading(page, "Limburg")

    page.locator("table.data-table--wide").get_by_role("link", name="Maastricht").click()
    heading(page, "Maastricht")
    expect(page.locator("main")).to_contain_text("Boeking")

    crumbs = page.get_by_role("navigation", name="Kruimelpad")
    crumbs.get_by_role("link", name="Limburg").click()
    expect(page).to_have_url(re.compile(r"/provincies/limburg/2022-2/$"))
    crumbs.get_by_role("link", name="Provincies").click()
    expect(page).to_have_url(re.compile(r"/provincies/$"))
    # The ministry comes to its monitor, and from there to the half-year.
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Landelijk").click()
    heading(page, "In oktober 2022 zijn")
    page.get_by_role("link", name="Cijfers van dit halfjaar").click()
    heading(page, "Nederland in de 2e helft 2022")


def test_map_leads_to_a_municipality(page: Page) -> None:
    page.goto("/")
    page.locator(".hexmap a", has_text="Rotterdam").focus()
    page.keyboard.press("Enter")
    heading(page, "Rotterdam")


def test_a_figure_opens_into_its_sum_by_keyboard(page: Page) -> None:
    page.goto("/landelijk/2022-2/")
    summary = page.locator("summary", has_text="Hoe komt dit getal tot stand?").first
    table = page.get_by_role("table", name="Berekening").first
    expect(table).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    expect(table).to_contain_text("15.333")
    page.keyboard.press("Enter")
    expect(table).to_be_hidden()


def test_sorting_a_table(page: Page) -> None:
    page.goto("/landelijk/2022-2/")
    table = page.get_by_role("table", name="Provincies in de 2e helft 2022")
    first = table.locator("tbody tr").first
    expect(first).to_contain_text("Limburg")
    table.get_by_role("link", name="Taakstelling").click()
    expect(page).to_have_url(re.compile(r"sort=-target"))
    expect(first).to_contain_text("Zuid-Holland")
    expect(table.get_by_role("columnheader", name="Taakstelling")).to_have_attribute(
        "aria-sort", "descending"
    )
    table.get_by_role("link", name="Taakstelling").click()
    expect(first).to_contain_text("Zeeland")


def test_choosing_another_half_year(page: Page) -> None:
    page.goto("/gemeenten/rotterdam/2022-2/")
    switch = page.get_by_role("navigation", name="Kalenderhalfjaar")
    switch.get_by_role("link", name="1e helft 2022").click()
    expect(page).to_have_url(re.compile(r"/gemeenten/rotterdam/2022-1/$"))
    expect(switch.get_by_role("link", name="1e helft 2022")).to_have_attribute("aria-current", "page")
    heading(page, "Rotterdam")


def test_choosing_a_position(page: Page) -> None:
    page.goto("/landelijk/2022-1/")
    expect(page.locator(".position__mark")).to_have_text("stand per 15 november 2022")
    page.get_by_text("Andere stand kiezen").click()
    page.get_by_label("Cijfers zoals bekend op").fill("2022-01-07")
    page.get_by_role("button", name="Toon").first.click()
    expect(page.locator(".position__mark")).to_have_text("stand per 7 januari 2022")
    expect(page.locator(".figures")).to_contain_text("13.728")

    # The position stays on the way.
    page.get_by_role("link", name="Alle getallen voor de brief").click()
    expect(page.locator(".position__mark")).to_have_text("stand per 7 januari 2022")
    expect(page.locator("#getal-difference")).to_contain_text("+358")
    page.get_by_role("link", name="Terug naar de huidige stand").click()
    expect(page.locator(".position__mark")).to_have_text("stand per 15 november 2022")
    expect(page.locator("#getal-obligation .fact__value")).to_have_text("13.748")


def test_choosing_a_publication(page: Page) -> None:
    page.goto("/provincies/zeeland/2022-1/")
    page.get_by_text("Andere stand kiezen").click()
    page.get_by_label("Of een publicatie").select_option(label="Maandoverzicht 1 april 2022")
    page.get_by_role("button", name="Toon").last.click()
    expect(page).to_have_url(re.compile(r"\?publicatie=maandoverzicht-1-april-2022$"))
    expect(page.locator(".position__label")).to_contain_text("publicatie: Maandoverzicht 1 april 2022")
    expect(page.locator(".position__mark")).to_have_text("stand per 1 april 2022")


@pytest.mark.parametrize(
    ("query", "found"),
    [("den haag", "'s-Gravenhage"), ("sudwest", "Súdwest-Fryslân"), ("GM0363", "Amsterdam")],
)
def test_search_finds_a_municipality(page: Page, query: str, found: str) -> None:
    page.goto("/begrippen/")
    page.get_by_label("Zoek een gemeente").fill(query)
    page.keyboard.press("Enter")
    heading(page, found)


def test_search_finds_what_became_of_a_municipality(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Zoek een gemeente").fill("Weesp")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.locator("main")).to_contain_text("Weesp is op 24 maart 2022 opgegaan in Amsterdam")
    page.locator("main").get_by_role("link", name="Amsterdam").click()
    heading(page, "Amsterdam")


def test_a_table_as_a_file(page: Page, tmp_path: Path) -> None:
    page.goto("/landelijk/2022-2/gemeenten/?sort=-target")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download deze tabel (CSV)").click()
    assert download.value.suggested_filename == "gemeenten-2022-2-2022-11-15.csv"
    download.value.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 344
    assert rows[0]["name"] == "Amsterdam"
    assert rows[0]["name"] in page.locator("table tbody tr").first.inner_text()


def test_in_english_and_back(page: Page) -> None:
    page.goto("/landelijk/2022-2/?sort=-target")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(r"/landelijk/2022-2/\?sort=-target$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".figures")).to_contain_text("15,333")
    page.get_by_role("link", name="Zuid-Holland").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page).to_have_url(re.compile(r"/provincies/zuid-holland/2022-2/$"))


def test_choosing_rows_and_columns(page: Page) -> None:
    page.goto("/landelijk/2022-2/gemeenten/?sort=-target")
    page.get_by_role("combobox", name="Provincie").select_option(label="Zeeland")
    page.get_by_text("Kolommen kiezen").click()
    page.get_by_role("checkbox", name="Halfjaren op rij achter").uncheck()
    page.get_by_role("button", name="Toon", exact=True).last.click()
    table = page.locator("table.data-table--wide")
    expect(table.locator("tbody tr")).to_have_count(13)
    expect(table.locator("thead")).not_to_contain_text("Halfjaren op rij achter")
    expect(table.locator("thead")).to_contain_text("Taakstelling")
    page.get_by_role("link", name="Toon weer alles").click()
    expect(table.locator("tbody tr")).to_have_count(344)
