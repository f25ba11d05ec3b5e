"""Which monthly reports are in, in time, approved; who is late again and again; whom to call."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from housing.domain.completeness import (
    Completeness,
    MonthStanding,
    Standing,
    completeness,
    standing_of,
    streak,
)
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState, Timeliness
from housing.models import DueDateException, TargetPeriod
from housing.queries.areas import Area, Registry
from housing.queries.due_dates import DueDates
from housing.queries.journal import AMSTERDAM
from housing.queries.sql import fetch

#: Half-years before the one that is shown in which streaks are looked for; a longer one is "at least" that.
LOOKBACK = 4

_MONTHS = """
    SELECT municipality_id, month, r.state, coalesce(r.submission, 0), r.first_submitted_at,
        coalesce(r.is_begun, false), t.month IS NOT NULL
    FROM (
        SELECT municipality_id, month, state, submission, first_submitted_at,
            num_nonnulls(home, transitional, hotel) > 0 AS is_begun
        FROM housing_report WHERE month BETWEEN %(first)s AND %(last)s {only}
    ) AS r
    FULL JOIN (
        SELECT municipality_id, month FROM housing_monthtotal
        WHERE month BETWEEN %(first)s AND %(last)s AND period_id BETWEEN %(from)s AND %(until)s
            AND postings > 0 {only}
    ) AS t USING (municipality_id, month)
"""
_ONLY = "AND municipality_id = ANY(%(codes)s)"

_CONTACTS = """
    SELECT municipality_id, "user".name, "user".phone, "user".email
    FROM housing_membership AS m JOIN housing_user AS "user" ON "user".id = m.user_id
    WHERE m.role = 'municipality_editor' AND municipality_id = ANY(%(codes)s) AND "user".is_active
        AND (m.valid_until IS NULL OR m.valid_until >= %(today)s)
    ORDER BY municipality_id, "user".name, "user".email
"""


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One municipality in a half-year: its six months, and how long it has been late.

    `streak` counts consecutive months late or missing up to now (of an earlier half-year: up to its end),
    through the half-years before. `is_longer` tells that it goes back to the first month that was looked at.
    """

    area: Area
    months: tuple[MonthStanding, ...]
    streak: int = 0
    is_longer: bool = False

    @property
    def is_late(self) -> bool:
        """Whether a month is past due and not in."""
        return bool(self.missing)

    @property
    def missing(self) -> tuple[MonthStanding, ...]:
        """Months that are past due and not in."""
        return tuple(month for month in self.months if month.timeliness is Timeliness.MISSING)

    @property
    def total(self) -> Completeness:
        """Its months added up."""
        return completeness(self.months)


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A province (or the country) in a half-year: its municipalities, and their months added up."""

    area: Area
    members: tuple[AreaStanding, ...]
    months: tuple[Completeness, ...] = field(default=())

    @property
    def total(self) -> Completeness:
        """The whole half-year."""
        return sum(self.months, Completeness())

    @property
    def late_members(self) -> tuple[AreaStanding, ...]:
        """Municipalities with a streak, the longest first; then by name."""
        found = [member for member in self.members if member.streak]
        return tuple(sorted(found, key=lambda member: (-member.streak, member.area.sort_key)))


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who enters the reports of a municipality."""

    name: str
    phone: str
    email: str


def month_standings(
    areas: Iterable[Area], first: Month, last: Month, today: date
) -> dict[str, tuple[MonthStanding, ...]]:
    """Where each month from `first` to `last` is, in order, by code of municipality; three queries."""
    areas = list(areas)
    months = _span(first, last)
    return _standings(areas, months, _dues([area.code for area in areas], months), today)


def province_standing(registry: Registry, province: Area, period: HalfYear, today: date) -> GroupStanding:
    """A province in a half-year, with its municipalities in order of name.

    Three queries, and up to `LOOKBACK` for streaks.
    """
    return _group(province, _members(registry.members(province.code, period), period, today))


def country_standing(
    registry: Registry, country: Area, period: HalfYear, today: date
) -> tuple[GroupStanding, list[GroupStanding]]:
    """The country in a half-year, and its provinces in order of name.

    Three queries, and up to `LOOKBACK` for streaks.
    """
    areas = [
        registry.as_in(area, period) for area in registry.municipalities.values() if area.exists_in(period)
    ]
    members = _members(areas, period, today)
    provinces = [
        _group(province, [m for m in members if m.area.province == code])
        for code, province in registry.provinces.items()
    ]
    return _group(country, members), provinces


def contacts(codes: Collection[str], today: date) -> dict[str, list[Contact]]:
    """The editors of these municipalities, by code, in order of name; one query."""
    found: dict[str, list[Contact]] = {}
    for code, name, phone, email in fetch(_CONTACTS, {"codes": sorted(codes), "today": today}):
        found.setdefault(code, []).append(Contact(name, phone, email))
    return found


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Known:
    state: ReportState | None
    first_at: datetime | None
    has_draft: bool
    is_read_in: bool


