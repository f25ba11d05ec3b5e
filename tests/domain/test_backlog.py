"""Backlog month by month, net and gross, and who brings it down."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from housing.domain.backlog import Reduction, backlog_after, reduction, with_shares
from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.interim import balance_on

#: The country in the second half of 2021.
LETTER = AreaBalance(opening=-5586, target=11000, home=12787, hotel=71)

persons = st.integers(-500, 500)
counts = st.integers(0, 500)
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
areas = st.lists(st.tuples(balances, counts), max_size=6)


def test_the_letter_brought_the_backlog_down_by_1858() -> None:
    found = reduction(LETTER, LETTER.realised, 6)
    assert (found.before, found.achieved, found.after) == (-5586, 1858, -3728)


def test_a_correction_neither_helps_nor_hurts() -> None:
    corrected = AreaBalance(opening=-100, corrections=-20, transfers=5, target=60)
    found = reduction(corrected, 40, 3)
    assert (found.before, found.achieved) == (-115, 10)


def test_an_exchange_is_part_of_the_target() -> None:
    """Taking over 12 persons: half of them are due after three months."""
    assert reduction(AreaBalance(target=60, exchanges=-12), 40, 3).achieved == 4


def test_half_a_person_stays_exact() -> None:
    assert reduction(AreaBalance(target=11), 1, 3).achieved == Fraction(-9, 2)


def test_gross_keeps_those_behind_and_ahead_apart() -> None:
    found = backlog_after([(AreaBalance(opening=-30), 10), (AreaBalance(opening=5), 0)], 0)
    assert (found.net, found.gross_backlog, found.gross_surplus) == (-15, 20, 5)


def test_nobody_has_no_backlog() -> None:
    assert backlog_after([], 4).net == 0


def test_shares_are_parts_of_the_sum() -> None:
    found = with_shares(
        {"a": Reduction(Fraction(0), Fraction(30)), "b": Reduction(Fraction(0), Fraction(-10))}
    )
    assert (found["a"].share, found["b"].share) == (Fraction(3, 2), Fraction(-1, 2))


def test_without_a_reduction_there_are_no_shares() -> None:
    for total in (0, -5):
        found = with_shares({"a": Reduction(Fraction(0), Fraction(total))})
        assert found["a"].share is None


@given(areas, st.integers(0, 6))
def test_net_is_surplus_less_backlog_and_the_sum_of_balances(
    each: list[tuple[AreaBalance, int]], k: int
) -> None:
    found = backlog_after(each, k)
    assert found.net == found.gross_surplus - found.gross_backlog
    assert found.net == sum(balance_on(parts, k, realised) for parts, realised in each)
    assert min(found.gross_backlog, found.gross_surplus) >= 0


@given(st.lists(balances, max_size=6))
def test_after_six_months_it_is_the_close(each: list[AreaBalance]) -> None:
    found = backlog_after([(parts, parts.realised) for parts in each], 6)
    group = sum_areas(each)
    assert (found.net, found.gross_backlog, found.gross_surplus) == (
        group.net.closing,
        group.gross_backlog,
        group.gross_surplus,
    )


@given(balances, counts, st.integers(0, 6))
def test_a_reduction_leads_from_the_start_to_the_balance(parts: AreaBalance, realised: int, k: int) -> None:
    found = reduction(parts, realised, k)
    assert found.before == balance_on(parts, 0, 0)
    assert found.after == balance_on(parts, k, realised)
