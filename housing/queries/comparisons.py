"""COA's count beside the municipality's own: the difference, and whether it was explained."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.models import Report
from housing.queries.sql import fetch

_COA = """
    SELECT DISTINCT ON (municipality_id, month) municipality_id, month, persons, seq, recorded_at
    FROM housing_coacount
    WHERE seq <= %(seq)s AND period_id = ANY(%(periods)s) AND municipality_id = ANY(%(codes)s)
    ORDER BY municipality_id, month, housing_coacount.seq DESC
"""


@dataclass(frozen=True, slots=True)
class KnownCount:
    """COA's last known count of a month, in persons, with its place in the journal."""

    persons: int
    seq: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Homes and transitional housing of a report beside COA's count; `coa` is None without an overview.

    `is_explained` tells that the municipality explained after COA's count had come in.
    """

    placed: int
    coa: int | None = None
    is_explained: bool = False

    @property
    def difference(self) -> int | None:
        """How many more (+) or fewer (-) the municipality counts than COA."""
        return None if self.coa is None else self.placed - self.coa

    @property
    def differs(self) -> bool:
        """Whether there is a difference."""
        return bool(self.difference)

    @property
    def is_open(self) -> bool:
        """Whether there is a difference that nobody explained: it blocks approval."""
        return self.differs and not self.is_explained


def known_counts(
    seq: int, periods: Collection[HalfYear], codes: Collection[str]
) -> dict[tuple[str, Month], KnownCount]:
    """COA's counts by code of municipality and month; one query."""
    rows = fetch(_COA, {"seq": seq, "periods": sorted(p.code for p in periods), "codes": sorted(codes)})
    return {
        (code, Month.containing(month)): KnownCount(persons, place, at)
        for code, month, persons, place, at in rows
    }


def compare(report: Report, coa: KnownCount | None) -> Comparison:
    """A submitted report beside COA's count.

    An explanation counts when the municipality was shown this very count of COA before it explained: else it
    explained something else.
    """
    if coa is None:
        return Comparison(report.submitted.placed)
    was_shown = any(
        warning["code"] == "coa" and warning["params"].get("coa") == coa.persons
        for warning in report.warnings
    )
    return Comparison(report.submitted.placed, coa.persons, was_shown and bool(report.explanation.strip()))


def differs_after_approval(report: Report, comparison: Comparison) -> bool:
    """Whether an approved month differs from COA without having been explained: the overview came later."""
    return report.report_state is ReportState.APPROVED and comparison.is_open


def compared(seq: int, reports: Iterable[Report]) -> dict[int, Comparison]:
    """Each report beside COA's count, by id of the report; one query."""
    each = list(reports)
    counts = known_counts(seq, {r.calendar_month.half_year for r in each}, {r.municipality_id for r in each})
    return {r.pk: compare(r, counts.get((r.municipality_id, r.calendar_month))) for r in each}
