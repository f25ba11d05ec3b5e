"""`verify`: what it prints; what it finds is tried in `tests/services/test_verifying*.py`."""

from io import StringIO

import pytest
from django.core.management import call_command

from housing.models import EventHead, JournalHead
from housing.services import events
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db


def test_both_heads_are_printed_and_serve_as_anchors(ledger: Ledger) -> None:
    ledger.target("GM0344", "2022-1", 5)
    events.record("account.changed", by=None)
    journal, log = JournalHead.objects.get(), EventHead.objects.get()
    anchors = {"anchor": f"{journal.seq}:{journal.hash}", "events_anchor": f"{log.seq}:{log.hash}"}
    output = StringIO()
    call_command("verify", **anchors, stdout=output)
    first, second = output.getvalue().splitlines()
    assert first == f"In orde: 1 boekingen. Hoofd {anchors['anchor']}"
    assert second == f"In orde: 1 gebeurtenissen. Hoofd van het logboek {anchors['events_anchor']}"
