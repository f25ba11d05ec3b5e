"""XLSX files as sheets, read with openpyxl: formulas as the values that were stored with them."""

import warnings
import zipfile
from collections.abc import Iterator

import openpyxl

from housing.domain.errors import gettext_noop
from housing.services.importing.sheet_archives import DAMAGED
from housing.services.importing.sheet_values import (
    COLUMN_LIMIT,
    ROW_LIMIT,
    SHEET_LIMIT,
    Rows,
    Sheet,
    SheetError,
    cleaned,
)

TOO_MANY_SHEETS = gettext_noop("Er zijn meer dan %(limit)s bladen. Laat alleen het blad met de lijst over.")


def read_xlsx(archive: zipfile.ZipFile) -> tuple[Sheet, ...]:
    """The sheets that are not hidden, in order."""
    assert archive.fp is not None
    archive.fp.seek(0)
    try:
        with warnings.catch_warnings():
            # About styles and extensions that are not read here.
            warnings.simplefilter("ignore")
            return tuple(_sheets(archive))
    except SheetError:
        raise
    except Exception as error:
        # The library lets each mistake in a file out as what happened to it there.
        raise SheetError(DAMAGED) from error


def _sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    book = openpyxl.load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) > SHEET_LIMIT:
        raise SheetError(TOO_MANY_SHEETS, limit=SHEET_LIMIT)
    for sheet in shown:
        rows = Rows()
        # Without limits, one stray cell in the last corner would give a million rows of 16,384 cells.
        for row in sheet.iter_rows(max_row=ROW_LIMIT + 1, max_col=COLUMN_LIMIT + 1, values_only=True):
            rows.add(cleaned(value) for value in row)
        yield rows.sheet(sheet.title)
