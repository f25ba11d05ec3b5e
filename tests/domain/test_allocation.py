import random
import time
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from housing.domain.allocation import AllocationError, adams, apportion, ceiling, largest_remainder

METHODS = [adams, ceiling, largest_remainder]
codes = st.sampled_from([f"GM{n:04d}" for n in range(40)])
some_weights = st.dictionaries(codes, st.integers(0, 10**7) | st.integers(0, 5), min_size=1, max_size=12)


@st.composite
def cases(draw):
    """Weights with at least one above 0, and a total that is large enough for every method."""
    weights = draw(some_weights)
    positive = sum(weight > 0 for weight in weights.values())
    assume(positive)
    return draw(st.integers(positive, positive + 30) | st.integers(positive, 10**6)), weights


def adams_one_by_one(total, weights):
    """Adams as the textbook has it: one person each, then one by one to the highest weight / persons."""
    shares = {code: 1 if weight else 0 for code, weight in weights.items()}
    for _ in range(total - sum(shares.values())):
        claims = [(-Fraction(weights[code], shares[code]), code) for code in weights if weights[code]]
        shares[min(claims)[1]] += 1
    return shares


def test_adams_by_hand():
    # divisor 50: 100/50 = 2, 51/50 -> 2, 49/50 -> 1
    assert adams(5, {"a": 100, "b": 51, "c": 49}) == {"a": 2, "b": 2, "c": 1}


@pytest.mark.parametrize("method", METHODS)
def test_weight_zero_gets_zero(method):
    assert method(7, {"a": 0, "b": 3, "c": 4}) == {"a": 0, "b": 3, "c": 4}
    assert method(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}


def test_ties_go_to_the_lowest_code():
    assert adams(4, {"c": 5, "b": 5, "a": 5}) == {"a": 2, "b": 1, "c": 1}
    assert adams(5, {"c": 5, "b": 5, "a": 5}) == {"a": 2, "b": 2, "c": 1}
    assert largest_remainder(4, {"c": 5, "b": 5, "a": 5}) == {"a": 2, "b": 1, "c": 1}
    assert apportion(2, {"c": 5, "b": 5, "a": 5}) == {"a": 1, "b": 1, "c": 0}


def test_ties_when_persons_are_taken_back():
    # Many small areas: the first divisor gives too many persons, of which equal claims lose the last codes
    weights = {"a": 30, "b": 30} | {f"s{n:02d}": 1 for n in range(40)}
    shares = adams(45, weights)
    assert shares == adams_one_by_one(45, weights)
    assert (shares["a"], shares["b"]) == (3, 2)


def test_one_area_receives_many_of_the_last_persons():
    # The first divisor falls short by 19 persons. All of them go to the one large area, whose last claim
    # (100,000 / 1,111) is only just above that of the small ones (90 / 1).
    weights = {"large": 100_000} | {f"s{n:02d}": 90 for n in range(40)}
    shares = adams(1_152, weights)
    assert shares == adams_one_by_one(1_152, weights)
    assert shares["large"] == 1_112


def test_results_come_in_order_of_code():
    for method in METHODS:
        assert list(method(10, {"c": 1, "a": 2, "b": 0})) == ["a", "b", "c"]


def test_apportion_with_fractions_and_few_persons():
    assert apportion(2, dict.fromkeys("abcd", Fraction(1, 4))) == {"a": 1, "b": 1, "c": 0, "d": 0}
    assert apportion(10, {"a": Fraction(1, 3), "b": Fraction(2, 3)}) == {"a": 3, "b": 7}
    assert apportion(0, {"a": 0}) == {"a": 0}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (10, {}, "geen gebieden"),
        (10, {"GM0363": -1, "GM0014": 5}, "GM0363"),
        (-1, {"GM0363": 1}, "negatief"),
        (1, {"GM0363": 1, "GM0014": 1}, "Vul ten minste 2 in"),
        (0, {"GM0363": 1}, "Vul ten minste 1 in"),
        (1, {"GM0363": 0}, "gewicht 0"),
    ],
)
def test_errors_say_what_to_do(method, total, weights, expected):
    with pytest.raises(AllocationError) as caught:
        method(total, weights)
    assert expected in str(caught.value)
    assert caught.value.template % caught.value.params == str(caught.value)


