"""What the database itself promises of closed half-years, exchanges, closings and withdrawals."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from housing.models import (
    Adjustment,
    Closing,
    Exchange,
    ExchangePart,
    InterimTarget,
    Publication,
    TargetPeriod,
    Withdrawal,
)
from housing.queries.journal import journal_state
from housing.services.posting import post
from housing.services.publishing import release
from housing.services.verifying import posting_text, verify
from tests.cast import Cast
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
UTRECHT, AMSTERDAM, WEESP = "GM0344", "GM0363", "GM0457"


def check_now() -> None:
    """Check at once what is checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def commit_after(change: Callable[[], object]) -> None:
    """Make a change, then check at once what is checked at commit."""
    change()
    check_now()


def run(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def close(code: str) -> None:
    TargetPeriod.objects.filter(code=code).update(closed_at=journal_state().now)


def refused(change: Callable[[], object], why: str, error: type[DatabaseError] = DatabaseError) -> None:
    with pytest.raises(error, match=why), transaction.atomic():
        commit_after(change)


# ── Texts of version 2 ───────────────────────────────────────────────────────────────────────────────────


def test_a_line_that_says_more_has_a_longer_text_and_others_keep_theirs(ledger: Ledger) -> None:
    plain = ledger.announcement("2023-1", 10_000)
    said = ledger.announcement("2023-1", 9_000, method="adams", exempt=["GM0014", UTRECHT])
    assert posting_text(plain).startswith('[1, "announcement"')
    assert posting_text(said).startswith('[2, "announcement"')
    assert posting_text(said).endswith('"adams", ["GM0014", "GM0344"]]')
    assert verify().is_sound


def test_a_method_or_exemption_that_is_changed_later_is_found(ledger: Ledger) -> None:
    line = ledger.announcement("2023-1", 9_000, method="adams", exempt=[UTRECHT])
    for change in ("exempt = '[]'", "method = 'ceiling'", "method = '', exempt = '[]'"):
        with transaction.atomic():
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run("ALTER TABLE housing_announcement DISABLE TRIGGER USER")
            run(f"UPDATE housing_announcement SET {change} WHERE id = %s", line.pk)
            run("ALTER TABLE housing_announcement ENABLE TRIGGER USER")
            assert any(f"boeking {line.seq} " in text for text in verify().wrong)
            transaction.set_rollback(True)
    assert verify().is_sound


def test_an_interim_target_can_be_replaced_once_and_withdrawn(ledger: Ledger) -> None:
    first = ledger.interim_target(1_500, date(2021, 7, 1), date(2021, 12, 31))
    days = {"baseline_on": first.baseline_on, "due_on": first.due_on}
    post(lines=[InterimTarget(persons=0, replaces=first, **days)])
    withdrawn = InterimTarget.objects.get(replaces=first)
    assert posting_text(withdrawn).startswith('[2, "interimtarget"')
    assert verify().is_sound
    again = InterimTarget(persons=2_000, replaces=first, **days)
    refused(lambda: post(lines=[again]), "replaces_id", IntegrityError)
    refused(lambda: post(lines=[InterimTarget(persons=0, **days)]), "interim_positive", IntegrityError)


# ── Closed half-years ────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_half_year_takes_nothing_any_more(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 10)
    close("2022-1")
    for change in (
        lambda: ledger.target(UTRECHT, "2022-1", 1),
        lambda: ledger.home(UTRECHT, "2022-03", 1),
        lambda: ledger.correction(UTRECHT, "2022-1", 1),
        lambda: ledger.exchange("2022-1", {UTRECHT: 1, AMSTERDAM: -1}),
        lambda: ledger.announcement("2022-1", 9_000),
    ):
        refused(change, "2022-1 is closed")
    assert ledger.correction(UTRECHT, "2022-2", 1).persons == 1


def test_what_was_known_before_the_close_can_still_be_loaded(ledger: Ledger) -> None:
    moment = journal_state().now
    ledger.target(UTRECHT, "2022-1", 10, at=moment - timedelta(hours=2))
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=moment)
    assert ledger.home(UTRECHT, "2022-03", 1, at=moment - timedelta(hours=1)).persons == 1
    refused(lambda: ledger.home(UTRECHT, "2022-03", 1), "2022-1 is closed")


def test_a_half_year_stays_closed(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 10)
    close("2022-1")
    rows = TargetPeriod.objects.filter(code="2022-1")
    refused(lambda: rows.update(closed_at=None), "stays so")
    refused(lambda: rows.update(closed_at=journal_state().now + timedelta(days=1)), "stays so")
    rows.update(due_day=7)


