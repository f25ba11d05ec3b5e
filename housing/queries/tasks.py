"""What waits for somebody: months to report, reviews, corrections, accounts. Facts only; pages word them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from housing.domain.completeness import MonthStanding, Standing
from housing.domain.periods import HalfYear, Month
from housing.models import CorrectionRequest, Report
from housing.queries.accounts import (
    HeldRole,
    Invited,
    Person,
    confirmed_in_quarter,
    open_invitations,
    people,
    people_of,
)
from housing.queries.areas import Area, Registry
from housing.queries.closing import Checklist, checklist
from housing.queries.closing_states import PeriodState, period_states
from housing.queries.comparisons import compared
from housing.queries.completeness import GroupStanding, country_standing, month_standings
from housing.queries.figures import country
from housing.queries.journal import JournalState

#: Months that are looked back at: what is older belongs to half-years that are over.
MONTHS_BACK = 6
#: How long the decision about a correction is shown to whoever asked for it.
DECISIONS_SHOWN = timedelta(days=14)
#: An invitation that ends within this time is pointed out.
INVITATION_ENDS_SOON = timedelta(days=3)


class Duty(IntEnum):
    """What a municipality has to do about a month, or to know; the most urgent first."""

    MISSING = 0
    RETURNED = 1
    REOPENED = 2
    EXPLAIN = 3
    OPEN = 4
    DECIDED = 5


@dataclass(frozen=True, slots=True)
class EditorTask:
    """One month of a municipality that asks for something.

    `text` is what somebody wrote with it: why it was returned, what was decided. `difference` is how many
    more (+) or fewer (-) persons than COA counts.
    """

    duty: Duty
    month: Month
    due_on: date | None = None
    days_left: int = 0
    has_draft: bool = False
    text: str = ""
    difference: int = 0
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class MunicipalityTasks:
    """What waits for the editors of a municipality, the most urgent first; and what comes next."""

    area: Area
    tasks: tuple[EditorTask, ...]
    next_month: MonthStanding | None


@dataclass(frozen=True, slots=True)
class ReviewMonth:
    """A month that waits for review: how many reports, and how many of them ask for a look.

    `with_warnings` counts those with remarks of the checks or a difference from COA, explained or not.
    """

    month: Month
    waiting: int
    with_warnings: int


@dataclass(frozen=True, slots=True)
class MissingMonth:
    """A month that is past due, with the municipalities that did not report it."""

    month: Month
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class CorrectionMonths:
    """Corrections that were asked for in a half-year and wait for a decision."""

    period: HalfYear
    count: int


@dataclass(frozen=True, slots=True)
class ProvinceTasks:
    """What waits for the coordinator of a province."""

    area: Area
    reviews: tuple[ReviewMonth, ...]
    corrections: tuple[CorrectionMonths, ...]
    missing: tuple[MissingMonth, ...]
    ending: tuple[tuple[Person, HeldRole], ...]
    next_month: MonthStanding | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.reviews or self.corrections or self.missing or self.ending)


@dataclass(frozen=True, slots=True)
class CountryTasks:
    """How complete the country is, with the provinces in which most months are missing first."""

    period: HalfYear
    total: GroupStanding
    provinces: tuple[GroupStanding, ...]
    next_month: MonthStanding | None


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """A half-year that is over, with what is still open in it."""

    state: PeriodState
    found: Checklist

    def waits_for(self, manager: int) -> bool:
        """Whether this manager can do something: ask when it is complete, confirm what another one asked."""
        closing = self.state.closing
        if closing is not None:
            return closing.asked_by_id != manager
        return self.found.is_complete


@dataclass(frozen=True, slots=True)
class AccountTasks:
    """What waits for the administrator. `unconfirmed` counts roles that nobody confirmed this quarter."""

    expiring: tuple[Invited, ...]
    ending: tuple[tuple[Person, HeldRole], ...]
    without_factor: tuple[Person, ...]
    unconfirmed: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.expiring or self.ending or self.without_factor or self.unconfirmed)


def reporting_period(today: date) -> HalfYear:
    """The half-year of the month that is reported now: the one before this month."""
    return Month.containing(today).plus(-1).half_year


# ── Municipalities ───────────────────────────────────────────────────────────────────────────────────────


def municipality_tasks(
    registry: Registry, state: JournalState, codes: Iterable[str]
) -> list[MunicipalityTasks]:
    """What waits for an editor, the municipality with the most urgent first; six queries, none for nobody."""
    areas = [registry.municipalities[code] for code in sorted(set(codes)) if code in registry.municipalities]
    if not areas:
        return []
    standings = _standings(areas, state)
    others = _tasks_of_reports(state, [area.code for area in areas])
    found = [
        MunicipalityTasks(
            area,
            tuple(sorted((*_asked(standings[area.code], state), *others.get(area.code, ())), key=_urgency)),
            _next(standings[area.code]),
        )
        for area in areas
    ]
    return sorted(
        found, key=lambda item: ([_urgency(task) for task in item.tasks[:1]] or [_LAST], item.area.sort_key)
    )


_LAST = (len(Duty), date.max, Month(2999, 12))


def _urgency(task: EditorTask) -> tuple[int, date, Month]:
    return task.duty.value, task.due_on or date.max, task.month


def _asked(months: Iterable[MonthStanding], state: JournalState) -> list[EditorTask]:
    """Months that are open or missing."""
    return [
        EditorTask(
            Duty.MISSING if month.standing is Standing.MISSING else Duty.OPEN,
            month.month,
            month.due_on,
            (month.due_on - state.today).days,
            month.has_draft,
        )
        for month in months
        if month.is_asked
    ]


def _tasks_of_reports(state: JournalState, codes: Collection[str]) -> dict[str, list[EditorTask]]:
    """Returned, reopened, to be explained, and decisions of the last fortnight; three queries."""
    found: dict[str, list[EditorTask]] = {}
    waiting = list(
        Report.objects.filter(
            municipality_id__in=codes,
            state__in=(Report.State.SUBMITTED, Report.State.RETURNED, Report.State.REOPENED),
            period__closed_at__isnull=True,
        )
    )
    beside = compared(state.seq, waiting)
    for report in waiting:
        comparison = beside[report.pk]
        if report.state != Report.State.SUBMITTED:
            duty = Duty.RETURNED if report.state == Report.State.RETURNED else Duty.REOPENED
            task = EditorTask(duty, report.calendar_month, text=report.review_reason)
        elif comparison.is_open:
            task = EditorTask(Duty.EXPLAIN, report.calendar_month, difference=comparison.difference or 0)
        else:
            continue
        found.setdefault(report.municipality_id, []).append(task)
    decided = CorrectionRequest.objects.filter(
        report__municipality_id__in=codes,
        state__in=(CorrectionRequest.State.ACCEPTED, CorrectionRequest.State.REFUSED),
        decided_at__gt=state.now - DECISIONS_SHOWN,
    ).select_related("report")
    for request in decided:
        found.setdefault(request.report.municipality_id, []).append(
            EditorTask(
                Duty.DECIDED,
                request.report.calendar_month,
                text=request.decision_reason,
                is_accepted=request.state == CorrectionRequest.State.ACCEPTED,
            )
        )
    return found


# ── Provinces ────────────────────────────────────────────────────────────────────────────────────────────


def province_tasks(registry: Registry, state: JournalState, codes: Iterable[str]) -> list[ProvinceTasks]:
    """What waits for a coordinator, by name of the province; eight queries, none for nobody."""
    provinces = [registry.provinces[code] for code in sorted(set(codes)) if code in registry.provinces]
    if not provinces:
        return []
    members = {province.code: registry.members(province.code) for province in provinces}
    every = [area for areas in members.values() for area in areas]
    standings = _standings(every, state)
    reviews = _reviews(state, [area.code for area in every])
    corrections = _corrections([area.code for area in every])
    ending = _ending(people_of(registry, every), state.today)
    return [
        ProvinceTasks(
            province,
            tuple(_review_months(row for row in reviews if row[0] in codes_of)),
            tuple(_correction_months(row for row in corrections if row[0] in codes_of)),
            tuple(_missing(members[province.code], standings)),
            tuple(pair for pair in ending if pair[1].area and pair[1].area.code in codes_of),
            _next([month for area in members[province.code] for month in standings[area.code]]),
        )
        for province in provinces
        for codes_of in [{area.code for area in members[province.code]}]
    ]


def _reviews(state: JournalState, codes: Collection[str]) -> list[tuple[str, date, bool]]:
    """Reports that wait, each with whether it asks for a look as the queue tells it; two queries.

    COA's count is compared anew: it may have come in, or agree by now, after the checks at submission.
    """
    waiting = list(
        Report.objects.filter(
            municipality_id__in=codes, state=Report.State.SUBMITTED, period__closed_at__isnull=True
        )
    )
    beside = compared(state.seq, waiting)
    return [
        (
            report.municipality_id,
            report.month,
            beside[report.pk].differs or any(warning["code"] != "coa" for warning in report.warnings),
        )
        for report in waiting
    ]


def _review_months(rows: Iterable[tuple[str, date, bool]]) -> list[ReviewMonth]:
    months: dict[Month, list[bool]] = {}
    for _, day, has_warnings in rows:
        months.setdefault(Month.containing(day), []).append(has_warnings)
    return [ReviewMonth(month, len(flags), sum(flags)) for month, flags in sorted(months.items())]


def _corrections(codes: Collection[str]) -> list[tuple[str, str]]:
    asked = CorrectionRequest.objects.filter(
        report__municipality_id__in=codes, state=CorrectionRequest.State.OPEN
    )
    return list(asked.order_by().values_list("report__municipality_id", "report__period_id"))


def _correction_months(rows: Iterable[tuple[str, str]]) -> list[CorrectionMonths]:
    counts: dict[str, int] = {}
    for _, period in rows:
        counts[period] = counts.get(period, 0) + 1
    return [CorrectionMonths(HalfYear.parse(code), count) for code, count in sorted(counts.items())]


def _missing(areas: Sequence[Area], standings: dict[str, tuple[MonthStanding, ...]]) -> list[MissingMonth]:
    months: dict[Month, list[Area]] = {}
    for area in areas:
        for month in standings[area.code]:
            if month.standing is Standing.MISSING and month.is_asked:
                months.setdefault(month.month, []).append(area)
    return [MissingMonth(month, tuple(late)) for month, late in sorted(months.items(), reverse=True)]


# ── Country and accounts ─────────────────────────────────────────────────────────────────────────────────


def country_tasks(registry: Registry, state: JournalState) -> CountryTasks:
    """How complete the half-year is that is being reported."""
    period = reporting_period(state.today)
    total, provinces = country_standing(registry, country(), period, state.today)
    worst = sorted(provinces, key=lambda group: (-group.total.missing, group.area.sort_key))
    coming = _next([month for member in total.members for month in member.months])
    return CountryTasks(period, total, tuple(worst), coming)


def closing_tasks(registry: Registry, state: JournalState) -> list[ClosingTask]:
    """Half-years that are over and open, the first one first; four queries, and nine more when there is one.

    Only the first can be closed: the others wait for it.
    """
    waiting = [each for each in period_states(state) if each.can_be_closed]
    return [ClosingTask(each, checklist(registry, state, each.period)) for each in waiting[-1:]]


def account_tasks(registry: Registry, state: JournalState) -> AccountTasks:
    """What waits for the administrator; three queries."""
    everybody = [person for person in people(registry) if person.is_active]
    held = [role for person in everybody for role in person.valid_roles(state.today)]
    return AccountTasks(
        tuple(
            invited
            for invited in open_invitations(registry, state.now)
            if invited.expires_at <= state.now + INVITATION_ENDS_SOON
        ),
        tuple(_ending(everybody, state.today)),
        tuple(person for person in everybody if person.lacks_factor(state.today)),
        sum(not confirmed_in_quarter(role.confirmed_at, state.today) for role in held),
    )


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _standings(areas: Iterable[Area], state: JournalState) -> dict[str, tuple[MonthStanding, ...]]:
    this = Month.containing(state.today)
    return month_standings(areas, this.plus(-MONTHS_BACK), this.plus(1), state.today)


def _next(months: Iterable[MonthStanding]) -> MonthStanding | None:
    """The first month that is yet to open."""
    coming = [month for month in months if month.standing is Standing.NOT_OPEN and not month.is_closed]
    return min(coming, key=lambda month: month.month, default=None)


def _ending(everybody: Iterable[Person], today: date) -> list[tuple[Person, HeldRole]]:
    """Roles of active people that end soon, the first to end first."""
    found = [
        (person, held)
        for person in everybody
        if person.is_active
        for held in person.roles
        if held.ends_soon(today)
    ]
    return sorted(found, key=lambda pair: (pair[1].valid_until or date.max, pair[0].label.casefold()))
