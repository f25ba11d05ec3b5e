"""Reading what people hand in: the same cells from every kind of file."""

from datetime import date, datetime

import openpyxl
import pytest

from housing.services.importing.sheets import Sheet, SheetError, read_sheets
from tests.services.importing.sheet_files import csv, number, ods, ods_of, row, saved, text, xlsx

NOON = datetime(2022, 1, 1, 12)  # noqa: DTZ001 - cells have no time zone


def only(content: bytes, name: str = "lijst") -> tuple[tuple[object, ...], ...]:
    """The rows of the only sheet."""
    (sheet,) = read_sheets(content, name)
    return sheet.rows


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_csv_in_every_usual_form(separator: str, encoding: str) -> None:
    content = csv(
        separator.join(("code", "naam")), separator.join(("0363", "Súdwest-Fryslân ")), encoding=encoding
    )
    assert only(content) == (("code", "naam"), ("0363", "Súdwest-Fryslân"))


def test_csv_keeps_quoted_separators_and_blank_lines() -> None:
    assert only(csv("", "a;b", '"1;2";""', "", "c", "", "")) == (
        (None, None),
        ("a", "b"),
        ("1;2", None),
        (None, None),
        ("c", None),
    )


def test_csv_sheet_is_named_after_the_file() -> None:
    assert read_sheets(b"a", "map/Taakstelling 2023-1.csv")[0].name == "Taakstelling 2023-1"


def test_xlsx_values() -> None:
    content = xlsx(
        ["GM0363", 363, 1.0, 1.5, date(2022, 1, 1), NOON, " a ", True],
        [None],
        ["0363", "=1+1"],
    )
    rows = only(content)
    assert rows[0] == ("GM0363", 363, 1, 1.5, date(2022, 1, 1), date(2022, 1, 1), "a", "TRUE")
    assert isinstance(rows[0][2], int)
    # The library wrote no value beside the formula, so there is none.
    assert rows[1:] == ((None,) * 8, ("0363",) + (None,) * 7)


def test_xlsx_hidden_sheets_and_empty_ones_are_left_out() -> None:
    book = openpyxl.Workbook()
    for title in ("Verborgen", "Lijst"):
        book.create_sheet(title).append([title])
    book["Verborgen"].sheet_state = "hidden"
    assert read_sheets(saved(book), "x.xlsx") == (Sheet("Lijst", (("Lijst",),)),)


def test_xlsx_merged_cells_have_a_value_in_the_first() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b", "c"])
    sheet.merge_cells("A1:B1")
    assert only(saved(book)) == (("a", None, "c"),)


def test_ods_values() -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2022-01-01T00:00:00"/>'
    covered = text("oud", tag="covered-table-cell")
    note = "<office:annotation><text:p>nota</text:p></office:annotation>"
    noted = f"<table:table-cell>{note}<text:p>a<text:s/>b</text:p></table:table-cell>"
    content = ods(row(text("0363"), number("12.0"), number("1.5"), day, covered, noted))
    assert only(content) == (("0363", 12, 1.5, date(2022, 1, 1), None, "a b"),)


def test_ods_repeated_cells_and_rows() -> None:
    content = ods(
        row(text("a", times=2), text("", times=16382)),
        row(text("", times=16384), times=2),
        row(text("b"), times=2),
        row(text("", times=16384), times=1048571),
    )
    assert only(content) == (("a", "a"), (None, None), (None, None), ("b", None), ("b", None))


def test_ods_rows_in_a_header_and_a_table_inside_a_cell() -> None:
    inner = f'<table:table-cell><table:table table:name="x">{row(text("z"))}</table:table></table:table-cell>'
    table = f'<table:table table:name="A"><table:table-header-rows>{row(text("a"))}</table:table-header-rows>'
    assert read_sheets(ods_of(f"{table}{row(inner, text('b'))}</table:table>"), "x.ods") == (
        Sheet("A", (("a", None), (None, "b"))),
    )


def test_the_content_tells_what_a_file_is() -> None:
    assert only(xlsx(["a"]), "lijst.csv") == (("a",),)


def test_error_is_a_finished_dutch_sentence() -> None:
    with pytest.raises(SheetError, match=r"groter dan 5 MB\. Zet alleen de lijst"):
        read_sheets(b"x" * (5 * 1024 * 1024 + 1), "x.csv")
