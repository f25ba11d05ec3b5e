"""Documents as ODT (OpenDocument text), for whoever writes on in them.

All text has named styles, which stand in the document (`odt_styles.xml` beside this file): loading the styles
of an organisation's own template gives it that look. Only the grid of tables (widths and rules) is automatic:
office programs take that from nowhere else. The same document gives the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document as OdfDocument
from odfdo import Element, XmlPart

from housing.charts.drawing import Drawing, svg
from housing.charts.raster import png
from housing.exports.archive import archive
from housing.exports.blocks import (
    Block,
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

CONTENT_TYPE = "application/vnd.oasis.opendocument.text"
STYLES = Path(__file__).with_name("odt_styles.xml")
#: Parts of an ODT in their order: the type first and uncompressed, so that programs recognise it.
FIRST = ("mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml")
MANIFEST = "META-INF/manifest.xml"
#: Width of the text on the page.
TEXT_WIDTH = 16.5

#: How a program shows the document is up to the program.
SETTINGS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-settings office:version="1.4"'
    b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:settings/>'
    b"</office:document-settings>"
)

#: What XML 1.0 does not know: control characters, halves of characters, and two that are none.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PARAGRAPHS = {
    Style.TEXT: "Brief_20_alinea",
    Style.ADDRESS: "Brief_20_adres",
    Style.SIGNATURE: "Brief_20_ondertekening",
    Style.SMALL: "Brief_20_noot",
    Style.NOTICE: "Brief_20_melding",
}
_PADDING = (
    'fo:padding-top="0.06cm" fo:padding-bottom="0.06cm" fo:padding-left="0.25cm" fo:padding-right="0.05cm"'
)
_CELLS = {
    "Cel": 'fo:border-bottom="0.5pt solid #cccccc"',
    "Celkop": 'fo:border-bottom="1pt solid #444444" style:vertical-align="bottom"',
    "Celsom": 'fo:border-top="1pt solid #444444"',
}


def odt(document: Document) -> bytes:
    """The document as an ODT file."""
    made = OdfDocument("text")
    made.set_part("styles.xml", STYLES.read_bytes())
    _describe(made, document)
    footer = _found(made.styles, "//style:footer/text:p")
    for part in _elements(_footer(document)):
        footer.append(part)
    pictures = [block.drawing for block in document.blocks if isinstance(block, Picture)]
    grids = [block for block in document.blocks if isinstance(block, Table)]
    automatic = _found(made.content, "//office:automatic-styles")
    automatic.clear()
    for style in _elements(_grid() + "".join(map(_columns, range(len(grids)), grids))):
        automatic.append(style)
    made.body.clear()
    for part in _elements("".join(_written(document.blocks))):
        made.body.append(part)
    return _packed(made, document, dict(_files(pictures)))


def _plain(text: str) -> str:
    """A text without the characters that XML does not know, such as those that word processors leave."""
    return _NO_XML.sub("", text)


def _escaped(text: str) -> str:
    return escape(_plain(text))


def _found(part: XmlPart, path: str) -> Element:
    """The element of that path, which the example document has."""
    element = part.get_element(path)
    assert element is not None, path
    return element


def _describe(made: OdfDocument, document: Document) -> None:
    """Properties of the file: what it is, of when, and what it is about."""
    meta = made.meta
    meta.set_title(_plain(document.title))
    meta.set_subject(_plain(document.subject))
    meta.set_language(document.language)
    meta.set_initial_creator(document.creator)
    meta.set_creator(document.creator)
    meta.set_creation_date(document.moment)
    meta.set_modification_date(document.moment)
    meta.set_generator(document.creator)
    for name, value in document.about.items():
        meta.set_user_defined_metadata(name, _plain(value))
    statistic = meta.get_element("//meta:document-statistic")
    if statistic is not None:
        statistic.delete()


def _footer(document: Document) -> str:
    return (
        f"<text:span>{_escaped(document.footer)}</text:span><text:tab/>"
        '<text:page-number text:select-page="current">1</text:page-number>'
        "<text:span> / </text:span><text:page-count>1</text:page-count>"
    )


def _files(pictures: Iterable[Drawing]) -> Iterator[tuple[str, bytes]]:
    """Each picture twice: as SVG, and as PNG for programs that do not show SVG."""
    for number, drawing in enumerate(pictures, 1):
        yield f"Pictures/grafiek-{number}.svg", svg(drawing).encode()
        yield f"Pictures/grafiek-{number}.png", png(drawing)


def _packed(made: OdfDocument, document: Document, pictures: dict[str, bytes]) -> bytes:
    """The parts in one file. The example document's own folders and thumbnail are left out."""
    manifest = made.manifest
    for path in manifest.get_paths():
        if path != "/" and path not in FIRST:
            manifest.del_full_path(path)
    for name in pictures:
        manifest.add_full_path(name, "image/svg+xml" if name.endswith(".svg") else "image/png")
    parts = {"mimetype": CONTENT_TYPE.encode()}
    written = (made.content, made.styles, made.meta, made.manifest)
    parts |= {name: part.serialize() for name, part in zip((*FIRST[1:4], MANIFEST), written, strict=True)}
    parts["settings.xml"] = SETTINGS
    order = (*FIRST, *pictures, MANIFEST)
    files = [(name, (parts | pictures)[name]) for name in order]
    return archive(files, document.moment.date(), stored=FIRST[:1])


