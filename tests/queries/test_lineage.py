"""Histories on the borders of today: nothing is created or lost, and today's balance is the ledger's own."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from housing.domain.balances import AreaBalance
from housing.queries.areas import Registry, registry
from housing.queries.journal import end_of_day, journal_state, seq_at
from housing.queries.ledger import HalfYearBalance, history
from housing.queries.lineage import history_as_is
from housing.queries.sums import national_sums
from tests.conftest import Ledger

HAAREN = "GM0788"
HEIRS = ("GM0757", "GM0824", "GM0855", "GM0865")
COMPONENTS = ("opening", "target", "exchanges", "corrections", "transfers", "home", "transitional", "hotel")


def areas() -> Registry:
    return registry(journal_state().reference_version)


def all_as_is(seq: int, on: date) -> dict[str, list[HalfYearBalance]]:
    known = areas()
    return {
        code: history_as_is(seq, code, known.successions, on)
        for code, area in known.municipalities.items()
        if area.valid_to is None or area.valid_to > on
    }


def summed(histories: dict[str, list[HalfYearBalance]]) -> dict[str, AreaBalance]:
    """Per half-year the sum; an area without a line of its own still carries its balance along."""
    periods = sorted({line.period for lines in histories.values() for line in lines})
    sums = {}
    for period in periods:
        total = AreaBalance.ZERO
        for lines in histories.values():
            earlier = [line for line in lines if line.period <= period]
            if earlier:
                last = earlier[-1]
                total += last.balance if last.period == period else AreaBalance(opening=last.balance.closing)
        sums[period.code] = total
    return sums


def assert_national(seq: int, on: date) -> None:
    found = summed(all_as_is(seq, on))
    for code, sums in national_sums(seq).items():
        expected = {name: sums[name] for name in COMPONENTS}
        assert {name: getattr(found[code], name) for name in COMPONENTS} == expected, code
        assert found[code].closing == sums["closing"]


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2022, 1, 7), date(2022, 11, 15)])
def test_demonstration_adds_up_to_the_country(demonstration: None, day: date) -> None:
    assert_national(seq_at(end_of_day(day))[0], day)


def test_whole_merger_counts_in_full_and_its_transfers_cancel(demonstration: None) -> None:
    seq = journal_state().seq
    own = history(seq, ["GM0363", "GM0457"])

    first, second, _ = history_as_is(seq, "GM0363", areas().successions, date(2022, 11, 15))

    amsterdam, weesp = own["GM0363"], own["GM0457"]
    assert first.balance == amsterdam[0].balance + weesp[0].balance
    assert second.balance.target == amsterdam[1].balance.target + weesp[1].balance.target
    assert second.balance.transfers == 0
    assert amsterdam[1].balance.transfers != 0
    assert second.balance.closing == amsterdam[1].balance.closing


@pytest.mark.django_db
@pytest.mark.parametrize("opening", [-2, 0, 3, -57, 100])
def test_split_in_whole_persons(ledger: Ledger, opening: int) -> None:
    ledger.opening(HAAREN, "2020-2", opening, date(2020, 7, 1))
    ledger.target(HAAREN, "2020-2", 5, date(2020, 7, 1))
    ledger.home(HAAREN, "2020-09", 3, date(2020, 10, 1))
    ledger.hotel(HAAREN, "2020-10", 1, date(2020, 11, 1))
    ledger.opening(HEIRS[0], "2020-2", -4, date(2020, 12, 1))
    ledger.target(HEIRS[0], "2021-1", 11, date(2021, 1, 5))
    # A late report of the municipality that has ended brings a transfer of its own.
    ledger.home(HAAREN, "2020-12", 1, date(2021, 1, 20))
    ledger.home(HAAREN, "2020-12", 1, date(2021, 2, 20))
    seq, on = journal_state().seq, date(2021, 3, 1)

    assert_national(seq, on)

    own = history(seq, HEIRS)
    for code in HEIRS:
        lines = history_as_is(seq, code, areas().successions, on)
        assert lines[0].period.code == "2020-2"
        assert lines[-1].balance.closing == (own[code][-1].balance.closing if code in own else 0)


@pytest.mark.django_db
def test_before_the_transfer_is_booked_the_heirs_share_what_is_held(ledger: Ledger) -> None:
    ledger.opening(HAAREN, "2020-2", -10, date(2020, 7, 1))
    seq, on = journal_state().seq, date(2021, 1, 1)

    closings = [history_as_is(seq, code, areas().successions, on)[-1].balance.closing for code in HEIRS]

    assert sum(closings) == -10
    assert all(closing < 0 for closing in closings)


@pytest.mark.django_db
def test_before_the_merger_everybody_stands_alone(ledger: Ledger) -> None:
    ledger.opening("GM0457", "2021-2", -10, date(2021, 7, 1))
    ledger.opening("GM0363", "2021-2", -20, date(2021, 7, 1))
    position = journal_state().seq

    (line,) = history_as_is(position, "GM0363", areas().successions, date(2022, 3, 23))

    assert line.balance.opening == -20


@pytest.mark.django_db
def test_one_query(ledger: Ledger, django_assert_num_queries) -> None:
    ledger.opening("GM0457", "2021-2", -10, date(2021, 7, 1))
    position, successions = journal_state().seq, areas().successions
    with django_assert_num_queries(1):
        history_as_is(position, "GM0363", successions, date(2022, 11, 15))
