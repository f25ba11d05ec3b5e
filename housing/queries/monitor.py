"""What the ministry watches: the reported month beside earlier ones, provinces, backlog month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from housing.domain import pace
from housing.domain.backlog import Backlog, Reduction, backlog_after, reduction, with_shares
from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area, Registry
from housing.queries.balances import MonthFigures, balances, months
from housing.queries.figures import AreaFigures, country
from housing.queries.positions import Position

#: Earlier half-years beside which a month is shown.
COMPARED = 6


@dataclass(frozen=True, slots=True)
class Course:
    """The country in one half-year: its balance, and its six months in order."""

    period: HalfYear
    balance: AreaBalance
    months: tuple[MonthFigures, ...]

    def housed_by(self, k: int) -> int:
        """Persons housed in the first `k` months."""
        return sum(month.realised for month in self.months[:k])

    def share_by(self, k: int) -> Fraction | None:
        """Those as a part of the obligation of the whole half-year; None without one."""
        return pace.rate(self.housed_by(k), self.balance.obligation)

    def is_reported(self, k: int) -> bool:
        """Whether anything was reported of month `k` (1-6)."""
        return self.months[k - 1].is_reported


@dataclass(frozen=True, slots=True)
class ProvinceCourse:
    """A province in one half-year: its figures, and what it brought its backlog down by so far."""

    figures: AreaFigures
    reduction: Reduction
    backlog: Backlog

    @property
    def area(self) -> Area:
        """The province."""
        return self.figures.area


@dataclass(frozen=True, slots=True)
class Provinces:
    """All provinces in one half-year, who brought the backlog down most first, with their sum.

    `k` months count; `by_month` is the national backlog before the first month and after each of the `k`.
    """

    period: HalfYear
    k: int
    each: tuple[ProvinceCourse, ...]
    total: Reduction
    by_month: tuple[Backlog, ...]


def reported_half_year(known: Sequence[HalfYear], today: date) -> HalfYear:
    """The half-year that is being reported on a day: that of the month before; else the nearest one known."""
    wanted = Month.containing(today).plus(-1).half_year
    if not known or wanted in known:
        return wanted
    return min(known, key=lambda period: abs((period.starts_on - wanted.starts_on).days))


def courses(
    registry: Registry, position: Position, known: Mapping[HalfYear, AreaBalance], period: HalfYear
) -> list[Course]:
    """The country in a half-year and up to `COMPARED` before it, the last one first; one query.

    `known` are the national balances at the position.
    """
    shown = sorted((each for each in known if period.plus(-COMPARED) <= each <= period), reverse=True)
    if not shown:
        return []
    first = shown[-1].previous.months[0]
    moved = bool(registry.moves)
    found = months(position.seq, first, period.months[-1], by_province=True, moved=moved)
    expected = _Expected(registry)
    return [
        Course(each, known[each], tuple(_together(month, found, expected) for month in each.months))
        for each in shown
    ]


def country_figures(registry: Registry, position: Position, shown: Sequence[Course]) -> AreaFigures:
    """The country in the first of these half-years, with the months before it; no query.

    Gross figures and earlier closings are not in it.
    """
    first = shown[0]
    before = next((each.months for each in shown[1:] if each.period == first.period.previous), ())
    group = replace(sum_areas([first.balance]), areas=0)
    due = registry.months_due(first.period, position.today)
    return AreaFigures(country(), first.period, group, due, first.months, before)


def provinces(registry: Registry, position: Position, period: HalfYear, k: int) -> Provinces:
    """What provinces brought their backlog down by in the first `k` months; at most two queries."""
    found = balances(position.seq, period)
    counted = period.months[:k]
    reported = months(position.seq, counted[0], counted[-1]) if counted else {}
    housed = {
        code: [reported.get(code, {}).get(month, _NOTHING).realised for month in counted] for code in found
    }
    lies_in = {code: registry.province_of(code, period) for code in found}
    due = registry.months_due(period, position.today)
    each = []
    for code, province in registry.provinces.items():
        members = [member for member in found if lies_in[member] == code]
        group = sum_areas(found[member] for member in members)
        realised = sum(sum(housed[member]) for member in members)
        each.append(
            ProvinceCourse(
                AreaFigures(province, period, group, due, months=()),
                reduction(group.net, realised, k),
                backlog_after(((found[member], sum(housed[member])) for member in members), k),
            )
        )
    shares = with_shares({course.area.code: course.reduction for course in each})
    each = [replace(course, reduction=shares[course.area.code]) for course in each]
    total = reduction(sum(found.values(), AreaBalance.ZERO), sum(map(sum, housed.values())), k)
    return Provinces(
        period,
        k,
        tuple(sorted(each, key=lambda course: (-course.reduction.achieved, course.area.sort_key))),
        with_shares({"": total})[""],
        tuple(
            backlog_after(((found[code], sum(housed[code][:after])) for code in found), after)
            for after in range(k + 1)
        ),
    )


_NOTHING = MonthFigures(Month(1900, 1))


class _Expected:
    """How many municipalities should report a month, worked out once per month."""

    def __init__(self, registry: Registry) -> None:
        self.areas = tuple(registry.municipalities.values())
        self.known: dict[Month, int] = {}

    def of(self, month: Month) -> int:
        """The number of municipalities that exist in a month."""
        if month not in self.known:
            self.known[month] = sum(area.exists_in(month) for area in self.areas)
        return self.known[month]


def _together(
    month: Month, found: Mapping[str, Mapping[Month, MonthFigures]], expected: _Expected
) -> MonthFigures:
    """A month of all provinces together."""
    parts = [by_month[month] for by_month in found.values() if month in by_month]
    return MonthFigures(
        month,
        sum(part.home for part in parts),
        sum(part.transitional for part in parts),
        sum(part.hotel for part in parts),
        sum(part.reported for part in parts),
        expected.of(month),
    )
