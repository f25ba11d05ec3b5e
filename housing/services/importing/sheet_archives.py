"""Office files as archives: opened only when they are small enough and their XML is harmless."""

import io
import re
import zipfile

from housing.domain.errors import gettext_noop
from housing.services.importing.sheet_values import MEGABYTE, SheetError

UNZIPPED_LIMIT = 50 * MEGABYTE
MEMBER_LIMIT = 500
#: Signs "<": reading costs time for each element. Sheets and their texts may have many, other parts few.
ELEMENT_LIMIT, OTHER_ELEMENT_LIMIT = 800_000, 150_000

_SHEETS = re.compile(r"(xl/worksheets/.*|xl/sharedStrings|content)\.xml", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, after all of its XML was looked at; `SheetError` when it is none, too large or hostile."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_size(archive)
        elements = sum(_checked(member, archive.read(member)) for member in archive.infolist())
    except SheetError:
        raise
    except Exception as error:
        raise SheetError(DAMAGED) from error
    if elements > ELEMENT_LIMIT:
        raise SheetError(TOO_LARGE)
    return archive


DAMAGED = gettext_noop("Dit bestand is beschadigd. Open het, sla het opnieuw op en probeer het nog eens.")
TOO_LARGE = gettext_noop(
    "Uitgepakt is dit bestand te groot. Zet alleen de lijst in een nieuw bestand en probeer het nog eens."
)
HOSTILE = gettext_noop(
    "In dit bestand staat iets dat niet in een rekenblad hoort. Zet de lijst in een nieuw bestand."
)


def _check_size(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT or sum(member.file_size for member in members) > UNZIPPED_LIMIT:
        raise SheetError(TOO_LARGE)
    if any(member.compress_type not in _METHODS or member.flag_bits & 1 for member in members):
        raise SheetError(DAMAGED)


def _checked(member: zipfile.ZipInfo, content: bytes) -> int:
    """How many elements a part has; refuses what XML of office programs never holds."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf")
    is_xml = member.filename.lower().endswith((".xml", ".rels")) or start.lstrip()[:1] == b"<"
    if not is_xml:
        return 0
    encoding = _ENCODING.match(start)
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise SheetError(HOSTILE)
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SheetError(HOSTILE)
    elements = content.count(b"<")
    if elements > OTHER_ELEMENT_LIMIT and not _SHEETS.fullmatch(member.filename):
        raise SheetError(TOO_LARGE)
    return elements
