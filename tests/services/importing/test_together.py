"""Imports at the same time, and imports that break off."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection

from housing.models import JournalHead, Placement, TargetPeriod
from housing.services.importing import Imported, import_files
from tests.services.importing.conftest import LETTER_FILES

pytestmark = pytest.mark.django_db(transaction=True)


def imported(_: int) -> Imported:
    try:
        return import_files(files=LETTER_FILES)
    finally:
        connection.close()


def test_the_same_files_at_the_same_time_are_posted_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(imported, range(4)))

    assert sorted(result.posted for result in results) == [0, 0, 0, 77]
    assert {result.hash for result in results} == {JournalHead.objects.get().hash}


def test_an_import_that_breaks_off_leaves_nothing() -> None:
    broken = patch.object(connection, "check_constraints", side_effect=DatabaseError("gone"))

    with broken, pytest.raises(DatabaseError, match="gone"):
        import_files(files=LETTER_FILES)

    assert JournalHead.objects.get().seq == 0
    assert not Placement.objects.exists()
    assert not TargetPeriod.objects.exists()
    assert import_files(files=LETTER_FILES).posted == 77
