"""What goes into a submission of months, what comes out of it, and why one can be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_noop

from housing.domain.checks import CheckWarning, Problem, describe
from housing.domain.errors import DomainError
from housing.domain.periods import Month
from housing.domain.reporting import Counts
from housing.models import Report, Submission


@dataclass(frozen=True, slots=True)
class MonthInput:
    """A month as somebody submits it. `version` is that of the report as it was read (0: there was none).

    `seen` are the keys of the warnings that were shown beside the explanation; None: they were all known.
    """

    month: Month
    counts: Counts
    note: str = ""
    version: int = 0
    explanation: str = ""
    seen: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class SubmittedMonth:
    """A month that was submitted: what counted before (None: nothing) and what counts now."""

    month: Month
    before: Counts | None
    after: Counts


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission did: figures at `before` and `after`, places in the journal, tell the difference.

    `on` is its day; `is_repeat` tells that it was done before and that nothing was posted now.
    """

    token: UUID
    municipality: str
    months: tuple[SubmittedMonth, ...]
    before: int
    after: int
    on: date
    is_repeat: bool = False

    def says(self, inputs: Sequence[MonthInput]) -> bool:
        """Whether these inputs are what was submitted: a form that came twice."""
        return {row.month: row.after for row in self.months} == {
            given.month: given.counts.filled for given in inputs
        }

    def stored(self) -> dict[str, object]:
        """As `Submission.result` keeps it."""
        return {
            "municipality": self.municipality,
            "months": [
                {
                    "month": str(row.month),
                    "before": None if row.before is None else _listed(row.before),
                    "after": _listed(row.after),
                }
                for row in self.months
            ],
            "before": self.before,
            "after": self.after,
            "on": self.on.isoformat(),
        }

    @classmethod
    def read(cls, submission: Submission) -> Self:
        """What was kept."""
        kept: Mapping[str, Any] = submission.result
        return cls(
            submission.token,
            kept["municipality"],
            tuple(
                SubmittedMonth(
                    Month.parse(row["month"]),
                    None if row["before"] is None else Counts(*row["before"]),
                    Counts(*row["after"]),
                )
                for row in kept["months"]
            ),
            kept["before"],
            kept["after"],
            date.fromisoformat(kept["on"]),
            is_repeat=True,
        )


class DraftConflict(DomainError):  # noqa: N818 - it is nobody's error
    """Somebody else changed the month since it was read; `report` is as it is now."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            gettext_noop("Iemand anders heeft deze maand intussen gewijzigd. Kies welke waarde blijft.")
        )
        self.report = report


class EntryRefusedError(DomainError):
    """A month that cannot be changed as asked; `problem` says what is wrong and what to do."""

    def __init__(self, problem: Problem) -> None:
        template, params = describe(problem.code, problem.params)
        super().__init__(template, **params)
        self.problem = problem


class SubmissionRefusedError(DomainError):
    """Nothing was submitted. By month: what is wrong, what must be explained, and what others changed."""

    def __init__(
        self,
        problems: Mapping[Month, Sequence[Problem]],
        warnings: Mapping[Month, Sequence[CheckWarning]],
        conflicts: Mapping[Month, Report],
    ) -> None:
        super().__init__(gettext_noop("Er is nog niets ingediend. Kijk wat er bij de maanden staat."))
        self.problems, self.warnings, self.conflicts = problems, warnings, conflicts


def _listed(counts: Counts) -> list[int | None]:
    return [counts.home, counts.transitional, counts.hotel]
