"""Erasing personal data: what goes, what stays, and that both chains are whole after it."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import (
    CorrectionRequest,
    DueDateException,
    Event,
    EventText,
    Invitation,
    Mail,
    Membership,
    Report,
    User,
)
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.accounts.rules import AccountError
from housing.services.personal_data import PersonError, erase_person, expire
from housing.services.report_steps import ensure_reports
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.services.test_verifying_events import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Cast) -> Report:
    """A report with texts and addresses in the log."""
    ensure_reports(ROTTERDAM, [Month(2022, 1)])
    report = Report.objects.get()
    with events.acting_from("192.0.2.7"):
        step(report, Step.SUBMIT, cast.clerk, Counts(3, 0, 0), note="Clerk Jansen telde.")
        step(report, Step.RETURN, cast.coordinator, reason="Bel even.")
    Report.objects.update(note="Clerk Jansen telde.", explanation="Vraag clerk@voorbeeld.example.")
    return report


def age(table: str, column: str, days: int) -> None:
    """Make rows older; triggers off, as the owner of the tables may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE housing_{table} DISABLE TRIGGER USER")
        day = "1" if column.endswith("_on") else "interval '1 day'"
        cursor.execute(f"UPDATE housing_{table} SET {column} = {column} - {days} * {day}")
        cursor.execute(f"ALTER TABLE housing_{table} ENABLE TRIGGER USER")


def kinds() -> list[str]:
    return sorted(EventText.objects.values_list("kind", flat=True))


# ── Every day ────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_old_is_nothing_to_do(told: Report) -> None:
    assert not expire().is_anything
    assert not Event.objects.filter(action="personal_data.erased").exists()


def test_addresses_go_first_and_texts_later(told: Report) -> None:
    assert kinds() == ["address", "address", "note", "reason"]
    age("eventtext", "expires_on", settings.ADDRESS_RETENTION_DAYS)
    assert expire().texts == 2
    assert kinds() == ["note", "reason"]
    age("eventtext", "expires_on", settings.TEXT_RETENTION_DAYS - settings.ADDRESS_RETENTION_DAYS)
    assert expire().texts == 2
    assert kinds() == []
    assert verify().is_sound


def test_a_second_run_does_nothing(told: Report) -> None:
    age("eventtext", "expires_on", settings.ADDRESS_RETENTION_DAYS)
    assert expire().is_anything
    assert not expire().is_anything
    assert Event.objects.filter(action="personal_data.erased").count() == 1


def test_the_log_tells_how_much(told: Report) -> None:
    age("eventtext", "expires_on", settings.ADDRESS_RETENTION_DAYS)
    expire()
    event = Event.objects.get(action="personal_data.erased")
    assert event.actor is None
    assert event.data["new"] == {"texts": 2}


def test_a_dry_run_changes_nothing(told: Report) -> None:
    age("eventtext", "expires_on", settings.TEXT_RETENTION_DAYS)
    Session.objects.create(session_key="oud", session_data="", expire_date=timezone.now() - timedelta(1))
    assert expire(is_dry_run=True).texts == 4
    assert expire(is_dry_run=True).sessions == 1
    assert len(kinds()) == 4
    assert Event.objects.count() == 2


def test_notes_of_old_reports_are_blanked(told: Report, cast: Cast) -> None:
    now = journal_state().now
    CorrectionRequest.objects.create(
        report=told, submission=1, home=1, transitional=0, hotel=0, reason="Vergist",
        asked_at=now, asked_by=cast.clerk, state="refused", decided_at=now, decision_reason="Nee",
    )  # fmt: skip
    DueDateException.objects.create(
        municipality_id=ROTTERDAM, month=date(2022, 1, 1), due_on=date(2022, 2, 20), reason="Ziek",
        granted_by=cast.coordinator, granted_at=now,
    )  # fmt: skip
    assert expire().notes == 0
    for table, column in (
        ("report", "submitted_at"), ("report", "reviewed_at"), ("correctionrequest", "decided_at"),
        ("duedateexception", "granted_at"),
    ):  # fmt: skip
        age(table, column, settings.TEXT_RETENTION_DAYS + 1)
    assert expire().notes == 3
    told.refresh_from_db()
    assert (told.note, told.explanation, told.review_reason) == ("", "", "")
    assert (told.submitted_home, told.state) == (3, "returned")
    assert CorrectionRequest.objects.get().decision_reason == ""
    assert DueDateException.objects.get().reason == ""
    assert verify().is_sound


def test_a_report_that_was_touched_lately_keeps_its_notes(told: Report) -> None:
    age("report", "submitted_at", settings.TEXT_RETENTION_DAYS + 1)
    assert expire().notes == 0


def test_an_open_request_keeps_its_reason(told: Report, cast: Cast) -> None:
    CorrectionRequest.objects.create(
        report=told, submission=1, home=1, transitional=0, hotel=0, reason="Vergist",
        asked_at=journal_state().now - timedelta(settings.TEXT_RETENTION_DAYS * 2), asked_by=cast.clerk,
    )  # fmt: skip
    assert expire().notes == 0


