"""The figures of each half-year: balances of municipalities that add up to what was published."""

from collections.abc import Mapping
from dataclasses import dataclass

from housing.domain.allocation import adams, apportion
from housing.domain.balances import AreaBalance
from housing.domain.mergers import on_borders
from housing.domain.periods import HalfYear, Month
from housing.services.demonstration.assumptions import (
    CAPITAL,
    CORRECTED_ON,
    NOT_IN,
    PERIODS,
    PROVINCE_PACE,
    PROVINCES,
)
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.characters import character_of
from housing.services.demonstration.national import national_months
from housing.services.demonstration.openings import openings
from housing.services.demonstration.reference import Reference
from housing.services.demonstration.spreading import hotel_scheme, over_months, transitional_part

HOTEL_TOWNS = 9


@dataclass(frozen=True, slots=True)
class Cell:
    """What one municipality housed in one month, in the end; persons."""

    home: int
    transitional: int
    hotel: int


@dataclass(frozen=True, slots=True)
class HalfYearFigures:
    """All figures of one half-year by code of municipality; openings are after first-day mergers."""

    period: HalfYear
    openings: Mapping[str, int]
    targets: Mapping[str, int]
    corrections: Mapping[str, int]
    months: Mapping[str, Mapping[Month, Cell]]

    def balance(self, code: str) -> AreaBalance:
        """The balance of a municipality, without transfers of mergers during the half-year."""
        cells = self.months[code].values()
        return AreaBalance(
            opening=self.openings[code],
            target=self.targets[code],
            corrections=self.corrections.get(code, 0),
            home=sum(cell.home for cell in cells),
            transitional=sum(cell.transitional for cell in cells),
            hotel=sum(cell.hotel for cell in cells),
        )

    @property
    def totals(self) -> dict[str, list[int]]:
        """Persons per month, the last month last, by code."""
        return {
            code: [cell.home + cell.transitional + cell.hotel for _, cell in sorted(cells.items())]
            for code, cells in self.months.items()
        }

    @property
    def closings(self) -> dict[str, int]:
        return {code: self.balance(code).closing for code in self.targets}


def half_years(reference: Reference) -> list[HalfYearFigures]:
    """The half-years of the demonstration in order, each starting from the closings of the one before."""
    result: list[HalfYearFigures] = []
    for number in PERIODS:
        period = HalfYear.parse(number)
        targets = adams(reference.published[period].target, reference.weights(period))
        if result:
            before = result[-1]
            opening = on_borders(
                before.closings, reference.successions, before.period.starts_on, period.starts_on
            )
        else:
            opening = openings(reference, targets)
        result.append(_figures(reference, period, opening, targets))
    return result


def _figures(
    reference: Reference, period: HalfYear, opening: dict[str, int], targets: dict[str, int]
) -> HalfYearFigures:
    chance = Chance(f"figures {period}")
    country = national_months(reference, period)
    months = [national.month for national in country]
    correction = reference.published[period].opening_with_corrections - sum(opening.values())
    corrections = _corrections(period, correction, reference.weights(period), chance)
    hotels = hotel_scheme([m.hotel for m in country], _hotel_towns(targets), chance)
    realised = _realised(reference, period, opening, targets, corrections, chance)
    counted = {code: persons - sum(hotels.get(code, ())) for code, persons in realised.items()}
    lasts = {
        code: ends
        for code in targets
        if (ends := _months_with_figures(reference, code, months)) < len(months)
    }
    spread = over_months(counted, [m.counted for m in country], lasts, chance)
    cells: dict[str, dict[Month, Cell]] = {}
    for code, row in spread.items():
        cells[code] = {}
        for index, month in enumerate(months[: lasts.get(code)]):
            transitional = transitional_part(code, row[index], chance)
            hotel = hotels[code][index] if code in hotels else 0
            cells[code][month] = Cell(row[index] - transitional, transitional, hotel)
    return HalfYearFigures(period, opening, targets, corrections, cells)


def _realised(
    reference: Reference,
    period: HalfYear,
    opening: Mapping[str, int],
    targets: Mapping[str, int],
    corrections: Mapping[str, int],
    chance: Chance,
) -> dict[str, int]:
    """Persons housed per municipality in this half-year, hotel scheme included."""
    weights = {
        code: _weight(code, target, target - opening[code] - corrections.get(code, 0), chance)
        for code, target in targets.items()
    }
    if str(period) == PERIODS[0]:
        return _realised_by_province(reference, opening, targets, weights)
    country = national_months(reference, period)
    months = [national.month for national in country]
    for code in weights:
        weights[code] *= PROVINCE_PACE[reference.province_of(code)]
        weights[code] = weights[code] * _months_with_figures(reference, code, months) // len(months)
    return apportion(sum(m.counted + m.hotel for m in country), weights)


def _realised_by_province(
    reference: Reference, opening: Mapping[str, int], targets: Mapping[str, int], weights: Mapping[str, int]
) -> dict[str, int]:
    """As given per province for the first half-year, with the capital closing at its published balance."""
    result: dict[str, int] = {}
    known = reference.known_opening(HalfYear.parse(PERIODS[1]), CAPITAL)
    assert known is not None
    for province, (_, change) in sorted(PROVINCES.items()):
        codes = [code for code in targets if reference.province_of(code) == province]
        total = sum(targets[code] for code in codes) + change
        if CAPITAL in codes:
            codes.remove(CAPITAL)
            result[CAPITAL] = targets[CAPITAL] + known.persons - opening[CAPITAL]
            total -= result[CAPITAL]
        result |= apportion(total, {code: weights[code] for code in codes})
    return dict(sorted(result.items()))


def _weight(code: str, target: int, obligation: int, chance: Chance) -> int:
    """How much of the total falls to a municipality: by what it must do and what it is like."""
    at_least = max(obligation, target * 3 // 5, 1)
    return at_least * character_of(code).pace * chance.between(86, 114)


def _corrections(
    period: HalfYear, total: int, inhabitants: Mapping[str, int], chance: Chance
) -> dict[str, int]:
    """A correction of `total` persons (0 or less) over a few towns, each at least one person."""
    if not total:
        return {}
    _, number = CORRECTED_ON[str(period)]
    towns = [code for code, persons in sorted(inhabitants.items()) if 30_000 < persons < 200_000]
    chosen = chance.some_of(towns, number)
    parts = apportion(-total - number, {code: chance.between(1, 4) for code in chosen})
    return {code: -persons - 1 for code, persons in parts.items()}


def _hotel_towns(targets: Mapping[str, int]) -> list[str]:
    """Towns large enough to have hotels that take part."""
    chance = Chance("hotel towns")
    largest = sorted(targets, key=lambda code: (-targets[code], code))[5:60]
    return chance.some_of(largest, HOTEL_TOWNS)


def _months_with_figures(reference: Reference, code: str, months: list[Month]) -> int:
    """In how many of `months` the municipality existed, at least for a part, and reported."""
    ended = reference.municipalities[code].valid_to
    return sum(
        (ended is None or month.first_day < ended) and code not in NOT_IN.get(str(month), ())
        for month in months
    )
