"""What is not finished in a half-year: what closing it leaves open, with municipalities and months."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from housing.domain.completeness import MonthStanding, Standing
from housing.domain.periods import HalfYear, Month
from housing.models import CorrectionRequest, InterimTarget, MonthTotal, Report
from housing.queries.areas import Area, Registry
from housing.queries.comparisons import KnownCount, compare, known_counts
from housing.queries.completeness import month_standings
from housing.queries.exchanges import pending_exchanges
from housing.queries.journal import JournalState
from housing.queries.sql import fetch

_CHANGED = " UNION ALL ".join(
    f"SELECT 1 FROM housing_{table} WHERE seq > %(seq)s AND period_id <= %(period)s"
    for table in ("announcement", "target", "placement", "adjustment", "reportstep", "coacount")
)


class Open(StrEnum):
    """Why a half-year is not finished, in the order in which it is shown."""

    MISSING = "missing"
    """Nobody reported the month, though it can be reported."""
    PROVISIONAL = "provisional"
    """Submitted and not approved."""
    RETURNED = "returned"
    """Returned or reopened, and not submitted again."""
    COA = "coa"
    """Another number than COA's that nobody explained."""
    CORRECTIONS = "corrections"
    """A correction was asked for and not decided."""
    EXCHANGES = "exchanges"
    """An exchange that not everybody has confirmed."""
    INTERIM = "interim"
    """An interim target whose outcome may still change: months it rests on are missing or provisional."""
    UNCOMPARED = "uncompared"
    """Figures without an overview of COA beside them."""

    @property
    def is_finding(self) -> bool:
        """Whether somebody has to do something; what COA did not count yet is only named."""
        return self is not Open.UNCOMPARED


