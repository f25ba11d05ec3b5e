"""What a spreadsheet is to the rest of the system: sheets of plain cells, within limits."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.errors import DomainError, gettext_noop

#: A whole number, a broken number, a day, a text without spaces around it; None is an empty cell.
Cell = str | int | float | date | None
Row = tuple[Cell, ...]

MEGABYTE = 1024 * 1024
FILE_LIMIT = 5 * MEGABYTE
SHEET_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 20, 20_000, 60
TEXT_LIMIT = 5_000
#: From here on a number has more digits than a spreadsheet keeps.
EXACT = 10**15
TOO_LARGE = "#####"


class SheetError(DomainError):
    """A file that cannot be read as a spreadsheet; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first line on, blank ones between included, all equally wide."""

    name: str
    rows: tuple[Row, ...]


def cleaned(value: object) -> Cell:
    """A value of a library as a cell: texts stripped, whole floats as int, moments as their day.

    Numbers of more digits than a spreadsheet keeps become "#####". Raises `SheetError` for a long text.
    """
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).upper()
    if isinstance(value, int):
        return value if abs(value) < EXACT else TOO_LARGE
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    if len(text) > TEXT_LIMIT:
        raise SheetError(
            gettext_noop("Een cel bevat meer dan %(limit)s tekens. Haal de lange tekst uit het bestand."),
            limit=TEXT_LIMIT,
        )
    return text.replace("\0", "").strip() or None


def _number(value: float) -> Cell:
    if not math.isfinite(value) or abs(value) >= EXACT:
        return TOO_LARGE
    return int(value) if value.is_integer() else value


class Rows:
    """Gathers the rows of one sheet and refuses what is beyond the limits."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._blank = 0

    def add(self, cells: Iterable[Cell], times: int = 1) -> None:
        """Add a row, `times` times; blank rows count when another row follows them."""
        row = list(cells)
        while row and row[-1] is None:
            row.pop()
        if not row:
            self._blank += times
            return
        if len(row) > COLUMN_LIMIT:
            raise SheetError(
                gettext_noop("Een regel heeft meer dan %(limit)s kolommen. Haal weg wat niet nodig is."),
                limit=COLUMN_LIMIT,
            )
        if len(self._rows) + self._blank + times > ROW_LIMIT:
            raise SheetError(
                gettext_noop("Er zijn meer dan %(limit)s regels. Verdeel ze over meer bestanden."),
                limit=ROW_LIMIT,
            )
        self._rows += [()] * self._blank + [tuple(row)] * times
        self._blank = 0

    def sheet(self, name: str) -> Sheet:
        """The sheet that they make, in rows of one width."""
        width = max((len(row) for row in self._rows), default=0)
        return Sheet(name, tuple(row + (None,) * (width - len(row)) for row in self._rows))
