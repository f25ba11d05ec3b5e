"""Invitations: one link, by mail alone, that works once and for some days."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.db import connection

from housing.access import NotAllowedError
from housing.domain.roles import Role
from housing.models import Event, EventText, Invitation, Mail, Membership, User
from housing.queries.accounts import InvitationStatus, invitation_status
from housing.queries.areas import Area, registry
from housing.queries.journal import journal_state
from housing.services import accounts
from housing.services.accounts import AccountError, ClosedInvitationError, SignInFirstError
from tests.cast import ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, make_cast

EMAIL = "nieuw@voorbeeld.example"
PASSWORD = "fietsbel-op-dinsdag"


def area(code: str) -> Area:
    areas = registry(journal_state().reference_version)
    return areas.municipalities.get(code) or areas.provinces[code]


def invite(
    by: User | None, email: str = EMAIL, until: date | None = None, name: str = "Nina Nieuw"
) -> Invitation:
    return accounts.invite(
        by=by, email=email, name=name, role=Role.MUNICIPALITY_EDITOR, area=area(ROTTERDAM), valid_until=until
    )


def accept(invitation: Invitation, by: User | None = None, password: str = PASSWORD) -> User:
    return accounts.accept(invitation=invitation.pk, by=by, name="Nina Nieuw", password=password)


def token(text: str) -> str:
    """The token in the link of a mail."""
    found = re.search(r"/uitnodiging/([\w-]+)/", text)
    assert found
    return found[1]


def long_ago(invitation: Invitation, days: int) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(
        invited_at=invitation.invited_at - timedelta(days=days),
        expires_at=invitation.expires_at - timedelta(days=days),
    )


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_mail_holds_the_link(cast: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(cast.coordinator, email=" Nieuw@Voorbeeld.example ")
    (sent,) = mail.outbox
    assert sent.to == [EMAIL]
    found = token(sent.body)
    assert len(found) >= 43
    assert accounts.find_invitation(found) == invitation
    assert accounts.find_invitation("anders") is None
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    row = Mail.objects.get(kind=Mail.Kind.INVITATION)
    assert (row.text, row.html) == ("", ""), "the text of a mail that went out is blanked"
    kept = [*Event.objects.values_list("data", flat=True), *EventText.objects.values_list("text", flat=True)]
    assert found not in str(kept) + invitation.token_digest


def test_invitation_is_logged_without_names_in_its_data(cast: Cast) -> None:
    invite(cast.coordinator, until=journal_state().today)
    event = Event.objects.get(action="invitation.sent")
    assert (event.actor, event.municipality_id) == (cast.coordinator, ROTTERDAM)
    assert event.data["new"]["role"] == "municipality_editor"
    assert EMAIL not in str(event.data)
    assert {text.kind: text.text for text in event.texts.all()} == {"email": EMAIL, "name": "Nina Nieuw"}


def test_mail_says_who_invites_for_what(cast: Cast) -> None:
    invite(cast.coordinator)
    (owed,) = Mail.objects.all()
    assert "Coordinator nodigt u uit" in owed.text
    assert "invoerder gemeente Rotterdam" in owed.text
    assert token(owed.text) == token(owed.html)


def test_second_click_sends_nothing_more(cast: Cast) -> None:
    assert invite(cast.coordinator) == invite(cast.coordinator)
    assert Mail.objects.count() == Event.objects.count() == 1


def test_new_invitation_replaces_the_open_one(cast: Cast) -> None:
    first = invite(cast.coordinator)
    second = invite(cast.coordinator, until=journal_state().today)
    first.refresh_from_db()
    assert invitation_status(first, journal_state().now) is InvitationStatus.REPLACED
    assert Mail.objects.count() == 1, "the mail with the old link is not sent any more"
    with pytest.raises(ClosedInvitationError) as caught:
        accept(first)
    assert caught.value.status is InvitationStatus.REPLACED
    assert accept(second).memberships.count() == 1


def test_sending_again_gives_a_new_link(cast: Cast) -> None:
    first = invite(cast.coordinator)
    long_ago(first, days=30)
    second = accounts.resend(by=cast.coordinator, invitation=first.pk)
    assert second != first
    assert accept(second).email == EMAIL
    with pytest.raises(AccountError, match="intussen gebruikt"):
        accounts.resend(by=cast.coordinator, invitation=second.pk)


def test_sending_again_twice_sends_once(cast: Cast) -> None:
    first = invite(cast.coordinator)
    long_ago(first, days=1)
    again = [accounts.resend(by=cast.coordinator, invitation=first.pk) for _ in range(2)]
    assert again[0] == again[1] != first
    assert Invitation.objects.count() == 2


def test_who_has_the_role_needs_no_invitation(cast: Cast) -> None:
    with pytest.raises(AccountError, match="heeft deze rol al"):
        invite(cast.coordinator, email=cast.clerk.email)
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        invite(cast.coordinator, email=cast.coordinator.email.upper())
    accounts.deactivate(by=cast.administrator, person=cast.outsider, reason="weg")
    with pytest.raises(AccountError, match="niet actief"):
        invite(cast.coordinator, email=cast.outsider.email)


def test_coordinator_invites_within_the_province_only(cast: Cast) -> None:
    for role, where in [
        (Role.MUNICIPALITY_EDITOR, area(UTRECHT)),
        (Role.PROVINCE_READER, area(ZUID_HOLLAND)),
        (Role.ADMINISTRATOR, None),
    ]:
        with pytest.raises(NotAllowedError):
            accounts.invite(
                by=cast.coordinator, email=EMAIL, name="", role=role, area=where, valid_until=None
            )
    invitation = invite(cast.administrator)
    for attempt in (accounts.resend, accounts.revoke_invitation):
        with pytest.raises(NotAllowedError):
            attempt(by=cast.other_coordinator, invitation=invitation.pk)
        with pytest.raises(NotAllowedError):
            attempt(by=cast.clerk, invitation=invitation.pk)


# ── Accepting ────────────────────────────────────────────────────────────────────────────────────────────


def test_new_person_gets_account_and_role(cast: Cast) -> None:
    until = journal_state().today + timedelta(days=30)
    person = accept(invite(cast.coordinator, until=until))
    assert (person.email, person.name) == (EMAIL, "Nina Nieuw")
    assert person.check_password(PASSWORD)
    held = person.memberships.get()
    assert (held.role, held.municipality_id, held.valid_until) == ("municipality_editor", ROTTERDAM, until)
    assert held.granted_by == cast.coordinator
    event = Event.objects.latest("seq")
    assert (event.action, event.actor, event.subject) == ("invitation.accepted", person, person)
    assert not Mail.objects.exists(), "an unsent mail is not needed any more"


def test_person_with_account_signs_in_first(cast: Cast) -> None:
    invitation = invite(cast.coordinator, email=cast.outsider.email)
    for by in (None, cast.clerk):
        with pytest.raises(SignInFirstError):
            accept(invitation, by=by)
    assert not cast.outsider.memberships.exists()
    assert accept(invitation, by=cast.outsider) == cast.outsider
    assert accept(invitation, by=cast.outsider) == cast.outsider
    assert cast.outsider.memberships.count() == 1
    assert cast.outsider.check_password("een-lang-wachtwoord"), "the password stays what it was"


def test_link_works_once(cast: Cast) -> None:
    invitation = invite(cast.coordinator)
    person = accept(invitation)
    assert accept(invitation) == person, "a second click with the same password is the same"
    with pytest.raises(ClosedInvitationError):
        accept(invitation, password="iets-heel-anders")
    with pytest.raises(ClosedInvitationError):
        accept(invitation, by=cast.outsider)
    Invitation.objects.update(accepted_at=journal_state().now - timedelta(minutes=5))
    with pytest.raises(ClosedInvitationError) as caught:
        accept(invitation)
    assert caught.value.status is InvitationStatus.ACCEPTED
    assert Membership.objects.filter(user=person).count() == 1


def test_link_ends(cast: Cast) -> None:
    invitation = invite(cast.coordinator)
    long_ago(invitation, days=8)
    with pytest.raises(ClosedInvitationError) as caught:
        accept(invitation)
    assert caught.value.status is InvitationStatus.EXPIRED
    assert not User.objects.filter(email=EMAIL).exists()


def test_withdrawn_link_is_dead(cast: Cast) -> None:
    invitation = invite(cast.administrator)
    assert accounts.revoke_invitation(by=cast.coordinator, invitation=invitation.pk)
    assert not accounts.revoke_invitation(by=cast.coordinator, invitation=invitation.pk)
    with pytest.raises(ClosedInvitationError) as caught:
        accept(invitation)
    assert caught.value.status is InvitationStatus.REVOKED
    assert not Mail.objects.exists()
    assert Event.objects.latest("seq").action == "invitation.revoked"


def test_mail_of_an_expired_invitation_is_not_sent_any_more(cast: Cast) -> None:
    long_ago(invite(cast.coordinator), days=8)
    invite(cast.coordinator, email="ander@voorbeeld.example")
    call_command("remind", "--only-send", stdout=StringIO())
    assert [sent.to for sent in mail.outbox] == [["ander@voorbeeld.example"]]
    assert [row.text for row in Mail.objects.all()] == [""]


@pytest.mark.django_db(transaction=True)
def test_accepting_at_the_same_moment_gives_one_account() -> None:
    cast = make_cast()
    invitation = invite(cast.coordinator)

    def attempt(number: int) -> str:
        try:
            return accept(invitation, password=f"{PASSWORD}-{number}").email
        except ClosedInvitationError as error:
            return error.status.value
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["accepted", "accepted", "accepted", EMAIL]
    assert User.objects.filter(email=EMAIL).count() == 1
    assert Membership.objects.filter(user__email=EMAIL).count() == 1
    assert Event.objects.filter(action="invitation.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_revoke_each_other() -> None:
    cast = make_cast()
    other = User.objects.create_user("tweede@voorbeeld.example", "een-lang-wachtwoord")
    accounts.grant(
        by=cast.administrator,
        person=other,
        role=Role.ADMINISTRATOR,
        area=None,
        valid_until=None,
        reason="tweede",
    )
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={"secret": "synthetic"})
    held = {m.user_id: m.pk for m in Membership.objects.filter(role="administrator")}

    def attempt(by: User, victim: User) -> bool:
        try:
            return accounts.revoke(by=by, membership=held[victim.pk], reason="x")
        except NotAllowedError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pairs = [(cast.administrator, other), (other, cast.administrator)]
        outcomes = list(pool.map(lambda pair: attempt(*pair), pairs))
    assert sorted(outcomes) == [False, True]
    assert Membership.objects.filter(role="administrator").count() == 1


@pytest.mark.django_db
def test_what_was_sent_with_a_role_ends_with_its_last_day(cast: Cast) -> None:
    sent = invite(cast.coordinator)
    yesterday = journal_state().today - timedelta(days=1)
    Membership.objects.filter(user=cast.coordinator).update(valid_until=yesterday)
    with pytest.raises(ClosedInvitationError) as closed:
        accept(sent)
    assert closed.value.status is InvitationStatus.REVOKED
    assert not User.objects.filter(email=EMAIL).exists()
    Membership.objects.filter(user=cast.coordinator).update(valid_until=journal_state().today)
    assert accept(sent).email == EMAIL