def test_old_mail_goes_sent_or_not(cast: Cast) -> None:
    now = journal_state().now
    old = now - timedelta(days=settings.ADDRESS_RETENTION_DAYS + 1)
    for number, (created, sent) in enumerate([(old, old), (old, None), (old, now), (now, None)]):
        Mail.objects.create(
            user=cast.clerk, address=cast.clerk.email, kind="digest", key=str(number), subject="x", text="x",
            created_at=created, sent_at=sent,
        )  # fmt: skip
    assert expire().mails == 2
    assert set(Mail.objects.values_list("key", flat=True)) == {"2", "3"}


def invitation(cast: Cast, key: str, **fields: object) -> Invitation:
    now = journal_state().now
    return Invitation.objects.create(
        **{
            "email": f"{key}@voorbeeld.example",
            "name": key,
            "role": "municipality_editor",
            "municipality_id": ROTTERDAM,
            "token_digest": key,
            "invited_by": cast.administrator,
            "invited_at": now,
            "expires_at": now + timedelta(days=7),
            **fields,
        }
    )


def test_invitations_that_are_over_forget_for_whom(cast: Cast) -> None:
    now = journal_state().now
    long_ago = now - timedelta(days=settings.INVITATION_RETENTION_DAYS + 1)
    invitation(cast, "accepted", accepted_at=long_ago, accepted_by=cast.clerk)
    invitation(cast, "revoked", revoked_at=long_ago)
    invitation(cast, "expired", expires_at=long_ago)
    invitation(cast, "open")
    invitation(cast, "lately", revoked_at=now)
    assert expire().invitations == 3
    kept = Invitation.objects.exclude(email="")
    assert set(kept.values_list("name", flat=True)) == {"open", "lately"}


# ── On request ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_becomes_nobody(told: Report, cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert Session.objects.count() == 1
    invitation(cast, "clerk")
    invitation(cast, "open-from", email="nieuw@voorbeeld.example", invited_by=cast.clerk)
    User.objects.filter(pk=cast.clerk.pk).update(name="Clerk Jansen", phone="010 123")
    Mail.objects.create(
        address="clerk@voorbeeld.example", kind="invitation", key="x", subject="x", text="x",
        created_at=journal_state().now,
    )  # fmt: skip
    found = erase_person(email="Clerk@Voorbeeld.example ")
    user = User.objects.get(pk=cast.clerk.pk)
    assert (user.email, user.name, user.phone) == (f"verwijderd-{user.pk}@gewist.invalid", "", "")
    assert not user.is_active
    assert not user.has_usable_password()
    assert not Session.objects.exists()
    assert client.get("/taken/").status_code == 404
    assert not Membership.objects.filter(user=user).exists()
    assert not Mail.objects.exists()
    assert not Invitation.objects.filter(email__startswith="clerk").exists()
    assert Invitation.objects.get(token_digest="open-from").revoked_at
    assert (found.accounts, found.memberships, found.sessions, found.mails) == (1, 1, 1, 1)


def test_the_chains_stay_whole_and_tell_of_it(told: Report, cast: Cast) -> None:
    number = cast.clerk.pk
    erase_person(email=cast.clerk.email)
    assert verify().is_sound
    event = Event.objects.get(action="personal_data.erased")
    assert (event.actor_id, event.subject_id) == (None, number)
    assert event.data["new"]["accounts"] == 1
    assert Event.objects.get(action="report.submitted").actor_id == number


def test_texts_by_and_about_the_person_go(told: Report, cast: Cast) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(name="Clerk Jansen")
    events.record("membership.granted", by=cast.administrator, subject=cast.clerk, texts={"reason": "Nieuw"})
    events.record("invitation.sent", by=cast.administrator, texts={"email": cast.clerk.email, "name": "J."})
    events.record("report.returned", by=cast.coordinator, texts={"reason": "Vraag het Clerk jansen."})
    events.record("report.returned", by=cast.coordinator, texts={"reason": "Vraag het de clerk."})
    erase_person(email=cast.clerk.email)
    kept = set(EventText.objects.values_list("text", flat=True))
    assert kept == {"192.0.2.7", "Bel even.", "Vraag het de clerk."}


def test_the_name_goes_from_what_stands_beside_figures(told: Report, cast: Cast) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(name="Clerk Jansen")
    erase_person(email=cast.clerk.email)
    told.refresh_from_db()
    assert told.note == "[gewist] telde."
    assert told.explanation == "Vraag [gewist]."


def test_second_factors_go(cast: Cast) -> None:
    erase_person(email=cast.coordinator.email)
    assert not Authenticator.objects.filter(user=cast.coordinator).exists()


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(AccountError, match="laatste accountbeheerder"):
        erase_person(email=cast.administrator.email)
    cast.administrator.refresh_from_db()
    assert cast.administrator.is_active


def test_one_of_two_administrators_may_go(cast: Cast) -> None:
    Membership.objects.create(user=cast.outsider, role="administrator")
    assert erase_person(email=cast.administrator.email).accounts == 1


def test_an_unknown_person_is_explained(cast: Cast) -> None:
    with pytest.raises(PersonError, match="geen account met het adres"):
        erase_person(email="niemand@voorbeeld.example")


def test_whoever_is_erased_stays_so(cast: Cast) -> None:
    erase_person(email=cast.clerk.email)
    again = erase_person(email=f"verwijderd-{cast.clerk.pk}@gewist.invalid")
    assert not again.is_anything
    assert Event.objects.filter(action="personal_data.erased").count() == 1
