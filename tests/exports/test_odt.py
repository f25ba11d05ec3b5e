"""Documents as ODT: whole, valid, named styles only, and always the same bytes."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from odfdo import Document as OdfDocument
from PIL import Image

from housing.charts import palette
from housing.charts.drawing import Drawing, Rect
from housing.exports.blocks import (
    Bullets,
    Cell,
    Document,
    Heading,
    Paragraph,
    Picture,
    Run,
    Style,
    Table,
)
from housing.exports.odt import odt

URL = "https://voorbeeld.example/brief/?stand=2022-01-07&alinea=tempo#getal-homes"
DRAWING = Drawing(680, 270, "Grafiek & titel", "Een lijn.", (Rect(0, 0, 10, 10, palette.HOME),))
NS = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}

DOCUMENT = Document(
    title="Brief <titel>",
    subject="Onderwerp",
    creator="Maker",
    moment=datetime(2022, 1, 7, 12, tzinfo=UTC),
    footer="stand per 7 januari 2022 · boeking 12:ab & cd",
    blocks=(
        Heading("Kop & meer", 1),
        Paragraph((Run("Er zijn "), Run("12.787", is_bold=True, url=URL), Run(" <mensen>.\nEn meer."))),
        Paragraph((Run("Aan iemand"),), Style.ADDRESS),
        Heading("Tussenkop"),
        Bullets(((Run("een"),), (Run("twee"),))),
        Picture(DRAWING),
        Table(
            "Tabel & titel",
            (Cell("Naam"), Cell("Aantal", is_number=True)),
            (
                (Cell("Fryslân", url=URL), Cell("−20", is_number=True)),
                (Cell("Utrecht"), Cell("5", is_number=True)),
            ),
            (Cell("Samen"), Cell("−15", is_number=True)),
            (3, 1),
        ),
        Heading("Bijlage", starts_page=True),
    ),
    about={"Stand": "2022-01-07"},
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return odt(DOCUMENT)


@pytest.fixture(scope="module")
def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def tree(parts: dict[str, bytes], name: str = "content.xml") -> ElementTree.Element:
    return ElementTree.fromstring(parts[name])


def attribute(element: ElementTree.Element, name: str) -> str:
    prefix, _, local = name.partition(":")
    return element.attrib.get(f"{{{NS[prefix]}}}{local}", "")


# The package


def test_type_comes_first_and_uncompressed(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert file.read(first) == b"application/vnd.oasis.opendocument.text"
        assert file.testzip() is None
    assert content[30:38] == b"mimetype"


def test_every_part_is_well_formed(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".svg")):
            ElementTree.fromstring(part)
    assert {"content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"} <= set(parts)


def test_manifest_names_every_part_and_no_other(parts: dict[str, bytes]) -> None:
    entries = tree(parts, "META-INF/manifest.xml").findall("manifest:file-entry", NS)
    kinds = {attribute(e, "manifest:full-path"): attribute(e, "manifest:media-type") for e in entries}
    assert kinds.keys() == (parts.keys() | {"/"}) - {"mimetype", "META-INF/manifest.xml"}
    assert kinds["Pictures/grafiek-1.svg"] == "image/svg+xml"
    assert kinds["Pictures/grafiek-1.png"] == "image/png"


def test_the_same_document_gives_the_same_bytes(content: bytes) -> None:
    assert odt(DOCUMENT) == content
    with ZipFile(BytesIO(content)) as file:
        assert {info.date_time for info in file.infolist()} == {(2022, 1, 7, 0, 0, 0)}


def test_another_day_is_in_the_file() -> None:
    assert odt(replace(DOCUMENT, moment=datetime(2023, 1, 7, tzinfo=UTC))) != odt(DOCUMENT)


# What it says


def test_library_reads_it_back(content: bytes) -> None:
    read = OdfDocument(BytesIO(content))
    assert [head.text_recursive for head in read.body.headers] == ["Kop & meer", "Tussenkop", "Bijlage"]
    assert read.meta.title == "Brief <titel>"
    table = read.body.tables[0]
    assert table.name == "Tabel 1"
    text = read.get_formatted_text()
    for words in ("Er zijn 12.787 <mensen>.", "En meer.", "Fryslân", "een", "twee"):
        assert words in text


def test_properties_of_the_file(parts: dict[str, bytes]) -> None:
    meta = tree(parts, "meta.xml")
    assert meta.findtext(".//dc:language", namespaces=NS) == "nl-NL"
    assert meta.findtext(".//dc:date", namespaces=NS) == "2022-01-07T12:00:00Z"
    assert meta.findtext(".//meta:creation-date", namespaces=NS) == "2022-01-07T12:00:00Z"
    (stand,) = meta.findall(".//meta:user-defined", NS)
    assert (attribute(stand, "meta:name"), stand.text) == ("Stand", "2022-01-07")


def test_footer_has_position_and_page_numbers(parts: dict[str, bytes]) -> None:
    (footer,) = tree(parts, "styles.xml").findall(".//style:footer", NS)
    assert "".join(footer.itertext()).startswith(DOCUMENT.footer)
    assert footer.findall(".//text:page-number", NS)
    assert footer.findall(".//text:page-count", NS)


def test_figure_is_a_link_to_its_page(parts: dict[str, bytes]) -> None:
    links = tree(parts).findall(".//text:a", NS)
    assert [(attribute(link, "xlink:href"), "".join(link.itertext())) for link in links] == [
        (URL, "12.787"),
        (URL, "Fryslân"),
    ]


def test_table_has_a_header_that_repeats_and_numbers_on_the_right(parts: dict[str, bytes]) -> None:
    (table,) = tree(parts).findall(".//table:table", NS)
    (header,) = table.findall("table:table-header-rows/table:table-row", NS)
    assert ["".join(cell.itertext()) for cell in header] == ["Naam", "Aantal"]
    styles = [attribute(p, "text:style-name") for p in table.iter(f"{{{NS['text']}}}p")]
    assert styles == [
        "Tabelkop",
        "Tabelkop_20_getal",
        *["Tabelinhoud", "Tabelgetal"] * 2,
        "Tabelsom",
        "Tabelsom_20_getal",
    ]


def test_picture_is_there_twice_with_its_description(parts: dict[str, bytes]) -> None:
    (frame,) = tree(parts).findall(".//draw:frame", NS)
    images = [attribute(image, "xlink:href") for image in frame.findall("draw:image", NS)]
    assert images == ["Pictures/grafiek-1.svg", "Pictures/grafiek-1.png"]
    assert set(images) <= set(parts)
    assert Image.open(BytesIO(parts[images[1]])).format == "PNG"
    assert frame.findtext("svg:title", namespaces=NS) == "Grafiek & titel"
    assert frame.findtext("svg:desc", namespaces=NS) == "Een lijn."


# Styles


def defined(parts: dict[str, bytes]) -> set[str]:
    styles = tree(parts, "styles.xml")
    found = {attribute(style, "style:name") for style in styles.iter(f"{{{NS['style']}}}style")}
    return found | {attribute(style, "style:name") for style in styles.iter(f"{{{NS['text']}}}list-style")}


def test_text_uses_named_styles_that_the_document_defines(parts: dict[str, bytes]) -> None:
    used = {
        attribute(element, name)
        for element in tree(parts).iter()
        for name in ("text:style-name", "text:visited-style-name", "draw:style-name")
    } - {""}
    assert used <= defined(parts)
    assert {"Brief_20_kop", "Brief_20_alinea", "Heading_20_2", "Tabelkop", "Bijlage_20_kop"} <= used


def test_parents_of_styles_are_defined(parts: dict[str, bytes]) -> None:
    styles = tree(parts, "styles.xml").iter(f"{{{NS['style']}}}style")
    parents = {attribute(s, n) for s in styles for n in ("style:parent-style-name", "style:next-style-name")}
    assert parents - {""} <= defined(parts)


def test_only_the_grid_of_tables_is_automatic(parts: dict[str, bytes]) -> None:
    content = tree(parts)
    families = {attribute(style, "style:family") for style in content.iter(f"{{{NS['style']}}}style")}
    assert families == {"table", "table-column", "table-cell"}
    assert not list(content.iter(f"{{{NS['style']}}}text-properties"))
    assert not list(content.iter(f"{{{NS['style']}}}paragraph-properties"))


def test_language_is_dutch_by_style(parts: dict[str, bytes]) -> None:
    properties = list(tree(parts, "styles.xml").iter(f"{{{NS['style']}}}text-properties"))
    languages = {(attribute(p, "fo:language"), attribute(p, "fo:country")) for p in properties}
    assert languages == {("nl", "NL"), ("", "")}


def test_characters_that_xml_does_not_know_are_left_out() -> None:
    strange = "Brief\x01 en\x0b meer\ud800\uffff 😀"
    made = replace(
        DOCUMENT,
        title=strange,
        subject=strange,
        footer=strange,
        blocks=(Heading(strange), Paragraph((Run(strange, url=URL),))),
        about={"Publicatie": strange},
    )
    with ZipFile(BytesIO(odt(made))) as file:
        read = {
            name: ElementTree.fromstring(file.read(name))
            for name in ("content.xml", "styles.xml", "meta.xml")
        }
    for tree_read in read.values():
        assert "Brief en meer 😀" in "".join(tree_read.itertext())
