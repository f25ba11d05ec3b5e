"""The monthly report of a municipality: its states, the steps between them, and when it is due.

A report goes from draft to submitted to approved. A coordinator may return it (before approval) or reopen
it (after); the municipality may change and submit it again until it is approved, or withdraw it. What was
last submitted counts in the figures; until approval it is provisional.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import REPORT_DUE_DAY, Month


class ReportState(StrEnum):
    """Where a report is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"

    @property
    def is_locked(self) -> bool:
        """Whether the municipality can no longer change it by itself."""
        return self is ReportState.APPROVED

    @property
    def counts(self) -> bool:
        """Whether its submitted values count in the figures."""
        return self not in (ReportState.DRAFT, ReportState.WITHDRAWN)

    @property
    def is_provisional(self) -> bool:
        """Whether its values count but nobody has approved them yet."""
        return self.counts and self is not ReportState.APPROVED

    @property
    def waits_for_review(self) -> bool:
        """Whether a coordinator has something to decide."""
        return self is ReportState.SUBMITTED

    @property
    def waits_for_municipality(self) -> bool:
        """Whether the municipality must do something."""
        return self in (
            ReportState.DRAFT,
            ReportState.RETURNED,
            ReportState.REOPENED,
            ReportState.WITHDRAWN,
        )


class Step(StrEnum):
    """What somebody does to a report."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"


class StepError(DomainError):
    """A step that cannot be taken from where the report is; the message can be shown."""


_OPEN = frozenset({ReportState.SUBMITTED, ReportState.RETURNED, ReportState.REOPENED})
_STEPS: dict[Step, tuple[frozenset[ReportState], ReportState]] = {
    Step.SUBMIT: (_OPEN | {ReportState.DRAFT, ReportState.WITHDRAWN}, ReportState.SUBMITTED),
    Step.WITHDRAW: (_OPEN, ReportState.WITHDRAWN),
    Step.RETURN: (frozenset({ReportState.SUBMITTED}), ReportState.RETURNED),
    Step.APPROVE: (frozenset({ReportState.SUBMITTED}), ReportState.APPROVED),
    Step.REOPEN: (frozenset({ReportState.APPROVED}), ReportState.REOPENED),
}
_WHY_NOT: dict[Step, str] = {
    Step.SUBMIT: gettext_noop("Deze maand is al goedgekeurd en staat vast. Vraag een correctie aan."),
    Step.WITHDRAW: gettext_noop(
        "Deze maand kan niet worden ingetrokken: er is niets ingediend, of de maand is al goedgekeurd."
    ),
    Step.RETURN: gettext_noop("Alleen een ingediende maand kan worden teruggestuurd. Ververs de pagina."),
    Step.APPROVE: gettext_noop("Alleen een ingediende maand kan worden goedgekeurd. Ververs de pagina."),
    Step.REOPEN: gettext_noop("Alleen een goedgekeurde maand kan worden heropend. Ververs de pagina."),
}


def after(state: ReportState, step: Step) -> ReportState:
    """The state after a step; `StepError` when it cannot be taken from `state`."""
    allowed, result = _STEPS[step]
    if state not in allowed:
        raise StepError(_WHY_NOT[step])
    return result


def steps_from(state: ReportState) -> frozenset[Step]:
    """The steps that can be taken from a state."""
    return frozenset(step for step, (allowed, _) in _STEPS.items() if state in allowed)


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons housed in a month, by kind. None: not filled in, which is not the same as 0."""

    home: int | None = None
    transitional: int | None = None
    hotel: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was filled in."""
        return self.home is None and self.transitional is None and self.hotel is None

    @property
    def is_complete(self) -> bool:
        """Whether every kind was filled in."""
        return None not in (self.home, self.transitional, self.hotel)

    @property
    def placed(self) -> int:
        """Homes and transitional housing: what COA's count is compared with."""
        return (self.home or 0) + (self.transitional or 0)

    @property
    def total(self) -> int:
        """All persons."""
        return self.placed + (self.hotel or 0)

    @property
    def filled(self) -> "Counts":
        """The same with 0 for a kind that was left open: how "homes only" is submitted."""
        return replace(self, home=self.home or 0, transitional=self.transitional or 0, hotel=self.hotel or 0)

    def minus(self, other: "Counts") -> dict[str, int]:
        """The difference per kind, kinds without a difference left out."""
        mine, theirs = self.filled, other.filled
        changes = {
            "home": (mine.home or 0) - (theirs.home or 0),
            "transitional": (mine.transitional or 0) - (theirs.transitional or 0),
            "hotel": (mine.hotel or 0) - (theirs.hotel or 0),
        }
        return {kind: change for kind, change in changes.items() if change}


NOTHING = Counts(0, 0, 0)


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """When a month opens and is due.

    `opens_before`: days before its last day; `due_day`: day of the next month, up to which it is in time.
    """

    opens_before: int = 0
    due_day: int = REPORT_DUE_DAY

    def opens_on(self, month: Month) -> date:
        """First day on which the month can be reported."""
        return month.last_day - timedelta(days=self.opens_before)

    def due_on(self, month: Month, exception: date | None = None) -> date:
        """Last day on which the report is in time; `exception` is a day that was granted instead."""
        return exception or month.last_day + timedelta(days=self.due_day)


class Timeliness(StrEnum):
    """How a month that is in or not stands against its due date."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"


def timeliness(opens_on: date, due_on: date, first_submitted_on: date | None, today: date) -> Timeliness:
    """Whether a month is in time, late, missing (past due and not in), open, or not open yet."""
    if first_submitted_on is not None:
        return Timeliness.ON_TIME if first_submitted_on <= due_on else Timeliness.LATE
    if today < opens_on:
        return Timeliness.NOT_OPEN
    return Timeliness.OPEN if today <= due_on else Timeliness.MISSING
