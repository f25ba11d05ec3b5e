"""The months of a half-year add up to what was published."""

from dataclasses import replace

import pytest

from housing.domain.periods import HalfYear, Month
from housing.services.demonstration.national import national_months


def test_published_months_are_read_from_the_data(reference):
    months = {m.month: m.counted for m in national_months(reference, HalfYear(2022, 2))}
    assert (months[Month(2022, 9)], months[Month(2022, 10)]) == (2714, 3359)
    assert max(months) == Month(2022, 10)


def test_months_that_do_not_add_up(reference):
    wrong = replace(reference, known_months={Month(2022, 1): 1})
    with pytest.raises(ValueError, match="add up"):
        national_months(wrong, HalfYear(2022, 1))
