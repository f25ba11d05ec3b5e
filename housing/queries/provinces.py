"""The figures of a province with its municipalities, read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area, Registry
from housing.queries.balances import MonthFigures, balances, closings_before, months
from housing.queries.figures import EARLIER, AreaFigures, summed, summed_months
from housing.queries.positions import Position


def province_with_municipalities(
    registry: Registry, position: Position, period: HalfYear, province: Area
) -> tuple[AreaFigures, list[AreaFigures]]:
    """The province in a half-year, and its municipalities in order of name; three queries.

    The municipalities are those of `municipality_figures`. The province also counts, in earlier months and
    half-years, those that have ended since: its figures are those of `province_figures`. One query more where
    municipalities changed province: earlier months and half-years are of those that lay in it then.
    """
    members = registry.lying_in(province.code, period)
    before = registry.lying_in(province.code, period.previous)
    codes = {member.code for member in members}
    first, last = period.months[0], period.months[-1]
    found = balances(position.seq, period, codes)
    reported = months(position.seq, first.plus(-EARLIER), last, codes.union(m.code for m in before))
    over = min(period, HalfYear.containing(position.today))
    closings = closings_before(position.seq, over, codes)
    due = registry.months_due(period, position.today)
    each = [
        AreaFigures(
            area=member,
            period=period,
            group=sum_areas([found.get(member.code, AreaBalance.ZERO)]),
            months_due=due,
            months=_months(member, period.months, reported),
            earlier=_months(member, period.previous.months, reported),
            closings=tuple(closings.get(member.code, ())),
        )
        for member in members
    ]
    rows = [row for row in each if row.area.code in found or row.area.exists_in(period)]
    total = replace(summed(province, each), group=sum_areas(row.balance for row in rows))
    if any(province.code in (move.left, move.joined) for move in registry.moves):
        earlier = [_months(member, period.previous.months, reported) for member in before]
        of_then = closings_before(position.seq, over, by_province=True).get(province.code, ())
        total = replace(total, earlier=summed_months(earlier), closings=tuple(of_then))
    return total, rows


@dataclass(frozen=True, slots=True)
class MovedBalance:
    """A municipality with which a province's half-year began otherwise than the one before closed.

    `opening` is its balance on that day, which came along from `other` when `has_joined`, else went there.
    """

    area: Area
    other: Area
    opening: int
    has_joined: bool


def moved_balances(
    registry: Registry, position: Position, period: HalfYear, province: Area
) -> list[MovedBalance]:
    """Who came or went on the first day of a half-year; no query unless somebody did."""
    moves = [move for move in registry.moves_in(period) if province.code in (move.left, move.joined)]
    if not moves:
        return []
    found = balances(position.seq, period, {move.municipality for move in moves})
    return [
        MovedBalance(
            registry.municipalities[move.municipality],
            registry.provinces[move.left if move.joined == province.code else move.joined],
            found.get(move.municipality, AreaBalance.ZERO).opening,
            move.joined == province.code,
        )
        for move in moves
    ]


def _months(
    area: Area, span: Sequence[Month], reported: Mapping[str, Mapping[Month, MonthFigures]]
) -> tuple[MonthFigures, ...]:
    known = reported.get(area.code, {})
    return tuple(
        replace(known.get(month) or MonthFigures(month), expected=int(area.exists_in(month)))
        for month in span
    )
