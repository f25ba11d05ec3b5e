"""A municipality's ledger line by line, and its half-years in a row."""

from datetime import date

import pytest

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear, Month
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from housing.queries.ledger import history, ledger_lines
from tests.conftest import Ledger

ALMERE, ZWOLLE = "GM0034", "GM0193"
PERIOD = HalfYear(2022, 1)

pytestmark = pytest.mark.django_db


def seq() -> int:
    return journal_state().seq


def test_lines_carry_the_sign_of_the_balance(ledger: Ledger) -> None:
    ledger.target(ALMERE, "2022-1", 120, date(2021, 10, 1), source="Staatscourant")
    ledger.exchange("2022-1", {ALMERE: 10, ZWOLLE: -10}, "ruil 1", date(2022, 1, 5))
    ledger.correction(ALMERE, "2022-1", -3, date(2022, 2, 1), reason="dubbel geteld")
    ledger.home(ALMERE, "2022-01", 14, date(2022, 2, 8))
    ledger.hotel(ALMERE, "2022-01", 2, date(2022, 2, 8))
    ledger.home(ALMERE, "2022-01", -1, date(2022, 3, 8), reason="vertrokken")

    lines = ledger_lines(seq(), PERIOD, [ALMERE])

    assert [(line.kind, line.persons) for line in lines] == [
        ("target", -120), ("exchange", 10), ("correction", -3), ("home", 14), ("hotel", 2), ("home", -1),
    ]  # fmt: skip
    assert [line.month for line in lines] == [None] * 3 + [Month(2022, 1)] * 3
    assert lines[0].source == "Staatscourant"
    assert lines[1].group == "ruil 1"
    assert lines[-1].reason == "vertrokken"
    assert sum(line.persons for line in lines) == balances(seq(), PERIOD)[ALMERE].closing


def test_lines_stop_at_the_position_and_the_half_year(ledger: Ledger) -> None:
    ledger.target(ALMERE, "2021-2", 50, date(2021, 4, 1))
    ledger.target(ALMERE, "2022-1", 60, date(2021, 10, 1))
    known = seq()
    ledger.home(ALMERE, "2022-01", 5, date(2022, 2, 8))

    assert [line.persons for line in ledger_lines(known, PERIOD, [ALMERE])] == [-60]
    assert [line.persons for line in ledger_lines(seq(), PERIOD, [ALMERE])] == [-60, 5]
    assert ledger_lines(seq(), PERIOD.next, [ALMERE]) == []


def test_lines_of_a_merger_name_its_day(ledger: Ledger) -> None:
    ledger.target("GM0457", "2022-1", 12, date(2021, 10, 1))
    ledger.home("GM0363", "2022-03", 1, date(2022, 4, 4))

    (transfer,) = [line for line in ledger_lines(seq(), PERIOD, ["GM0363"]) if line.kind == "merger"]

    assert (transfer.persons, transfer.effective_on) == (-12, date(2022, 3, 24))
    assert transfer.group.startswith("GM0457 ")


def test_history_carries_each_closing_to_the_next_opening(ledger: Ledger) -> None:
    ledger.opening(ALMERE, "2021-2", -20, date(2021, 7, 1))
    ledger.target(ALMERE, "2021-2", 50, date(2021, 7, 1))
    ledger.home(ALMERE, "2021-10", 60, date(2021, 11, 4))
    ledger.target(ALMERE, "2022-1", 40, date(2022, 1, 3))
    ledger.transitional(ALMERE, "2022-01", 7, date(2022, 2, 3))

    lines = history(seq(), [ALMERE, ZWOLLE])

    assert [(line.period.code, line.balance) for line in lines[ALMERE]] == [
        ("2021-2", AreaBalance(opening=-20, target=50, home=60)),
        ("2022-1", AreaBalance(opening=-10, target=40, transitional=7)),
    ]
    assert ZWOLLE not in lines


def test_each_read_is_one_query(ledger: Ledger, django_assert_num_queries) -> None:
    ledger.target(ALMERE, "2022-1", 50)
    position = seq()
    with django_assert_num_queries(1):
        ledger_lines(position, PERIOD, [ALMERE, ZWOLLE])
    with django_assert_num_queries(1):
        history(position, [ALMERE, ZWOLLE])
