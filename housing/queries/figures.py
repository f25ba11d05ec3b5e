"""The figures of areas in a half-year, complete: balance, months, pace, forecast, streak."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add

from housing.domain import pace
from housing.domain.balances import AreaBalance, GroupBalance, sum_areas
from housing.domain.forecast import Forecast, forecast
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear, Month
from housing.queries.areas import COUNTRY, Area, Registry
from housing.queries.balances import MonthFigures, balances, closings_before, months
from housing.queries.positions import Position

EARLIER = 6


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """What is known of one area in one half-year.

    `months` are the six of the half-year, `earlier` the six before it; `closings` the closing balances of
    earlier half-years in order of time. `months_due` is k of the pace norm. Persons throughout.
    """

    area: Area
    period: HalfYear
    group: GroupBalance
    months_due: int
    months: tuple[MonthFigures, ...]
    earlier: tuple[MonthFigures, ...] = ()
    closings: tuple[int, ...] = ()

    @property
    def balance(self) -> AreaBalance:
        """The net figures."""
        return self.group.net

    @property
    def months_left(self) -> int:
        """Months of the half-year that are not due yet."""
        return MONTHS_PER_HALF_YEAR - self.months_due

    @property
    def norm(self) -> Fraction:
        """Persons that should have been housed by now."""
        return pace.norm(self.balance.obligation, self.months_due)

    @property
    def shortfall(self) -> Fraction:
        """Persons behind the norm; 0 when on schedule."""
        return pace.shortfall(self.balance, self.months_due)

    @property
    def status(self) -> ScheduleStatus:
        """Done, on schedule or behind."""
        return pace.schedule_status(self.balance, self.months_due)

    @property
    def pace_needed(self) -> int | None:
        """Persons a month from now on; None when no month is left."""
        return pace.pace_needed(self.balance.remaining, self.months_left)

    @property
    def recent_pace(self) -> Fraction | None:
        """Mean of the last three months that everybody reported; None without any."""
        return pace.recent_pace([m.realised for m in (*self.earlier, *self.months) if m.is_complete])

    @property
    def rate(self) -> Fraction | None:
        """Realised over obligation; None when there is no obligation."""
        return pace.rate(self.balance.realised, self.balance.obligation)

    @property
    def streak(self) -> int:
        """Half-years in a row, up to the previous one, that closed with a backlog."""
        return pace.streak(self.closings)

    @property
    def known_months(self) -> int:
        """Months at the start of the half-year that are due or that everybody reported."""
        known = 0
        for index, month in enumerate(self.months, start=1):
            if index > self.months_due and not month.is_complete:
                break
            known = index
        return known

    @property
    def forecast(self) -> Forecast | None:
        """Where the half-year will close; what is known of unfinished months is left out."""
        known = self.known_months
        unfinished = sum(m.realised for m in self.months[known:])
        reported = [m.realised for m in (*self.earlier, *self.months[:known]) if m.is_reported]
        return forecast(self.balance.closing - unfinished, reported, len(self.months) - known)

    @property
    def attention(self) -> tuple[bool, Fraction, int, str]:
        """Sort key for "who needs attention first"."""
        return pace.attention(self.status, self.shortfall, self.streak, self.area.sort_key)


class _Frame:
    """What the figures of all areas in one half-year share, worked out once."""

    def __init__(self, period: HalfYear, months_due: int) -> None:
        self.period = period
        self.months_due = months_due
        span = _span(period, EARLIER)
        self.first_day, self.last_day = span[0].first_day, span[-1].last_day
        self.unreported = [MonthFigures(month, expected=1) for month in span]

    def figures(
        self,
        area: Area,
        group: GroupBalance,
        reported: Mapping[Month, MonthFigures],
        closings: Iterable[int],
        members: Sequence[Area],
        members_before: Sequence[Area] | None = None,
    ) -> AreaFigures:
        """The figures of an area that consists of `members`, in the half-year before of `members_before`."""
        earlier, now = self.unreported[:EARLIER], self.unreported[EARLIER:]
        return AreaFigures(
            area,
            self.period,
            group,
            self.months_due,
            self._filled(now, reported, members),
            self._filled(earlier, reported, members if members_before is None else members_before),
            tuple(closings),
        )

    def _filled(
        self, blanks: Sequence[MonthFigures], reported: Mapping[Month, MonthFigures], members: Sequence[Area]
    ) -> tuple[MonthFigures, ...]:
        """Months as reported, with the number of members that should have done so."""
        others = [member for member in members if not self._lasts(member)]
        lasting = len(members) - len(others)
        if len(members) == 1 and lasting:
            return tuple(reported.get(blank.month, blank) for blank in blanks)
        return tuple(
            replace(
                reported.get(blank.month, blank),
                expected=lasting + sum(member.exists_in(blank.month) for member in others),
            )
            for blank in blanks
        )

    def _lasts(self, area: Area) -> bool:
        """Whether it exists in every month of the span."""
        return (area.valid_from is None or area.valid_from <= self.first_day) and (
            area.valid_to is None or area.valid_to > self.last_day
        )


def municipality_figures(
    registry: Registry,
    position: Position,
    period: HalfYear,
    codes: Iterable[str] | None = None,
) -> list[AreaFigures]:
    """Figures of municipalities in a half-year, in order of name; three queries.

    Those that exist in the half-year, and any other that still holds a balance then. `codes` limits them.
    """
    wanted = None if codes is None else set(codes)
    found = balances(position.seq, period, wanted)
    span = _span(period, EARLIER)
    reported = months(position.seq, span[0], span[-1], wanted)
    closings = closings_before(position.seq, _over(position, period), wanted)
    frame = _Frame(period, registry.months_due(period, position.today))
    return [
        frame.figures(
            area, sum_areas([balance]), reported.get(area.code, {}), closings.get(area.code, ()), [area]
        )
        for area, balance in _present(registry, period, found)
        if wanted is None or area.code in wanted
    ]


def whole_country(
    registry: Registry, position: Position, period: HalfYear
) -> tuple[list[AreaFigures], list[AreaFigures]]:
    """Figures of all provinces, and of all municipalities for a map; three queries.

    The municipalities have their balance and status only: no months and no earlier closings.
    """
    found = balances(position.seq, period)
    due = registry.months_due(period, position.today)
    municipalities = [
        AreaFigures(area, period, sum_areas([balance]), due, months=())
        for area, balance in _present(registry, period, found)
    ]
    return province_figures(registry, position, period, found), municipalities


def province_figures(
    registry: Registry,
    position: Position,
    period: HalfYear,
    found: Mapping[str, AreaBalance] | None = None,
) -> list[AreaFigures]:
    """Figures of all provinces in a half-year, in order of name; three queries.

    In each month and half-year a municipality counts in the province in which it lay then.
    `found` are the balances of municipalities when they were read already: then two queries.
    """
    found = balances(position.seq, period) if found is None else found
    span = _span(period, EARLIER)
    moved = bool(registry.moves)
    reported = months(position.seq, span[0], span[-1], by_province=True, moved=moved)
    closings = closings_before(position.seq, _over(position, period), by_province=True, moved=moved)
    frame = _Frame(period, registry.months_due(period, position.today))
    rows = []
    for code, area in registry.provinces.items():
        members = registry.lying_in(code, period)
        group = sum_areas(
            found.get(m.code, AreaBalance.ZERO) for m in members if m.code in found or m.exists_in(period)
        )
        before = registry.lying_in(code, period.previous)
        own_closings = closings.get(code, ())
        rows.append(frame.figures(area, group, reported.get(code, {}), own_closings, members, before))
    return rows


def summed(area: Area, parts: Sequence[AreaFigures], closings: Iterable[int] | None = None) -> AreaFigures:
    """The figures of several areas together: sums over sums, never means.

    `closings` when they are known; else those of the parts are added up from the last one back.
    """
    first = parts[0]
    return replace(
        first,
        area=area,
        group=reduce(add, (part.group for part in parts)),
        months=summed_months([part.months for part in parts]),
        earlier=summed_months([part.earlier for part in parts]),
        closings=tuple(closings) if closings is not None else _summed_closings([p.closings for p in parts]),
    )


def country() -> Area:
    """The whole country, as an area."""
    return Area(COUNTRY, "Nederland", "nederland", "nederland")


def _present(
    registry: Registry, period: HalfYear, found: Mapping[str, AreaBalance]
) -> Iterator[tuple[Area, AreaBalance]]:
    """Municipalities with a balance, and those without one that exist in the half-year; as they lay then."""
    for code, area in registry.municipalities.items():
        balance = found.get(code)
        if balance is not None or area.exists_in(period):
            yield registry.as_in(area, period), balance or AreaBalance.ZERO


def _over(position: Position, period: HalfYear) -> HalfYear:
    """The half-year before which all are over at the position: this one, or the one that runs then."""
    return min(period, HalfYear.containing(position.today))


def _span(period: HalfYear, before: int) -> list[Month]:
    first = period.months[0]
    return [first.plus(offset) for offset in range(-before, len(period.months))]


def summed_months(rows: Sequence[tuple[MonthFigures, ...]]) -> tuple[MonthFigures, ...]:
    """The months of several areas, added up month by month."""
    return tuple(
        MonthFigures(
            column[0].month,
            sum(m.home for m in column),
            sum(m.transitional for m in column),
            sum(m.hotel for m in column),
            sum(m.reported for m in column),
            sum(m.expected for m in column),
        )
        for column in zip(*rows, strict=True)
    )


def _summed_closings(rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    longest = max((len(row) for row in rows), default=0)
    padded = [(0,) * (longest - len(row)) + row for row in rows]
    return tuple(sum(column) for column in zip(*padded, strict=True))
