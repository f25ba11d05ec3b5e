"""The figures that closing a half-year fixes: its balances, and the openings of the next."""

from collections.abc import Iterable
from dataclasses import dataclass

from housing.domain.balances import AreaBalance, GroupBalance, sum_areas
from housing.domain.periods import HalfYear
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances
from housing.queries.figures import country


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """An area in the half-year, net and gross, and its opening in the next; persons, sign of the balance."""

    area: Area
    group: GroupBalance
    next_opening: int

    @property
    def balance(self) -> AreaBalance:
        """The net figures."""
        return self.group.net

    @property
    def others(self) -> int:
        """Exchanges, corrections and transfers together."""
        return self.balance.exchanges + self.balance.corrections + self.balance.transfers


@dataclass(frozen=True, slots=True)
class ClosingFigures:
    """The country, its provinces and its municipalities, in order of name."""

    total: ClosingRow
    provinces: tuple[ClosingRow, ...]
    municipalities: tuple[ClosingRow, ...]

    @property
    def has_others(self) -> bool:
        """Whether a province has exchanges, corrections or transfers."""
        return any(row.others for row in (self.total, *self.provinces))


def closing_figures(registry: Registry, seq: int, period: HalfYear) -> ClosingFigures:
    """What a half-year closes with at a position; two queries.

    The next opening is derived: all that was posted up to the half-year, with what was posted as an opening
    of the next one and what passes by mergers on its first day.
    """
    found, after = balances(seq, period), balances(seq, period.next)
    areas = [
        area
        for code, area in registry.municipalities.items()
        if code in found or code in after or area.exists_in(period)
    ]

    def row(area: Area, now: Iterable[Area], then: Iterable[Area]) -> ClosingRow:
        return ClosingRow(
            area,
            sum_areas(found.get(each.code, AreaBalance.ZERO) for each in now),
            sum(after[each.code].opening for each in then if each.code in after),
        )

    lying = {half: [registry.as_in(area, half) for area in areas] for half in (period, period.next)}
    return ClosingFigures(
        row(country(), areas, areas),
        tuple(
            row(province, *([area for area in lying[half] if area.province == code] for half in lying))
            for code, province in registry.provinces.items()
        ),
        tuple(row(area, [area], [area]) for area in lying[period]),
    )
