"""Spreading keeps every total, in both directions."""

import pytest

from housing.services.demonstration.chance import Chance
from housing.services.demonstration.spreading import hotel_scheme, households, over_months

TOTALS = {"GM0001": 130, "GM0002": 0, "GM0003": 7, "GM0004": 63}


def test_over_months_rows_and_columns():
    spread = over_months(TOTALS, [20, 0, 80, 100], {}, Chance("test"))
    assert {code: sum(row) for code, row in spread.items()} == TOTALS
    assert [sum(column) for column in zip(*spread.values(), strict=True)] == [20, 0, 80, 100]
    assert min(min(row) for row in spread.values()) == 0


def test_over_months_of_a_municipality_that_ends():
    spread = over_months(TOTALS, [50, 50, 50, 50], {"GM0003": 2}, Chance("test"))
    assert spread["GM0003"][2:] == [0, 0]
    assert sum(spread["GM0003"]) == 7
    assert [sum(column) for column in zip(*spread.values(), strict=True)] == [50, 50, 50, 50]


def test_over_months_that_do_not_fit():
    with pytest.raises(ValueError, match="do not fit"):
        over_months(TOTALS, [1, 2, 3, 4], {}, Chance("test"))


def test_households_add_up():
    assert sum(h.persons for h in households("GM0001", 500, Chance("test"))) == 500
    assert households("GM0001", 0, Chance("test")) == []


def test_hotel_scheme_per_month():
    spread = hotel_scheme([0, 9, 14], ["GM0001", "GM0002"], Chance("test"))
    assert [sum(column) for column in zip(*spread.values(), strict=True)] == [0, 9, 14]


def test_chance_is_the_same_for_the_same_subject():
    draws = [[chance.below(1000) for _ in range(5)] for chance in (Chance("a"), Chance("a"), Chance("b"))]
    assert draws[0] == draws[1] != draws[2]
    # These numbers must come out on every machine and every version of Python.
    assert draws[0] == [768, 156, 839, 418, 573]
