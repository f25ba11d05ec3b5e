"""Files together in a ZIP: the same files on the same day give the same bytes."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EARLIEST = date(1980, 1, 1)
#: What an unpacked file may do: its owner writes, everybody reads.
READABLE = 0o100644 << 16


def archive(files: Iterable[tuple[str, bytes]], day: date, *, stored: Iterable[str] = ()) -> bytes:
    """A ZIP of files by name, in the given order, all dated `day`; those in `stored` are not compressed."""
    plain = frozenset(stored)
    day = max(day, EARLIEST)
    out = BytesIO()
    with ZipFile(out, "w") as target:
        for name, content in files:
            info = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = ZIP_STORED if name in plain else ZIP_DEFLATED
            info.external_attr = READABLE
            # The system that made it would else be that of the machine.
            info.create_system = 3
            target.writestr(info, content)
    return out.getvalue()
