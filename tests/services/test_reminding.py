"""Who is reminded when; once a week for coordinators; never twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Any

import pytest
from django.core import mail as server
from django.db import connection

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.domain.roles import Role
from housing.models import CorrectionRequest, DueDateException, Mail, Membership, Report, TargetPeriod, User
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services import mailing
from housing.services.clock import start_demonstration_clock
from housing.services.posting import ensure_periods
from housing.services.reminding import remind
from housing.services.report_steps import Taken, ensure_reports, locked, take
from tests.cast import BARENDRECHT, ROTTERDAM, ZUID_HOLLAND, Cast, make_cast, person

pytestmark = pytest.mark.django_db

#: October 2022 is due on Thursday 10 November.
NOTHING, BEFORE, LAST_DAY = date(2022, 11, 6), date(2022, 11, 7), date(2022, 11, 10)
FIRST, SECOND, SILENCE = date(2022, 11, 11), date(2022, 11, 18), date(2022, 11, 25)
OCTOBER = date(2022, 10, 1)

REMINDERS = ("before_due", "after_due")


@pytest.fixture(autouse=True)
def server_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "_rests_until", 0.0)


@pytest.fixture
def period(db: None) -> None:
    ensure_periods([HalfYear.parse("2022-2")])


def on(day: date) -> None:
    """Make it this day, at nine: in a demonstration, whose clock can be set."""
    start_demonstration_clock(at=datetime.combine(day, time(9), AMSTERDAM))


def report(code: str, state: str = "submitted") -> Report:
    """October's report, taken to a state; after it the clock cannot be set any more."""
    ensure_reports(code, [Month.containing(OCTOBER)])
    [row] = locked(Report.objects.filter(municipality_id=code).values_list("pk", flat=True))
    for step in STEPS[state]:
        take([Taken(row, step, Counts(4, 0, 0))], by=None, now=journal_state().now)
    if state == "draft":
        Report.objects.filter(pk=row.pk).update(home=4)
    return row


STEPS = {
    "draft": (),
    "submitted": (Step.SUBMIT,),
    "returned": (Step.SUBMIT, Step.RETURN),
    "approved": (Step.SUBMIT, Step.APPROVE),
    "reopened": (Step.SUBMIT, Step.APPROVE, Step.REOPEN),
    "withdrawn": (Step.SUBMIT, Step.WITHDRAW),
}


def reminded(day: date | None = None) -> dict[str, tuple[str, ...]]:
    """Run (on a day); who was reminded, with the municipalities that the mail is about."""
    if day is not None:
        on(day)
    return {
        item.user.email.split("@")[0]: tuple(line.area.name for line in item.context["lines"])  # type: ignore[attr-defined]
        for item in remind().owed
        if item.kind in REMINDERS
    }


# ── Editors ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (NOTHING, None),
        (BEFORE, "Opgave indienen: tot en met 10 november 2022"),
        (LAST_DAY, "Opgave indienen: tot en met 10 november 2022"),
        (FIRST, "Nog niet ontvangen: opgave over oktober 2022"),
        (SECOND, "Tweede herinnering: opgave over oktober 2022"),
        (SILENCE, None),
    ],
)
def test_editors_are_reminded_around_the_due_date(
    cast: Cast, period: None, day: date, subject: str | None
) -> None:
    found = reminded(day)
    assert set(found) == ({"clerk", "second-clerk", "other-clerk"} if subject else set())
    mine = [message for message in server.outbox if message.to == [cast.clerk.email]]
    assert [message.subject for message in mine] == ([subject] if subject else [])


def test_nobody_is_reminded_twice(cast: Cast, period: None) -> None:
    days = [BEFORE, BEFORE, LAST_DAY, FIRST, date(2022, 11, 14), SECOND, SECOND, SILENCE]
    assert [len(reminded(day)) for day in days] == [3, 0, 0, 3, 0, 3, 0, 0]
    mine = [message for message in server.outbox if message.to == [cast.clerk.email]]
    assert len(mine) == 3


