"""Accounts as a whole: deactivated and active again, a lost second factor; roles confirmed each quarter."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from housing.access import NotAllowedError, viewer_of
from housing.domain.roles import Role
from housing.models import Event, Invitation, Mail, Membership, User
from housing.queries.journal import journal_state
from housing.services import accounts
from housing.services.accounts import AccountError
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.reviews import area
from tests.signing_in import SECRET


def today() -> date:
    return journal_state().today


def role_of(user: User, role: Role = Role.MUNICIPALITY_EDITOR) -> Membership:
    return Membership.objects.get(user=user, role=role.value)


def last_event() -> Event:
    return Event.objects.latest("seq")


# ── Accounts as a whole ──────────────────────────────────────────────────────────────────────────────────


def test_deactivating_ends_sessions_and_activating_brings_roles_back(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    address = "/provincies/zuid-holland/accounts/"
    assert client.get(address).status_code == 200
    assert accounts.deactivate(by=cast.administrator, person=cast.coordinator, reason="telefoon kwijt")
    assert client.get(address).status_code == 404
    assert not accounts.deactivate(by=cast.administrator, person=cast.coordinator, reason="x")
    assert accounts.activate(by=cast.administrator, person=cast.coordinator, reason="weer terug")
    assert not accounts.activate(by=cast.administrator, person=cast.coordinator, reason="x")
    cast.coordinator.refresh_from_db()
    assert client.get(address).status_code == 404, "the old session stays over"
    assert signed_in(cast.coordinator).get(address).status_code == 200
    actions = list(Event.objects.filter(subject=cast.coordinator).values_list("action", flat=True))
    assert actions[-2:] == ["account.deactivated", "account.activated"]


def test_invitations_end_with_whoever_sent_or_got_them(cast: Cast) -> None:
    sent = accounts.invite(
        by=cast.coordinator,
        email="nieuw@voorbeeld.example",
        name="",
        role=Role.MUNICIPALITY_EDITOR,
        area=area(ROTTERDAM),
        valid_until=None,
    )
    got = accounts.invite(
        by=cast.administrator,
        email=cast.coordinator.email,
        name="",
        role=Role.MINISTRY_READER,
        area=None,
        valid_until=None,
    )
    held = role_of(cast.coordinator, Role.PROVINCE_COORDINATOR)
    accounts.revoke(by=cast.administrator, membership=held.pk, reason="x")
    assert set(Invitation.objects.filter(revoked_at__isnull=False)) == {sent}
    accounts.deactivate(by=cast.administrator, person=cast.coordinator, reason="x")
    assert set(Invitation.objects.filter(revoked_at__isnull=False)) == {sent, got}


def test_lost_second_factor_is_taken_away(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    assert accounts.remove_factors(by=cast.administrator, person=cast.coordinator, reason="telefoon gestolen")
    assert not accounts.remove_factors(by=cast.administrator, person=cast.coordinator, reason="x")
    assert viewer_of(cast.coordinator, journal_state()).must_add_factor
    assert client.get("/account/").status_code == 404, "signed out"
    event = last_event()
    assert (event.action, event.data["old"]) == ("account.second_factor_removed", {"type": "totp"})
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        accounts.remove_factors(by=cast.administrator, person=cast.administrator, reason="x")
    with pytest.raises(NotAllowedError):
        accounts.remove_factors(by=cast.coordinator, person=cast.clerk, reason="x")


def test_whoever_lost_a_second_factor_is_told_by_mail(cast: Cast) -> None:
    for _ in range(2):
        TOTP.activate(cast.clerk, SECRET)
        assert accounts.remove_factors(by=cast.administrator, person=cast.clerk, reason="telefoon weg")
    first, second = Mail.objects.filter(user=cast.clerk)
    assert (first.kind, second.kind) == (Mail.Kind.ACCOUNT, Mail.Kind.ACCOUNT)
    assert first.subject == "Uw tweede factor is weggehaald"
    assert "Hebt u hier niet om gevraagd?" in first.text
    assert "/inloggen/?next=/account/tweede-factor/" in first.text
    assert "/wachtwoord/vergeten/" in first.text
    assert "telefoon weg" not in first.text + first.html, "the reason is for the log"
    assert not accounts.remove_factors(by=cast.administrator, person=cast.clerk, reason="nog eens")
    assert Mail.objects.filter(user=cast.clerk).count() == 2


# ── Confirming ───────────────────────────────────────────────────────────────────────────────────────────


def test_roles_are_confirmed_once_a_quarter(cast: Cast) -> None:
    held = [role_of(cast.clerk).pk, role_of(cast.other_clerk).pk]
    assert accounts.confirm(by=cast.administrator, memberships=held) == 2
    assert role_of(cast.clerk).confirmed_by == cast.administrator
    assert Event.objects.filter(action="membership.confirmed", subject=cast.clerk).count() == 1
    assert accounts.confirm(by=cast.administrator, memberships=held) == 0
    Membership.objects.filter(pk=held[0]).update(confirmed_at=journal_state().now - timedelta(days=95))
    assert accounts.confirm(by=cast.administrator, memberships=held) == 1


def test_role_that_ended_is_not_confirmed(cast: Cast) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=today() - timedelta(days=1))
    assert accounts.confirm(by=cast.administrator, memberships=[role_of(cast.clerk).pk]) == 0


def test_own_role_is_confirmed_by_another(cast: Cast) -> None:
    held = role_of(cast.administrator, Role.ADMINISTRATOR).pk
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        accounts.confirm(by=cast.administrator, memberships=[role_of(cast.clerk).pk, held])
    assert role_of(cast.clerk).confirmed_at is None
