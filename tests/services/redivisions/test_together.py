"""Two managers book the same redivision at the same moment: it happens once."""

from collections.abc import Callable
from typing import cast as typed
from uuid import uuid4

import pytest
from django.db import connection

from housing.domain.redivisions import Heir, RedivisionError, merger
from housing.domain.reporting import Counts
from housing.models import Adjustment, Merger, Redivision
from housing.services import redivisions
from housing.services.reporting import MonthInput, SubmissionRefusedError, submit
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, make_cast
from tests.conftest import Ledger
from tests.entering import LAST
from tests.redivisions import areas, entered, shown
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_late", [True, False])
def test_of_a_redivision_and_a_month_beyond_it_one_wins(is_late: bool) -> None:
    """Whoever submits has read the municipality before; the other one's change is told in words."""
    people, area = make_cast(), areas().municipalities[ROTTERDAM]
    plan = merger(LAST.first_day, [ROTTERDAM], Heir(BARENDRECHT))
    pk, seen = entered(plan, people.manager).pk, shown(plan).digest
    jobs: list[Callable[[], object]] = [
        lambda: redivisions.book(by=people.manager, pk=pk, seen=seen),
        lambda: submit(
            by=people.clerk, municipality=area, inputs=[MonthInput(LAST, Counts(7, 0, 0))], token=uuid4()
        ),
    ]
    if is_late:
        jobs[0]()
        with pytest.raises(SubmissionRefusedError):
            jobs[1]()
        return
    results = at_once(*jobs)
    refused = [each for each in results if isinstance(each, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], (RedivisionError, SubmissionRefusedError))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify().is_sound
