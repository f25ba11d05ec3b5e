"""Which months of a position are provisional: submitted, returned or reopened, and approved by nobody yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.queries.sql import fetch

_PROVISIONAL = """
    SELECT municipality_id, month, state, persons
    FROM (
        SELECT DISTINCT ON (municipality_id, month) municipality_id, month, state, persons
        FROM housing_reportstep WHERE seq <= %(seq)s {within} {only}
        ORDER BY municipality_id, month, seq DESC
    ) AS last
    WHERE state IN ('submitted', 'returned', 'reopened')
    ORDER BY month, municipality_id
"""

_WITHIN = "AND period_id = ANY(%(periods)s)"
_ONLY = "AND municipality_id = ANY(%(codes)s)"


@dataclass(frozen=True, slots=True)
class ProvisionalMonth:
    """A month of a municipality that counts as last submitted: its state, and the persons that count."""

    code: str
    month: Month
    state: ReportState
    persons: int


@dataclass(frozen=True, slots=True)
class Provisional:
    """What of a position is provisional: persons, in how many months of how many municipalities."""

    persons: int
    reports: int
    municipalities: int
    months: frozenset[Month]

    def __bool__(self) -> bool:
        return self.reports > 0


def provisional_months(
    seq: int, periods: Collection[HalfYear] | None = None, codes: Collection[str] | None = None
) -> list[ProvisionalMonth]:
    """The provisional months at a position, in order of time and code; one query.

    Of some half-years and municipalities, or of all when left out.
    """
    sql = _PROVISIONAL.format(within="" if periods is None else _WITHIN, only="" if codes is None else _ONLY)
    parameters = {
        "seq": seq,
        "periods": [period.code for period in periods or ()],
        "codes": sorted(codes or ()),
    }
    return [
        ProvisionalMonth(code, Month(day.year, day.month), ReportState(state), persons)
        for code, day, state, persons in fetch(sql, parameters)
    ]


def summarised(found: Iterable[ProvisionalMonth]) -> Provisional:
    """Provisional months together."""
    rows = list(found)
    return Provisional(
        sum(row.persons for row in rows),
        len(rows),
        len({row.code for row in rows}),
        frozenset(row.month for row in rows),
    )
