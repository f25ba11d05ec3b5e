"""Writing the log: what is kept of an event, apart and together, and by many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import sleep

import pytest
from django.conf import settings
from django.db import connection, transaction

from housing.models import Event, EventText, Report, User
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.mail_choices import choose
from housing.services.own_account import change_details
from housing.services.personal_data import erase_person
from housing.services.posting import ensure_periods
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, Cast, make_cast
from tests.conftest import Ledger

THREADS, EACH = 8, 25


def test_a_report_says_where_and_when(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, "2022-1", 5)
    report = Report.objects.create(municipality_id=ROTTERDAM, period_id="2022-1", month=date(2022, 3, 1))
    event = events.record("report.submitted", by=cast.clerk, report=report, new={"home": 3})
    event.refresh_from_db()
    assert (event.municipality_id, event.period_id, event.month) == (ROTTERDAM, "2022-1", date(2022, 3, 1))
    assert event.data == {"old": {}, "new": {"home": 3}}
    assert (event.seq, event.journal_seq) == (1, 1)


def test_texts_are_kept_apart_each_with_its_end(cast: Cast) -> None:
    with events.acting_from("192.0.2.7"):
        event = events.record(
            "invitation.sent", by=cast.administrator, texts={"email": "a@voorbeeld.example", "name": ""}
        )
    today = journal_state().today
    kept = {text.kind: (text.text, text.expires_on) for text in EventText.objects.all()}
    assert kept == {
        "email": ("a@voorbeeld.example", today + timedelta(days=settings.TEXT_RETENTION_DAYS)),
        "address": ("192.0.2.7", today + timedelta(days=settings.ADDRESS_RETENTION_DAYS)),
    }
    assert set(event.digests) == {"email", "address"}
    assert "voorbeeld" not in str(event.data) + str(event.digests)


def test_the_same_text_twice_has_two_digests(cast: Cast) -> None:
    """Who knows the text cannot tell from the chain that it was there once the salt is gone."""
    one, two = (events.record("x", by=cast.clerk, texts={"reason": "nee"}) for _ in range(2))
    assert one.digests["reason"] != two.digests["reason"]


def test_the_address_holds_only_inside(cast: Cast) -> None:
    with events.acting_from("192.0.2.7"):
        pass
    assert events.record("x", by=cast.clerk).digests == {}


def test_an_event_goes_with_its_transaction(cast: Cast) -> None:
    with transaction.atomic():
        events.record("x", by=cast.clerk, texts={"reason": "nee"})
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap() -> None:
    ensure_periods([])
    user = User.objects.create_user("iris@voorbeeld.example")

    def write(number: int) -> None:
        try:
            for turn in range(EACH):
                with transaction.atomic():
                    events.record("x", by=user, new={"number": number, "turn": turn}, texts={"note": "nee"})
                    if turn % 5 == 4:
                        transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))
    kept = THREADS * EACH * 4 // 5
    assert list(Event.objects.values_list("seq", flat=True)) == list(range(1, kept + 1))
    found = verify()
    assert found.is_sound
    assert found.events == kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        lambda user: choose(by=user, wanted={"digest": False}),
        lambda user: change_details(by=user, name="Anders", phone="", language="nl"),
        lambda user: erase_person(email=user.email),
    ],
    ids=["mail", "details", "erased"],
)
def test_an_account_is_changed_beside_what_its_owner_does(change: Callable[[User], object]) -> None:
    clerk = make_cast().clerk

    def changed() -> None:
        try:
            change(clerk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            events.record("report.submitted", by=clerk)
            job = pool.submit(changed)
            # It holds the account by now and waits for the log; at its end this one looks at the account.
            until_waiting()
        job.result(timeout=20)
    assert Event.objects.count() == 2


def until_waiting() -> None:
    """Until another connection waits for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")
