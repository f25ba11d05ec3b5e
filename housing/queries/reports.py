"""States of monthly reports and COA's counts, at a position of the journal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState
from housing.models import Submission
from housing.queries.sql import Row, fetch

_STATES = """
    SELECT DISTINCT ON (municipality_id, month) municipality_id, month, state, number, home, transitional,
        hotel, recorded_at
    FROM housing_reportstep
    WHERE seq <= %(seq)s AND period_id = %(period)s {only}
    ORDER BY municipality_id, month, seq DESC
"""

_COA = """
    SELECT DISTINCT ON (municipality_id, month) municipality_id, month, persons
    FROM housing_coacount
    WHERE seq <= %(seq)s AND period_id = %(period)s {only}
    ORDER BY municipality_id, month, seq DESC
"""

_ONLY = "AND municipality_id = ANY(%(codes)s)"


@dataclass(frozen=True, slots=True)
class KnownState:
    """The state of a month at a position, the values that count, and since when."""

    state: ReportState
    number: int
    counts: Counts
    since: datetime


def report_states(
    seq: int, period: HalfYear, codes: Collection[str] | None = None
) -> dict[str, dict[Month, KnownState]]:
    """Months with a submitted report, by code of municipality and month; one query.

    A month with figures and without a state was imported: it counts as final.
    """
    found: dict[str, dict[Month, KnownState]] = {}
    for code, month, state, number, home, transitional, hotel, at in _rows(_STATES, seq, period, codes):
        known = KnownState(ReportState(state), number, Counts(home, transitional, hotel), at)
        found.setdefault(code, {})[Month(month.year, month.month)] = known
    return found


def coa_counts(
    seq: int, period: HalfYear, codes: Collection[str] | None = None
) -> dict[str, dict[Month, int]]:
    """COA's count by code of municipality and month, where there is an overview; one query."""
    found: dict[str, dict[Month, int]] = {}
    for code, month, persons in _rows(_COA, seq, period, codes):
        found.setdefault(code, {})[Month(month.year, month.month)] = persons
    return found


def _rows(sql: str, seq: int, period: HalfYear, codes: Collection[str] | None) -> list[Row]:
    parameters: dict[str, object] = {"seq": seq, "period": period.code}
    if codes is not None:
        parameters["codes"] = sorted(codes)
    return fetch(sql.format(only=_ONLY if codes is not None else ""), parameters)


def submission_of(token: UUID) -> Submission | None:
    """What was answered to a form that was sent, by the form's token."""
    return Submission.objects.filter(token=token).first()
