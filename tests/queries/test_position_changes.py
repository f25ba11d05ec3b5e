"""What changed between two positions: adds up, in both orders, in a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM, journal_state
from housing.queries.position_changes import (
    COMPONENTS,
    PositionChanges,
    changed_sums,
    changes_between,
    combined,
)
from housing.queries.position_postings import LineFilter, other_lines, tallies
from housing.queries.positions import Position, find_position
from housing.queries.sums import national_sums
from housing.services.publishing import publish
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
START = datetime(2022, 1, 1, 12, tzinfo=AMSTERDAM)
CODES = (ROTTERDAM, BARENDRECHT, UTRECHT)
FIRST, SECOND = HalfYear(2022, 1), HalfYear(2022, 2)


def at(seq: int) -> Position:
    """A position by its number."""
    return Position(seq, "", date(2022, 12, 31))


def compared(before: int, after: int, period: HalfYear | None = None) -> PositionChanges:
    return changes_between(registry(journal_state().reference_version), at(before), at(after), period=period)


@pytest.fixture
def journal(ledger: Ledger) -> Ledger:
    ledger.opening(UTRECHT, "2022-1", -30, date(2022, 1, 1))
    ledger.target(UTRECHT, "2022-1", 60, date(2022, 1, 2))
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    ledger.target(UTRECHT, "2022-2", 50, date(2022, 3, 2))
    ledger.exchange("2022-1", {UTRECHT: -4, ROTTERDAM: 4}, at=date(2022, 3, 3))
    ledger.home(UTRECHT, "2022-01", -2, date(2022, 3, 4))
    return ledger


def test_a_change_is_told_from_the_first_position_to_the_second(journal: Ledger) -> None:
    changes = compared(3, 7)
    assert [change.period for change in changes.national] == [SECOND, FIRST]
    first = changes.national[1]
    assert (first.old.closing, first.new.closing) == (-78, -80)
    assert first.difference == AreaBalance(home=-2)
    second = changes.national[0]
    assert not second.is_known
    assert (second.old, second.new.opening) == (AreaBalance(opening=-78), -80)
    by_name = {change.area.code: change for change in changes.municipalities}
    utrecht = by_name[UTRECHT]
    assert (utrecht.old, utrecht.new, utrecht.difference) == (-78, -134, -56)
    assert (utrecht.change, utrecht.postings) == (AreaBalance(target=50, exchanges=-4, home=-2), 3)
    assert (by_name[ROTTERDAM].old, by_name[ROTTERDAM].new) == (0, 4)
    assert [change.area.name for change in changes.provinces] == ["Utrecht", "Zuid-Holland"]
    assert changes.postings == 4


def test_of_one_half_year_what_came_before_it_stands_in_the_opening(journal: Ledger) -> None:
    (change, rotterdam) = sorted(compared(3, 7, SECOND).municipalities, key=lambda c: c.new)
    assert change.change == AreaBalance(opening=-6, target=50)
    assert (change.old, change.new, change.postings) == (-78, -134, 1)
    assert (rotterdam.change, rotterdam.postings) == (AreaBalance(opening=4), 0)
    assert {c.area.code: c.change for c in compared(3, 7, FIRST).municipalities}[UTRECHT] == AreaBalance(
        exchanges=-4, home=-2
    )


def test_a_province_counts_municipalities_that_did_not_change(journal: Ledger) -> None:
    journal.opening(BARENDRECHT, "2022-1", -9, date(2022, 4, 1))
    (zuid_holland,) = [c for c in compared(8, 7).provinces if c.area.name == "Zuid-Holland"]
    assert (zuid_holland.old, zuid_holland.new) == (-5, 4)
    journal.home(ROTTERDAM, "2022-03", 3, date(2022, 4, 2))
    (zuid_holland,) = compared(8, 9).provinces
    assert (zuid_holland.old, zuid_holland.new, zuid_holland.difference) == (-5, -2, 3)


def test_equal_positions_say_so_and_have_nothing(journal: Ledger) -> None:
    changes = compared(4, 4)
    assert changes.is_equal
    assert not changes.is_backward
    assert (changes.municipalities, changes.provinces, changes.postings) == ((), (), 0)
    assert not [change for change in changes.national if change.is_changed]


def test_it_takes_four_queries_whatever_lies_between(journal: Ledger) -> None:
    registry(journal_state().reference_version)
    areas = registry(journal_state().reference_version)
    for before, after in ((0, 7), (7, 3), (6, 7)):
        with CaptureQueriesContext(connection) as queries:
            changes_between(areas, at(before), at(after))
        assert len(queries) == 4


def test_sums_of_publications_are_laid_beside_each_other(journal: Ledger) -> None:
    changes = changed_sums(national_sums(3), national_sums(7))
    assert changes == compared(3, 7).national


# ── For random journals ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Move:
    """One thing that is posted."""

    kind: str
    code: str
    period: str
    month: int
    persons: int


moves = st.builds(
    Move,
    st.sampled_from(["home", "transitional", "hotel", "target", "correction", "opening", "exchange"]),
    st.sampled_from(CODES),
    st.sampled_from(["2022-1", "2022-2"]),
    st.integers(0, 5),
    st.integers(-40, 60),
)


def play(ledger: Ledger, move: Move, when: datetime, number: int, held: dict[Move, int]) -> None:
    """Post a move. Placements of a month, and a target, never come below zero: `held` is what there is."""
    if move.kind in ("home", "transitional", "hotel", "target"):
        of = replace(move, persons=0, month=0 if move.kind == "target" else move.month)
        persons = max(move.persons, -held.get(of, 0))
        held[of] = held.get(of, 0) + persons
        place = move.period if move.kind == "target" else str(HalfYear.parse(move.period).months[move.month])
        getattr(ledger, move.kind)(move.code, place, persons, when)
    elif move.kind == "exchange":
        other = CODES[(CODES.index(move.code) + 1) % len(CODES)]
        changes = {move.code: move.persons, other: -move.persons}
        ledger.exchange(move.period, changes, group=f"uitruil {number}", at=when)
    else:
        getattr(ledger, move.kind)(move.code, move.period, move.persons, when)


def flat(sums: dict[str, dict[str, int]]) -> dict[str, int]:
    """National sums of all half-years together; what half-years only pass on to each other left out."""
    total = dict.fromkeys((*COMPONENTS[1:], "closing"), 0)
    for code in sorted(sums):
        for name in COMPONENTS[1:]:
            total[name] += sums[code][name]
        total["closing"] = sums[code]["closing"]
    return total


@settings(max_examples=30)
@given(st.lists(moves, min_size=1, max_size=14), st.data())
def test_positions_reproduce_their_sums_and_comparisons_add_up(
    django_db_setup: None, played: list[Move], data: st.DataObject
) -> None:
    with transaction.atomic():
        ledger = Ledger()
        held: dict[Move, int] = {}
        kept: list[tuple[int, dict[str, dict[str, int]]]] = [(0, {})]
        for number, move in enumerate(played):
            play(ledger, move, START + timedelta(days=number), number, held)
            state = journal_state()
            kept.append((state.seq, national_sums(state.seq)))
            if number == len(played) // 2:
                publish(title="Stand", kind=Publication.Kind.OTHER, known_on=START + timedelta(days=number))

        for seq, sums in kept:
            assert national_sums(seq) == sums, "an earlier position does not reproduce its sums"
        for period in (None, FIRST, SECOND):
            (low, old), (high, new) = data.draw(st.tuples(st.sampled_from(kept), st.sampled_from(kept)))
            there, back = compared(low, high, period), compared(high, low, period)
            adds_up(there, flat(old), flat(new), period)
            mirrored(there, back)
        assert verify().is_sound
        transaction.set_rollback(True)


def adds_up(
    changes: PositionChanges, old: dict[str, int], new: dict[str, int], period: HalfYear | None
) -> None:
    """Municipalities together are what the national sums differ; so are provinces, and the postings."""
    for group in (changes.municipalities, changes.provinces):
        assert all(change.change.closing == change.difference for change in group)
    total, provinces = changes.total, sum(c.difference for c in changes.provinces)
    assert total.closing == provinces
    lines = tallies(changes.before, changes.after, LineFilter(period=period))
    if period is None:
        for name in COMPONENTS[1:]:
            assert getattr(total, name) == new[name] - old[name]
        assert total.closing == new["closing"] - old["closing"]
        sign = -1 if changes.is_backward else 1
        assert sum(tally.persons for tally in lines) * sign == total.closing
        assert sum(tally.lines for tally in lines) == changes.postings
        assert changes.postings + other_lines(changes.before, changes.after).count == abs(
            changes.after.seq - changes.before.seq
        )
    for change in changes.national:
        if period == change.period:
            assert change.difference == total
            assert sum(tally.lines for tally in lines) == sum(c.postings for c in changes.municipalities)


def mirrored(there: PositionChanges, back: PositionChanges) -> None:
    """The other way round everything has the other sign."""
    assert combined(there.total, back.total, 1) == AreaBalance.ZERO
    assert [(c.period, c.old, c.new) for c in there.national] == [
        (c.period, c.new, c.old) for c in back.national
    ]
    assert [(c.area.code, c.old, c.new) for c in there.municipalities] == [
        (c.area.code, c.new, c.old) for c in back.municipalities
    ]


def test_positions_that_people_ask_for_are_compared(journal: Ledger) -> None:
    state = journal_state()
    areas = registry(state.reference_version)
    changes = changes_between(areas, find_position(state, stand="2022-02-28"), find_position(state))
    assert (changes.before.seq, changes.after.seq) == (3, 7)
