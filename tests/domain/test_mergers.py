from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.allocation import apportion
from housing.domain.mergers import (
    MergerError,
    Succession,
    heirs_of,
    in_force,
    on_borders,
    parts_of,
    predecessors_of,
    split_balance,
    successors_of,
    transfers,
    weights_on_borders,
)

DAY0, DAY1, DAY2, TODAY = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)
HAAREN = {
    "GM0757": Fraction("0.1515"),
    "GM0824": Fraction("0.4066"),
    "GM0855": Fraction("0.1009"),
    "GM0865": Fraction("0.3410"),
}


@st.composite
def histories(draw):
    """Figures of up to eight areas and a history in which areas go into others, in chains and parts."""
    codes = [f"GM{n:04d}" for n in range(12)]
    figures = draw(st.dictionaries(st.sampled_from(codes[:8]), st.integers(-500, 500), min_size=1))
    history = []
    living = list(codes)
    on = DAY0
    for _ in range(draw(st.integers(0, 5))):
        ending = living.pop(draw(st.integers(0, len(living) - 1)))
        heirs = draw(st.lists(st.sampled_from(living), min_size=1, max_size=4, unique=True))
        parts = [draw(st.integers(1, 9)) for _ in heirs]
        # Chains may fall on one day; the first is after the day of the figures
        on += timedelta(days=1 if on == DAY0 else draw(st.integers(0, 1)))
        kind = "merged" if len(heirs) == 1 else "split"
        history += [
            Succession(on, ending, heir, Fraction(part, sum(parts)), kind)
            for heir, part in zip(heirs, parts, strict=True)
        ]
    return figures, history


def test_two_persons_over_four_successors():
    assert split_balance(2, HAAREN) == {"GM0757": 0, "GM0824": 1, "GM0855": 0, "GM0865": 1}
    assert split_balance(-2, HAAREN) == {"GM0757": 0, "GM0824": -1, "GM0855": 0, "GM0865": -1}
    assert split_balance(-2, dict.fromkeys("abcd", Fraction(1, 4))) == {"a": -1, "b": -1, "c": 0, "d": 0}


def test_shares_in_four_decimals_need_not_add_up_exactly():
    assert split_balance(100, dict.fromkeys("abc", Fraction("0.3333"))) == {"a": 34, "b": 33, "c": 33}


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"a": Fraction(1, 2)},
        {"a": Fraction(1, 2), "b": Fraction("0.501")},
        {"a": Fraction(3, 2), "b": Fraction(-1, 2)},
        {"a": Fraction(1), "b": Fraction(1)},
    ],
)
def test_shares_that_do_not_add_up(shares):
    with pytest.raises(MergerError, match="samen 1"):
        split_balance(10, shares)


@given(st.integers(-2_000, 2_000), st.lists(st.integers(1, 999), min_size=1, max_size=6))
def test_a_split_creates_and_loses_nothing(balance, parts):
    shares = {f"GM{n:04d}": Fraction(part, sum(parts)) for n, part in enumerate(parts)}
    pieces = split_balance(balance, shares)
    assert sum(pieces.values()) == balance
    assert all(abs(pieces[code] - balance * share) < 1 for code, share in shares.items())
    assert split_balance(-balance, shares) == {code: -persons for code, persons in pieces.items()}


def test_succession_refuses():
    with pytest.raises(MergerError, match="zichzelf"):
        Succession(DAY1, "a", "a")
    for share in (Fraction(0), Fraction(-1, 2), Fraction(3, 2)):
        with pytest.raises(MergerError, match="aandeel"):
            Succession(DAY1, "a", "b", share)


def test_borders_after_and_up_to():
    merger = [Succession(DAY1, "a", "b")]
    assert on_borders({"a": 3, "b": 4}, merger, DAY0, DAY1) == {"b": 7}
    assert on_borders({"a": 3, "b": 4}, merger, DAY0, DAY1 - timedelta(days=1)) == {"a": 3, "b": 4}
    assert on_borders({"a": 3, "b": 4}, merger, DAY1, DAY2) == {"a": 3, "b": 4}


def test_chains_over_years_and_on_one_day():
    chain = [Succession(DAY2, "b", "c"), Succession(DAY1, "a", "b")]
    assert on_borders({"a": 1, "b": 2, "c": 4}, chain, DAY0, DAY2) == {"c": 7}
    same_day = [Succession(DAY1, "a", "x"), Succession(DAY1, "x", "m")]
    assert on_borders({"a": 1, "x": 2}, same_day, DAY0, DAY1) == {"m": 3}


def test_borders_cannot_go_back():
    with pytest.raises(MergerError, match="terug te rekenen"):
        on_borders({}, [], DAY1, DAY0)


def test_circular_successions():
    circle = [Succession(DAY1, "a", "b"), Succession(DAY1, "b", "a")]
    with pytest.raises(MergerError, match="a, b"):
        on_borders({"a": 1}, circle, DAY0, DAY1)


