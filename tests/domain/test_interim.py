from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.allocation import AllocationError
from housing.domain.balances import AreaBalance
from housing.domain.interim import InterimError, InterimTarget, assess, balance_on, gain, shares, steps
from housing.domain.periods import HalfYear, Month

persons = st.integers(-5_000, 5_000)
counts = st.integers(0, 5_000)
areas = st.builds(
    AreaBalance,
    opening=persons,
    target=counts,
    exchanges=persons,
    corrections=persons,
    transfers=persons,
    home=counts,
    hotel=counts,
)
balances = st.dictionaries(st.sampled_from([f"PV{n}" for n in range(20, 32)]), persons)


def test_only_areas_with_a_backlog_share():
    assert shares(10, {"PV20": -30, "PV21": 50, "PV22": 0, "PV23": -10}) == {"PV20": 8, "PV23": 2}


def test_equal_remainders_go_to_the_lowest_code():
    assert shares(3, {"PV23": -5, "PV20": -5}) == {"PV20": 2, "PV23": 1}


def test_nobody_with_a_backlog():
    assert shares(10, {"PV20": 3}) == shares(10, {}) == {}


@given(st.integers(0, 5_000), balances)
def test_shares_add_up_to_the_reduction(reduction, by_province):
    shared = shares(reduction, by_province)
    behind = {code for code, balance in by_province.items() if balance < 0}
    assert set(shared) == behind
    assert not behind or sum(shared.values()) == reduction
    backlog = -sum(by_province[code] for code in behind)
    assert all(abs(shared[code] + Fraction(reduction * by_province[code], backlog)) < 1 for code in behind)


@given(st.integers(1, 5_000), balances)
def test_a_share_is_never_more_than_the_backlog_when_the_reduction_is_not(reduction, by_province):
    backlog = sum(max(-balance, 0) for balance in by_province.values())
    if reduction <= backlog:
        assert all(share <= -by_province[code] for code, share in shares(reduction, by_province).items())


def test_negative_reduction():
    with pytest.raises(AllocationError):
        shares(-1, {"PV20": -3})


@pytest.mark.parametrize(
    ("reduction", "due_on", "expected"),
    [(0, date(2021, 12, 31), "ten minste 1"), (5, date(2021, 7, 1), "na de begindatum")],
)
def test_interim_target_refuses(reduction, due_on, expected):
    with pytest.raises(InterimError, match=expected):
        InterimTarget(reduction, date(2021, 7, 1), due_on)


def test_balance_inside_a_half_year():
    parts = AreaBalance(opening=-30, target=20, exchanges=-4, corrections=1, transfers=-2, home=99)
    assert balance_on(parts, 0, 0) == -31
    assert balance_on(parts, 2, 5) == -31 - 8 + 5
    assert balance_on(AreaBalance(target=10), 4, 3) == 3 - Fraction(20, 3)


@given(areas)
def test_balance_after_six_months_is_the_closing(area):
    assert balance_on(area, 6, area.realised) == area.closing
    assert balance_on(area, 0, 0) == area.opening + area.corrections + area.transfers


@given(areas, areas, st.integers(0, 6), counts)
def test_balances_of_areas_add_up_inside_a_half_year(one, other, k, realised):
    assert balance_on(one, k, realised) + balance_on(other, k, 7) == balance_on(one + other, k, realised + 7)


def test_assessment():
    met = assess(10, -50, Fraction(-40))
    assert (met.achieved, met.difference, met.met) == (10, 0, True)
    missed = assess(10, -50, Fraction(-121, 3))
    assert (missed.difference, missed.met) == (Fraction(-1, 3), False)


@given(st.integers(0, 500), persons, persons)
def test_met_exactly_when_the_difference_is_not_negative(share, before, after):
    assessment = assess(share, before, after)
    assert assessment.met == (assessment.difference >= 0) == (after - before >= share)
    assert assessment.difference == assessment.achieved - share


@given(st.integers(1, 3_000), st.lists(areas, min_size=1, max_size=12))
def test_differences_of_provinces_add_up_to_that_of_the_country(reduction, provinces):
    """When every province has a share, nothing is lost between them and the country."""
    named = {f"PV{n}": area for n, area in enumerate(provinces, start=20) if area.opening < 0}
    shared = shares(reduction, {code: area.opening for code, area in named.items()})
    if shared:
        before = sum(area.opening for area in named.values())
        after = sum(area.closing for area in named.values())
        each = [assess(shared[code], area.opening, area.closing).difference for code, area in named.items()]
        assert sum(each) == assess(reduction, before, after).difference


@pytest.mark.parametrize(
    ("baseline_on", "due_on", "first", "last", "count"),
    [
        (date(2021, 7, 1), date(2021, 12, 31), Month(2021, 7), Month(2021, 12), 6),
        (date(2021, 6, 30), date(2021, 12, 31), Month(2021, 7), Month(2021, 12), 6),
        (date(2021, 8, 15), date(2022, 2, 27), Month(2021, 8), Month(2022, 1), 6),
        (date(2021, 7, 1), date(2022, 6, 30), Month(2021, 7), Month(2022, 6), 12),
    ],
)
def test_months_end_between_the_two_days(baseline_on, due_on, first, last, count):
    months = InterimTarget(5, baseline_on, due_on).months
    assert (months[0], months[-1], len(months)) == (first, last, count)


def test_no_month_ends_between_two_days_of_one():
    assert InterimTarget(5, date(2021, 7, 1), date(2021, 7, 30)).months == ()


def test_steps_spread_the_share_over_the_months():
    months = HalfYear(2021, 2).months
    found = steps(30, months, [Fraction(2), Fraction(-1)])
    assert [(step.month, step.required, step.achieved) for step in found] == [
        (Month(2021, 7), 5, 2),
        (Month(2021, 8), 10, 1),
    ]
    assert found[1].difference == -9


@given(areas, st.lists(st.integers(0, 500), min_size=6, max_size=6))
def test_the_gains_of_six_months_are_those_of_the_balance(area, housed):
    before = balance_on(area, 0, 0)
    after = balance_on(area, 6, sum(housed))
    assert sum(gain(area.target, area.exchanges, persons) for persons in housed) == after - before


@given(st.integers(0, 900), st.lists(st.fractions(-50, 50), min_size=6, max_size=6))
def test_the_last_step_is_the_assessment(share, gains):
    last = steps(share, HalfYear(2021, 2).months, gains)[-1]
    assert last.difference == assess(share, 0, sum(gains)).difference


def test_days_in_messages_are_written_as_people_do() -> None:
    with pytest.raises(InterimError) as raised:
        InterimTarget(5, date(2022, 10, 1), date(2022, 9, 1))
    assert str(raised.value) == "De einddatum (01-09-2022) moet na de begindatum (01-10-2022) liggen."
