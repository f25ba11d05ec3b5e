"""`read_sheets`: a spreadsheet that somebody handed in (CSV, XLSX or ODS) as rows of plain cells.

The files come from outside: whatever is in them, reading ends soon, with rows or with a `SheetError`.
"""

from housing.domain.errors import gettext_noop
from housing.services.importing.sheet_archives import DAMAGED, opened
from housing.services.importing.sheet_csv import read_csv
from housing.services.importing.sheet_ods import read_ods
from housing.services.importing.sheet_values import FILE_LIMIT, MEGABYTE, Cell, Row, Sheet, SheetError
from housing.services.importing.sheet_xlsx import read_xlsx

__all__ = ["FILE_LIMIT", "Cell", "Row", "Sheet", "SheetError", "read_sheets"]

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def read_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that hold something; what it is shows from its content, not from its name.

    Row 0 of a sheet is line 1 of the file. Formulas give the value stored with them; of merged cells only
    the first has a value; cells of CSV files are text. Limits: 5 MB, unzipped 50 MB, 20 sheets, 20,000 rows,
    60 columns. Raises `SheetError`, in plain Dutch, for everything that is not such a file.
    """
    if len(content) > FILE_LIMIT:
        raise SheetError(
            gettext_noop("Dit bestand is groter dan %(limit)s MB. Zet alleen de lijst in een nieuw bestand."),
            limit=FILE_LIMIT // MEGABYTE,
        )
    sheets = tuple(sheet for sheet in _read(content, name) if sheet.rows)
    if not sheets:
        raise SheetError(gettext_noop("Dit bestand is leeg. Kies het bestand met de lijst."))
    return sheets


def _read(content: bytes, name: str) -> tuple[Sheet, ...]:
    if content.startswith(OLD_OFFICE):
        raise SheetError(
            gettext_noop(
                "Dit bestand heeft een wachtwoord of is van een oude Excel. Sla het op als XLSX, "
                "zonder wachtwoord."
            )
        )
    if not content.startswith(b"PK"):
        if name.lower().endswith((".xlsx", ".ods")) and content:
            raise SheetError(DAMAGED)
        return read_csv(content, name)
    with opened(content) as archive:
        parts = set(archive.namelist())
        if "xl/workbook.xml" in parts:
            return read_xlsx(archive)
        if "content.xml" in parts and "mimetype" in parts and archive.read("mimetype").strip() == ODS:
            return read_ods(archive)
    raise SheetError(gettext_noop("Dit is geen rekenblad. Kies een bestand van het soort CSV, XLSX of ODS."))
