"""What changed between two positions: national figures, provinces and municipalities, and kinds of postings.

Always told from the first position to the second, also when the second is the earlier one: then differences
have the other sign. A constant number of queries, whatever lies between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from operator import add

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.queries.areas import Area, Registry
from housing.queries.as_of import NET, PERIOD_TOTALS
from housing.queries.positions import Position
from housing.queries.sql import fetch
from housing.queries.sums import national_sums

COMPONENTS = tuple(field.name for field in fields(AreaBalance))

_BETWEEN = "seq > %(low)s AND seq <= %(high)s"

#: What the postings between two positions add, per municipality and half-year, and how many they are.
_ADDED = f"""
    SELECT municipality_id, period_id, sum(opening)::int, sum(target)::int, sum(exchanges)::int,
        sum(corrections)::int, sum(transfers)::int, sum(home)::int, sum(transitional)::int, sum(hotel)::int,
        count(*)::int
    FROM (
        SELECT municipality_id, period_id, 0 AS opening, persons AS target, 0 AS exchanges, 0 AS corrections,
            0 AS transfers, 0 AS home, 0 AS transitional, 0 AS hotel
        FROM housing_target WHERE {_BETWEEN}
        UNION ALL
        SELECT municipality_id, period_id,
            CASE WHEN type = 'opening' OR (type = 'merger' AND effective_on <= starts_on)
                THEN persons ELSE 0 END,
            0, CASE WHEN type = 'exchange' THEN persons ELSE 0 END,
            CASE WHEN type = 'correction' THEN persons ELSE 0 END,
            CASE WHEN type = 'merger' AND effective_on > starts_on THEN persons ELSE 0 END, 0, 0, 0
        FROM housing_adjustment JOIN housing_targetperiod ON code = period_id WHERE {_BETWEEN}
        UNION ALL
        SELECT municipality_id, period_id, 0, 0, 0, 0, 0,
            CASE WHEN kind = 'home' THEN persons ELSE 0 END,
            CASE WHEN kind = 'transitional' THEN persons ELSE 0 END,
            CASE WHEN kind = 'hotel' THEN persons ELSE 0 END
        FROM housing_placement WHERE {_BETWEEN}
    ) AS line
    GROUP BY 1, 2
"""

#: Balances of municipalities after all half-years up to and including one.
_CLOSINGS = f"""
    SELECT municipality_id, sum({NET})::int FROM {PERIOD_TOTALS} AS total
    WHERE period_id <= %(until)s GROUP BY 1
