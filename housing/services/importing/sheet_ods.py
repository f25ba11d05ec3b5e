"""ODS files as sheets, read from `content.xml`: formulas as stored values, repeated cells counted out."""

import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from housing.services.importing.sheet_archives import DAMAGED
from housing.services.importing.sheet_values import (
    COLUMN_LIMIT,
    ROW_LIMIT,
    SHEET_LIMIT,
    Cell,
    Rows,
    Sheet,
    SheetError,
    cleaned,
)
from housing.services.importing.sheet_xlsx import TOO_MANY_SHEETS

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT = (f"{{{_ODF}{part}:1.0}}" for part in ("table", "office", "text"))
DEPTH_LIMIT = 100


def read_ods(archive: zipfile.ZipFile) -> tuple[Sheet, ...]:
    """The sheets, in order."""
    try:
        with archive.open("content.xml") as content:
            return tuple(_sheets(iterparse(content, events=("start", "end"), forbid_dtd=True)))
    except SheetError:
        raise
    except Exception as error:
        raise SheetError(DAMAGED) from error


def _sheets(events: Iterator[tuple[str, Element]]) -> Iterator[Sheet]:
    depth = count = inner = 0
    name, rows = "", Rows()
    for event, element in events:
        depth += 1 if event == "start" else -1
        if depth > DEPTH_LIMIT:
            raise SheetError(DAMAGED)
        if element.tag == f"{TABLE}table":
            # A table inside a cell is a drawing's, not a sheet.
            inner += 1 if event == "start" else -1
            if event == "start" and inner == 1:
                name, rows = element.get(f"{TABLE}name", ""), Rows()
            elif event == "end" and inner == 0:
                count += 1
                if count > SHEET_LIMIT:
                    raise SheetError(TOO_MANY_SHEETS, limit=SHEET_LIMIT)
                yield rows.sheet(name)
                element.clear()
        elif element.tag == f"{TABLE}table-row" and event == "end" and inner == 1:
            rows.add(_cells(element), _repeats(element, "rows", ROW_LIMIT))
            element.clear()


def _cells(row: Element) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        room = COLUMN_LIMIT + 1 - len(cells)
        if room <= 0 and _value(cell) is None:
            continue
        # A cell that is covered by a merged one keeps its old value; nobody sees it.
        value = None if cell.tag == f"{TABLE}covered-table-cell" else _value(cell)
        cells += [value] * min(_repeats(cell, "columns", COLUMN_LIMIT), max(room, 1))
    return cells


def _repeats(element: Element, what: str, limit: int) -> int:
    """How often it stands there; never more than one beyond the limit."""
    return max(1, min(int(element.get(f"{TABLE}number-{what}-repeated", "1")[:9]), limit + 1))


def _value(cell: Element) -> Cell:
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return cleaned(float(cell.get(f"{OFFICE}value", "")))
    if kind == "date":
        return date.fromisoformat(cell.get(f"{OFFICE}date-value", "")[:10])
    if kind == "boolean":
        return cleaned(cell.get(f"{OFFICE}boolean-value", "").upper())
    stored = cell.get(f"{OFFICE}string-value")
    if stored is not None:
        return cleaned(stored)
    return cleaned("\n".join("".join(_texts(line)) for line in cell if line.tag == f"{TEXT}p"))


def _texts(element: Element) -> Iterator[str]:
    """The text of a paragraph; notes beside it are left out."""
    yield element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s" or part.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield " "
        elif part.tag != f"{OFFICE}annotation":
            yield from _texts(part)
        yield part.tail or ""
