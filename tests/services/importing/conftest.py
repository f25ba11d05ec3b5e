"""Files to import, written by the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from housing.services.importing import Imported, ImportRefusedError, Kind, import_files

LETTER = Path(__file__).parent / "letter"
HEADERS = {
    "announcements": "period,persons,population_date,announced_on,source",
    "targets": "period,municipality_code,persons,announced_on,source,recorded_at",
    "adjustments": "period,municipality_code,type,persons,group,reason,source,recorded_at",
    "placements": "month,municipality_code,kind,persons,recorded_at,source",
    "coa": "month,municipality_code,persons",
}
#: What gives the letter; the overviews of COA are no part of any balance.
LETTER_FILES = [(LETTER / f"{kind}.csv", kind) for kind in Kind if kind is not Kind.COA]

Write = Callable[..., tuple[Path, Kind]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of a kind: lines below the header of that kind, or `raw` bytes."""

    def make(kind: str, *lines: str, name: str = "", raw: bytes | None = None) -> tuple[Path, Kind]:
        path = tmp_path / (name or f"{kind}-{len(list(tmp_path.iterdir()))}.csv")
        text = "\n".join((HEADERS[kind], *lines)) + "\n"
        path.write_bytes(text.encode() if raw is None else raw)
        return path, Kind(kind)

    return make


@pytest.fixture
def put(db: None, write: Write) -> Callable[..., Imported]:
    """Writes lines of one kind and imports them."""
    return lambda kind, *lines: import_files(files=[write(kind, *lines)])


@pytest.fixture
def refused(db: None) -> Callable[..., list[str]]:
    """Imports files that must be refused, and returns the problems without the name of the file."""

    def attempt(*files: tuple[Path, Kind]) -> list[str]:
        with pytest.raises(ImportRefusedError) as caught:
            import_files(files=files)
        return [str(problem).partition(".csv")[2].removeprefix(", ") for problem in caught.value.problems]

    return attempt