"""

ALWAYS = "9999-2"


@dataclass(frozen=True, slots=True)
class HalfYearChange:
    """The national figures of a half-year at both positions.

    `is_known`: whether both have figures of it; one that has none carries what the half-year before left.
    """

    period: HalfYear
    old: AreaBalance
    new: AreaBalance
    is_known: bool = True

    @property
    def difference(self) -> AreaBalance:
        """New less old, component by component."""
        return combined(self.new, self.old, -1)

    @property
    def is_changed(self) -> bool:
        """Whether any component differs."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What changed in one area: the balance at both positions, and what makes the difference.

    `change` holds the differences per component; its opening what was posted as opening, and with one
    half-year asked for all that changed before it. So `change.closing` is `new - old`. `postings` counts the
    lines of the area in the half-years that were asked for.
    """

    area: Area
    old: int
    new: int
    change: AreaBalance
    postings: int

    @property
    def difference(self) -> int:
        """Persons, in the sign of the balance."""
        return self.new - self.old

    @property
    def other(self) -> int:
        """Exchanges, corrections and transfers together, in the sign of the balance."""
        return self.change.exchanges + self.change.corrections + self.change.transfers


@dataclass(frozen=True, slots=True)
class PositionChanges:
    """Everything that changed from one position to another.

    `national` has every half-year that one of the two knows, the last first; `municipalities` and `provinces`
    only those with postings in between, in order of name. `postings` counts the lines that change figures.
    """

    before: Position
    after: Position
    national: tuple[HalfYearChange, ...]
    municipalities: tuple[AreaChange, ...]
    provinces: tuple[AreaChange, ...]
    postings: int

    @property
    def is_equal(self) -> bool:
        """Whether both are the same place in the journal."""
        return self.before.seq == self.after.seq

    @property
    def is_backward(self) -> bool:
        """Whether the second position is the earlier one."""
        return self.after.seq < self.before.seq

    @property
    def half_years(self) -> tuple[HalfYear, ...]:
        """The half-years that either position knows, the last first."""
        return tuple(change.period for change in self.national)

    @property
    def total(self) -> AreaBalance:
        """What changed in the country, all municipalities together."""
        return reduce(add, (change.change for change in self.municipalities), AreaBalance.ZERO)


def changes_between(
    registry: Registry, before: Position, after: Position, *, period: HalfYear | None = None
) -> PositionChanges:
    """What changed from `before` to `after`; four queries.

    With `period` areas are those of that half-year: their balance at its end, and what came from earlier ones
    in the opening, in the province in which they lay then. Without it the balance after everything that is
    known, in the present provinces.
    """
    until = period.code if period else ALWAYS
    added = _added(before, after)
    closings: dict[str, int] = dict(fetch(_CLOSINGS, {"seq": after.seq, "until": until})) if added else {}
    areas = [registry.as_in(a, period) if period else a for a in registry.municipalities.values()]
    municipalities = tuple(_municipalities(areas, added, closings, until))
    return PositionChanges(
        before,
        after,
        _national(before.seq, after.seq),
        municipalities,
        tuple(_provinces(registry.provinces.values(), areas, municipalities, closings)),
        sum(lines for of_period in added.values() for _, lines in of_period.values()),
    )


def changed_sums(
    old: Mapping[str, Mapping[str, int]], new: Mapping[str, Mapping[str, int]]
) -> tuple[HalfYearChange, ...]:
    """National sums as publications keep them beside each other, the last half-year first."""
    last: dict[bool, AreaBalance] = {}
    found = []
    for code in sorted({*old, *new}):
        pair: list[AreaBalance] = []
        for is_new, sums in ((False, old), (True, new)):
            # A half-year that this position does not know yet begins with what the one before it left.
            carried = AreaBalance(opening=last.get(is_new, AreaBalance.ZERO).closing)
            balance = balance_of(sums[code]) if code in sums else carried
            last[is_new] = balance
            pair.append(balance)
        found.append(HalfYearChange(HalfYear.parse(code), pair[0], pair[1], code in old and code in new))
    return tuple(reversed(found))


def balance_of(sums: Mapping[str, int]) -> AreaBalance:
    """The figures of one half-year as they are stored with a publication."""
    return AreaBalance(**{name: sums[name] for name in COMPONENTS})


def combined(one: AreaBalance, other: AreaBalance, sign: int) -> AreaBalance:
    """`one` with `sign` times `other`, component by component."""
    return one + AreaBalance(**{name: sign * getattr(other, name) for name in COMPONENTS})


def span(before: Position, after: Position) -> dict[str, int]:
    """The places between which the postings lie, for statements."""
    return {"low": min(before.seq, after.seq), "high": max(before.seq, after.seq)}


_Added = dict[str, dict[str, tuple[AreaBalance, int]]]


def _added(before: Position, after: Position) -> _Added:
    """By municipality and half-year: what changes from the first position to the second, and the lines."""
    sign = -1 if after.seq < before.seq else 1
    found: _Added = {}
    for code, period, *components, lines in fetch(_ADDED, span(before, after)):
        change = combined(AreaBalance.ZERO, AreaBalance(*components), sign)
        found.setdefault(code, {})[period] = (change, lines)
    return found


def _national(before: int, after: int) -> tuple[HalfYearChange, ...]:
    old = national_sums(before)
    return changed_sums(old, old if before == after else national_sums(after))


def _municipalities(
    areas: Sequence[Area], added: _Added, closings: Mapping[str, int], until: str
) -> Iterator[AreaChange]:
    for area in areas:
        change, lines = _together(added.get(area.code, {}), until)
        if lines or change != AreaBalance.ZERO:
            new = closings.get(area.code, 0)
            yield AreaChange(area, new - change.closing, new, change, lines)


def _together(of_periods: Mapping[str, tuple[AreaBalance, int]], until: str) -> tuple[AreaBalance, int]:
    """The changes up to a half-year: what lies before it comes in its opening."""
    change, count = AreaBalance.ZERO, 0
    for period, (each, lines) in of_periods.items():
        if until in (ALWAYS, period):
            change, count = change + each, count + lines
        elif period < until:
            change += AreaBalance(opening=each.closing)
    return change, count


def _provinces(
    provinces: Iterable[Area],
    areas: Sequence[Area],
    municipalities: Sequence[AreaChange],
    closings: Mapping[str, int],
) -> Iterator[AreaChange]:
    """The sums per province; its balance is that of all its municipalities, changed or not."""
    for province in provinces:
        changed = [each for each in municipalities if each.area.province == province.code]
        if changed:
            new = sum(closings.get(area.code, 0) for area in areas if area.province == province.code)
            change = reduce(add, (each.change for each in changed))
            lines = sum(each.postings for each in changed)
            yield AreaChange(province, new - change.closing, new, change, lines)
