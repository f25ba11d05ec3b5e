"""Reading a list of official openings: columns by their header; what cannot be used, with its remedy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from housing.domain.periods import HalfYear
from housing.queries.areas import Registry
from housing.queries.openings import Given
from housing.services.importing.areas import Areas
from housing.services.importing.cells import MOST_MUNICIPAL, line_of_text, whole_number
from housing.services.importing.problems import CellError, Place, Problem, Problems
from housing.services.importing.sheets import Cell, Row, Sheet

#: Headers as they are written, without capitals, spaces and signs.
CODE = ("gemeentecode", "code", "cbscode", "gmcode", "gemeentenummer")
OPENING = ("beginstand", "beginsaldo", "opening", "saldo", "openingssaldo", "opgeteldsaldo")
SOURCE = ("bron", "source")
#: The header stands in one of the first rows.
HEADER_WITHIN = 20
LONGEST_SOURCE = 300
TOTALS = ("totaal", "nederland", "som", "total")


@dataclass(frozen=True, slots=True)
class OpeningsList:
    """What a file says. `problems` are the first that were found, `count` all of them; with any, nothing is
    booked.
    """

    given: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns are; `first` is the row after the header."""

    code: int
    opening: int
    source: int | None
    first: int


def read_openings(
    sheets: Sequence[Sheet], *, name: str, source: str, period: HalfYear, registry: Registry
) -> OpeningsList:
    """The openings in a file for a half-year; `source` is for lines that name none."""
    problems = Problems()
    found = next(((sheet, columns) for sheet in sheets if (columns := _columns(sheet))), None)
    if found is None:
        problems.add(
            Place(0, name),
            _(
                "We vinden de kolommen niet. Zet in de eerste rij de namen: gemeentecode en beginstand, en "
                "als u wilt bron."
            ),
        )
        return OpeningsList((), tuple(problems.told), problems.count)
    reader = _Lines(name, source, period, Areas(registry), problems)
    given = tuple(reader.read(*found))
    if not given and not problems.count:
        problems.add(Place(0, name), _("Onder de kolomnamen staan geen gemeenten. Vul de lijst aan."))
    return OpeningsList(given, tuple(problems.told), problems.count)


def _columns(sheet: Sheet) -> _Columns | None:
    """Where the header of a sheet says the columns are; None without one."""
    for number, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        names = [re.sub(r"[^a-z]", "", cell.lower()) if isinstance(cell, str) else "" for cell in row]
        places = [_place(names, wanted) for wanted in (CODE, OPENING, SOURCE)]
        if places[0] is not None and places[1] is not None:
            return _Columns(places[0], places[1], places[2], number + 1)
    return None


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The column with the first of these names that is there."""
    return next((names.index(name) for name in wanted if name in names), None)


class _Lines:
    """Reads the lines of one sheet."""

    def __init__(self, name: str, source: str, period: HalfYear, areas: Areas, problems: Problems) -> None:
        self._name = name
        self._source = source
        self._period = period
        self._areas = areas
        self._problems = problems
        self._persons = whole_number(-MOST_MUNICIPAL, MOST_MUNICIPAL)
        self._text = line_of_text(LONGEST_SOURCE)
        self._seen: dict[str, int] = {}

    def read(self, sheet: Sheet, columns: _Columns) -> Iterator[Given]:
        """The lines that can be used; the others become problems."""
        for number, row in enumerate(sheet.rows[columns.first :], start=columns.first + 1):
            if all(cell is None for cell in row) or self._is_total(row, columns):
                continue
            given = self._line(number, row, columns)
            if given is not None:
                yield given

    def _is_total(self, row: Row, columns: _Columns) -> bool:
        """Whether it is the line below a list that adds it up."""
        if _text(row, columns.code) and _text(row, columns.code).casefold() not in TOTALS:
            return False
        return any(isinstance(cell, str) and cell.casefold().startswith(TOTALS) for cell in row)

    def _line(self, number: int, row: Row, columns: _Columns) -> Given | None:
        place, column, value = Place(0, self._name, number), "gemeentecode", _text(row, columns.code)
        try:
            area = self._areas.municipality(_code(value))
            if absent := self._areas.why_absent(area, self._period):
                raise CellError(absent)
            if area.code in self._seen:
                raise CellError(
                    _("%(name)s staat ook in regel %(line)d. Laat er één staan.")
                    % {"name": area.name, "line": self._seen[area.code]}
                )
            self._seen[area.code] = number
            column, value = "beginstand", _text(row, columns.opening)
            persons = self._persons(value)
            column, value = "bron", _text(row, columns.source)
            source = self._text(value) or self._source
            if not source:
                raise CellError(
                    _("Hier ontbreekt de bron. Vul de kolom, of noem bij het bestand één bron voor alles.")
                )
        except CellError as error:
            self._problems.add(place, str(error), column=column, value=value or None)
            return None
        return Given(number, area, persons, source)


def _text(row: Row, column: int | None) -> str:
    """A cell as text; "" for an empty one."""
    cell: Cell = None if column is None else row[column]
    return "" if cell is None else str(cell)


def _code(text: str) -> str:
    """A code as CBS writes it: 599 and "0599" are GM0599."""
    return f"GM{int(text):04d}" if text.isascii() and text.isdigit() and len(text) <= 4 else text
