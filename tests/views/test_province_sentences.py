"""The sentences that say where a province stands, and how many are behind."""

from datetime import date

import pytest

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.views.province_words import headline, lead, overview_headline

PERIOD = HalfYear(2022, 2)
NOVEMBER = date(2022, 11, 15)


def figures(balance: AreaBalance, *, due: int = 4, reported: int = 4) -> AreaFigures:
    months = tuple(
        MonthFigures(month, reported=int(index < reported), expected=1)
        for index, month in enumerate(PERIOD.months)
    )
    return AreaFigures(Area("PV29", "Zeeland", "zeeland", "z"), PERIOD, sum_areas([balance]), due, months)


@pytest.mark.parametrize(
    ("known", "today", "first", "second"),
    [
        (
            figures(AreaBalance(target=3812, home=3012)),
            NOVEMBER,
            "Zeeland heeft 3.012 van de 3.812 mensen gehuisvest.",
            "Nog 800 vóór 1 januari: 400 per maand.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=5, reported=5),
            date(2022, 12, 20),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "Nog 7 vóór 1 januari.",
        ),
        (
            figures(AreaBalance(target=10), due=0, reported=0),
            date(2022, 7, 3),
            "Zeeland moet in de 2e helft 2022 10 mensen huisvesten.",
            "Nog 10 vóór 1 januari: 2 per maand.",
        ),
        (
            figures(AreaBalance(opening=-90, target=10), due=0, reported=0),
            date(2022, 5, 1),
            "Zeeland krijgt in de 2e helft 2022 een taakstelling van 10 mensen.",
            "Het saldo van 1 juli komt daar nog bij of gaat er nog af.",
        ),
        (
            figures(AreaBalance(target=1, home=1)),
            NOVEMBER,
            "Zeeland heeft de hele opgave van 1 persoon gehuisvest.",
            "",
        ),
        (
            figures(AreaBalance(target=10, home=12)),
            NOVEMBER,
            "Zeeland heeft 12 mensen gehuisvest, 2 meer dan de opgave.",
            "De voorsprong is nu 2 mensen.",
        ),
        (
            figures(AreaBalance(opening=15, target=10)),
            NOVEMBER,
            "Zeeland heeft in de 2e helft 2022 geen opgave.",
            "De voorsprong is nu 5 mensen.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=5, reported=5),
            date(2023, 1, 7),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "Dat zijn er nog 7 te weinig. De cijfers van december zijn nog niet compleet.",
        ),
        (
            figures(AreaBalance(target=10, home=3), due=6, reported=6),
            date(2023, 3, 1),
            "Zeeland heeft 3 van de 10 mensen gehuisvest.",
            "De 2e helft 2022 eindigt met een achterstand van 7 mensen.",
        ),
    ],
)
def test_sentences_say_where_the_province_stands(known, today, first, second):
    assert (headline(known, today), lead(known, today)) == (first, second)


def test_overview_counts_who_is_behind():
    good, bad = figures(AreaBalance(target=6, home=6)), figures(AreaBalance(target=60))
    assert overview_headline([good, good]) == "Alle provincies liggen op schema."
    assert overview_headline([good, bad]) == "1 van de 2 provincies ligt achter op schema."
    assert overview_headline([bad, bad]) == "2 van de 2 provincies liggen achter op schema."
