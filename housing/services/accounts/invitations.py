"""Invitations by mail: sent, sent again, withdrawn, accepted. The link works once, for some days."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from housing.access import NotAllowedError
from housing.domain.roles import Role
from housing.models import Invitation, Mail, Membership, User
from housing.queries.accounts import InvitationStatus, invitation_status
from housing.queries.areas import Area
from housing.queries.journal import JournalState, journal_state
from housing.services.accounts import rules
from housing.services.accounts.memberships import held_already, is_valid, put
from housing.services.accounts.rules import AccountError
from housing.services.accounts.withdrawing import forget_mail, mail_key, withdraw
from housing.services.events import record
from housing.services.mailing import absolute, owe

#: The same asked again within this time is a second click, not a second invitation.
SECOND_CLICK = timedelta(minutes=1)

INACTIVE = gettext_noop(
    "Het account met dit e-mailadres is niet actief. Een accountbeheerder kan het weer activeren."
)


class ClosedInvitationError(AccountError):
    """The invitation was used, withdrawn, or is too old; `status` says which."""

    def __init__(self, status: InvitationStatus) -> None:
        self.status = status
        super().__init__(gettext_noop("Deze uitnodiging kan niet meer worden gebruikt."))


class SignInFirstError(AccountError):
    """There is an account with the address of the invitation, and somebody else (or nobody) is signed in."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "Er is al een account met dit e-mailadres. "
                "Log in met dat account en neem dan de uitnodiging aan."
            )
        )


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it."""
    digest = _digest(token)
    return Invitation.objects.select_related("invited_by").filter(token_digest=digest).first()


@transaction.atomic
def invite(
    *, by: User | None, email: str, name: str, role: Role, area: Area | None, valid_until: date | None
) -> Invitation:
    """Invite somebody to a role; the link goes by mail and is kept nowhere else.

    An open invitation of the same person to the same role and area is replaced; the very same one, asked for
    again within a minute, stays. `by` is empty for the command line only. Raises `AccountError` for the own
    address, for a person who has the role, an account that is not active, a role that does not fit the area,
    and an end date in the past.
    """
    rules.in_turn()
    state = journal_state()
    email = email.strip().lower()
    rules.check_allowed(by, role, area, state)
    rules.check_fits(role, area, state.today)
    rules.check_end(valid_until, state.today)
    person = User.objects.filter(email=email).first()
    _check_invitable(by, person, role, area, state.today)
    former = _waiting(email, role, area)
    if former is not None:
        if _is_second_click(former, name.strip(), valid_until, state.now):
            return former
        withdraw(former, by=by, now=state.now)
    return _send(by, person, email, name.strip(), role, area, valid_until, state)


@transaction.atomic
def resend(*, by: User, invitation: int) -> Invitation:
    """Send an invitation anew, with a new link and new days; the old link stops working.

    One that went out within the last minute stays: that was the first of two clicks.
    Raises `AccountError` when it was accepted or withdrawn meanwhile.
    """
    rules.in_turn()
    state = journal_state()
    former = Invitation.objects.get(pk=invitation)
    area = rules.area_of(former, state)
    rules.check_allowed(by, Role(former.role), area, state)
    waiting = _waiting(former.email, Role(former.role), area)
    if waiting is not None and state.now - waiting.invited_at < SECOND_CLICK:
        return waiting
    if former.accepted_at or former.revoked_at:
        raise AccountError(gettext_noop("Deze uitnodiging is intussen gebruikt, vervangen of ingetrokken."))
    return invite(
        by=by,
        email=former.email,
        name=former.name,
        role=Role(former.role),
        area=area,
        valid_until=former.valid_until,
    )


@transaction.atomic
def revoke_invitation(*, by: User, invitation: int) -> bool:
    """Withdraw an invitation: its link stops working. False when it was accepted or withdrawn already."""
    rules.in_turn()
    state = journal_state()
    found = Invitation.objects.get(pk=invitation)
    rules.check_allowed(by, Role(found.role), rules.area_of(found, state), state)
    if found.accepted_at or found.revoked_at:
        return False
    withdraw(found, by=by, now=state.now)
    return True


@transaction.atomic
def accept(
    *, invitation: int, by: User | None = None, name: str = "", phone: str = "", password: str = ""
) -> User:
    """Take up the role of an invitation, whose link the caller has seen; the account that holds it now.

    Without an account one is made with `name`, `phone` and `password`, which the caller has validated. With
    one, `by` must be signed in with it: a link alone opens no account. Twice by the same person is once.
    Raises `ClosedInvitationError` and `SignInFirstError`.
    """
    # The slow part first: whoever waits for the lock waits for no password.
    encoded = make_password(password) if password and by is None else ""
    rules.in_turn()
    state = journal_state()
    found = Invitation.objects.get(pk=invitation)
    if found.accepted_by_id and _is_again(found, by, password, state.now):
        return User.objects.get(pk=found.accepted_by_id)
    status = invitation_status(found, state.now)
    if status is not InvitationStatus.OPEN:
        raise ClosedInvitationError(status)
    if not _stands(found, state):
        raise ClosedInvitationError(InvitationStatus.REVOKED)
    person = User.objects.filter(email=found.email).first()
    if person is None and encoded:
        person = User.objects.create(
            email=found.email, name=name.strip(), phone=phone.strip(), password=encoded
        )
        by = person
    if person is None or by is None or by.pk != person.pk:
        raise SignInFirstError
    if not person.is_active:
        raise AccountError(INACTIVE)
    _take_up(found, person, state)
    return person


def _stands(invitation: Invitation, state: JournalState) -> bool:
    """Whether who invited may still do so; a role can end by its date, which withdraws nothing by itself."""
    area = rules.area_of(invitation, state)
    try:
        rules.check_allowed(invitation.invited_by, Role(invitation.role), area, state)
    except NotAllowedError:
        return False
    return True


def _check_invitable(
    by: User | None, person: User | None, role: Role, area: Area | None, today: date
) -> None:
    if person is None:
        return
    rules.check_not_own(by, person)
    if not person.is_active:
        raise AccountError(INACTIVE)
    held = held_already(person, role, area)
    if held is not None and is_valid(held, today):
        raise AccountError(gettext_noop("Deze persoon heeft deze rol al. Een uitnodiging is niet nodig."))


def _waiting(email: str, role: Role, area: Area | None) -> Invitation | None:
    """The invitation to this role that was neither accepted nor withdrawn; at most one."""
    return Invitation.objects.filter(
        email=email, role=role.value, accepted_at__isnull=True, revoked_at__isnull=True, **rules.columns(area)
    ).first()


def _is_second_click(former: Invitation, name: str, valid_until: date | None, now: datetime) -> bool:
    same = (former.name, former.valid_until) == (name, valid_until)
    return same and former.expires_at > now and now - former.invited_at < SECOND_CLICK


def _send(
    by: User | None,
    person: User | None,
    email: str,
    name: str,
    role: Role,
    area: Area | None,
    valid_until: date | None,
    state: JournalState,
) -> Invitation:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role.value,
        **rules.columns(area),
        valid_until=valid_until,
        token_digest=_digest(token),
        invited_by=by,
        invited_at=state.now,
        expires_at=state.now + timedelta(days=settings.INVITATION_DAYS),
    )
    owe(
        kind=Mail.Kind.INVITATION,
        key=mail_key(invitation),
        template="invitation",
        user=person,
        address=email,
        context={
            "invitation": invitation,
            "role": Membership.Role(role.value).label,
            "area": area,
            "inviter": str(by) if by else "",
            "url": absolute(reverse("invitation", args=[token])),
        },
    )
    record(
        "invitation.sent",
        by=by,
        subject=person,
        **rules.places(invitation),
        new={"invitation": invitation.pk, **rules.described(role.value, valid_until)},
        texts={"email": email, "name": name},
    )
    return invitation


def _take_up(invitation: Invitation, person: User, state: JournalState) -> None:
    """Write the role, which may have been granted meanwhile, and close the invitation."""
    role, area = Role(invitation.role), rules.area_of(invitation, state)
    held = held_already(person, role, area)
    if held is None or not is_valid(held, state.today):
        put(person, role, area, invitation.valid_until, by=invitation.invited_by, state=state)
    invitation.accepted_at, invitation.accepted_by = state.now, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    forget_mail(invitation)
    record(
        "invitation.accepted",
        by=person,
        subject=person,
        **rules.places(invitation),
        new={"invitation": invitation.pk, **rules.described(invitation.role, invitation.valid_until)},
    )


def _is_again(invitation: Invitation, by: User | None, password: str, now: datetime) -> bool:
    """Whether the one who accepted it does so again: signed in, or by a second click."""
    person = invitation.accepted_by
    if person is None or invitation.accepted_at is None or not person.is_active:
        return False
    if by is not None:
        return by.pk == person.pk
    is_just_now = now - invitation.accepted_at < SECOND_CLICK
    has_factor = Authenticator.objects.filter(user=person).exists()
    return is_just_now and not has_factor and bool(password) and person.check_password(password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
