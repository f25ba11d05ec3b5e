"""The examples of `docs/data-formats.md` are files that can be imported, with the effect that it tells."""

import re
from pathlib import Path

import pytest

from housing.models import Adjustment, Announcement, Placement, Target
from housing.services.importing import Kind, import_files
from housing.services.importing.cells import GROUP_LENGTH, MOST_MUNICIPAL, MOST_NATIONAL, TEXT_LENGTH
from housing.services.importing.formats import COLUMNS, MOST_LINES
from housing.services.importing.rows import FILE_BYTES, LINE_BYTES
from tests.services.importing.conftest import Write

DOCUMENT = (Path(__file__).parents[3] / "docs" / "data-formats.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_examples(write: Write) -> None:
    examples = re.findall(r"^```csv\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    kinds = [
        next(kind for kind in Kind if ",".join(COLUMNS[kind]) == text.split("\n")[0]) for text in examples
    ]
    files = [write(kind, raw=text.encode()) for kind, text in zip(kinds, examples, strict=True)]

    imported = import_files(files=files)

    assert set(kinds) == set(Kind)
    assert imported.posted == imported.read == 14
    assert list(Announcement.objects.order_by("seq").values_list("persons", flat=True)) == [27_300, 17_600]
    assert list(Target.objects.order_by("seq").values_list("persons", "announcement__persons")) == [
        (1_353, 27_300),
        (-481, 17_600),
    ]
    assert sorted(Placement.objects.values_list("persons", flat=True)) == [0, 3, 4, 75]
    assert Adjustment.objects.count() == 4
    assert import_files(files=files).posted == 0


@pytest.mark.parametrize("kind", list(Kind))
def test_columns(kind: Kind) -> None:
    assert f"`{','.join(COLUMNS[kind])}`" in DOCUMENT


def test_limits() -> None:
    assert (
        f"{FILE_BYTES // 1_000_000} MB a file, {LINE_BYTES:,} bytes a line, {MOST_LINES:,} lines a call, "
        f"{TEXT_LENGTH:,} characters a text, {GROUP_LENGTH} a `group`"
    ) in DOCUMENT
    assert f"more than {MOST_MUNICIPAL:,} for a municipality, {MOST_NATIONAL:,} for the country" in DOCUMENT
