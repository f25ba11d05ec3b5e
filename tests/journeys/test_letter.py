"""The letter in a browser: choose its paragraphs and its position, follow a figure, download."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from odfdo import Document
from playwright.sync_api import Page, expect

LETTER = "/landelijk/2022-1/brief/?stand=2022-01-07"


def test_choosing_paragraphs_and_downloading(page: Page, tmp_path: Path) -> None:
    page.goto("/landelijk/2022-1/brief/")
    page.get_by_text("Andere stand kiezen").click()
    page.get_by_label("Cijfers zoals bekend op").fill("2022-01-07")
    page.get_by_role("button", name="Toon", exact=True).first.click()
    expect(page.locator(".position__mark")).to_have_text("stand per 7 januari 2022")

    page.get_by_text("Alinea's en provincie kiezen").click()
    for label in ("Hotelregeling", "Grafieken", "Wat voorlopig is"):
        page.get_by_role("checkbox", name=label).uncheck()
    page.get_by_role("button", name="Toon deze brief").click()
    letter = page.locator(".letter")
    expect(letter).to_contain_text("De totale opgave is 13.728.")
    expect(letter).not_to_contain_text("staat apart")
    expect(letter.locator("svg")).to_have_count(0)
    expect(page.locator(".position__mark")).to_have_text("stand per 7 januari 2022")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download om in te schrijven (ODT)").click()
    assert download.value.suggested_filename == "brief-2022-1-2022-01-07.odt"
    download.value.save_as(tmp_path / "brief.odt")
    text = Document(tmp_path / "brief.odt").get_formatted_text()
    for figure in ("12.787", "71", "358", "3.728", "13.728"):
        assert figure in text
    assert "staat apart" not in text


def test_following_a_figure_and_back(page: Page) -> None:
    page.goto(LETTER)
    figure = page.locator("#tekst-left")
    expect(figure).to_have_text("3.728")
    figure.click()
    expect(page).to_have_url(re.compile("#getal-left$"))
    fact = page.locator("#getal-left")
    expect(fact).to_be_in_viewport()
    expect(fact).to_contain_text("16.586")
    fact.get_by_role("link", name="Terug naar de tekst").click()
    expect(page).to_have_url(re.compile("#tekst-left$"))
    expect(figure).to_be_in_viewport()


def test_letter_of_a_province_and_all_twelve(page: Page, tmp_path: Path) -> None:
    page.goto(LETTER)
    page.get_by_text("Alinea's en provincie kiezen").click()
    page.get_by_label("Brief voor").select_option(label="Utrecht")
    page.get_by_role("button", name="Toon deze brief").click()
    expect(page.locator("h1")).to_have_text("Brief bij de 1e helft 2022: Utrecht")
    expect(page.locator(".letter")).to_contain_text("Het aandeel is niet gehaald: het verschil is 68.")

    with page.expect_download() as download:
        page.get_by_role("link", name="Twaalf provinciebrieven (ZIP met ODT)").click()
    download.value.save_as(tmp_path / "brieven.zip")
    with ZipFile(tmp_path / "brieven.zip") as file:
        assert len(file.namelist()) == 12
        content = file.read("brief-utrecht-2022-1-2022-01-07.odt")
    assert "Geacht college" in Document(BytesIO(content)).get_formatted_text()


def test_anybody_reads_the_published_letter_on_a_phone(visitor) -> None:
    page = visitor(anybody=True, viewport={"width": 390, "height": 800})
    page.goto("/landelijk/2022-1/brief/?publicatie=kamerbrief-7-januari-2022&provincie=zeeland")
    expect(page.locator(".letter")).to_contain_text("De gemeenten in Zeeland")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_text("Twaalf provinciebrieven")).to_have_count(0)
