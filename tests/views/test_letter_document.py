"""The letter as a file: ODT and PDF with the same figures, the same bytes each time, and what to install."""

import re
import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from odfdo import Document

from housing.exports import pdf
from housing.queries.journal import journal_state
from tests.conftest import Ledger
from tests.markup import main
from tests.unlocking import open_half_years

FOLDER = "/landelijk/2022-1/brief/"
STANDS = ("stand=2022-01-07", "publicatie=kamerbrief-7-januari-2022")
FIGURES = (
    "11.000", "5.586", "16.586", "12.787", "71", "3.728",
    "1.500", "358", "10.000", "13.728", "2.288", "2.721",
)  # fmt: skip
MARKS = ("stand per 7 januari 2022", "Demonstratie", "Zuid-Holland", "Geachte voorzitter", "Hoogachtend")


def odt_text(content: bytes) -> str:
    """All words of an ODT, those of its footer included."""
    read = Document(BytesIO(content))
    return " ".join(f"{read.get_formatted_text()} {read.styles.root.text_recursive}".split())


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that become PDF."""
    made: list[str] = []
    make = pdf._weasyprint
    try:
        make()
    except OSError:
        pytest.skip("pango is not on this machine")

    class Recorder:
        CSS = staticmethod(lambda **options: make().CSS(**options))

        @staticmethod
        def HTML(*, string: str, **options: object) -> object:  # noqa: N802
            made.append(string)
            return make().HTML(string=string, **options)

    monkeypatch.setattr(pdf, "_weasyprint", lambda: Recorder)
    return made


def words_of(html: str) -> str:
    """What a document says."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# PDF


@pytest.mark.parametrize("stand", STANDS)
def test_pdf_holds_the_figures(site: Client, document: list[str], stand: str) -> None:
    response = site.get(f"{FOLDER}brief.pdf?{stand}")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="brief-2022-1-2022-01-07.pdf"'
    assert response.content.startswith(b"%PDF-1.")
    text = words_of(document[0])
    for figure in FIGURES:
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", text), figure
    for mark in MARKS:
        assert mark in text


def unpacked(content: bytes) -> bytes:
    """A PDF with the parts that are compressed in plain."""
    found = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(packed))
    return b"".join(found)


def test_pdf_is_tagged_and_describes_its_charts(site: Client, document: list[str]) -> None:
    content = unpacked(site.get(f"{FOLDER}brief.pdf?stand=2022-01-07").content)
    for mark in (b"/StructTreeRoot", b"/Lang", b"/MarkInfo", b"/S /TH"):
        assert mark in content
    assert content.count(b"/S /Figure") == content.count(b"/Alt") == 2
    assert document[0].count("<title>Gehuisvest in de 2e helft 2021") == 1
    assert document[0].count("<svg") == 2
    assert '<html lang="nl-NL">' in document[0]


def test_pdf_leads_from_the_text_to_its_annex_and_back(site: Client, document: list[str]) -> None:
    site.get(f"{FOLDER}brief.pdf?stand=2022-01-07")
    (html,) = document
    used = set(re.findall(r'href="#getal-([\w-]+)"', html))
    assert {"homes", "left", "obligation"} <= used
    for key in used:
        assert f'id="getal-{key}"' in html
        assert f'href="#tekst-{key}"' in html
        assert f'id="tekst-{key}"' in html


def test_pdf_prints_the_whole_anchor(site: Client, document: list[str]) -> None:
    site.get(f"{FOLDER}brief.pdf")
    state = journal_state()
    assert f"{state.seq}:{state.hash}" in document[0]


def test_pdf_holds_the_chosen_parts_only(site: Client, document: list[str]) -> None:
    site.get(f"{FOLDER}brief.pdf?stand=2022-01-07&alinea=opgave")
    text = words_of(document[0])
    assert "De totale opgave is 13.728." in text
    for words in ("12.787", "Geachte", "Bijlage", "Provincie"):
        assert words not in text


