from datetime import date, timedelta

import pytest

from housing.access import NotAllowedError
from housing.domain.periods import HalfYear
from housing.domain.reporting import LeadTimes
from housing.models import DueDateException, Event, EventText, TargetPeriod
from housing.queries.areas import registry
from housing.queries.due_dates import due_dates
from housing.queries.journal import journal_state
from housing.services import lead_times
from housing.services.lead_times import LeadTimeError
from tests.cast import ROTTERDAM, Cast
from tests.reviews import MARCH, area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_registry() -> None:
    """A version that a test made and rolled back would be taken for the next test's."""
    registry.cache_clear()
    yield
    registry.cache_clear()


def grant(cast: Cast, due_on: date = date(2022, 4, 20), reason: str = "Systeem uit de lucht.") -> None:
    lead_times.grant_exception(
        by=cast.coordinator, municipality=area(ROTTERDAM), month=MARCH, due_on=due_on, reason=reason
    )


def test_one_municipality_gets_more_time_for_one_month(cast: Cast) -> None:
    grant(cast)
    dates = due_dates(MARCH.half_year)
    assert dates.due_on(ROTTERDAM, MARCH) == date(2022, 4, 20)
    assert dates.due_on("GM0489", MARCH) == date(2022, 4, 10)
    assert dates.due_on(ROTTERDAM, MARCH.plus(1)) == date(2022, 5, 10)
    event = Event.objects.get(action="exception.granted")
    assert event.data["new"] == {"due_on": "2022-04-20"}
    assert EventText.objects.filter(event=event, text="Systeem uit de lucht.").exists()


def test_an_exception_can_be_changed_and_revoked(cast: Cast) -> None:
    grant(cast)
    grant(cast, date(2022, 4, 25))
    assert DueDateException.objects.get().due_on == date(2022, 4, 25)
    lead_times.revoke_exception(by=cast.coordinator, municipality=area(ROTTERDAM), month=MARCH)
    assert due_dates(MARCH.half_year).due_on(ROTTERDAM, MARCH) == date(2022, 4, 10)
    with pytest.raises(LeadTimeError):
        lead_times.revoke_exception(by=cast.coordinator, municipality=area(ROTTERDAM), month=MARCH)
    assert [event.action for event in Event.objects.order_by("seq")] == [
        "exception.granted",
        "exception.granted",
        "exception.revoked",
    ]


@pytest.mark.parametrize("due_on", [date(2022, 4, 10), date(2022, 3, 1), date(2022, 6, 10)])
def test_a_new_day_lies_after_the_usual_one_and_within_sixty_days(cast: Cast, due_on: date) -> None:
    with pytest.raises(LeadTimeError, match="11-04-2022"):
        grant(cast, due_on)
    grant(cast, date(2022, 6, 9))


def test_an_exception_needs_a_reason_an_open_half_year_and_a_municipality(cast: Cast) -> None:
    with pytest.raises(LeadTimeError, match="reden"):
        grant(cast, reason="  ")
    weesp = area("GM0457")
    with pytest.raises(NotAllowedError):
        lead_times.grant_exception(
            by=cast.coordinator, municipality=weesp, month=MARCH, due_on=date(2022, 4, 20), reason="x"
        )
    TargetPeriod.objects.update_or_create(
        code="2022-1",
        defaults={
            "starts_on": date(2022, 1, 1),
            "ends_on": date(2022, 6, 30),
            "closed_at": journal_state().now,
        },
    )
    with pytest.raises(LeadTimeError, match="afgesloten"):
        grant(cast)


def test_only_the_coordinator_grants(cast: Cast) -> None:
    for person in (cast.clerk, cast.province_reader, cast.other_coordinator, cast.manager, cast.outsider):
        with pytest.raises(NotAllowedError):
            lead_times.grant_exception(
                by=person, municipality=area(ROTTERDAM), month=MARCH, due_on=date(2022, 4, 20), reason="x"
            )
        with pytest.raises(NotAllowedError):
            lead_times.revoke_exception(by=person, municipality=area(ROTTERDAM), month=MARCH)


# ── Lead times of a half-year ────────────────────────────────────────────────────────────────────────────


def coming() -> HalfYear:
    return HalfYear.containing(journal_state().today).next


def test_lead_times_of_a_coming_half_year(cast: Cast) -> None:
    period = coming()
    version = journal_state().reference_version
    lead_times.set_lead_times(by=cast.manager, period=period, opens_before=5, due_day=15)
    month = period.months[0]
    dates = due_dates(period)
    assert dates.opens_on(month) == month.last_day - timedelta(days=5)
    assert dates.due_on(ROTTERDAM, month) == month.last_day + timedelta(days=15)
    state = journal_state()
    assert state.reference_version == version + 1
    areas = registry(state.reference_version)
    assert areas.due_on(month) == month.last_day + timedelta(days=15)
    assert areas.months_due(period, month.last_day + timedelta(days=15)) == 0
    assert areas.months_due(period, month.last_day + timedelta(days=16)) == 1
    event = Event.objects.get(action="lead_times.changed")
    assert (event.data["old"]["due_day"], event.data["new"]["due_day"]) == (10, 15)


def test_the_same_lead_times_are_no_change(cast: Cast) -> None:
    lead_times.set_lead_times(by=cast.manager, period=coming(), opens_before=0, due_day=10)
    assert not Event.objects.exists()


def test_lead_times_stand_once_a_due_date_has_passed(cast: Cast) -> None:
    with pytest.raises(LeadTimeError, match="staan vast"):
        lead_times.set_lead_times(by=cast.manager, period=HalfYear(2022, 1), opens_before=0, due_day=15)


@pytest.mark.parametrize(("opens_before", "due_day"), [(-1, 10), (32, 10), (0, 0), (0, 29)])
def test_lead_times_that_cannot_be(cast: Cast, opens_before: int, due_day: int) -> None:
    with pytest.raises(LeadTimeError):
        lead_times.set_lead_times(
            by=cast.manager, period=coming(), opens_before=opens_before, due_day=due_day
        )


def test_only_the_ministry_sets_lead_times(cast: Cast) -> None:
    for person in (cast.coordinator, cast.ministry_reader, cast.administrator, cast.clerk):
        with pytest.raises(NotAllowedError):
            lead_times.set_lead_times(by=person, period=coming(), opens_before=0, due_day=15)


def test_an_exception_never_takes_time(cast: Cast) -> None:
    grant(cast, date(2022, 4, 12))
    TargetPeriod.objects.filter(code="2022-1").update(due_day=20)
    assert due_dates(MARCH.half_year).due_on(ROTTERDAM, MARCH) == date(2022, 4, 20)
    assert due_dates(MARCH.half_year).lead_times == LeadTimes(0, 20)


def test_an_exception_of_a_closed_half_year_stays(cast: Cast) -> None:
    grant(cast)
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)
    with pytest.raises(LeadTimeError, match="afgesloten"):
        lead_times.revoke_exception(by=cast.coordinator, municipality=area(ROTTERDAM), month=MARCH)
    assert due_dates(MARCH.half_year).due_on(ROTTERDAM, MARCH) == date(2022, 4, 20)
