"""Exchanges: parts that add up to zero, and what is left to hand over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.exchanges import ExchangeError, Room, check_parts, check_room, group_of, number_of

CODES = st.from_regex(r"GM[0-9]{4}", fullmatch=True)


def test_an_exchange_of_two_fits() -> None:
    check_parts({"GM0599": 10, "GM0489": -10})


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "ten minste twee gemeenten"),
        ({"GM0599": 10}, "ten minste twee gemeenten"),
        ({"GM0599": 10, "GM0489": -10, "GM0344": 0}, "een aantal van 1 of meer"),
        ({"GM0599": 100_000, "GM0489": -100_000}, "hoogstens 99999"),
        ({"GM0599": 10, "GM0489": -7}, "10 overgedragen en 7 overgenomen: 3 te weinig"),
        ({"GM0599": 10, "GM0489": -14}, "10 overgedragen en 14 overgenomen: 4 te veel"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_remedy(parts: dict[str, int], message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        check_parts(parts)


@given(st.dictionaries(CODES, st.integers(-500, 500).filter(bool), min_size=2, max_size=6))
def test_only_what_adds_up_to_zero_is_taken(parts: dict[str, int]) -> None:
    if sum(parts.values()) == 0:
        check_parts(parts)
        return
    with pytest.raises(ExchangeError, match=f": {abs(sum(parts.values()))} te "):
        check_parts(parts)


def test_what_was_taken_over_can_be_handed_over_again() -> None:
    check_room("Rotterdam", Room(target=60, exchanged=-5), 65)


@pytest.mark.parametrize(
    ("room", "message"),
    [
        (Room(target=60, exchanged=50), "Rotterdam kan hoogstens 10 overdragen"),
        (Room(target=60, exchanged=60), r"geen taakstelling \(meer\)"),
        (Room(target=0), r"geen taakstelling \(meer\)"),
    ],
)
def test_nobody_hands_over_more_than_is_left(room: Room, message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        check_room("Rotterdam", room, 11)


def test_taking_over_needs_no_room() -> None:
    check_room("Rotterdam", Room(target=0), -11)


def test_other_proposals_make_it_tight() -> None:
    assert Room(target=60, promised=55).is_tight_for(10)
    assert not Room(target=60, promised=50).is_tight_for(10)
    assert not Room(target=60, promised=90).is_tight_for(-10)


def test_the_name_of_a_group_leads_back() -> None:
    assert number_of(group_of(12)) == 12
    assert [number_of(name) for name in ("uitruil 2022-7", "uitruil", "uitruil 012", "ruil 1", "")] == [
        None
    ] * 5
