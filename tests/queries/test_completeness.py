"""Completeness read from reports, imported figures, due dates and exceptions."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.completeness import Standing
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step, Timeliness
from housing.models import DueDateException, Membership, Report, User
from housing.queries.areas import Registry, registry
from housing.queries.completeness import (
    AreaStanding,
    contacts,
    country_standing,
    month_standings,
    province_standing,
)
from housing.queries.figures import country
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.posting import ensure_periods
from housing.services.report_steps import Taken, ensure_reports, locked, take
from tests.cast import BARENDRECHT, ROTTERDAM, ZUID_HOLLAND, Cast
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db

PERIOD = HalfYear.parse("2022-2")
OCTOBER = Month(2022, 10)
TODAY = date(2022, 11, 15)


@pytest.fixture
def areas(db: None) -> Registry:
    ensure_periods([PERIOD])
    return registry(journal_state().reference_version)


def submitted(code: str, month: Month, day: date, *steps: Step) -> Report:
    """A report that first came in on a day, taken on by further steps."""
    ensure_reports(code, [month])
    found = Report.objects.filter(municipality_id=code, month=month.first_day)
    [report] = locked(found.values_list("pk", flat=True))
    for step in (Step.SUBMIT, *steps):
        take([Taken(report, step, Counts(3, 0, 0))], by=None, now=datetime.combine(day, time(23), AMSTERDAM))
    return report


def rotterdam(areas: Registry, today: date = TODAY) -> AreaStanding:
    group = province_standing(areas, areas.provinces[ZUID_HOLLAND], PERIOD, today)
    [member] = [member for member in group.members if member.area.code == ROTTERDAM]
    return member


def test_months_stand_where_their_reports_are(areas: Registry) -> None:
    submitted(ROTTERDAM, Month(2022, 7), date(2022, 8, 10), Step.APPROVE)
    submitted(ROTTERDAM, Month(2022, 8), date(2022, 9, 11), Step.RETURN)
    submitted(ROTTERDAM, Month(2022, 9), date(2022, 10, 1), Step.WITHDRAW)
    found = rotterdam(areas, date(2022, 10, 31))
    assert [(month.standing, month.timeliness) for month in found.months] == [
        (Standing.APPROVED, Timeliness.ON_TIME),
        (Standing.RETURNED, Timeliness.LATE),
        (Standing.MISSING, Timeliness.MISSING),
        (Standing.OPEN, Timeliness.OPEN),
        (Standing.NOT_OPEN, None),
        (Standing.NOT_OPEN, None),
    ]
    assert found.streak == 2
    assert [month.month for month in found.missing] == [Month(2022, 9)]
    assert found.months[0].first_on == date(2022, 8, 10)
    assert found.months[2].has_draft


def test_figures_without_report_were_read_in(areas: Registry, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-07", 5)
    ledger.home(ROTTERDAM, "2022-08", 5)
    ensure_reports(ROTTERDAM, [Month(2022, 8)])
    found = rotterdam(areas).months
    assert [month.standing for month in found[:2]] == [Standing.READ_IN] * 2
    assert [month.timeliness for month in found[:2]] == [None, None]


def test_exception_makes_a_month_timely(areas: Registry, cast: Cast) -> None:
    DueDateException.objects.create(
        municipality_id=ROTTERDAM,
        month=OCTOBER.first_day,
        due_on=date(2022, 11, 20),
        reason="storing",
        granted_by=cast.coordinator,
        granted_at=datetime.combine(TODAY, time(), AMSTERDAM),
    )
    assert rotterdam(areas).months[3].standing is Standing.OPEN
    submitted(ROTTERDAM, OCTOBER, date(2022, 11, 20))
    assert rotterdam(areas).months[3].timeliness is Timeliness.ON_TIME


def test_streak_goes_back_through_half_years_and_says_when_it_is_longer(areas: Registry) -> None:
    ensure_periods([HalfYear.parse("2021-2"), HalfYear.parse("2022-1")])
    submitted(ROTTERDAM, Month(2021, 9), date(2021, 10, 1))
    found = rotterdam(areas)
    assert (found.streak, found.is_longer) == (13, False)
    ensure_periods([HalfYear.parse("2019-2")])
    member = province_standing(areas, areas.provinces[ZUID_HOLLAND], PERIOD, TODAY).members[0]
    assert (member.streak, member.is_longer) == (28, True)


def test_nobody_is_asked_for_half_years_before_the_ledger(areas: Registry) -> None:
    found = rotterdam(areas)
    assert (found.streak, found.is_longer) == (4, False)


def test_municipality_counts_while_it_exists(areas: Registry) -> None:
    """Brielle merged into Voorne aan Zee on 1 January 2023."""
    ensure_periods([HalfYear.parse("2023-1")])
    codes = {area.name: area for area in areas.municipalities.values()}
    found = month_standings(
        [codes["Brielle"], codes["Voorne aan Zee"]], Month(2022, 12), Month(2023, 1), date(2023, 3, 1)
    )
    assert [month.standing for month in found[codes["Brielle"].code]] == [
        Standing.MISSING,
        Standing.NOT_EXPECTED,
    ]
    assert [month.standing for month in found[codes["Voorne aan Zee"].code]] == [
        Standing.NOT_EXPECTED,
        Standing.MISSING,
    ]


def test_provinces_add_up_to_the_country_in_a_fixed_number_of_queries(areas: Registry) -> None:
    submitted(ROTTERDAM, OCTOBER, date(2022, 11, 1), Step.APPROVE)
    submitted(BARENDRECHT, OCTOBER, date(2022, 11, 14))
    with CaptureQueriesContext(connection) as queries:
        total, provinces = country_standing(areas, country(), PERIOD, TODAY)
    assert len(queries) <= 7
    parts = [
        sum((group.months[place] for group in provinces[1:]), provinces[0].months[place])
        for place in range(6)
    ]
    assert parts == list(total.months)
    october = total.months[3]
    assert (october.expected, october.reported, october.approved, october.provisional) == (344, 2, 1, 1)
    assert (october.on_time, october.timed, october.missing) == (1, 344, 342)
    assert total.months[4].expected == 0
    assert total.late_members[0].streak == 4


def test_contacts_are_the_active_editors(cast: Cast) -> None:
    Membership.objects.filter(user=cast.second_clerk).update(valid_until=date(2022, 11, 14))
    User.objects.filter(pk=cast.clerk.pk).update(phone="010 000 00 01")
    found = contacts([ROTTERDAM, BARENDRECHT], TODAY)
    assert [(each.name, each.phone) for each in found[ROTTERDAM]] == [("Clerk", "010 000 00 01")]
    assert BARENDRECHT not in found
