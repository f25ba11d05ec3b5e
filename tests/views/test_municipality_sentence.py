"""The one sentence in which a municipality reads where it stands, and its rank among the others."""

from datetime import date
from fractions import Fraction

import pytest

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.views.municipality_page import rank
from housing.views.municipality_words import headline

SECOND_2022 = HalfYear(2022, 2)
NOVEMBER = date(2022, 11, 15)


def figures(
    *, opening: int = 0, target: int = 0, home: int = 0, due: int = 4, reported: int = 4, **area: object
) -> AreaFigures:
    balance = AreaBalance(opening=opening, target=target, home=home)
    months = tuple(
        MonthFigures(month, reported=int(index < reported), expected=1)
        for index, month in enumerate(SECOND_2022.months)
    )
    place = Area("GM0001", "Plaats", "plaats", "plaats", "PV20", **area)
    return AreaFigures(place, SECOND_2022, sum_areas([balance]), due, months)


@pytest.mark.parametrize(
    ("known", "today", "sentence"),
    [
        (
            figures(target=60, home=46, due=3, reported=3),
            date(2022, 10, 15),
            "Nog 14 mensen vóór 1 januari: 5 per maand.",
        ),
        (figures(target=10, home=9), NOVEMBER, "Nog 1 persoon vóór 1 januari: 1 per maand."),
        (
            figures(target=2000, home=500),
            NOVEMBER,
            "Nog 1.500 mensen vóór 1 januari: 750 per maand.",
        ),
        (figures(target=10, home=3, due=5, reported=5), date(2022, 12, 20), "Nog 7 mensen vóór 1 januari."),
        (figures(target=10, home=10), NOVEMBER, "Klaar: de hele opgave van 10 mensen is gehuisvest."),
        (figures(target=10, home=12), NOVEMBER, "Klaar, met een voorsprong van 2 mensen."),
        (
            figures(opening=15, target=10, reported=0),
            NOVEMBER,
            "Geen opgave dit halfjaar: 5 mensen voorsprong.",
        ),
        (
            figures(target=10, due=0, reported=0),
            date(2022, 5, 1),
            "Vanaf 1 juli: een taakstelling van 10 mensen, plus of min het saldo van dan.",
        ),
        (
            figures(opening=-20, due=0, reported=0),
            date(2022, 5, 1),
            "Nog geen cijfers over de 2e helft 2022.",
        ),
        (figures(reported=0), NOVEMBER, "Nog geen cijfers over de 2e helft 2022."),
        (
            figures(target=10, home=3, due=5, reported=5),
            date(2023, 1, 5),
            "Nog 7 mensen te huisvesten; december 2022 is nog niet gemeld.",
        ),
        (
            figures(target=10, home=3, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot met een achterstand van 7 mensen.",
        ),
        (
            figures(target=10, home=11, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot met een voorsprong van 1 persoon.",
        ),
        (
            figures(target=10, home=10, due=6, reported=6),
            date(2023, 2, 1),
            "De 2e helft 2022 sloot precies op de opgave.",
        ),
        (
            figures(target=10, home=10, valid_to=date(2022, 9, 1)),
            NOVEMBER,
            "Opgeheven op 1 september 2022, zonder achterstand of voorsprong.",
        ),
    ],
)
def test_one_sentence(known: AreaFigures, today: date, sentence: str) -> None:
    assert headline(known, today) == sentence


def test_rank_counts_those_with_an_obligation_and_lets_equals_share_a_place() -> None:
    half, half_too, most = figures(target=10, home=5), figures(target=4, home=2), figures(target=4, home=3)
    none = figures(opening=9, target=4)
    ended = figures(target=4, home=4, valid_to=date(2022, 9, 1))
    province = [half, half_too, most, none, ended]

    assert [rank(row, province, NOVEMBER) and rank(row, province, NOVEMBER).place for row in province] == [
        2, 2, 1, None, None,
    ]  # fmt: skip
    assert rank(half, province, NOVEMBER).among == 3
    assert half.rate == Fraction(1, 2)


def test_no_rank_before_anybody_housed_somebody() -> None:
    assert rank(figures(target=4), [figures(target=4), figures(target=8)], NOVEMBER) is None
