"""Half-years as they are closed: which run, which are over, who asked, and what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from housing.domain.periods import HalfYear
from housing.models import Closing, DueDateException, Publication, TargetPeriod
from housing.queries.journal import JournalState


class Phase(StrEnum):
    """Where a half-year is."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"
    """Over, and not closed."""
    ASKED = "asked"
    """Somebody asked to close it; a second one must confirm."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A half-year with its closing. `last_due_on` is the last day on which a month of it is in time.

    `closing` is the one that was asked for or confirmed; a half-year that came in with a load was closed
    without one. `publication` is what was published when it was closed.
    """

    period: HalfYear
    phase: Phase
    last_due_on: date
    closed_at: datetime | None = None
    closing: Closing | None = None
    publication: Publication | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self.phase is Phase.CLOSED

    @property
    def can_be_closed(self) -> bool:
        """Whether it is over and open, asked for or not."""
        return self.phase in (Phase.OVER, Phase.ASKED)


def period_states(state: JournalState) -> list[PeriodState]:
    """All half-years that the ledger knows, the last one first; four queries."""
    rows = list(TargetPeriod.objects.order_by("-code"))
    closings = {
        closing.period_id: closing
        for closing in Closing.objects.exclude(state=Closing.State.WITHDRAWN).select_related(
            "asked_by", "decided_by", "publication"
        )
    }
    moments = [row.closed_at for row in rows if row.closed_at]
    published = {
        publication.known_on: publication
        for publication in Publication.objects.filter(kind=Publication.Kind.CLOSE, known_on__in=moments)
    }
    granted = list(DueDateException.objects.values_list("due_on", "month"))
    return [
        _state(row, closings.get(row.code), published.get(row.closed_at), granted, state.today)  # type: ignore[arg-type]
        for row in rows
    ]


def period_state(state: JournalState, period: HalfYear) -> PeriodState | None:
    """One half-year; None when the ledger does not know it."""
    return next((each for each in period_states(state) if each.period == period), None)


def earlier_open(states: Iterable[PeriodState], period: HalfYear) -> PeriodState | None:
    """The first half-year before this one that is not closed."""
    found = [each for each in states if each.period < period and not each.is_closed]
    return min(found, key=lambda each: each.period, default=None)


def withdrawn_closings(period: HalfYear) -> list[Closing]:
    """Closings of a half-year that were asked for and taken back, the last one first; one query."""
    return list(
        Closing.objects.filter(period=period.code, state=Closing.State.WITHDRAWN).select_related(
            "asked_by", "decided_by"
        )
    )


def _state(
    row: TargetPeriod,
    closing: Closing | None,
    publication: Publication | None,
    granted: Iterable[tuple[date, date]],
    today: date,
) -> PeriodState:
    period = row.half_year
    due = row.lead_times.due_on(period.months[-1])
    exceptions = [day for day, month in granted if row.starts_on <= month <= row.ends_on]
    return PeriodState(
        period,
        _phase(row, closing, today),
        max([due, *exceptions]),
        row.closed_at,
        closing,
        (closing.publication if closing else None) or publication,
    )


def _phase(row: TargetPeriod, closing: Closing | None, today: date) -> Phase:
    if row.closed_at is not None:
        return Phase.CLOSED
    if closing is not None:
        return Phase.ASKED
    if today > row.ends_on:
        return Phase.OVER
    return Phase.RUNNING if today >= row.starts_on else Phase.AHEAD