@pytest.mark.parametrize("state", ["submitted", "approved", "returned", "reopened"])
def test_whoever_is_in_is_not_reminded(cast: Cast, period: None, state: str) -> None:
    on(FIRST)
    report(ROTTERDAM, state)
    assert set(reminded()) == {"other-clerk"}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_in_yet_is_reminded(cast: Cast, period: None, state: str) -> None:
    on(FIRST)
    report(ROTTERDAM, state)
    assert "clerk" in reminded()
    [message] = [message for message in server.outbox if message.to == [cast.clerk.email]]
    assert "er staat een concept klaar" in message.body


def test_one_mail_for_all_municipalities(cast: Cast, period: None) -> None:
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id=BARENDRECHT)
    found = reminded(BEFORE)
    assert found["clerk"] == ("Barendrecht", "Rotterdam")
    [message] = [message for message in server.outbox if message.to == [cast.clerk.email]]
    assert "Deze opgaven zijn nog niet ingediend" in message.body


def test_exception_moves_the_reminders(cast: Cast, period: None) -> None:
    DueDateException.objects.create(
        municipality_id=ROTTERDAM,
        month=OCTOBER,
        due_on=date(2022, 11, 17),
        reason="storing",
        granted_by=cast.coordinator,
        granted_at=datetime.combine(BEFORE, time(), AMSTERDAM),
    )
    assert set(reminded(BEFORE)) == {"other-clerk"}
    assert "clerk" not in reminded(FIRST)
    assert "clerk" in reminded(date(2022, 11, 14))
    assert "17 november" in Mail.objects.get(user=cast.clerk).subject


def test_due_day_of_the_half_year_moves_the_reminders(cast: Cast, period: None) -> None:
    TargetPeriod.objects.update(due_day=20)
    assert not reminded(BEFORE)
    assert "clerk" in reminded(date(2022, 11, 17))


def test_closed_half_year_is_left_alone(cast: Cast, period: None) -> None:
    TargetPeriod.objects.update(closed_at=datetime.combine(BEFORE, time(), AMSTERDAM))
    assert not reminded(FIRST)


def test_months_of_municipalities_that_do_not_exist_are_left_alone(cast: Cast, period: None) -> None:
    """Weesp ended on 24 March 2022, Voorne aan Zee began on 1 January 2023."""
    person("weesp", Role.MUNICIPALITY_EDITOR, municipality="GM0457")
    person("voorne", Role.MUNICIPALITY_EDITOR, municipality="GM1992")
    found = reminded(FIRST)
    assert not {"weesp", "voorne"} & set(found)


def test_withdrawn_accounts_ended_roles_and_readers_are_left_alone(cast: Cast, period: None) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    Membership.objects.filter(user=cast.second_clerk).update(valid_until=date(2022, 11, 10))
    assert set(reminded(FIRST)) == {"other-clerk"}


def test_role_counts_on_its_last_day(cast: Cast, period: None) -> None:
    Membership.objects.filter(user=cast.second_clerk).update(valid_until=FIRST)
    assert "second-clerk" in reminded(FIRST)


def test_choices_are_kept_per_kind(cast: Cast, period: None) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(mail_before_due=False)
    User.objects.filter(pk=cast.second_clerk.pk).update(mail_after_due=False)
    assert set(reminded(BEFORE)) == {"second-clerk", "other-clerk"}
    assert set(reminded(FIRST)) == {"clerk", "other-clerk"}


def test_language_of_the_account(cast: Cast, period: None) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(language="en")
    reminded(BEFORE)
    [message] = [message for message in server.outbox if message.to == [cast.clerk.email]]
    assert "10 November 2022" in message.subject


