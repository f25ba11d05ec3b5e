"""Acceptance: the letter of 7 January 2022, row by row, from the arithmetic of balances."""

from datetime import date
from fractions import Fraction

import pytest

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.derivation import Derivation, Term
from housing.domain.interim import InterimTarget, assess, balance_on, shares
from housing.domain.pace import pace_needed, required_path
from housing.domain.periods import HalfYear

SECOND_HALF_2021 = AreaBalance(opening=-5_586, target=11_000, home=12_787, hotel=71)
FIRST_HALF_2022 = AreaBalance(opening=SECOND_HALF_2021.closing, target=10_000)
INTERIM = InterimTarget(1_500, baseline_on=date(2021, 7, 1), due_on=date(2021, 12, 31))


@pytest.fixture
def assessment():
    half_year = HalfYear(2021, 2)
    before = balance_on(SECOND_HALF_2021, half_year.months_completed(INTERIM.baseline_on), 0)
    after = balance_on(
        SECOND_HALF_2021, half_year.months_completed(INTERIM.due_on), SECOND_HALF_2021.realised
    )
    return assess(INTERIM.reduction, before, after)


def test_obligation_second_half_2021():
    assert SECOND_HALF_2021.obligation == 16_586
    assert SECOND_HALF_2021.catch_up == 5_586


def test_homes_and_hotel_scheme_are_kept_apart():
    assert (SECOND_HALF_2021.placed, SECOND_HALF_2021.hotel, SECOND_HALF_2021.realised) == (
        12_787,
        71,
        12_858,
    )


def test_above_the_interim_target(assessment):
    assert assessment.achieved == 12_787 + 71 - 11_000
    assert assessment.difference == 358
    assert assessment.met


def test_backlog_left_on_1_january_2022():
    assert SECOND_HALF_2021.backlog == 3_728


def test_obligation_first_half_2022():
    assert FIRST_HALF_2022.obligation == 13_728
    assert FIRST_HALF_2022.catch_up == 3_728


def test_pace_that_the_obligation_asks():
    assert Fraction(FIRST_HALF_2022.obligation, 6) == 2_288
    assert pace_needed(FIRST_HALF_2022.remaining, 6) == 2_288
    assert [point.total for point in required_path(FIRST_HALF_2022)] == [2_288 * k for k in range(7)]
    assert required_path(FIRST_HALF_2022)[-1].catch_up == 3_728


def test_interim_target_is_shared_over_provinces_with_a_backlog():
    """Fryslân -313 and Zeeland -118 are published; the others stand for the rest of the -5,586."""
    balances = {"PV21": -313, "PV29": -118, "rest": -5_255, "ahead": 100}
    assert sum(balances.values()) == -5_586
    shared = shares(INTERIM.reduction, balances)
    assert shared == {"PV21": 83, "PV29": 31, "rest": 1_386}
    assert sum(shared.values()) == 1_500


def test_a_missed_share_comes_back_in_the_next_obligation_once():
    met = AreaBalance(opening=-100, target=200, home=260)
    missed = AreaBalance(opening=-100, target=200, home=210)
    share = 40
    assert assess(share, met.opening, met.closing).difference == 20
    assert assess(share, missed.opening, missed.closing).difference == -30
    next_of_met = AreaBalance(opening=met.closing, target=200)
    next_of_missed = AreaBalance(opening=missed.closing, target=200)
    assert next_of_missed.obligation - next_of_met.obligation == met.realised - missed.realised


def test_every_figure_opens_into_its_arithmetic():
    Derivation(
        "boven de tussendoelstelling",
        358,
        (
            Term.signed("woningen", SECOND_HALF_2021.placed),
            Term.signed("hotelregeling", SECOND_HALF_2021.hotel),
            Term.signed("taakstelling", -SECOND_HALF_2021.target),
            Term.signed("tussendoelstelling", -INTERIM.reduction),
        ),
    )
    Derivation(
        "totale opgave 1e helft 2022",
        13_728,
        (
            Term("+", "opgave 2e helft 2021", SECOND_HALF_2021.obligation),
            Term.signed("woningen", -SECOND_HALF_2021.placed),
            Term.signed("hotelregeling", -SECOND_HALF_2021.hotel),
            Term("=", "achterstand", SECOND_HALF_2021.backlog),
            Term("+", "taakstelling 1e helft 2022", FIRST_HALF_2022.target),
        ),
    )


def test_published_half_years(national_halfyears):
    """Obligation and closing of three half-years as answered to parliament, with the hotel scheme added.

    The corrections of -20 and -23 are the differences between a closing and the next published opening.
    """
    opening = SECOND_HALF_2021.opening
    for code, correction, hotel in [("2021-2", 0, 71), ("2022-1", -20, 4), ("2022-2", -23, 0)]:
        row = national_halfyears[code]
        half_year = AreaBalance(
            opening=opening,
            target=int(row["target"]),
            corrections=correction,
            home=int(row["realised"]),
            hotel=hotel,
        )
        assert half_year.obligation == int(row["obligation"])
        assert half_year.closing == int(row["closing"])
        opening = half_year.closing


def test_the_letter_is_the_same_from_municipalities_as_from_the_country():
    """Net figures do not depend on how the persons lie over the municipalities."""
    behind = AreaBalance(opening=-6_000, target=7_000, home=8_000, hotel=71)
    ahead = AreaBalance(opening=414, target=4_000, home=4_787)
    group = sum_areas([behind, ahead])
    assert group.net == SECOND_HALF_2021
    assert (group.catch_up, group.gross_opening_backlog) == (5_586, 6_000)
