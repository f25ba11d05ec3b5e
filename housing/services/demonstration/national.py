"""National figures per month: as published where they were, else divided as assumed."""

from dataclasses import dataclass

from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear, Month
from housing.services.demonstration.assumptions import MONTHS
from housing.services.demonstration.reference import Reference


@dataclass(frozen=True, slots=True)
class NationalMonth:
    """Persons housed in the country in a month: homes and transitional housing together, and hotel scheme."""

    month: Month
    counted: int
    hotel: int


def national_months(reference: Reference, period: HalfYear) -> list[NationalMonth]:
    """The months of a half-year that the demonstration has, in order.

    Raises `ValueError` when a complete half-year does not add up to what was published for it.
    """
    result = [
        NationalMonth(month, reference.known_months.get(month, counted), hotel)
        for month in period.months
        if str(month) in MONTHS
        for counted, hotel in [MONTHS[str(month)]]
    ]
    if len(result) == MONTHS_PER_HALF_YEAR:
        published = reference.published[period]
        sums = sum(m.counted for m in result), sum(m.hotel for m in result)
        if sums != (published.realised, published.hotel):
            raise ValueError(
                f"The months of {period} add up to {sums}, not to {published.realised, published.hotel}"
            )
    return result