def test_apportion_refuses():
    for total, weights in [(1, {}), (1, {"a": -1}), (-1, {"a": 1}), (1, {"a": 0})]:
        with pytest.raises(AllocationError):
            apportion(total, weights)


@given(cases())
def test_sums_are_exact(case):
    total, weights = case
    positive = sum(weight > 0 for weight in weights.values())
    assert sum(adams(total, weights).values()) == total
    assert sum(largest_remainder(total, weights).values()) == total
    assert 0 <= sum(ceiling(total, weights).values()) - total < positive


@given(cases())
def test_shares_are_near_proportional(case):
    total, weights = case
    whole = sum(weights.values())
    by_adams, rounded, up = adams(total, weights), largest_remainder(total, weights), ceiling(total, weights)
    for code, weight in weights.items():
        exact = Fraction(total * weight, whole)
        assert (by_adams[code] >= 1) == (weight > 0)
        assert by_adams[code] <= up[code]
        assert exact <= up[code] < exact + 1
        assert abs(rounded[code] - exact) < 1


@given(cases())
def test_adams_has_a_divisor(case):
    """One divisor explains all shares: rounded up, each weight gives its share (ties apart)."""
    total, weights = case
    shares = adams(total, weights)
    claims = [Fraction(weights[code], share) for code, share in shares.items() if share]
    met = [Fraction(weights[code], share - 1) for code, share in shares.items() if share > 1]
    assert not met or max(claims) <= min(met)


@given(some_weights, st.integers(0, 60))
def test_adams_equals_the_textbook(weights, extra):
    total = sum(weight > 0 for weight in weights.values())
    assume(total)
    assert adams(total + extra, weights) == adams_one_by_one(total + extra, weights)


@given(cases(), st.data())
def test_monotone_in_weight(case, data):
    """A larger weight never gets less, and an area whose weight grows never loses."""
    total, weights = case
    growing = data.draw(st.sampled_from(sorted(weights)))
    assume(weights[growing])
    more = weights | {growing: weights[growing] + data.draw(st.integers(1, 10**6))}
    for method in METHODS:
        shares = method(total, weights)
        ranked = sorted(weights, key=lambda code: weights[code])
        for smaller, larger in pairwise(ranked):
            assert weights[smaller] == weights[larger] or shares[smaller] <= shares[larger]
        assert method(total, more)[growing] >= shares[growing]


@given(cases(), st.integers(0, 50))
def test_nobody_gets_less_of_a_larger_total_by_adams(case, extra):
    total, weights = case
    before, after = adams(total, weights), adams(total + extra, weights)
    assert all(before[code] <= after[code] for code in weights)


@given(cases(), st.randoms(use_true_random=False))
def test_order_of_input_is_irrelevant(case, shuffler):
    total, weights = case
    items = list(weights.items())
    shuffler.shuffle(items)
    for method in METHODS:
        assert list(method(total, dict(items)).items()) == list(method(total, weights).items())


@given(cases(), st.integers(2, 1000))
def test_only_proportions_matter(case, factor):
    total, weights = case
    larger = {code: weight * factor for code, weight in weights.items()}
    for method in METHODS:
        assert method(total, larger) == method(total, weights)


@given(st.integers(0, 1000), st.dictionaries(codes, st.fractions(0, 1000), min_size=1, max_size=12))
def test_apportion_is_exact_with_fractions(total, weights):
    whole = sum(weights.values())
    assume(whole)
    shares = apportion(total, weights)
    assert sum(shares.values()) == total
    assert all(abs(shares[code] - total * weight / whole) < 1 for code, weight in weights.items())
    assert all(shares[code] == 0 for code, weight in weights.items() if not weight)


def test_adams_is_fast():
    """The best of ten runs, so that a busy machine does not fail it."""
    numbers = random.Random(345)
    weights = {f"GM{n:04d}": round(numbers.lognormvariate(10.3, 0.9)) for n in range(345)}
    times = []
    for _ in range(10):
        start = time.perf_counter()
        adams(13_500, weights)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.050
