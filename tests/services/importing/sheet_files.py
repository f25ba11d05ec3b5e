"""Spreadsheets for tests, good and hostile, made on the spot."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows: Sequence[object], title: str = "Blad1") -> bytes:
    """An XLSX file with one sheet, written by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as a file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replaced(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same archive with other (or more) parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def with_rows(rows: str) -> bytes:
    """An XLSX file of which the sheet holds this XML of rows."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return replaced(xlsx(["x"]), {"xl/worksheets/sheet1.xml": sheet.encode()})


def ods(*rows: str, name: str = "Blad1", before: str = "") -> bytes:
    """An ODS file with one sheet of these rows, in XML."""
    table = f'<table:table table:name="{name}">{"".join(rows)}</table:table>'
    return ods_of(table, before=before)


def ods_of(tables: str, before: str = "") -> bytes:
    """An ODS file with these sheets, in XML; `before` stands in front of the first element."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {ODF}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def row(*cells: str, times: int = 1) -> str:
    """A row of an ODS sheet."""
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def text(value: str, times: int = 1, tag: str = "table-cell") -> str:
    """A cell with a text."""
    inner = f"<text:p>{value}</text:p>" if value else ""
    kind = ' office:value-type="string"' if value else ""
    return f'<table:{tag} table:number-columns-repeated="{times}"{kind}>{inner}</table:{tag}>'


def number(value: str) -> str:
    """A cell with a number."""
    attributes = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {attributes}><text:p>?</text:p></table:table-cell>"