@dataclass(frozen=True, slots=True)
class AreaMonths:
    """A municipality with the months that it is about; no months where it is about the half-year."""

    area: Area
    months: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `count` is of months, requests, exchanges or interim targets.

    `details` are the municipalities concerned, in order of name; `days` the due dates of interim targets.
    """

    key: Open
    count: int = 0
    details: tuple[AreaMonths, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is open here."""
        return not self.count


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines, also those that are done. `areas` is how many municipalities the half-year has."""

    period: HalfYear
    items: tuple[Item, ...]
    areas: int

    @property
    def left_open(self) -> tuple[Item, ...]:
        """What is not done."""
        return tuple(item for item in self.items if item.count)

    @property
    def is_complete(self) -> bool:
        """Whether nobody has to do anything any more."""
        return not any(item.key.is_finding for item in self.left_open)

    @property
    def count(self) -> int:
        """How many things somebody has to do something about."""
        return sum(item.count for item in self.left_open if item.key.is_finding)

    def item(self, key: Open) -> Item:
        """The line of this kind."""
        return next(item for item in self.items if item.key is key)

    @property
    def digest(self) -> str:
        """Names what is open, so that whoever decides has seen this very list."""
        return hashlib.sha256(repr([self.areas, self.stored()]).encode()).hexdigest()[:32]

    def stored(self) -> dict[str, Any]:
        """As `Closing.left_open` keeps it."""
        return {
            item.key.value: {
                "count": item.count,
                "areas": [[each.area.code, [str(month) for month in each.months]] for each in item.details],
                "days": [day.isoformat() for day in item.days],
            }
            for item in self.left_open
        }


def read_stored(registry: Registry, kept: Mapping[str, Any]) -> tuple[Item, ...]:
    """What a closing left open, as `Checklist.stored` wrote it."""
    return tuple(
        Item(
            key,
            kept[key.value]["count"],
            tuple(
                AreaMonths(registry.municipalities[code], tuple(Month.parse(month) for month in months))
                for code, months in kept[key.value]["areas"]
                if code in registry.municipalities
            ),
            tuple(date.fromisoformat(day) for day in kept[key.value]["days"]),
        )
        for key in Open
        if key.value in kept
    )


def checklist(registry: Registry, state: JournalState, period: HalfYear) -> Checklist:
    """What is not finished in a half-year now; nine queries, ten with exchanges."""
    areas = [
        registry.as_in(area, period) for area in registry.municipalities.values() if area.exists_in(period)
    ]
    standings = month_standings(areas, period.months[0], period.months[-1], state.today)
    by_standing = _grouped(areas, standings)
    unfinished = [
        by_standing(Standing.MISSING, Standing.OPEN),
        by_standing(Standing.SUBMITTED),
        by_standing(Standing.RETURNED, Standing.REOPENED),
    ]
    differing, uncompared = _beside_coa(areas, standings, state, period)
    keys = (Open.MISSING, Open.PROVISIONAL, Open.RETURNED, Open.COA, Open.CORRECTIONS, Open.UNCOMPARED)
    found = (*unfinished, differing, _corrections(areas, period), uncompared)
    items = {key: _of_months(key, details) for key, details in zip(keys, found, strict=True)}
    items[Open.EXCHANGES] = _exchanges(registry, period)
    items[Open.INTERIM] = _interim(
        period, [month for rows in unfinished for row in rows for month in row.months]
    )
    return Checklist(period, tuple(items[key] for key in Open), len(areas))


def changed_since(seq: int, period: HalfYear) -> bool:
    """Whether something was posted after `seq` that the figures or the checklist of a half-year rest on."""
    [(found,)] = fetch(f"SELECT EXISTS ({_CHANGED})", {"seq": seq, "period": period.code})
    return bool(found)


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────

Standings = Mapping[str, Sequence[MonthStanding]]


def _of_months(key: Open, details: tuple[AreaMonths, ...]) -> Item:
    return Item(key, sum(len(each.months) for each in details), details)


def _grouped(areas: Iterable[Area], standings: Standings) -> Callable[..., tuple[AreaMonths, ...]]:
    """A function that gives the municipalities with months in some standings."""

    def of(*wanted: Standing) -> tuple[AreaMonths, ...]:
        return _with_months(
            areas,
            lambda area: (month.month for month in standings[area.code] if month.standing in wanted),
        )

    return of


def _with_months(
    areas: Iterable[Area], months_of: Callable[[Area], Iterator[Month]]
) -> tuple[AreaMonths, ...]:
    rows = (AreaMonths(area, tuple(months_of(area))) for area in areas)
    return tuple(row for row in rows if row.months)


def _beside_coa(
    areas: Sequence[Area], standings: Standings, state: JournalState, period: HalfYear
) -> tuple[tuple[AreaMonths, ...], tuple[AreaMonths, ...]]:
    """Months that count and differ from COA without explanation, and those that COA gave no number for."""
    counts = known_counts(state.seq, [period], [area.code for area in areas])
    reports = {
        (row.municipality_id, row.calendar_month): row for row in Report.objects.filter(period=period.code)
    }
    totals = {
        (code, Month.containing(day)): home + transitional
        for code, day, home, transitional in MonthTotal.objects.filter(period=period.code).values_list(
            "municipality_id", "month", "home", "transitional"
        )
    }

    def differs(key: tuple[str, Month], coa: KnownCount) -> bool:
        report = reports.get(key)
        if report is not None and report.submission:
            return compare(report, coa).is_open
        return totals.get(key, 0) != coa.persons

    def counting(area: Area) -> Iterator[Month]:
        return (month.month for month in standings[area.code] if month.standing.is_in)

    return (
        _with_months(
            areas,
            lambda area: (
                month
                for month in counting(area)
                if (coa := counts.get((area.code, month))) and differs((area.code, month), coa)
            ),
        ),
        _with_months(
            areas, lambda area: (month for month in counting(area) if (area.code, month) not in counts)
        ),
    )


def _corrections(areas: Sequence[Area], period: HalfYear) -> tuple[AreaMonths, ...]:
    asked: dict[str, list[Month]] = {}
    rows = CorrectionRequest.objects.filter(report__period=period.code, state=CorrectionRequest.State.OPEN)
    for code, day in rows.order_by("report__month").values_list("report__municipality_id", "report__month"):
        asked.setdefault(code, []).append(Month.containing(day))
    return _with_months(areas, lambda area: iter(asked.get(area.code, ())))


def _exchanges(registry: Registry, period: HalfYear) -> Item:
    pending = pending_exchanges(period)
    codes = {part.code for agreement in pending for part in agreement.parts}
    areas = (area for code, area in registry.municipalities.items() if code in codes)
    return Item(Open.EXCHANGES, len(pending), tuple(AreaMonths(area) for area in areas))


def _interim(period: HalfYear, unfinished: Iterable[Month]) -> Item:
    """Interim targets due in the half-year of which a month up to the due date is not finished."""
    first = min(unfinished, default=None)
    due = InterimTarget.objects.filter(
        due_on__range=(period.starts_on, period.ends_on), persons__gt=0, replaced_by__isnull=True
    ).values_list("due_on", flat=True)
    days = tuple(sorted(day for day in due if first is not None and first.first_day <= day))
    return Item(Open.INTERIM, len(days), days=days)
