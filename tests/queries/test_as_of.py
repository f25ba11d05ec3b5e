"""The same moment always gives the same figures, also when somebody was posting across it."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from housing.domain.periods import HalfYear
from housing.models import GENESIS
from housing.queries.balances import balances, closings_before, months
from housing.queries.journal import AMSTERDAM, end_of_day, journal_state, seq_at
from housing.queries.positions import PositionError, find_position
from housing.queries.sums import national_sums
from tests.conftest import Ledger

UTRECHT, CITY = "GM0344", "GM0363"
PERIOD = HalfYear(2022, 1)


def figures(seq: int) -> tuple[object, ...]:
    first, last = PERIOD.months[0], PERIOD.months[-1]
    return (
        balances(seq, PERIOD),
        months(seq, first, last),
        closings_before(seq, PERIOD.next),
        national_sums(seq),
    )


@pytest.mark.django_db
def test_every_position_gives_again_what_was_current_then(ledger: Ledger) -> None:
    seen = []
    steps = (
        lambda: ledger.opening(UTRECHT, "2021-2", -30, date(2021, 7, 1)),
        lambda: ledger.target(UTRECHT, "2022-1", 200, date(2021, 10, 1)),
        lambda: ledger.target(CITY, "2022-1", 300, date(2021, 10, 1)),
        lambda: ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 1)),
        lambda: ledger.hotel(UTRECHT, "2022-01", 3, date(2022, 2, 2)),
        lambda: ledger.exchange("2022-1", {UTRECHT: 10, CITY: -10}, at=date(2022, 2, 3)),
        lambda: ledger.correction(CITY, "2022-1", -4, date(2022, 2, 4)),
        lambda: ledger.home(UTRECHT, "2022-01", -2, date(2022, 2, 5)),
        lambda: ledger.transitional(CITY, "2022-02", 7, date(2022, 3, 1)),
    )
    for step in steps:
        step()
        state = journal_state()
        seen.append((state.seq, state.recorded_at, figures(state.seq)))
    for seq, moment, then in seen:
        assert figures(seq) == then
        assert moment is not None
        assert seq_at(moment)[0] >= seq


@pytest.mark.django_db
def test_a_date_is_the_end_of_that_day_in_amsterdam(ledger: Ledger) -> None:
    late = datetime(2022, 7, 31, 23, 59, 59, tzinfo=AMSTERDAM)
    ledger.home(UTRECHT, "2022-06", 1, datetime(2022, 7, 31, 12, tzinfo=AMSTERDAM))
    ledger.home(UTRECHT, "2022-06", 1, late)
    ledger.home(UTRECHT, "2022-06", 1, datetime(2022, 8, 1, 0, tzinfo=AMSTERDAM))
    assert seq_at(end_of_day(date(2022, 7, 31)))[0] == 2
    assert seq_at(end_of_day(date(2022, 7, 30))) == (0, GENESIS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stand", ["gisteren", "2022-13-01", "20220107", "2022-W01-1", "9999-01-01", "٢٠٢٢-٠١-٠٧"]
)
def test_a_date_that_cannot_be_shown_is_explained(stand: str) -> None:
    with pytest.raises(PositionError, match="datum"):
        find_position(journal_state(), stand=stand)


@pytest.mark.django_db
def test_an_unknown_publication_is_explained() -> None:
    with pytest.raises(PositionError, match="publicatie"):
        find_position(journal_state(), publication="bestaat-niet")


@pytest.mark.django_db
def test_today_is_the_present_position_by_name(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 1)
    state = journal_state()
    position = find_position(state, stand=state.today.isoformat())
    assert (position.seq, position.stand) == (state.seq, state.today)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_held_open_across_a_moment_does_not_change_what_that_moment_shows() -> None:
    ledger = Ledger()
    ledger.target(UTRECHT, "2022-1", 200, date(2021, 10, 1))
    posted, finish = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                ledger.home(UTRECHT, "2022-01", 5)
                posted.set()
                finish.wait(10)
        finally:
            connections.close_all()

    answers: list[tuple[int, str]] = []

    def ask(moment: datetime) -> None:
        try:
            answers.append(seq_at(moment))
        finally:
            connections.close_all()

    writer = threading.Thread(target=hold)
    writer.start()
    assert posted.wait(10)
    moment = journal_state().now
    reader = threading.Thread(target=ask, args=[moment])
    reader.start()
    reader.join(0.5)
    # The posting lies before the moment but is not committed: an answer now could change later.
    assert reader.is_alive()
    assert answers == []
    finish.set()
    writer.join(10)
    reader.join(10)
    assert answers == [seq_at(moment)]
    then = figures(answers[0][0])
    ledger.home(UTRECHT, "2022-01", 9)
    assert seq_at(moment) == answers[0]
    assert figures(seq_at(moment)[0]) == then


@pytest.mark.django_db(transaction=True)
def test_a_moment_before_the_head_does_not_wait_for_who_is_posting() -> None:
    ledger = Ledger()
    ledger.home(UTRECHT, "2022-01", 5)
    head = journal_state()
    assert head.recorded_at is not None
    earlier = head.recorded_at - timedelta(seconds=1)
    posted, finish = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                ledger.home(UTRECHT, "2022-01", 5)
                posted.set()
                finish.wait(10)
        finally:
            connections.close_all()

    writer = threading.Thread(target=hold)
    writer.start()
    assert posted.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        assert seq_at(earlier) == (0, GENESIS)
        cursor.execute("SET lock_timeout = 0")
    finish.set()
    writer.join(10)
