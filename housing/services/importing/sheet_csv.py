"""CSV files as a sheet: commas, semicolons or tabs; UTF-8 or the Western European encoding of Windows."""

import csv
import io
from pathlib import PurePath

from housing.domain.errors import gettext_noop
from housing.services.importing.sheet_values import Rows, Sheet, SheetError, cleaned

SEPARATORS = ";,\t"


def read_csv(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The one sheet of a CSV file. All cells are text: 0363 stays 0363."""
    text = _decoded(content)
    rows = Rows()
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.add(cleaned(cell) for cell in line)
    except csv.Error as error:
        raise SheetError(
            gettext_noop("Dit bestand is niet als CSV te lezen. Staat er ergens een aanhalingsteken te veel?")
        ) from error
    return (rows.sheet(PurePath(name).stem),)


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise SheetError(
            gettext_noop("Dit is geen CSV, XLSX of ODS. Sla het bestand op als XLSX of als CSV (UTF-8).")
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _separator(text: str) -> str:
    """What stands most in the first line that says something."""
    start = text[:10_000].lstrip("\r\n").splitlines() or [""]
    return max(SEPARATORS, key=start[0].count)
