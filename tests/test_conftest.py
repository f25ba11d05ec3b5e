"""The tests' own tools: the journal is empty again after a test that commits."""

import pytest
from django.db import DatabaseError

from housing.models import GENESIS, JournalHead, Municipality, Target
from tests.conftest import Ledger


@pytest.fixture(params=("first", "second"))
def committed(request: pytest.FixtureRequest, transactional_db: None, ledger: Ledger) -> Target:
    """A line that is really committed; twice, so that the second time shows that the first is gone."""
    assert not Target.objects.exists()
    head = JournalHead.objects.get()
    assert (head.seq, head.hash) == (0, GENESIS)
    assert Municipality.objects.get(code="GM0363").name == "Amsterdam"
    return ledger.target("GM0363", "2022-1", 492)


def test_committed_lines_are_gone_for_the_next_test(committed: Target) -> None:
    Municipality.objects.filter(code="GM0363").update(name="Mokum")

    assert committed.seq == 1
    with pytest.raises(DatabaseError, match="refused"):
        Target.objects.all().delete()
