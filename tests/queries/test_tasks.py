"""What waits for whom."""

from datetime import date, datetime, time, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.domain.roles import Role
from housing.models import CoaCount, CorrectionRequest, Invitation, Membership, Report, User
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM, journal_state
from housing.queries.tasks import (
    Duty,
    MunicipalityTasks,
    account_tasks,
    country_tasks,
    municipality_tasks,
    province_tasks,
    reporting_period,
)
from housing.services.clock import start_demonstration_clock
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import Taken, ensure_reports, locked, take
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, person

pytestmark = pytest.mark.django_db

PERIOD = HalfYear.parse("2022-2")
OCTOBER = Month(2022, 10)


@pytest.fixture(autouse=True)
def mid_november(db: None) -> None:
    """15 November 2022, nine o'clock; July to September were imported nowhere, so they are missing."""
    start_demonstration_clock(at=datetime.combine(date(2022, 11, 15), time(9), AMSTERDAM))
    ensure_periods([PERIOD])


def taken(code: str, month: Month, *steps: Step, counts: Counts | None = None, **fields: object) -> Report:
    ensure_reports(code, [month])
    found = Report.objects.filter(municipality_id=code, month=month.first_day)
    [report] = locked(found.values_list("pk", flat=True))
    for step in steps:
        take([Taken(report, step, counts or Counts(3, 0, 0))], by=None, now=journal_state().now)
    found.update(**fields)
    return report


def finished(code: str) -> None:
    """Everything up to September is in and approved."""
    for number in (7, 8, 9):
        taken(code, Month(2022, number), Step.SUBMIT, Step.APPROVE)


def tasks_of(code: str) -> MunicipalityTasks:
    state = journal_state()
    [found] = municipality_tasks(registry(state.reference_version), state, [code])
    return found


def duties(code: str) -> list[tuple[Duty, Month]]:
    return [(task.duty, task.month) for task in tasks_of(code).tasks]


def test_most_urgent_first(cast: Cast) -> None:
    taken(ROTTERDAM, Month(2022, 7), Step.SUBMIT, Step.RETURN, review_reason="klopt niet")
    taken(ROTTERDAM, Month(2022, 8), Step.SUBMIT, Step.APPROVE, Step.REOPEN)
    taken(ROTTERDAM, Month(2022, 9), Step.SUBMIT)
    assert duties(ROTTERDAM) == [
        (Duty.MISSING, OCTOBER),
        (Duty.RETURNED, Month(2022, 7)),
        (Duty.REOPENED, Month(2022, 8)),
    ]
    assert tasks_of(ROTTERDAM).tasks[1].text == "klopt niet"


def test_nothing_to_do_tells_what_comes_next() -> None:
    finished(ROTTERDAM)
    taken(ROTTERDAM, OCTOBER, Step.SUBMIT)
    found = tasks_of(ROTTERDAM)
    assert not found.tasks
    assert found.next_month
    assert (found.next_month.month, found.next_month.opens_on) == (Month(2022, 11), date(2022, 11, 30))


def test_difference_with_coa_asks_for_an_explanation_until_it_is_given() -> None:
    finished(ROTTERDAM)
    taken(ROTTERDAM, OCTOBER, Step.SUBMIT)
    post(lines=[CoaCount(municipality_id=ROTTERDAM, period_id="2022-2", month=OCTOBER.first_day, persons=5)])
    assert duties(ROTTERDAM) == [(Duty.EXPLAIN, OCTOBER)]
    assert tasks_of(ROTTERDAM).tasks[0].difference == -2
    Report.objects.filter(month=OCTOBER.first_day).update(
        explanation="twee kwamen later", warnings=[{"code": "coa", "params": {"coa": 5, "own": 3}}]
    )
    assert not duties(ROTTERDAM)


def test_decided_correction_is_shown_for_a_fortnight(cast: Cast) -> None:
    finished(ROTTERDAM)
    report = taken(ROTTERDAM, OCTOBER, Step.SUBMIT, Step.APPROVE)
    now = journal_state().now
    request = CorrectionRequest.objects.create(
        report=report, submission=1, home=4, transitional=0, hotel=0, asked_at=now, asked_by=cast.clerk
    )
    assert not duties(ROTTERDAM)
    state = journal_state()
    [province] = province_tasks(registry(state.reference_version), state, [ZUID_HOLLAND])
    assert [(item.period, item.count) for item in province.corrections] == [(PERIOD, 1)]
    CorrectionRequest.objects.filter(pk=request.pk).update(
        state="refused", decided_at=now - timedelta(days=13), decision_reason="nee"
    )
    [task] = tasks_of(ROTTERDAM).tasks
    assert (task.duty, task.is_accepted, task.text) == (Duty.DECIDED, False, "nee")
    CorrectionRequest.objects.update(decided_at=now - timedelta(days=15))
    assert not duties(ROTTERDAM)


