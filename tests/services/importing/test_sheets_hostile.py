"""Spreadsheets made to break things: rows or a `SheetError`, soon, and never anything else."""

import contextlib
import io
import time
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from housing.services.importing.sheets import Sheet, SheetError, read_sheets
from tests.services.importing.sheet_files import (
    MAIN,
    csv,
    number,
    ods,
    ods_of,
    replaced,
    row,
    text,
    with_rows,
    xlsx,
)

#: Seconds that reading may take, on a busy machine.
SOON = 12
ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
CELL = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>'


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Each of these ends soon."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SOON


def bomb(part: str, size: int, start: bytes = b"") -> bytes:
    """A workbook of which one part is very large, unzipped."""
    return replaced(xlsx(["a"]), {part: start + b" " * size})


def lying() -> bytes:
    """An archive that says that a part is small."""
    content = bytearray(bomb("xl/worksheets/sheet1.xml", 60_000_000))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(xlsx(["a"]))
    for place in range(len(content)):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    return bytes(content)


def empty_archive() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


REFUSED = {
    "nothing": b"",
    "blank lines": b"\n" * 5_000_000,
    "separators": b";" * 5_000_000,
    "a long line": b"a;" * 2_000_000,
    "a long text": b"a" * 5_000_000,
    "too many lines": b"a\n" * 2_000_000,
    "an open quote": b'"a;b\n' + b"c;d\n" * 100_000,
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "UTF-16": "code;naam\n363;x".encode("utf-16"),
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "an empty archive": empty_archive(),
    "another archive": replaced(empty_archive(), {"word/document.xml": b"<a/>"}),
    "a truncated workbook": xlsx(["a", "b"])[:-200],
    "half a workbook": xlsx(["a", "b"])[:2000],
    "zip bomb": bomb("xl/worksheets/sheet1.xml", 60_000_000),
    "zip bomb in a picture": bomb("xl/media/image1.png", 60_000_000),
    "zip bomb that lies": lying(),
    "encrypted": encrypted(),
    "many parts": replaced(xlsx(["a"]), {f"x/{i}": b"" for i in range(2000)}),
    "many elements": replaced(xlsx(["a"]), {"xl/sharedStrings.xml": b"<si/>" * 3_000_000}),
    "many styles": replaced(xlsx(["a"]), {"xl/styles.xml": b"<xf/>" * 3_000_000}),
    "entities": replaced(xlsx(["a"]), {"xl/worksheets/sheet1.xml": (ENTITY + "<a>&x;</a>").encode()}),
    "laughs in the workbook": replaced(xlsx(["a"]), {"xl/workbook.xml": (LAUGHS + "<a>&b;</a>").encode()}),
    "UTF-16 inside": replaced(xlsx(["a"]), {"xl/workbook.xml": (ENTITY + "<a>&x;</a>").encode("utf-16")}),
    "another encoding inside": replaced(
        xlsx(["a"]),
        {"xl/workbook.xml": b'<?xml version="1.0" encoding="cp037"?>' + ENTITY.encode("cp037")},
    ),
    "no sheets": replaced(
        xlsx(["a"]), {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()}
    ),
    "broken XML": with_rows("<row><c></row>"),
    "an empty workbook": xlsx(),
    "only spaces": xlsx([" ", ""], ["\n"]),
    "digits": with_rows(f'<row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row>'),
    "a column that cannot be": with_rows('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'),
    "a shared text that is not there": with_rows('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
    "only the last cell": with_rows(f'<row r="1048576">{CELL.format("x").replace("A1", "XFD1048576")}</row>'),
    "61 columns": xlsx(list(range(61))),
    "a table in ODS with entities": ods(row(text("&x;")), before=ENTITY),
    "ODS with laughs": ods(row(text("&b;")), before=LAUGHS),
    "full ODS rows": ods(row(text("a"), times=1048576)),
    "full ODS columns": ods(row(text("a", times=16384))),
    "empty ODS": ods(row(text("", times=16384), times=1048576)),
    "a number in ODS": ods(row(number("veel"))),
    "a day in ODS": ods(row('<table:table-cell office:value-type="date" office:date-value="2022-99-01"/>')),
    "a repeat in ODS": ods(row(text("a")).replace('repeated="1"', 'repeated="x"')),
    "depth in ODS": ods_of("<text:p>" * 100_000 + "</text:p>" * 100_000),
    "many ODS sheets": ods_of(f'<table:table table:name="x">{row(text("a"))}</table:table>' * 21),
    "ODS without a table": ods_of(""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name: str) -> None:
    with pytest.raises(SheetError) as caught:
        read_sheets(REFUSED[name], "lijst")
    assert str(caught.value).endswith((".", "?"))


def test_a_stray_cell_far_away_is_not_waited_for() -> None:
    rows = f'<row r="1">{CELL.format("code")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_sheets(with_rows(rows), "x") == (Sheet("Blad1", (("code",),)),)


MANY = 780_000
MOST = {
    "texts": replaced(
        xlsx(["a"]), {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si/>" * MANY}</sst>'.encode()}
    ),
    "rows": with_rows("<row/>" * MANY),
    "cells": with_rows(f"<row>{'<c/>' * MANY}</row>"),
    "ODS cells": ods(row("<table:table-cell/>" * MANY)),
    "ODS rows": ods("<table:table-row/>" * MANY),
}


@pytest.mark.parametrize("name", MOST)
def test_the_most_elements_that_are_read_at_all(name: str) -> None:
    with contextlib.suppress(SheetError):
        read_sheets(MOST[name], "x")


def test_wide_rows_in_one_file_of_many_sheets_share_their_memory() -> None:
    table = f'<table:table table:name="x">{row(text("a", times=60), times=20_000)}</table:table>'
    assert len(read_sheets(ods_of(table * 20), "x")) == 20


def test_huge_numbers_become_a_sign() -> None:
    xml = "".join(
        f'<c r="{c}1"><v>{v}</v></c>' for c, v in zip("ABC", ("1e400", "9" * 40, "1e300"), strict=True)
    )
    assert read_sheets(with_rows(f'<row r="1">{xml}</row>'), "x")[0].rows == (("#####",) * 3,)
    assert read_sheets(ods(row(number("1e400"), number("NaN"))), "x")[0].rows == (("#####",) * 2,)


def test_formulas_are_text_or_their_stored_value() -> None:
    xml = '<row r="1"><c r="A1"><f>WEBSERVICE("http://x")</f><v>5</v></c></row>'
    assert read_sheets(with_rows(xml), "x")[0].rows == ((5,),)
    assert read_sheets(csv("=cmd|'/C calc'!A0"), "x")[0].rows == (("=cmd|'/C calc'!A0",),)


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), new=st.binary(min_size=1, max_size=8), is_xlsx=st.booleans())
def test_any_damage_is_read_or_refused(place: float, new: bytes, is_xlsx: bool) -> None:
    content = xlsx(["code", "naam"], [363, "Amsterdam"]) if is_xlsx else ods(row(text("code"), number("5")))
    at = int(place * (len(content) - len(new)))
    try:
        sheets = read_sheets(content[:at] + new + content[at + len(new) :], "x.xlsx")
    except SheetError:
        return
    assert all(sheet.rows for sheet in sheets)
