"""What signals find is mailed once, at most one message a day, to whoever set them and still may."""

from datetime import date, datetime, time, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail as server
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.alerts import AlertKind
from housing.domain.periods import HalfYear
from housing.models import AlertRule, Mail, Membership, User
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services import alert_mail, mailing
from housing.services.alerts import remove_alert, set_alert
from housing.services.clock import start_demonstration_clock
from housing.services.posting import ensure_periods
from housing.services.reminding import remind
from tests.cast import Cast

pytestmark = pytest.mark.django_db

#: In Flevoland; nothing is in of July to October. October is due on 10 November.
FLEVOLAND, MEMBERS = "PV24", 6
FIRST, NEXT, LATER = date(2022, 11, 11), date(2022, 11, 12), date(2022, 11, 17)


@pytest.fixture(autouse=True)
def period(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "_rests_until", 0.0)
    ensure_periods([HalfYear.parse("2022-2")])


def on(day: date) -> None:
    start_demonstration_clock(at=datetime.combine(day, time(9), AMSTERDAM))


def missing(by: User, days: int = 7, *, by_mail: bool = True) -> AlertRule:
    """A signal about months that are missing in Flevoland."""
    province = registry(journal_state().reference_version).provinces[FLEVOLAND]
    return set_alert(by=by, kind=AlertKind.MONTH_MISSING, threshold=days, province=province, by_mail=by_mail)


def mailed(day: date, user: User) -> list[str]:
    """The texts that somebody was sent in a run on a day."""
    on(day)
    before = len(server.outbox)
    remind()
    return [m.body for m in server.outbox[before:] if m.to == [user.email] and "signalen" in m.subject]


def test_new_findings_come_in_one_mail(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    set_alert(by=cast.manager, kind=AlertKind.MUNICIPALITY_STREAK, threshold=1)
    [text] = mailed(FIRST, cast.manager)
    assert "Een maand is 7 dagen na de uiterste dag nog niet ingediend (Flevoland)" in text
    assert f"september 2022 niet ingediend: {MEMBERS} gemeenten: Almere, Dronten" in text
    assert "juli 2022" in text
    assert "oktober 2022" not in text
    assert "achterstand" not in text
    assert "/beheer/signalen/" in text
    assert f"Uw signalen: {3 * MEMBERS} nieuwe meldingen" in server.outbox[-1].subject


def test_the_same_is_mailed_once_and_only_what_is_new_after_that(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    assert len(mailed(FIRST, cast.manager)) == 1
    assert mailed(FIRST, cast.manager) == []
    assert mailed(NEXT, cast.manager) == []
    [text] = mailed(LATER, cast.manager)
    assert "oktober 2022" in text
    assert "september 2022" not in text


def test_at_most_one_mail_a_day(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    assert len(mailed(FIRST, cast.manager)) == 1
    missing(cast.manager, 1)
    assert mailed(FIRST, cast.manager) == []
    [text] = mailed(NEXT, cast.manager)
    assert "1 dag na de uiterste dag" in text


def test_each_manager_gets_his_own(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    remind()
    missing(cast.second_manager, 1)
    assert mailed(NEXT, cast.manager) == []
    assert len(mailed(NEXT, cast.second_manager)) == 0
    assert Mail.objects.filter(user=cast.second_manager, kind=Mail.Kind.ALERT, key=NEXT.isoformat()).exists()


def test_without_mail_there_is_none(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager, by_mail=False)
    assert mailed(FIRST, cast.manager) == []
    assert not Mail.objects.filter(kind=Mail.Kind.ALERT).exists()


def test_a_signal_that_was_removed_is_silent(cast: Cast) -> None:
    on(FIRST)
    rule = missing(cast.manager)
    remove_alert(by=cast.manager, pk=rule.pk)
    assert mailed(FIRST, cast.manager) == []


@pytest.mark.parametrize("end", ["role ended", "role revoked", "account withdrawn"])
def test_nothing_for_whom_the_role_ended(cast: Cast, end: str) -> None:
    on(FIRST)
    missing(cast.manager)
    if end == "role ended":
        Membership.objects.filter(user=cast.manager).update(valid_until=FIRST - timedelta(days=1))
    elif end == "role revoked":
        Membership.objects.filter(user=cast.manager).delete()
    else:
        User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    assert mailed(FIRST, cast.manager) == []


def test_nothing_without_the_second_factor(cast: Cast) -> None:
    """Outside of a demonstration; its clock is the computer's, and by then every month is missing."""
    missing(cast.manager)
    Authenticator.objects.filter(user=cast.manager).delete()
    assert not [item for item in remind(is_dry_run=True).owed if item.kind is Mail.Kind.ALERT]


def test_what_waits_lapses_with_the_role(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    on(FIRST)
    missing(cast.manager)
    with monkeypatch.context() as away:
        away.setattr("housing.services.reminding.send_owed", lambda: (0, 0))
        remind()
    assert Mail.objects.filter(kind=Mail.Kind.ALERT, sent_at__isnull=True).count() == 1
    Membership.objects.filter(user=cast.manager).delete()
    assert mailed(NEXT, cast.manager) == []
    assert not Mail.objects.filter(kind=Mail.Kind.ALERT, sent_at__isnull=True).exists()


def test_a_rehearsal_tells_and_remembers_nothing(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    assert [item.kind for item in remind(is_dry_run=True).owed if item.user == cast.manager] == ["alert"]
    assert not Mail.objects.exists()


def test_what_stands_is_remembered_longer_than_mail_is_kept(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    remind()
    Mail.objects.filter(key__startswith=alert_mail.TOLD).update(
        sent_at=journal_state().now - timedelta(days=200)
    )
    assert mailed(NEXT, cast.manager) == []
    assert mailed(NEXT + timedelta(days=1), cast.manager) == []


def test_whoever_tells_second_tells_nothing(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    assert alert_mail.may_tell(user=cast.manager, day=FIRST.isoformat())
    remind()
    assert not alert_mail.may_tell(user=cast.manager, day=FIRST.isoformat())


def test_queries_do_not_grow_with_signals(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert list(alert_mail.alert_mails(journal_state(), [cast.manager]))
        return len(captured)

    on(FIRST)
    missing(cast.manager)
    registry(journal_state().reference_version)
    one = count()
    for days in range(1, 7):
        missing(cast.manager, days)
    assert count() == one


def test_mail_is_in_the_language_of_the_reader(cast: Cast) -> None:
    on(FIRST)
    missing(cast.manager)
    remind()
    message = Mail.objects.get(user=cast.manager, key=FIRST.isoformat())
    assert message.subject.startswith("Uw signalen")
    [sent] = [m for m in server.outbox if m.to == [cast.manager.email]]
    [(html, _)] = sent.alternatives
    assert "<li>september 2022 niet ingediend: 6 gemeenten" in html
