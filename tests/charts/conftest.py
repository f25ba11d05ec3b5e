"""Figures of the letter of 7 January 2022, as the charts take them."""

import pytest

from housing.charts.inputs import Cumulative
from housing.domain.balances import AreaBalance
from housing.domain.pace import required_path

MONTHS = ("juli", "augustus", "september", "oktober", "november", "december")


@pytest.fixture
def country() -> AreaBalance:
    """The second half of 2021."""
    return AreaBalance(opening=-5586, target=11000, home=12787, hotel=71)


@pytest.fixture
def closed(country: AreaBalance) -> Cumulative:
    """All six months reported."""
    realised = (1700, 3300, 5300, 7400, 10100, 12858)
    return Cumulative(MONTHS, realised, required_path(country), country.obligation, start="1 juli")
