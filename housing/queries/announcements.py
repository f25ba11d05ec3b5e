"""What was announced for each half-year and revised since: by whom, why, and what was shared out."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.periods import HalfYear
from housing.models import TargetPeriod
from housing.queries.events import Person
from housing.queries.sql import fetch

_STEPS = """
    SELECT a.period_id, a.id, a.persons, a.method, a.exempt, a.population_date, a.announced_on, a.recorded_at,
        a.reason, a.source, u.id, u.name, u.email,
        (SELECT coalesce(sum(t.persons), 0)::int FROM housing_target t
            WHERE t.period_id = a.period_id AND t.seq < coalesce(a.until, 9223372036854775807))
    FROM (
        SELECT *, lead(seq) OVER (PARTITION BY period_id ORDER BY seq) AS until FROM housing_announcement
    ) AS a LEFT JOIN housing_user u ON u.id = a.recorded_by_id
    WHERE %(period)s = '' OR a.period_id = %(period)s
    ORDER BY a.period_id, a.seq
"""

#: Half-years after the present one for which a number can be announced.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class AnnouncedStep:
    """An announcement or a revision. `total` is what all municipalities together had to house after it.

    `by` is None for what was loaded from files; `number` counts from 1 within the half-year.
    """

    number: int
    pk: int
    persons: int
    method: str
    exempt: tuple[str, ...]
    population_date: date
    announced_on: date
    recorded_at: datetime
    reason: str
    source: str
    by: Person | None
    total: int

    @property
    def off_number(self) -> int:
        """By how much the targets together differ from the national number."""
        return self.total - self.persons


@dataclass(frozen=True, slots=True)
class HalfYearTargets:
    """A half-year with its announcements, the first one first; a closed one takes no more."""

    period: HalfYear
    closed_at: datetime | None
    steps: tuple[AnnouncedStep, ...]

    @property
    def last(self) -> AnnouncedStep | None:
        """The one that holds."""
        return self.steps[-1] if self.steps else None

    @property
    def is_open(self) -> bool:
        """Whether a number can be announced or revised."""
        return self.closed_at is None


def half_year_targets(today: date) -> list[HalfYearTargets]:
    """All half-years that the ledger knows and the next one to announce, the latest first; two queries."""
    closed = _closed()
    steps = _steps("")
    periods = sorted({*closed, HalfYear.containing(today)})
    if steps.get(periods[-1]):
        periods.append(periods[-1].next)
    return [
        HalfYearTargets(period, closed.get(period), steps.get(period, ())) for period in reversed(periods)
    ]


def targets_of(period: HalfYear, today: date) -> HalfYearTargets | None:
    """One half-year, with what was announced for it; None when it is out of reach. Two queries."""
    closed = _closed()
    first = min(closed, default=HalfYear.containing(today))
    if period < first or period > HalfYear.containing(today).plus(AHEAD):
        return None
    return HalfYearTargets(period, closed.get(period), _steps(period.code).get(period, ()))


def _closed() -> dict[HalfYear, datetime | None]:
    """When each half-year of the ledger was closed; one query."""
    rows = TargetPeriod.objects.values_list("code", "closed_at")
    return {HalfYear.parse(code): closed_at for code, closed_at in rows}


def _steps(period: str) -> dict[HalfYear, tuple[AnnouncedStep, ...]]:
    """The announcements per half-year, of one when its code is given; one query."""
    found: dict[HalfYear, list[AnnouncedStep]] = {}
    for code, pk, persons, method, exempt, *rest in fetch(_STEPS, {"period": period}):
        steps = found.setdefault(HalfYear.parse(code), [])
        population_date, announced_on, recorded_at, reason, source, user, name, email, total = rest
        by = Person(user, name, email) if user else None
        steps.append(
            AnnouncedStep(
                len(steps) + 1, pk, persons, method, tuple(json.loads(exempt)), population_date,
                announced_on, recorded_at, reason, source, by, total,
            )
        )  # fmt: skip
    return {half_year: tuple(steps) for half_year, steps in found.items()}
