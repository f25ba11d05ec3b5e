"""CSV files as rows of named cells: encodings, separators, quotes, headers, and limits on size."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from django.utils.translation import gettext as _

from housing.services.importing.problems import CellError, Place, Problems

FILE_BYTES = 20_000_000
LINE_BYTES = 20_000

T = TypeVar("T")

_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _UnreadableError(Exception):
    """Why a file cannot be read any further, and from which line on."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Row:
    """One line of a file by column. `failed` tells that a cell of it was refused."""

    place: Place
    cells: dict[str, str]
    problems: Problems
    failed: bool = False

    def read(self, column: str, reader: Callable[[str], T]) -> T:
        """The value of a cell; a refused one is noted, and then the answer must not be used."""
        text = self.cells.get(column, "")
        try:
            return reader(text)
        except CellError as error:
            self.refuse(str(error), column, text)
            return cast(T, None)

    def refuse(self, message: str, column: str = "", value: str | None = None) -> None:
        """Note that this line cannot be used."""
        self.failed = True
        self.problems.add(self.place, message, column=column, value=value)


def read_rows(
    path: Path, place: Place, columns: Sequence[str], optional: Sequence[str], problems: Problems
) -> Iterator[Row]:
    """The rows of a file below its header; what cannot be read is noted in `problems`."""
    try:
        with _opened(path) as file:
            yield from _rows(file, place, columns, optional, problems)
    except _UnreadableError as error:
        problems.add(Place(place.number, place.file, error.line), str(error))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.add(place, _("Het bestand is niet te lezen (%(reason)s).") % {"reason": reason})


def _opened(path: Path) -> BinaryIO:
    if path.is_dir():
        raise _UnreadableError(_("Dit is een map. Geef de naam van een CSV-bestand."))
    if not path.exists():
        raise _UnreadableError(_("Dit bestand bestaat niet. Controleer de naam en de map."))
    if not path.is_file():
        raise _UnreadableError(_("Dit is geen gewoon bestand. Geef de naam van een CSV-bestand."))
    size = path.stat().st_size
    if size == 0:
        raise _UnreadableError(
            _("Het bestand is leeg. Er moet ten minste een regel met kolomnamen in staan.")
        )
    if size > FILE_BYTES:
        raise _UnreadableError(
            _("Het bestand is groter dan %(limit)d MB. Verdeel het over meer bestanden.")
            % {"limit": FILE_BYTES // 1_000_000}
        )
    file = path.open("rb")
    start = file.read(4)
    file.seek(0)
    if start in _EXCEL:
        file.close()
        raise _UnreadableError(
            _("Dit is een Excel- of zip-bestand. Sla het in Excel op als “CSV UTF-8” en importeer dat.")
        )
    if start[:2] in _UTF_16:
        file.close()
        raise _UnreadableError(_("Dit bestand is in UTF-16. Sla het op als “CSV UTF-8”."))
    return file


def _rows(
    file: BinaryIO, place: Place, columns: Sequence[str], optional: Sequence[str], problems: Problems
) -> Iterator[Row]:
    lines = _decoded(file)
    first = next(lines, "")
    reader = csv.reader(_chained(first, lines), delimiter=_separator(first), strict=True)
    start = 1
    try:
        names = _header(next(reader, []), place, columns, optional, problems)
        if names is None:
            return
        start = reader.line_num + 1
        for record in reader:
            here = Place(place.number, place.file, start)
            start = reader.line_num + 1
            if row := _row(record, names, here, problems):
                yield row
    except csv.Error as error:
        raise _UnreadableError(
            _(
                "De aanhalingstekens of regeleinden kloppen hier niet (%(reason)s). Een veld dat met een "
                "aanhalingsteken begint, moet er ook een aan het eind hebben; een aanhalingsteken in zo'n "
                "veld schrijft u dubbel."
            )
            % {"reason": error},
            start,
        ) from error


def _decoded(file: BinaryIO) -> Iterator[str]:
    """The lines as text, without a byte order mark."""
    line = 0
    while raw := file.readline(LINE_BYTES + 1):
        line += 1
        if len(raw) > LINE_BYTES:
            raise _UnreadableError(
                _("De regel is langer dan %(limit)d tekens. Is dit wel een CSV-bestand?")
                % {"limit": LINE_BYTES},
                line,
            )
        if b"\0" in raw:
            raise _UnreadableError(
                _("Hier staat een nulteken (NUL): dit is geen tekst. Sla het bestand op als “CSV UTF-8”."),
                line,
            )
        try:
            yield raw.decode("utf-8-sig" if line == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _UnreadableError(
                _(
                    "Het bestand is niet in UTF-8, waarschijnlijk wel in Windows-1252 of Latin-1. "
                    "Sla het op als “CSV UTF-8”."
                ),
                line,
            ) from None


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(header: str) -> str:
    if "\r" in header.rstrip("\r\n"):
        raise _UnreadableError(
            _("De regels eindigen niet met een nieuwe regel (LF of CRLF). Sla het opnieuw op."), 1
        )
    return ";" if header.count(";") > header.count(",") else ","


def _header(
    cells: Sequence[str], place: Place, columns: Sequence[str], optional: Sequence[str], problems: Problems
) -> list[str] | None:
    """The names of the columns, in the order of the file; None when they cannot be used."""
    names = [re.sub(r"[\s_-]+", "_", cell.strip().casefold()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = [*columns, *optional]
    here, before = Place(place.number, place.file, 1), problems.count
    for name, cell in zip(names, cells, strict=False):
        if name not in known:
            problems.add(
                here,
                _("Deze kolom hoort hier niet. De kolommen zijn: %(columns)s.")
                % {"columns": ", ".join(known)},
                value=cell,
            )
    for name in known:
        if names.count(name) > 1:
            problems.add(here, _("Deze kolom staat er meer dan één keer. Laat er een staan."), column=name)
    for name in columns:
        if name not in names:
            problems.add(here, _("Deze kolom ontbreekt. Voeg hem toe; leeg laten mag vaak."), column=name)
    return names if problems.count == before else None


def _row(record: list[str], names: list[str], place: Place, problems: Problems) -> Row | None:
    """A line by column; None for an empty line and for one with a wrong number of fields."""
    if not any(cell.strip() for cell in record):
        return None
    if len(record) < len(names) or any(cell.strip() for cell in record[len(names) :]):
        problems.add(
            place,
            _(
                "De regel heeft %(found)d velden en de kop %(expected)d. Zet tekst waarin het "
                "scheidingsteken voorkomt tussen aanhalingstekens, en sla lege velden niet over."
            )
            % {"found": len(record), "expected": len(names)},
        )
        return None
    return Row(place, dict(zip(names, record, strict=False)), problems)
