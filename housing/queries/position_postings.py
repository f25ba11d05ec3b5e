"""The postings between two positions line by line, told apart: late months, corrections, revisions, …"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from housing.domain.periods import HalfYear, Month
from housing.queries.events import Person
from housing.queries.position_changes import span
from housing.queries.positions import Position
from housing.queries.sql import fetch


class Sort(StrEnum):
    """What a posting is to its reader."""

    MONTH = "month"
    """A month that was reported for the first time, in time."""
    LATE = "late"
    """The same after its due date."""
    CORRECTED = "corrected"
    """A change of a month that was reported before."""
    WITHDRAWN = "withdrawn"
    """A month that was taken back."""
    TARGET = "target"
    """The first target of a half-year."""
    REVISED = "revised"
    """A change of a target."""
    OPENING = "opening"
    CORRECTION = "correction"
    EXCHANGE = "exchange"
    MERGER = "merger"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One posting. `persons` has the sign of the balance: a target is negative, a placement positive.

    `kind` is "target", a type of adjustment or a kind of placement. `by` is None for what the system did or
    loaded.
    """

    seq: int
    at: datetime
    code: str
    period: HalfYear
    sort: Sort
    kind: str
    month: Month | None
    persons: int
    reason: str
    source: str
    group: str
    effective_on: date | None
    by: Person | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines of a sort, and what they add to the balance together."""

    sort: Sort
    lines: int
    persons: int


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines: of municipalities (None: all), of one half-year, of one sort."""

    codes: Collection[str] | None = None
    period: HalfYear | None = None
    sort: Sort | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """For the statements here."""
        return {
            "codes": None if self.codes is None else sorted(self.codes),
            "period": self.period.code if self.period else None,
            "sort": self.sort.value if self.sort else None,
        }


@dataclass(frozen=True, slots=True)
class OtherLines:
    """Postings that change no figure of a municipality: how many of each.

    `announcements` and `interim_targets` say their national number, which is whole and no difference.
    """

    announcements: tuple[tuple[HalfYear, int, datetime], ...]
    interim_targets: tuple[tuple[date, date, int, datetime], ...]
    steps: Mapping[str, int]
    coa_counts: int

    @property
    def count(self) -> int:
        """All of them."""
        return (
            len(self.announcements) + len(self.interim_targets) + sum(self.steps.values()) + self.coa_counts
        )


_WITHIN = """seq > %(low)s AND seq <= %(high)s
        AND (%(codes)s::text[] IS NULL OR municipality_id = ANY(%(codes)s))
        AND (%(period)s::text IS NULL OR period_id = %(period)s)"""

# Lines of one report carry one moment, so what was posted at an earlier one makes a line a change. The first
# step of the report after a line tells whether it was withdrawn by it.
_LINES = f"""
    SELECT seq, recorded_at, municipality_id, period_id,
        CASE WHEN EXISTS (
            SELECT FROM housing_target AS earlier
            WHERE earlier.municipality_id = line.municipality_id AND earlier.period_id = line.period_id
                AND earlier.seq < line.seq
        ) THEN 'revised' ELSE 'target' END AS sort,
        'target' AS kind, NULL::date AS month, -persons AS persons, reason, source, '' AS "group",
        NULL::date AS effective_on, recorded_by_id
    FROM housing_target AS line WHERE {_WITHIN}
    UNION ALL
    SELECT seq, recorded_at, municipality_id, period_id, type, type, NULL, persons, reason, source, "group",
        effective_on, recorded_by_id
    FROM housing_adjustment WHERE {_WITHIN}
    UNION ALL
    SELECT seq, recorded_at, municipality_id, period_id,
        CASE WHEN EXISTS (
            SELECT FROM housing_placement AS earlier
            WHERE earlier.municipality_id = line.municipality_id AND earlier.month = line.month
                AND earlier.recorded_at < line.recorded_at
        ) THEN
            CASE WHEN (
                SELECT state FROM housing_reportstep AS step
                WHERE step.municipality_id = line.municipality_id AND step.month = line.month
                    AND step.period_id = line.period_id AND step.seq > line.seq
                ORDER BY step.seq LIMIT 1
            ) = 'withdrawn' THEN 'withdrawn' ELSE 'corrected' END
        WHEN (recorded_at AT TIME ZONE 'Europe/Amsterdam')::date > coalesce(
            (SELECT due_on FROM housing_duedateexception AS granted
                WHERE granted.municipality_id = line.municipality_id AND granted.month = line.month),
            (SELECT (line.month + interval '1 month')::date - 1 + due_day
                FROM housing_targetperiod WHERE code = line.period_id)
        ) THEN 'late' ELSE 'month' END,
        kind, month, persons, reason, source, '', NULL, recorded_by_id
    FROM housing_placement AS line WHERE {_WITHIN}
"""