def test_municipality_with_the_most_urgent_comes_first() -> None:
    finished(BARENDRECHT)
    taken(BARENDRECHT, OCTOBER, Step.SUBMIT)
    state = journal_state()
    found = municipality_tasks(registry(state.reference_version), state, [BARENDRECHT, UTRECHT])
    assert [item.area.name for item in found] == ["Utrecht", "Barendrecht"]
    assert municipality_tasks(registry(state.reference_version), state, []) == []


def test_coordinator_sees_what_waits_and_who_is_late(cast: Cast) -> None:
    taken(ROTTERDAM, OCTOBER, Step.SUBMIT, warnings=[{"code": "history", "params": {}}])
    taken(BARENDRECHT, OCTOBER, Step.SUBMIT)
    taken(UTRECHT, OCTOBER, Step.SUBMIT)
    Membership.objects.filter(user=cast.reader).update(valid_until=date(2022, 12, 1))
    state = journal_state()
    [found] = province_tasks(registry(state.reference_version), state, [ZUID_HOLLAND])
    assert [(item.month, item.waiting, item.with_warnings) for item in found.reviews] == [(OCTOBER, 2, 1)]
    assert found.missing[0].month == OCTOBER
    assert len(found.missing[0].areas) == 50
    assert [pair[0].name for pair in found.ending] == ["Reader"]
    assert not found.is_empty


def test_difference_with_coa_is_a_remark_also_when_it_came_later(cast: Cast) -> None:
    for code in (ROTTERDAM, BARENDRECHT):
        taken(code, OCTOBER, Step.SUBMIT, counts=Counts(3, 0, 1))

    def remarked() -> int:
        state = journal_state()
        [found] = province_tasks(registry(state.reference_version), state, [ZUID_HOLLAND])
        [month] = found.reviews
        assert month.waiting == 2
        return month.with_warnings

    def count_of_coa(persons: int) -> None:
        count = CoaCount(
            municipality_id=ROTTERDAM, period_id="2022-2", month=OCTOBER.first_day, persons=persons
        )
        post(lines=[count])

    assert remarked() == 0
    count_of_coa(5)
    assert remarked() == 1
    Report.objects.filter(municipality_id=ROTTERDAM).update(
        explanation="twee kwamen later", warnings=[{"code": "coa", "params": {"coa": 5, "own": 3}}]
    )
    assert remarked() == 1
    count_of_coa(3)
    assert remarked() == 0


def test_country_names_the_provinces_with_most_missing_first() -> None:
    state = journal_state()
    found = country_tasks(registry(state.reference_version), state)
    counts = [group.total.missing for group in found.provinces]
    assert counts == sorted(counts, reverse=True)
    assert found.period == PERIOD
    assert found.total.total.missing == sum(counts) == 4 * 344


def test_administrator_sees_what_ends_and_what_is_not_confirmed(cast: Cast) -> None:
    with connection.cursor() as cursor:
        # Real figures, at today's date: there a second factor is asked for.
        cursor.execute("UPDATE housing_journalhead SET clock_offset = NULL")
    state = journal_state()
    Invitation.objects.create(
        email="nieuw@voorbeeld.example",
        role=Role.MINISTRY_READER.value,
        token_digest="0" * 64,
        invited_by=cast.administrator,
        invited_at=state.now,
        expires_at=state.now + timedelta(days=2),
    )
    Membership.objects.filter(user=cast.manager).update(valid_until=state.today + timedelta(days=15))
    Membership.objects.exclude(user=cast.clerk).update(confirmed_at=state.now)
    Authenticator.objects.filter(user=cast.coordinator).delete()
    User.objects.filter(pk=person("gone", Role.MINISTRY_READER).pk).update(is_active=False)
    found = account_tasks(registry(state.reference_version), state)
    assert [invited.email for invited in found.expiring] == ["nieuw@voorbeeld.example"]
    assert [pair[0].name for pair in found.ending] == ["Manager"]
    assert [each.name for each in found.without_factor] == ["Coordinator"]
    assert found.unconfirmed == 1


@pytest.mark.parametrize(
    ("today", "period"),
    [
        (date(2023, 1, 5), "2022-2"),
        (date(2023, 1, 31), "2022-2"),
        (date(2023, 2, 1), "2023-1"),
        (date(2022, 7, 31), "2022-1"),
    ],
)
def test_half_year_that_is_being_reported(today: date, period: str) -> None:
    assert reporting_period(today) == HalfYear.parse(period)
