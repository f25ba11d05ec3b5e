"""Reading CBS's yearly list "Gemeenten alfabetisch"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from housing.domain.cbs import ListedMunicipality
from housing.domain.errors import gettext_noop
from housing.services.cbs.headers import WITHIN, CbsError, cell_of, find_column, municipality_code, text
from housing.services.importing.sheets import Row, read_sheets

_CODE = ("gemeentecodegm", "gemeentecode")
_NAME = ("gemeentenaam", "gemeente")
_PROVINCE = ("provinciecodepv", "provinciecode")
#: Fewer than this is no list of the whole country; our own borders have 342.
FEWEST = 100
LONGEST_NAME = 80


def read_municipalities(content: bytes, name: str) -> tuple[ListedMunicipality, ...]:
    """The municipalities of a list, in order of code.

    Columns by their headings, wherever they stand: GemeentecodeGM (or Gemeentecode), Gemeentenaam,
    ProvinciecodePV (or Provinciecode). Raises `SheetError` and `CbsError`.
    """
    for sheet in read_sheets(content, name):
        found = _table(sheet.rows)
        if found:
            return _checked(found)
    raise CbsError(
        gettext_noop(
            "In dit bestand staan de kolommen Gemeentecode, Gemeentenaam en Provinciecode niet. Kies de "
            "lijst “Gemeenten alfabetisch” van het CBS."
        )
    )


def _table(rows: Sequence[Row]) -> list[ListedMunicipality]:
    for number, row in enumerate(rows[:WITHIN]):
        columns = [find_column(row, names) for names in (_CODE, _NAME, _PROVINCE)]
        if None not in columns:
            return list(_lines(rows[number + 1 :], columns))
    return []


def _lines(rows: Sequence[Row], columns: Sequence[int | None]) -> Iterator[ListedMunicipality]:
    for row in rows:
        code, name, province = (cell_of(row, column) for column in columns)
        known = municipality_code(code)
        if known and text(name):
            yield ListedMunicipality(known, text(name)[:LONGEST_NAME], _province(text(province)))


def _province(code: str) -> str:
    """PV20 of "PV20", "20"; as it stands for anything else."""
    match = re.fullmatch(r"(?:PV)?([0-9]{2})", code.upper(), re.ASCII)
    return f"PV{match[1]}" if match else code[:20]


def _checked(found: list[ListedMunicipality]) -> tuple[ListedMunicipality, ...]:
    times = Counter(each.code for each in found)
    twice = next((code for code, count in times.items() if count > 1), None)
    if twice:
        raise CbsError(
            gettext_noop("%(code)s staat twee keer in de lijst. Verbeter het bestand."), code=twice
        )
    if len(found) < FEWEST:
        raise CbsError(
            gettext_noop("In dit bestand staan maar %(count)s gemeenten. Kies de lijst met alle gemeenten."),
            count=len(found),
        )
    return tuple(sorted(found, key=lambda each: each.code))