_PAGE = f"""
    SELECT line.seq, line.recorded_at, line.municipality_id, period_id, sort, kind, month, persons, reason,
        source, "group", effective_on, person.id, person.name, person.email
    FROM ({_LINES}) AS line LEFT JOIN housing_user AS person ON person.id = recorded_by_id
    WHERE %(sort)s::text IS NULL OR sort = %(sort)s
    ORDER BY line.seq DESC LIMIT %(limit)s OFFSET %(offset)s
"""

_TALLY = f"SELECT sort, count(*)::int, sum(persons)::int FROM ({_LINES}) AS line GROUP BY 1"

_OTHER = """
    SELECT 'announcement', period_id, NULL::date, NULL::date, persons, recorded_at, seq
    FROM housing_announcement WHERE seq > %(low)s AND seq <= %(high)s
    UNION ALL
    SELECT 'interim', '', baseline_on, due_on, persons, recorded_at, seq
    FROM housing_interimtarget WHERE seq > %(low)s AND seq <= %(high)s
    UNION ALL
    SELECT 'step', state, NULL, NULL, count(*)::int, NULL, NULL
    FROM housing_reportstep WHERE seq > %(low)s AND seq <= %(high)s GROUP BY state
    UNION ALL
    SELECT 'coa', '', NULL, NULL, count(*)::int, NULL, NULL
    FROM housing_coacount WHERE seq > %(low)s AND seq <= %(high)s
    ORDER BY 7
"""


def changed_lines(
    before: Position, after: Position, wanted: LineFilter, *, limit: int, offset: int = 0
) -> list[ChangedLine]:
    """Postings between two positions that change figures, the newest first; one query."""
    parameters = span(before, after) | wanted.parameters | {"limit": limit, "offset": offset}
    return [_line(*row) for row in fetch(_PAGE, parameters)]


def tallies(before: Position, after: Position, wanted: LineFilter) -> list[Tally]:
    """How many there are of each sort, in the order of `Sort`, of all sorts; one query."""
    found = {
        Sort(sort): Tally(Sort(sort), lines, persons)
        for sort, lines, persons in fetch(_TALLY, span(before, after) | wanted.parameters)
    }
    return [found[sort] for sort in Sort if sort in found]


def other_lines(before: Position, after: Position) -> OtherLines:
    """What was posted between two positions besides figures of municipalities; one query."""
    rows = fetch(_OTHER, span(before, after))
    return OtherLines(
        tuple((HalfYear.parse(row[1]), row[4], row[5]) for row in rows if row[0] == "announcement"),
        tuple((row[2], row[3], row[4], row[5]) for row in rows if row[0] == "interim"),
        {row[1]: row[4] for row in rows if row[0] == "step"},
        sum(row[4] for row in rows if row[0] == "coa"),
    )


def _line(seq: int, at: datetime, code: str, period: str, sort: str, kind: str, *rest: Any) -> ChangedLine:
    month, persons, reason, source, group, effective_on, number, name, email = rest
    return ChangedLine(
        seq,
        at,
        code,
        HalfYear.parse(period),
        Sort(sort),
        kind,
        Month(month.year, month.month) if month else None,
        persons,
        reason,
        source,
        group,
        effective_on,
        Person(number, name, email) if number else None,
    )
