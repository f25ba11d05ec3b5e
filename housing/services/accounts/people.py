"""Accounts as a whole: deactivating and activating, and taking away a second factor that was lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from housing.access import require
from housing.domain.roles import Permission, Role
from housing.models import Mail, Membership, User
from housing.queries.journal import journal_state
from housing.services.accounts import rules
from housing.services.accounts.withdrawing import withdraw_sent_by, withdraw_sent_to
from housing.services.events import record
from housing.services.mailing import absolute, owe, sign_in_link


@transaction.atomic
def deactivate(*, by: User, person: User, reason: str) -> bool:
    """Shut somebody out at once; False when that was done already.

    Roles stay, so that activating brings them back. Sessions end, open invitations from and to the person
    as well. Raises `AccountError` when nobody would be left to manage accounts.
    """
    rules.in_turn()
    state = journal_state()
    require(by, Permission.MANAGE_ACCOUNTS, state=state)
    reason = rules.reason_given(reason)
    found = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not found.is_active:
        return False
    if Membership.objects.filter(user=found, role=Role.ADMINISTRATOR.value).exists():
        rules.check_administrators_stay(found, state.today)
    found.is_active = False
    found.save(update_fields=["is_active"])
    _end_sessions(found)
    withdraw_sent_by(found, by=by, now=state.now)
    withdraw_sent_to(found, by=by, now=state.now)
    _log("account.deactivated", by, found, reason)
    return True


@transaction.atomic
def activate(*, by: User, person: User, reason: str) -> bool:
    """Let somebody in again, with the roles that still hold; False when that was done already."""
    rules.in_turn()
    require(by, Permission.MANAGE_ACCOUNTS)
    reason = rules.reason_given(reason)
    found = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if found.is_active:
        return False
    found.is_active = True
    found.save(update_fields=["is_active"])
    _log("account.activated", by, found, reason)
    return True


@transaction.atomic
def remove_factors(*, by: User, person: User, reason: str) -> bool:
    """Take away the second factor of somebody who lost it, with its recovery codes; False when there is none.

    The person is signed out and told by mail, signs in with the password, and sets up another before roles
    that need one count again. Raises `AccountError` for the own account.
    """
    rules.in_turn()
    state = journal_state()
    require(by, Permission.MANAGE_ACCOUNTS, state=state)
    rules.check_not_own(by, person)
    reason = rules.reason_given(reason)
    found = Authenticator.objects.filter(user=person)
    kinds = sorted(set(found.values_list("type", flat=True)))
    if not kinds:
        return False
    found.delete()
    _end_sessions(person)
    _tell(person, state.now)
    for kind in kinds:
        record(
            "account.second_factor_removed",
            by=by,
            subject=person,
            old={"type": kind},
            texts={"reason": reason},
        )
    return True


def _tell(person: User, now: datetime) -> None:
    """Owe somebody mail that the second factor is gone; who did not ask for it learns what to do."""
    owe(
        kind=Mail.Kind.ACCOUNT,
        key=f"second factor removed {now.isoformat()}",
        template="second_factor_removed",
        context={
            "url": sign_in_link(reverse("mfa_index")),
            "forgotten_url": absolute(reverse("account_reset_password")),
        },
        user=person,
    )


def _end_sessions(person: User) -> None:
    """Sign somebody out everywhere; every session is looked at, since not all ways to sign in keep a list."""
    own = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(session_key__in=own).delete()
    UserSession.objects.filter(user=person).delete()


def _log(action: str, by: User, person: User, reason: str) -> None:
    record(
        action,
        by=by,
        subject=person,
        old={"is_active": not person.is_active},
        new={"is_active": person.is_active},
        texts={"reason": reason},
    )
