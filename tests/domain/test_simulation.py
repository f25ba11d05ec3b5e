"""What a national number means for areas and groups, by each method."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.allocation import AllocationError, adams, ceiling, largest_remainder
from housing.domain.simulation import METHODS, TargetEffect, shares_by_method, summed

WEIGHTS = {"A": 900, "B": 90, "C": 10}
effects = st.builds(TargetEffect, *[st.integers(-10_000, 10_000)] * 8)


def test_each_method_as_it_is():
    assert shares_by_method(10, WEIGHTS) == {
        "adams": adams(10, WEIGHTS),
        "ceiling": ceiling(10, WEIGHTS),
        "largest_remainder": largest_remainder(10, WEIGHTS),
    }


def test_exempt_areas_get_nothing_and_count_for_nobody():
    shares = shares_by_method(10, WEIGHTS, exempt=("A",))
    assert shares["adams"] == {"A": 0, "B": 9, "C": 1}
    assert {sum(shares[name].values()) for name in ("adams", "largest_remainder")} == {10}


def test_nobody_left_is_refused():
    with pytest.raises(AllocationError):
        shares_by_method(10, WEIGHTS, exempt=("A", "B", "C"))


@given(
    st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=2), st.integers(1, 10**6), min_size=1),
    st.integers(0, 10**5),
)
def test_sums(weights, more):
    persons = len(weights) + more
    shares = shares_by_method(persons, weights)
    assert set(shares) == set(METHODS)
    assert sum(shares["adams"].values()) == sum(shares["largest_remainder"].values()) == persons
    assert persons <= sum(shares["ceiling"].values()) < persons + len(weights)


def test_effect_of_an_area():
    effect = TargetEffect(chosen=60, adams=58, previous=50, current=80, owed=-20)
    assert (effect.difference, effect.change, effect.off_formula) == (10, -20, 2)
    assert (effect.obligation_now, effect.obligation) == (60, 40)


@given(st.lists(effects))
def test_effects_add_up(each):
    total = summed(each)
    for name in ("difference", "change", "off_formula", "obligation", "obligation_now"):
        assert getattr(total, name) == sum(getattr(effect, name) for effect in each)
    assert sum(each, TargetEffect.ZERO) == total
