"""`manage.py book_mergers`."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from housing.models import Adjustment
from tests.conftest import Ledger


def test_balances_of_ended_municipalities_pass_once(ledger: Ledger) -> None:
    ledger.opening("GM0370", "2021-2", -12, date(2021, 7, 1))
    first, second = StringIO(), StringIO()
    call_command("book_mergers", stdout=first)
    call_command("book_mergers", stdout=second)
    assert "Geboekte overdrachten: 2." in first.getvalue()
    assert "niets over te boeken" in second.getvalue()
    assert list(Adjustment.objects.filter(type="merger").values_list("municipality_id", "persons")) == [
        ("GM0370", 12),
        ("GM0439", -12),
    ]