def test_what_an_ended_municipality_gets_after_the_close_passes_on_in_the_open_half_year(
    ledger: Ledger,
) -> None:
    """Weesp ended on 24 March 2022; 2022-1 is closed when a correction of 2021-2 arrives for it."""
    ledger.target(WEESP, "2021-2", 10)
    check_now()
    close("2022-1")
    ledger.correction(WEESP, "2021-2", 4)
    check_now()
    lines = {
        (line.municipality_id, line.period_id): line.persons
        for line in Adjustment.objects.filter(type="merger")
        if line.persons in (4, -4)
    }
    assert lines == {(WEESP, "2022-2"): -4, (AMSTERDAM, "2022-2"): 4}
    assert verify().is_sound


def test_a_closing_takes_two_people(ledger: Ledger, cast: Cast) -> None:
    ledger.target(UTRECHT, "2022-1", 10)
    now = journal_state().now
    asked = Closing.objects.create(period_id="2022-1", asked_by=cast.manager, asked_at=now)
    publication = release(title="Afsluiting", kind=Publication.Kind.CLOSE, known_on=now)
    rows = Closing.objects.filter(pk=asked.pk)
    confirmed = {"state": "confirmed", "decided_at": now, "publication": publication}
    refused(lambda: rows.update(**confirmed, decided_by=cast.manager), "closing_by_two", IntegrityError)
    again = Closing(period_id="2022-1", asked_by=cast.second_manager, asked_at=now)
    refused(again.save, "closing_one_at_a_time", IntegrityError)
    rows.update(**confirmed, decided_by=cast.second_manager)
    refused(lambda: rows.update(remarks="anders"), "is refused")
    refused(lambda: run("DELETE FROM housing_closing"), "is refused")


# ── Exchanges ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def exchange(ledger: Ledger, cast: Cast) -> Exchange:
    for code in (UTRECHT, AMSTERDAM):
        ledger.target(code, "2022-1", 100)
    made = Exchange.objects.create(
        period_id="2022-1",
        reason="Samenwerking",
        document="Besluit 12",
        proposed_by=cast.clerk,
        proposed_at=journal_state().now,
    )
    for code, persons in ((UTRECHT, 5), (AMSTERDAM, -5)):
        ExchangePart.objects.create(exchange=made, municipality_id=code, persons=persons)
    check_now()
    return made


def book(exchange: Exchange, by: Cast, *, confirming: bool = True) -> None:
    now = journal_state().now
    if confirming:
        exchange.parts.update(confirmed_by=by.clerk, confirmed_at=now)
    Exchange.objects.filter(pk=exchange.pk).update(state="booked", ended_by=by.clerk, ended_at=now)


def test_an_exchange_is_booked_as_agreed(ledger: Ledger, cast: Cast, exchange: Exchange) -> None:
    ledger.exchange("2022-1", {UTRECHT: 5, AMSTERDAM: -5}, group=exchange.group)
    book(exchange, cast)
    check_now()
    refused(lambda: exchange.parts.update(persons=6), "parts are fixed")
    refused(lambda: run("DELETE FROM housing_exchangepart"), "parts are fixed")
    refused(lambda: Exchange.objects.filter(pk=exchange.pk).update(reason="anders"), "is refused")
    refused(lambda: run("DELETE FROM housing_exchange"), "is refused|violates foreign key")
    assert verify().is_sound


def test_an_exchange_that_was_not_agreed_is_not_booked(
    ledger: Ledger, cast: Cast, exchange: Exchange
) -> None:
    refused(lambda: book(exchange, cast), "booked as agreed")
    with transaction.atomic():
        ledger.exchange("2022-1", {UTRECHT: 6, AMSTERDAM: -6}, group=exchange.group)
        refused(lambda: book(exchange, cast), "booked as agreed")
        transaction.set_rollback(True)
    ledger.exchange("2022-1", {UTRECHT: 5, AMSTERDAM: -5}, group=exchange.group)
    refused(lambda: book(exchange, cast, confirming=False), "confirmed by all")


def test_parts_of_an_exchange_add_up_to_zero(exchange: Exchange) -> None:
    refused(lambda: exchange.parts.filter(municipality_id=UTRECHT).update(persons=7), "add up to zero")
    refused(lambda: exchange.parts.filter(municipality_id=UTRECHT).delete(), "two or more parts")
    refused(lambda: exchange.parts.filter(municipality_id=UTRECHT).update(persons=0), "not_zero")


# ── Withdrawals ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_is_added_once_and_changes_what_pages_depend_on(ledger: Ledger, cast: Cast) -> None:
    ledger.target(UTRECHT, "2022-1", 10)
    now = journal_state().now
    publication = release(title="Stand", kind=Publication.Kind.OTHER, known_on=now)
    before = journal_state().publications
    made = {"reason": "Vergissing", "withdrawn_by": cast.manager, "withdrawn_at": now}
    Withdrawal.objects.create(publication=publication, **made)
    assert journal_state().publications != before
    refused(lambda: Withdrawal.objects.create(publication=publication, **made), "unique", IntegrityError)
    refused(lambda: Withdrawal.objects.update(reason="anders"), "is refused")
    refused(lambda: run("DELETE FROM housing_withdrawal"), "is refused")
    refused(lambda: Publication.objects.update(remarks="anders"), "is refused")
