"""Finding the columns of a list: which row holds the headings, and what each column is about."""

import re
from collections.abc import Sequence

from housing.domain.errors import DomainError
from housing.services.importing.sheets import Cell, Row

#: A heading stands at most this many rows above the last row of headings.
ABOVE = 4
#: Headings stand among the first rows of a sheet.
WITHIN = 40
_PLAIN = re.compile(r"[^a-z0-9]+")


class CbsError(DomainError):
    """A list that cannot be used; the message says what to do."""


def plain(cell: Cell) -> str:
    """A heading for comparing: lower case, letters and figures only."""
    return _PLAIN.sub("", str(cell).lower()) if cell is not None else ""


def text(cell: Cell) -> str:
    """What a cell says; "" when it is empty."""
    return "" if cell is None else str(cell).strip()


def cell_of(row: Row, column: int | None) -> Cell:
    """The cell of a column; None where the row has none."""
    return row[column] if column is not None and column < len(row) else None


def find_column(row: Row, names: Sequence[str]) -> int | None:
    """The first column with one of these headings, those that come first in `names` preferred."""
    headings = [plain(cell) for cell in row]
    return next((headings.index(name) for name in names if name in headings), None)


def stacked(rows: Sequence[Row], last: int, column: int) -> str:
    """Everything above a column, as one text: of headings that stand in several rows."""
    cells = (cell_of(row, column) for row in rows[max(0, last - ABOVE) : last + 1])
    return " ".join(text(cell) for cell in cells if cell is not None)


def municipality_code(cell: Cell) -> str:
    """GM0014 of "GM0014", "GM0014  ", "0014", 14; "" for anything else."""
    match = re.fullmatch(r"(?:GM)?([0-9]{1,4})", text(cell).upper(), re.ASCII)
    return f"GM{int(match[1]):04d}" if match else ""