def test_going_into_an_area_that_had_ended():
    late = [Succession(DAY1, "a", "b"), Succession(DAY2, "c", "a")]
    with pytest.raises(MergerError, match=r"c .* a"):
        on_borders({"c": 1}, late, DAY0, DAY2)


def test_inhabitants_of_an_area_that_had_ended():
    with pytest.raises(MergerError, match="GM0457"):
        weights_on_borders({"GM0457": 5}, [Succession(DAY1, "GM0457", "GM0363")], DAY1, DAY2)


@given(histories(), st.randoms(use_true_random=False))
def test_other_borders_keep_the_total(case, shuffler):
    figures, history = case
    moved = on_borders(figures, history, DAY0, TODAY)
    assert sum(moved.values()) == sum(figures.values())
    assert not set(moved) & {succession.predecessor for succession in history}
    shuffler.shuffle(history)
    assert on_borders(figures, history, DAY0, TODAY) == moved


@given(histories(), st.integers(0, 6))
def test_borders_in_two_steps_as_in_one(case, days):
    figures, history = case
    between = DAY0 + timedelta(days=days)
    halfway = on_borders(figures, history, DAY0, between)
    assert on_borders(halfway, history, between, TODAY) == on_borders(figures, history, DAY0, TODAY)


@given(histories())
def test_transfers_sum_to_zero_and_leave_ended_areas_at_zero(case):
    balances, history = case
    booked = transfers(balances, history, DAY0, TODAY)
    assert sum(booked.values()) == 0
    assert 0 not in booked.values()
    after = {code: balances.get(code, 0) + booked.get(code, 0) for code in {*balances, *booked}}
    assert all(after.get(succession.predecessor, 0) == 0 for succession in history)
    assert sum(after.values()) == sum(balances.values())


def test_transfers_of_weesp(successions):
    day = date(2022, 3, 24)
    booked = transfers({"GM0457": -12, "GM0363": 30}, successions, day - timedelta(days=1), day)
    assert booked == {"GM0363": -12, "GM0457": 12}


def test_a_late_report_of_haaren_passes_on(successions):
    booked = transfers({"GM0788": 2}, successions, date(2020, 12, 31), TODAY)
    assert booked == {"GM0788": -2, "GM0824": 1, "GM0865": 1}


@given(histories())
def test_parts_agree_with_figures(case):
    """What an area consists of is what reaches it, when persons need not be whole."""
    _, history = case
    unit = 10**7
    for source in {succession.predecessor for succession in history}:
        moved = on_borders({source: unit}, history, DAY0, TODAY)
        reached = {
            code: parts_of(code, history, TODAY).get(source, Fraction(0))
            for code in heirs_of(source, history, TODAY)
        }
        assert sum(reached.values()) == 1
        assert all(abs(moved[code] - unit * share) < 100 for code, share in reached.items())


@given(histories())
def test_lineage_is_the_same_in_both_directions(case):
    _, history = case
    codes = {s.predecessor for s in history} | {s.successor for s in history}
    for code in codes:
        for later in successors_of(code, history, TODAY):
            assert code in predecessors_of(later, history, TODAY)
        assert heirs_of(code, history, TODAY) <= successors_of(code, history, TODAY) | {code}
        assert heirs_of(code, history, TODAY)


def test_lineage_by_hand():
    history = [
        Succession(DAY1, "a", "b"),
        Succession(DAY2, "b", "c", Fraction(1, 4), "split"),
        Succession(DAY2, "b", "d", Fraction(3, 4), "split"),
    ]
    assert parts_of("c", history, TODAY) == {"c": 1, "b": Fraction(1, 4), "a": Fraction(1, 4)}
    assert predecessors_of("d", history, TODAY) == {"a", "b"}
    assert successors_of("a", history, TODAY) == {"b", "c", "d"}
    assert heirs_of("a", history, TODAY) == {"c", "d"}
    assert heirs_of("a", history, DAY1) == {"b"}
    assert heirs_of("a", history, DAY0) == {"a"}
    assert predecessors_of("d", history, DAY1) == frozenset()
    assert in_force(history, DAY1) == (history[0],)


def test_lineage_in_the_reference_data(successions):
    assert heirs_of("GM0457", successions, date(2022, 3, 23)) == {"GM0457"}
    assert heirs_of("GM0457", successions, date(2022, 3, 24)) == {"GM0363"}
    assert predecessors_of("GM1982", successions, DAY2) == {"GM0756", "GM0786", "GM0815", "GM1684", "GM1702"}
    assert parts_of("GM0855", successions, TODAY)["GM0788"] == Fraction("0.1009")
    assert predecessors_of("GM1992", successions, date(2022, 11, 15)) == frozenset()


def test_shares_of_every_split_in_the_reference_data_add_up(successions):
    for predecessor in {s.predecessor for s in successions}:
        shares = {s.successor: s.share for s in successions if s.predecessor == predecessor}
        assert sum(shares.values()) == 1
        assert apportion(7, shares) == split_balance(7, shares)
