"""Half-years, national announcements and interim targets, as known at a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from housing.domain import interim
from housing.domain.balances import AreaBalance
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear
from housing.models import Announcement, InterimTarget, TargetPeriod
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances, months
from housing.queries.positions import Position


@dataclass(frozen=True, slots=True)
class Announced:
    """A national number for a half-year, in persons, with its source."""

    period: HalfYear
    persons: int
    population_date: date
    announced_on: date
    recorded_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class InterimShare:
    """A province's part in an interim target, and how it did.

    `before` and `after` are its balances on the baseline date and the due date (or today, if earlier).
    """

    area: Area
    before: Fraction
    after: Fraction
    assessment: interim.Assessment


@dataclass(frozen=True, slots=True)
class InterimResult:
    """An interim target with the national assessment and those of the provinces, in order of name.

    `is_due` tells whether the due date has passed at the position; before it the assessment is provisional.
    """

    target: interim.InterimTarget
    source: str
    national: interim.Assessment
    shares: tuple[InterimShare, ...]
    is_due: bool


def periods() -> list[HalfYear]:
    """The half-years that the ledger knows, in order of time; one query."""
    return [HalfYear.parse(code) for code in TargetPeriod.objects.values_list("code", flat=True)]


def announcements(position: Position) -> dict[HalfYear, list[Announced]]:
    """The announcements per half-year known at a position, the first one first; one query."""
    rows = Announcement.objects.as_of(position.seq).values_list(
        "period_id", "persons", "population_date", "announced_on", "recorded_at", "source"
    )
    found: dict[HalfYear, list[Announced]] = {}
    for code, persons, population_date, announced_on, recorded_at, source in rows:
        period = HalfYear.parse(code)
        announced = Announced(period, persons, population_date, announced_on, recorded_at, source)
        found.setdefault(period, []).append(announced)
    return found


def interim_results(registry: Registry, position: Position, period: HalfYear) -> list[InterimResult]:
    """Interim targets due in a half-year, each assessed; one query, and at most four more for each target."""
    rows = InterimTarget.objects.as_of(position.seq).filter(due_on__range=(period.starts_on, period.ends_on))
    return [_assessed(registry, position, row) for row in rows]


def _assessed(registry: Registry, position: Position, row: InterimTarget) -> InterimResult:
    target = interim.InterimTarget(row.persons, row.baseline_on, row.due_on)
    is_due = position.today > target.due_on
    end = target.due_on if is_due else position.today
    parts = {p: balances(position.seq, p) for p in map(HalfYear.containing, (target.baseline_on, end))}
    borders = HalfYear.containing(target.baseline_on)
    before = _balances_on(registry, position, parts, target.baseline_on, borders)
    after = _balances_on(registry, position, parts, end, borders, is_over=is_due)
    # Sixths of a target make whole numbers when taken six times; proportions stay the same.
    sixfold = {code: int(MONTHS_PER_HALF_YEAR * balance) for code, balance in before.items()}
    shares = interim.shares(target.reduction, sixfold)
    return InterimResult(
        target=target,
        source=row.source,
        national=interim.assess(target.reduction, sum(before.values()), sum(after.values())),
        shares=tuple(
            InterimShare(
                area,
                before[code],
                after[code],
                interim.assess(shares.get(code, 0), before[code], after[code]),
            )
            for code, area in registry.provinces.items()
        ),
        is_due=is_due,
    )


def _balances_on(
    registry: Registry,
    position: Position,
    parts: Mapping[HalfYear, Mapping[str, AreaBalance]],
    day: date,
    borders: HalfYear,
    *,
    is_over: bool = True,
) -> dict[str, Fraction]:
    """The balance per province after the months that are over on a day, or (not `is_over`) due.

    `parts` are the balances per municipality in the half-years concerned. A province consists of those that
    lay in it in `borders`, so that one that changed province since neither helps nor hurts.
    """
    period = HalfYear.containing(day)
    completed = period.months_completed(day) if is_over else registry.months_due(period, day)
    counted = period.months[:completed]
    has_moved = bool(registry.moves)
    done = months(position.seq, counted[0], counted[-1], by_province=not has_moved) if counted else {}
    found = {}
    for code in registry.provinces:
        members = registry.lying_in(code, borders)
        net = sum((parts[period][m.code] for m in members if m.code in parts[period]), AreaBalance.ZERO)
        counting = [m.code for m in members] if has_moved else [code]
        realised = sum(m.realised for each in counting for m in done.get(each, {}).values())
        found[code] = interim.balance_on(net, completed, realised)
    return found
