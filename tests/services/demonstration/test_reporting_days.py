"""Reports come in on working days of the next month; corrections after them."""

from datetime import date

import pytest

from housing.domain.periods import Month
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.reporting_days import corrected_at, difference, reported_at


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2021-12", date(2022, 1, 6)),
        ("2022-06", date(2022, 7, 14)),
        ("2022-10", date(2022, 11, 14)),
        ("2022-03", date(2022, 4, 19)),
    ],
)
def test_reported_at_keeps_the_last_day(month, last):
    chance = Chance("test")
    days = {reported_at("GM0014", Month.parse(month), chance).date() for _ in range(500)}
    assert max(days) <= last
    assert min(days) >= Month.parse(month).plus(1).first_day.replace(day=2)
    assert all(day.weekday() < 5 for day in days)


def test_corrected_at_stays_within_the_half_year():
    chance, last = Chance("test"), Month(2022, 6)
    assert corrected_at(last, last, chance) is None
    moments = [corrected_at(Month(2022, 5), last, chance) for _ in range(50)]
    assert {m.strftime("%Y-%m") for m in moments if m} == {"2022-06"}
    assert None in moments


def test_difference_leaves_no_negative_report():
    chance = Chance("test")
    for persons in (0, 1, 5, 60):
        changes = [difference(persons, chance) for _ in range(100)]
        assert 0 not in changes
        assert all(persons - change >= 0 for change in changes)
