"""Files made to break things: refused with a reason, or imported whole; never anything in between."""

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing.models import JournalHead
from housing.services.importing import ImportRefusedError, Kind, import_files
from tests.services.importing.conftest import HEADERS, LETTER

pytestmark = pytest.mark.django_db

NASTY = (
    "",
    "0",
    "-1",
    "1e9",
    "9" * 400,
    "2147483648",
    "=cmd|'/C calc'!A0",
    "+1",
    "\N{FULLWIDTH DIGIT ONE}",
    "NULL",
    "'; DROP TABLE housing_target; --",
    '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
    "%(name)s %s {0}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{PILE OF POO}" * 30,
    "e" + "\N{COMBINING ACUTE ACCENT}" * 200,
    "2022-02-30",
    "0000-00",
    "9999-2",
    "2022-1",
    "2022-03",
    "2022-03-27T02:30",
    "2022-10-30T02:30",
    "2021-12-31T23:59:59.999999+23:59",
    "GM0363",
    "gm0370",
    "Bergen",
    "home",
    "merger",
    "opening",
    "regel-",
)
cell = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=("Cs",)), max_size=12))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(list(Kind)), data=st.data())
def test_any_cells_are_imported_or_refused(tmp_path: Path, kind: Kind, data: st.DataObject) -> None:
    """A good line in which some cells are replaced."""
    good = (LETTER / f"{kind}.csv").read_text(encoding="utf-8-sig").splitlines()
    separator = ";" if kind is Kind.TARGETS else ","
    line = good[1].replace("Staatscourant, april", "Staatscourant april").replace('"', "").split(separator)
    for place in data.draw(st.lists(st.integers(0, len(line) - 1), min_size=1, max_size=3)):
        line[place] = data.draw(cell)
    path = tmp_path / "hostile.csv"
    path.write_bytes("\n".join((good[0], separator.join(line), "")).encode())
    before = JournalHead.objects.get().seq

    told = ""
    with transaction.atomic():
        try:
            imported = import_files(files=[(path, kind)])
            assert JournalHead.objects.get().seq == before + imported.posted + imported.transfers
            again = import_files(files=[(path, kind)])
            assert again.posted == 0
        except ImportRefusedError as error:
            told = str(error)
        assert told == "" or told.startswith("hostile.csv")
        assert told == "" or JournalHead.objects.get().seq == before
        transaction.set_rollback(True)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300), kind=st.sampled_from(list(Kind)), header=st.booleans())
def test_any_bytes_are_imported_or_refused(tmp_path: Path, raw: bytes, kind: Kind, header: bool) -> None:
    path = tmp_path / "hostile.csv"
    path.write_bytes((HEADERS[kind].encode() + b"\n") * header + raw)

    told = ""
    with transaction.atomic():
        try:
            assert import_files(files=[(path, kind)]).posted == 0
        except ImportRefusedError as error:
            told = str(error)
        transaction.set_rollback(True)
    assert header or told.startswith("hostile.csv")
