"""The present state of everything that the ministry steers, in a few numbers each."""

from dataclasses import dataclass
from datetime import date

from housing.domain.completeness import Standing
from housing.domain.periods import HalfYear, Month
from housing.models import AlertRule, Announcement, Exchange, InterimTarget, Redivision, User
from housing.queries.areas import Registry
from housing.queries.closing_states import PeriodState, period_states
from housing.queries.completeness import month_standings
from housing.queries.journal import JournalState
from housing.queries.positions import Published, publications


@dataclass(frozen=True, slots=True)
class ManagementState:
    """Where everything stands today.

    `announced` is the national number of the half-year and of the next, None while it was not announced.
    `missing` counts months that are past due and not in, of half-years that are open; `signals` those of
    whoever looks. `interim` are the due dates of interim targets that have not passed.
    """

    running: HalfYear
    announced: int | None
    announced_next: int | None
    interim: tuple[date, ...]
    exchanges: int
    missing: int
    periods: tuple[PeriodState, ...]
    publication: Published | None
    redivisions: tuple[date, ...]
    signals: int


def management_state(registry: Registry, state: JournalState, by: User | None) -> ManagementState:
    """The present state; fourteen queries."""
    running = HalfYear.containing(state.today)
    periods = tuple(period_states(state))
    announced = dict(
        Announcement.objects.filter(period__in=[running.code, running.next.code])
        .order_by("seq")
        .values_list("period_id", "persons")
    )
    return ManagementState(
        running,
        announced.get(running.code),
        announced.get(running.next.code),
        tuple(
            InterimTarget.objects.filter(due_on__gte=state.today, persons__gt=0, replaced_by__isnull=True)
            .order_by("due_on")
            .values_list("due_on", flat=True)
        ),
        Exchange.objects.filter(state=Exchange.State.PROPOSED, period__closed_at__isnull=True).count(),
        _missing(registry, state, periods),
        periods,
        next(iter(publications(state.publications)), None),
        tuple(
            Redivision.objects.filter(state=Redivision.State.ENTERED)
            .order_by("date")
            .values_list("date", flat=True)
        ),
        AlertRule.objects.filter(owner=by).count() if by else 0,
    )


def _missing(registry: Registry, state: JournalState, periods: tuple[PeriodState, ...]) -> int:
    """Months past due and not in, from the first half-year that is open up to today."""
    still_open = [
        each.period for each in periods if not each.is_closed and each.period.starts_on <= state.today
    ]
    if not still_open:
        return 0
    # A ledger that was never closed would be looked through from its beginning.
    first = max(min(still_open), HalfYear.containing(state.today).plus(-2))
    standings = month_standings(
        registry.municipalities.values(), first.months[0], Month.containing(state.today), state.today
    )
    return sum(
        month.standing is Standing.MISSING and not month.is_closed
        for months in standings.values()
        for month in months
    )