def test_unsent_reminder_lapses_when_the_month_came_in(cast: Cast, period: None, settings: Any) -> None:
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.mail_backends.Away"
    reminded(BEFORE)
    assert Mail.objects.filter(kind__in=REMINDERS, sent_at__isnull=True).count() == 3
    report(ROTTERDAM)
    settings.EMAIL_BACKEND = kept
    assert remind().lapsed == 2
    assert not {cast.clerk.email, cast.second_clerk.email} & {message.to[0] for message in server.outbox}


def test_rehearsal_writes_and_sends_nothing(cast: Cast, period: None) -> None:
    on(BEFORE)
    result = remind(is_dry_run=True)
    assert {item.user for item in result.owed if item.kind in REMINDERS} == {
        cast.clerk,
        cast.second_clerk,
        cast.other_clerk,
    }
    assert not Mail.objects.exists()
    assert not server.outbox


# ── Coordinators ─────────────────────────────────────────────────────────────────────────────────────────


def digest_of(user: User) -> str:
    [message] = [message for message in server.outbox if message.to == [user.email]]
    return str(message.body)


def test_digest_tells_what_waits_and_what_is_missing(cast: Cast, period: None) -> None:
    on(date(2022, 11, 14))
    waiting = report(ROTTERDAM)
    CorrectionRequest.objects.create(
        report=waiting,
        submission=1,
        home=1,
        transitional=0,
        hotel=0,
        asked_at=datetime.combine(BEFORE, time(), AMSTERDAM),
        asked_by=cast.clerk,
    )
    remind()
    text = digest_of(cast.coordinator)
    assert "Zuid-Holland" in text
    assert "oktober 2022: 1 van 52 binnen, 1 te beoordelen, 1 te laat binnen" in text
    assert "Barendrecht" in text
    assert "1 correctie wacht op uw besluit" in text
    assert "/inloggen/?next=/" in text


def test_digest_comes_once_a_week_at_the_first_run(cast: Cast, period: None) -> None:
    days = [date(2022, 11, 14), date(2022, 11, 15), date(2022, 11, 20), date(2022, 11, 22)]
    for day in days:
        on(day)
        remind()
    keys = Mail.objects.filter(user=cast.coordinator, kind="digest").values_list("key", flat=True)
    assert list(keys) == ["2022-W46", "2022-W47"]


def test_digest_counts_reports_of_the_last_week(cast: Cast, period: None) -> None:
    on(date(2022, 11, 14))
    report(ROTTERDAM, "approved")
    remind()
    assert "Deze week kwam 1 opgave binnen." in digest_of(cast.coordinator)


def test_no_digest_when_there_is_nothing_to_tell(cast: Cast) -> None:
    """No half-year is known, so no month is asked for."""
    on(date(2022, 11, 14))
    assert not remind().owed


def test_digest_goes_to_coordinators_who_want_it(cast: Cast, period: None) -> None:
    User.objects.filter(pk=cast.coordinator.pk).update(mail_digest=False)
    on(date(2022, 11, 14))
    remind()
    assert set(Mail.objects.filter(kind="digest").values_list("user__name", flat=True)) == {
        "Other-Coordinator"
    }


def test_coordinator_of_two_provinces_gets_one_mail(cast: Cast, period: None) -> None:
    Membership.objects.create(
        user=cast.other_coordinator, role="province_coordinator", province_id=ZUID_HOLLAND
    )
    on(date(2022, 11, 14))
    remind()
    text = digest_of(cast.other_coordinator)
    assert text.index("Utrecht\n") < text.index("Zuid-Holland\n")


# ── Two runs at once ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_everybody_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.Slow"
    make_cast()
    ensure_periods([HalfYear.containing(BEFORE)])
    on(BEFORE)

    def run(action: Callable[[], object]) -> None:
        try:
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(run, remind) for _ in range(3)]:
            done.result()
    assert Mail.objects.filter(sent_at__isnull=True).count() == 0
    addresses = [(message.to[0], message.subject) for message in server.outbox]
    assert len(addresses) == len(set(addresses)) == Mail.objects.count()
