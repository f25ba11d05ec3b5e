import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.balances import AreaBalance, GroupBalance, sum_areas

persons = st.integers(-20_000, 20_000)
counts = st.integers(0, 20_000)
balances = st.builds(
    AreaBalance,
    opening=persons,
    target=counts,
    exchanges=persons,
    corrections=persons,
    transfers=persons,
    home=counts,
    transitional=counts,
    hotel=counts,
)
LINEAR = ["placed", "realised", "obligation", "remaining", "closing", "balance"]


def test_area_by_hand():
    area = AreaBalance(
        opening=-10, target=100, exchanges=-5, corrections=2, transfers=-3, home=80, transitional=6, hotel=4
    )
    assert (area.placed, area.realised) == (86, 90)
    assert area.obligation == 100 + 10 + 5 - 2 + 3
    assert area.remaining == 116 - 90
    assert area.closing == area.balance == -26
    assert (area.catch_up, area.backlog, area.surplus) == (10, 26, 0)


def test_an_area_without_figures_is_zero():
    assert AreaBalance() == AreaBalance.ZERO
    assert AreaBalance().closing == 0


def test_surplus_leaves_a_smaller_obligation():
    area = AreaBalance(opening=30, target=20)
    assert area.obligation == -10
    assert (area.catch_up, area.backlog, area.surplus) == (0, 0, 10)


def test_balances_cannot_be_changed_or_added_to_numbers():
    with pytest.raises(AttributeError):
        AreaBalance().opening = 3
    with pytest.raises(TypeError):
        AreaBalance() + 1
    with pytest.raises(TypeError):
        sum_areas([]) + AreaBalance()


def test_net_and_gross_are_kept_apart():
    group = sum_areas(
        [AreaBalance(opening=-30, target=10, home=5), AreaBalance(opening=20, target=10, home=15)]
    )
    assert group.areas == 2
    assert (group.net.opening, group.net.closing) == (-10, -10)
    assert (group.gross_opening_backlog, group.gross_opening_surplus) == (30, 20)
    assert (group.gross_backlog, group.gross_surplus) == (35, 25)
    assert group.catch_up == 10


def test_no_areas():
    assert sum_areas([]) == GroupBalance(AreaBalance.ZERO, 0, 0, 0, 0, 0)


@given(balances)
def test_the_identity_of_the_balance(area):
    assert area.closing == (
        area.opening - area.target + area.exchanges + area.corrections + area.transfers + area.realised
    )
    assert area.surplus - area.backlog == area.closing
    assert area.obligation - area.realised == area.remaining == -area.closing
    assert min(area.catch_up, area.backlog, area.surplus) >= 0
    assert 0 in (area.backlog, area.surplus)


@given(st.lists(balances, max_size=8))
def test_a_sum_of_areas_equals_the_area_of_sums(areas):
    net = sum_areas(areas).net
    for figure in LINEAR:
        assert getattr(net, figure) == sum(getattr(area, figure) for area in areas)


@given(st.lists(balances, max_size=8))
def test_gross_minus_gross_is_net(areas):
    group = sum_areas(areas)
    assert group.gross_surplus - group.gross_backlog == group.net.closing
    assert group.gross_opening_surplus - group.gross_opening_backlog == group.net.opening
    assert group.gross_backlog >= group.net.backlog
    assert group.gross_opening_backlog >= group.catch_up == max(-group.net.opening, 0)


@given(st.lists(balances, max_size=8), st.integers(0, 8), st.randoms(use_true_random=False))
def test_groups_add_up_in_any_order_and_division(areas, cut, shuffler):
    whole = sum_areas(areas)
    assert sum_areas(areas[:cut]) + sum_areas(areas[cut:]) == whole
    shuffler.shuffle(areas)
    assert sum_areas(iter(areas)) == whole