def _members(areas: Sequence[Area], period: HalfYear, today: date) -> list[AreaStanding]:
    """Municipalities in a half-year; three queries, and one for each half-year back while streaks go on."""
    span = _span(period.plus(-LOOKBACK).months[0], period.months[-1])
    dues = _dues([area.code for area in areas], span)
    shown = _standings(areas, period.months, dues, today)
    months = dict(shown)
    going_on = [area for area in areas if not _has_broken(months[area.code])]
    for back in range(1, LOOKBACK + 1):
        if not going_on:
            break
        for code, earlier in _standings(going_on, period.plus(-back).months, dues, today).items():
            months[code] = earlier + months[code]
        going_on = [area for area in going_on if not _has_broken(months[area.code])]
    unbroken = {area.code for area in going_on}
    return [
        AreaStanding(
            area,
            shown[area.code],
            streak(months[area.code]),
            is_longer=area.code in unbroken and months[area.code][0].is_late,
        )
        for area in areas
    ]


def _has_broken(months: Sequence[MonthStanding]) -> bool:
    """Whether a month ends the streak, so that earlier ones do not matter."""
    return any(
        not month.is_late and month.standing not in (Standing.NOT_OPEN, Standing.OPEN) for month in months
    )


def _standings(
    areas: Sequence[Area],
    months: Sequence[Month],
    dues: Mapping[HalfYear, DueDates | None],
    today: date,
) -> dict[str, tuple[MonthStanding, ...]]:
    """The months of areas, in order; one query."""
    known = _known([area.code for area in areas], months[0], months[-1])
    return {
        area.code: tuple(
            _standing(area, month, known.get((area.code, month)), dues[month.half_year], today)
            for month in months
        )
        for area in areas
    }


def _group(area: Area, members: Sequence[AreaStanding]) -> GroupStanding:
    columns = zip(*(member.months for member in members), strict=True)
    return GroupStanding(area, tuple(members), tuple(completeness(column) for column in columns))


def _standing(
    area: Area, month: Month, known: _Known | None, due: DueDates | None, today: date
) -> MonthStanding:
    if due is None:
        return MonthStanding(month, Standing.NOT_EXPECTED, month.last_day, month.due_on, is_closed=True)
    exists = area.exists_in(month)
    state = known.state if known else None
    is_in = state is not None and state.counts
    timely = due.timeliness(area.code, month, known.first_at if known and is_in else None, today)
    standing = standing_of(timely, state, exists=exists, is_read_in=bool(known and known.is_read_in))
    # Whoever was read in from a file has no day; a month that is in cannot be "open" either.
    says = standing.is_expected and (is_in or not standing.is_in)
    first = known.first_at.astimezone(AMSTERDAM).date() if known and known.first_at and is_in else None
    return MonthStanding(
        month,
        standing,
        due.opens_on(month),
        due.due_on(area.code, month),
        timely if says else None,
        first,
        has_draft=bool(known and known.has_draft and not standing.is_in),
        is_closed=due.is_closed,
    )


def _known(codes: list[str], first: Month, last: Month) -> Mapping[tuple[str, Month], _Known]:
    rows = fetch(
        _MONTHS.format(only=_ONLY),
        {
            "first": first.first_day,
            "last": last.first_day,
            "from": first.half_year.code,
            "until": last.half_year.code,
            "codes": codes,
        },
    )
    return {
        (code, Month(day.year, day.month)): _Known(
            ReportState(state) if state else None,
            first_at,
            is_begun,
            # Figures that no report accounts for: a row that was never submitted is a draft beside them.
            has_figures and submission == 0,
        )
        for code, day, state, submission, first_at, is_begun, has_figures in rows
    }


def _dues(codes: list[str], months: Sequence[Month]) -> dict[HalfYear, DueDates | None]:
    """The due dates of every half-year of the span; two queries, however long it is.

    None for a half-year before the first that the ledger knows: nobody is asked for it.
    """
    rows = {row.code: row for row in TargetPeriod.objects.all()}
    granted = DueDateException.objects.filter(
        month__range=(months[0].first_day, months[-1].first_day), municipality_id__in=codes
    ).values_list("municipality_id", "month", "due_on")
    exceptions = {(code, Month.containing(day)): due_on for code, day, due_on in granted}
    found: dict[HalfYear, DueDates | None] = {}
    for half in {month.half_year for month in months}:
        if row := rows.get(half.code):
            found[half] = DueDates(half, row.lead_times, exceptions, row.closed_at)
        else:
            found[half] = DueDates(half, exceptions=exceptions) if rows and half.code > min(rows) else None
    return found


def _span(first: Month, last: Month) -> list[Month]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    return months