@pytest.mark.parametrize("name", ["brief.pdf", "provincies.zip"])
def test_pdf_without_pango_says_what_to_install(
    site: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def missing() -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = site.get(f"{FOLDER}{name}?stand=2022-01-07&soort=pdf")
    assert response.status_code == 503
    content = main(response)
    assert "pango" in content.text
    assert [item.text for item in content.all("code")] == list(pdf.REMEDY)


# ODT


@pytest.mark.parametrize("stand", STANDS)
def test_odt_holds_the_figures(site: Client, stand: str) -> None:
    response = site.get(f"{FOLDER}brief.odt?{stand}")
    assert response.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert response.headers["Content-Disposition"] == 'attachment; filename="brief-2022-1-2022-01-07.odt"'
    text = odt_text(response.content)
    for figure in FIGURES:
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", text), figure
    for mark in MARKS:
        assert mark in text


def test_figures_of_the_odt_lead_to_the_page_of_the_same_position(site: Client) -> None:
    for stand in STANDS:
        content = site.get(f"{FOLDER}brief.odt?{stand}").content
        links = {link.url: link.text_recursive for link in Document(BytesIO(content)).body.get_links()}
        assert links[f"http://testserver{FOLDER}?{stand}#getal-homes"] == "12.787"
        assert f"http://testserver/provincies/zuid-holland/2022-1/?{stand}" in links


def test_odt_of_the_present_leads_to_the_day_of_the_present(site: Client) -> None:
    content = site.get(f"{FOLDER}brief.odt").content
    assert f"?stand={journal_state().today}#getal-left" in "".join(
        link.url or "" for link in Document(BytesIO(content)).body.get_links()
    )


def test_odt_knows_its_position(site: Client) -> None:
    content = site.get(f"{FOLDER}brief.odt?{STANDS[1]}").content
    meta = Document(BytesIO(content)).meta
    about = meta.get_user_defined_metadata()
    assert about["Stand"] == "2022-01-07"
    assert about["Publicatie"] == "Kamerbrief 7 januari 2022"
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", str(about["Boeking"]))
    assert about["Boeking"] in odt_text(content)


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("name", ["brief.odt", "brief.pdf", "provincies.zip"])
def test_the_same_letter_is_the_same_file_years_later(
    site: Client, ledger: Ledger, document: list[str], stand: str, name: str
) -> None:
    open_half_years()
    before = site.get(f"{FOLDER}{name}?{stand}").content
    ledger.correction("GM0363", "2021-2", -100)
    ledger.home("GM0599", "2021-12", 40)
    ledger.target("GM0518", "2022-1", 7)
    assert "12.827" in main(site.get(FOLDER)).text
    assert site.get(f"{FOLDER}{name}?{stand}").content == before


def test_files_are_in_dutch_whatever_the_language_of_the_page(site: Client) -> None:
    dutch = site.get(f"{FOLDER}brief.odt?{STANDS[0]}").content
    site.cookies["taal"] = "en"
    assert site.get(f"{FOLDER}brief.odt?{STANDS[0]}").content == dutch


def test_odt_of_a_half_year_that_is_not_announced_says_so(site: Client) -> None:
    response = site.get("/landelijk/2022-2/brief/brief.odt?stand=2022-01-07")
    assert response.status_code == 200
    assert "nog geen taakstelling bekendgemaakt" in odt_text(response.content)


def test_visitor_gets_the_published_letter(visitor: Client, site: Client) -> None:
    published = visitor.get(f"{FOLDER}brief.odt?{STANDS[1]}")
    assert published.status_code == 200
    assert published.content == site.get(f"{FOLDER}brief.odt?{STANDS[1]}").content
    assert visitor.get(f"{FOLDER}brief.odt?stand=2022-01-07").status_code == 404


def test_parts_are_there_as_files(site: Client) -> None:
    with ZipFile(BytesIO(site.get(f"{FOLDER}brief.odt?{STANDS[0]}").content)) as file:
        pictures = [name for name in file.namelist() if name.startswith("Pictures/")]
    assert pictures == [f"Pictures/grafiek-{n}.{kind}" for n in (1, 2) for kind in ("svg", "png")]
