"""Two managers book the same redivision at the same moment: it happens once."""

from typing import cast as typed

import pytest

from housing.domain.redivisions import Heir, RedivisionError, merger
from housing.models import Adjustment, Merger, Redivision
from housing.services import redivisions
from tests.cast import BARENDRECHT, ROTTERDAM, make_cast
from tests.conftest import Ledger
from tests.redivisions import entered, shown
from tests.services.redivisions.test_booking import held, now, past
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_two_book_at_once() -> None:
    people, ledger = make_cast(), Ledger()
    ledger.opening(BARENDRECHT, now().previous.code, -12)
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    pk, seen = entered(plan, people.manager).pk, shown(plan).digest
    results = at_once(
        lambda: redivisions.book(by=people.manager, pk=pk, seen=seen),
        lambda: redivisions.book(by=people.second_manager, pk=pk, seen=seen),
    )
    done = [each for each in results if isinstance(each, Redivision)]
    refused = [each for each in results if isinstance(each, RedivisionError)]
    assert (len(done), len(refused)) == (1, 1)
    assert "al geboekt" in str(typed("RedivisionError", refused[0]))
    assert (Merger.objects.filter(date=past()).count(), Adjustment.objects.filter(type="merger").count()) == (
        1,
        2,
    )
    assert (held(BARENDRECHT), held(ROTTERDAM)) == (0, -12)


@pytest.mark.django_db(transaction=True)
def test_one_books_and_one_cancels() -> None:
    people = make_cast()
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    pk, seen = entered(plan, people.manager).pk, shown(plan).digest
    results = at_once(
        lambda: redivisions.book(by=people.manager, pk=pk, seen=seen),
        lambda: redivisions.cancel(by=people.second_manager, pk=pk),
    )
    assert sum(isinstance(each, Redivision) for each in results) == 1
    is_booked = Redivision.objects.get().state == Redivision.State.BOOKED
    assert Merger.objects.filter(date=past()).exists() == is_booked
