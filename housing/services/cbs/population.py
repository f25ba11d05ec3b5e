"""Reading inhabitants on 1 January from StatLine: its CSV as on screen, and the plain one with codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from housing.domain.cbs import ListedInhabitants
from housing.domain.errors import gettext_noop
from housing.services.cbs.headers import (
    WITHIN,
    CbsError,
    cell_of,
    find_column,
    municipality_code,
    plain,
    stacked,
    text,
)
from housing.services.importing.sheets import Cell, Row, read_sheets

_REGION = ("regios", "regiocode", "regiocodegemeente", "gemeentecode", "codering", "regio", "gemeente")
_PERIOD = ("perioden", "periode", "jaar", "peildatum")
_INHABITANTS = re.compile(
    r"bevolking(?:op1januari|aanhetbeginvandeperiode)|totalebevolking|aantalinwoners|inwoners"
)
#: Columns that divide the inhabitants; only the rows of their totals count.
_DIVIDED = {
    "geslacht": ("t001038", "totaalmannenenvrouwen", "totaal"),
    "leeftijd": ("10000", "totaal", "totaalleeftijd", "totaalalleleeftijden"),
    "burgerlijkestaat": ("t001019", "totaalburgerlijkestaat", "totaal"),
}
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
#: In no municipality that exists lives nobody: then there is no figure.
_NO_FIGURE = ("", ".", "-", "x", "..", "0")
#: Larger than any municipality can be, and smaller than the database's largest number.
MOST = 20_000_000


@dataclass(frozen=True, slots=True)
class InhabitantsFile:
    """The inhabitants on one day, and how many lines were about other days."""

    lines: tuple[ListedInhabitants, ...]
    of_other_days: int = 0


def read_inhabitants(content: bytes, name: str, on: date) -> InhabitantsFile:
    """The inhabitants of municipalities on 1 January of the year of `on`, in the order of the file.

    Lines about provinces, the country and other regions are passed over, and so are lines without a figure. A
    file without a period is taken to be about that year. Raises `SheetError` and `CbsError`.
    """
    for sheet in read_sheets(content, name):
        for number, row in enumerate(sheet.rows[:WITHIN]):
            region = find_column(row, _REGION)
            if region is None:
                continue
            columns = _value_columns(sheet.rows, number, region)
            if columns:
                return _read(sheet.rows[number + 1 :], row, region, columns, on.year)
    raise CbsError(
        gettext_noop(
            "In dit bestand staan geen inwoners per gemeente. Kies een bestand van StatLine met de kolommen "
            "“Regio's” en “Bevolking op 1 januari”."
        )
    )


def _value_columns(rows: Sequence[Row], last: int, region: int) -> dict[int, int | None]:
    """The columns with inhabitants, each with the year that stands above it (None: nothing does)."""
    found: dict[int, int | None] = {}
    for column in range(len(rows[last])):
        above = stacked(rows, last, column)
        if column != region and _INHABITANTS.search(plain(above)):
            # "1 januari" has no year; a year in the name of a table stands above another column.
            year = _YEAR.search(above)
            found[column] = int(year[1]) if year else None
    return found


def _read(
    rows: Sequence[Row], header: Row, region: int, columns: Mapping[int, int | None], year: int
) -> InhabitantsFile:
    period = find_column(header, _PERIOD)
    others = 0
    lines: dict[str, ListedInhabitants] = {}
    for row in _totals_only(rows, header):
        for column, column_year in columns.items():
            line = _line(row, region, column)
            if line is None:
                continue
            row_year = column_year if period is None else _first_of_january(cell_of(row, period))
            if row_year not in (year, None) or (period is not None and row_year is None):
                others += 1
                continue
            _add(lines, line)
    if not lines:
        raise CbsError(
            gettext_noop("In dit bestand staan geen inwoners van 1 januari %(year)s. Kies een ander jaar."),
            year=str(year),
        )
    return InhabitantsFile(tuple(lines.values()), others)


def _totals_only(rows: Sequence[Row], header: Row) -> Iterator[Row]:
    """The rows, where they are divided by sex or age only those of the total."""
    dividing = [(find_column(header, (name,)), totals) for name, totals in _DIVIDED.items()]
    for row in rows:
        if all(column is None or plain(cell_of(row, column)) in totals for column, totals in dividing):
            yield row


def _line(row: Row, region: int, column: int) -> ListedInhabitants | None:
    """A line with a municipality and a figure; None for any other line."""
    where, value = text(cell_of(row, region)), cell_of(row, column)
    code = municipality_code(where)
    if not where or text(value).lower() in _NO_FIGURE or (not code and _is_other_region(where)):
        return None
    number = _number(value)
    if number is None:
        if not code and not any(sign.isdigit() for sign in text(value)):
            return None  # a second row of headings, such as "aantal"
        raise CbsError(
            gettext_noop(
                "Bij %(region)s staat “%(value)s”: dat is geen aantal inwoners. Verbeter het bestand."
            ),
            region=where[:80],
            value=text(value)[:40],
        )
    return ListedInhabitants(code, "" if code else where[:80], number)


def _is_other_region(where: str) -> bool:
    """Whether it is a province, a part of the country, or the country."""
    if re.fullmatch(r"(?:NL|PV|LD|CR|COROP|AM|BU|WK)[0-9 ]*", where.upper()):
        return True
    return (
        where == "Nederland" or where.endswith(("(PV)", "(LD)", "(CR)", "(AM)")) or where.startswith("Bron:")
    )


def _number(value: Cell) -> int | None:
    """A number of persons: 5402, "5402", "5.402", "5 402"; None for anything else."""
    if isinstance(value, int):
        return value if 0 <= value <= MOST else None
    match = re.fullmatch(r"[0-9]{1,8}|[0-9]{1,3}(?:[. ][0-9]{3}){1,2}", text(value), re.ASCII)
    number = int(re.sub(r"\D", "", match[0])) if match else None
    return number if number is not None and number <= MOST else None


def _first_of_january(cell: Cell) -> int | None:
    """The year of a period that begins on 1 January: 2022, 2022JJ00, 2022MM01, "2022 januari"; else None."""
    if isinstance(cell, date):
        return cell.year if (cell.month, cell.day) == (1, 1) else None
    match = re.fullmatch(
        r"(?:1 januari )?([0-9]{4})(?:\*|JJ00|MM01|-01-01| januari\*?)?", text(cell), re.ASCII | re.IGNORECASE
    )
    return int(match[1]) if match else None


def _add(lines: dict[str, ListedInhabitants], line: ListedInhabitants) -> None:
    known = lines.setdefault(line.code or line.name, line)
    if known != line:
        raise CbsError(
            gettext_noop(
                "Van %(region)s staan er twee verschillende aantallen in. Kies in StatLine alleen het "
                "totaal, zonder leeftijd of geslacht."
            ),
            region=line.code or line.name,
        )