# ── Blocks as XML ────────────────────────────────────────────────────────────────────────────────────────


def _elements(xml: str) -> list[Element]:
    """The elements in a piece of XML, whose namespaces the library knows."""
    return list(Element.from_tag(f"<office:text>{xml}</office:text>").children)


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    tables = pictures = 0
    for block in blocks:
        match block:
            case Heading():
                yield (
                    f'<text:h text:style-name="{_heading(block)}" text:outline-level="{block.level}">'
                    f"{_escaped(block.text)}</text:h>"
                )
            case Paragraph():
                yield _paragraph(_PARAGRAPHS[block.style], block.runs)
            case Table():
                yield _table(tables, block)
                tables += 1
            case Picture():
                pictures += 1
                yield _picture(pictures, block.drawing)
            case Bullets():
                points = "".join(
                    f"<text:list-item>{_paragraph('List_20_Bullet', runs)}</text:list-item>"
                    for runs in block.items
                )
                yield f'<text:list text:style-name="List_20_1">{points}</text:list>'


def _heading(block: Heading) -> str:
    if block.starts_page:
        return "Bijlage_20_kop"
    return "Brief_20_kop" if block.level == 1 else f"Heading_20_{block.level}"


def _paragraph(style: str, runs: Iterable[Run]) -> str:
    return f'<text:p text:style-name="{style}">{"".join(map(_run, runs))}</text:p>'


def _run(run: Run) -> str:
    text = _escaped(run.text).replace("\n", "<text:line-break/>")
    if run.is_bold:
        text = f'<text:span text:style-name="Strong_20_Emphasis">{text}</text:span>'
    return _link(text, run.url)


def _link(text: str, url: str) -> str:
    if not url:
        return text
    return (
        f'<text:a xlink:type="simple" xlink:href={quoteattr(_plain(url))} text:style-name="Internet_20_link"'
        f' text:visited-style-name="Visited_20_Internet_20_Link">{text}</text:a>'
    )


def _grid() -> str:
    """The rules of all tables."""
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        f"<style:table-cell-properties {_PADDING} {rule}/></style:style>"
        for name, rule in _CELLS.items()
    )
    return (
        f'<style:style style:name="Tabel" style:family="table"><style:table-properties table:align="margins"'
        f' style:width="{TEXT_WIDTH}cm" table:border-model="collapsing"/></style:style>{cells}'
    )


def _columns(number: int, table: Table) -> str:
    """The widths of a table's columns."""
    widths = table.widths or (1,) * len(table.headers)
    return "".join(
        f'<style:style style:name="Tabel{number}.{place}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{TEXT_WIDTH * width / sum(widths):.3f}cm"/>'
        "</style:style>"
        for place, width in enumerate(widths)
    )


def _table(number: int, table: Table) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="Tabel{number}.{place}"/>'
        for place in range(len(table.headers))
    )
    body = "".join(_row("Cel", "Tabelinhoud", "Tabelgetal", row) for row in table.rows)
    foot = _row("Celsom", "Tabelsom", "Tabelsom_20_getal", table.foot) if table.foot else ""
    caption = _escaped(table.caption)
    return (
        f'<text:p text:style-name="Tabeltitel">{caption}</text:p>'
        f'<table:table table:name="Tabel {number + 1}" table:style-name="Tabel"><table:title>{caption}'
        f"</table:title>{columns}<table:table-header-rows>"
        f"{_row('Celkop', 'Tabelkop', 'Tabelkop_20_getal', table.headers)}</table:table-header-rows>"
        f'{body}{foot}</table:table><text:p text:style-name="Tabelinhoud"/>'
    )


def _row(cell: str, text: str, number: str, cells: Iterable[Cell]) -> str:
    written = "".join(
        f'<table:table-cell table:style-name="{cell}" office:value-type="string">'
        f'<text:p text:style-name="{number if each.is_number else text}">'
        f"{_link(_escaped(each.text), each.url)}</text:p></table:table-cell>"
        for each in cells
    )
    return f"<table:table-row>{written}</table:table-row>"


def _picture(number: int, drawing: Drawing) -> str:
    height = TEXT_WIDTH * drawing.height / drawing.width
    images = "".join(
        f'<draw:image xlink:href="Pictures/grafiek-{number}.{kind}" xlink:type="simple" xlink:show="embed"'
        f' xlink:actuate="onLoad" draw:mime-type="image/{mime}"/>'
        for kind, mime in (("svg", "svg+xml"), ("png", "png"))
    )
    return (
        f'<text:p text:style-name="Tabeltitel">{_escaped(drawing.title)}</text:p>'
        '<text:p text:style-name="Grafiek">'
        f'<draw:frame draw:style-name="Graphics" draw:name="Grafiek {number}"'
        f' text:anchor-type="as-char" svg:width="{TEXT_WIDTH}cm" svg:height="{height:.3f}cm">{images}'
        f"<svg:title>{_escaped(drawing.title)}</svg:title><svg:desc>{_escaped(drawing.description)}</svg:desc>"
        "</draw:frame></text:p>"
    )
