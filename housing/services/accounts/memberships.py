"""Roles of people: granting, changing the end date, revoking, confirming."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from housing.access import require
from housing.domain.roles import Permission, Role
from housing.models import Membership, User
from housing.queries.accounts import confirmed_in_quarter
from housing.queries.areas import Area
from housing.queries.journal import JournalState, journal_state
from housing.services.accounts import rules
from housing.services.accounts.rules import AccountError
from housing.services.accounts.withdrawing import withdraw_sent_by
from housing.services.events import record

#: Who loses one of these may have sent invitations, which end with it.
INVITING = frozenset({Role.PROVINCE_COORDINATOR, Role.ADMINISTRATOR})


@transaction.atomic
def grant(
    *, by: User, person: User, role: Role, area: Area | None, valid_until: date | None, reason: str
) -> bool:
    """Give a person a role; False when the person has exactly that already.

    Raises `AccountError` for a role that does not fit the area, an end date in the past, the own account, an
    account that is not active, or a role that the person holds until another day.
    """
    rules.in_turn()
    state = journal_state()
    rules.check_allowed(by, role, area, state)
    rules.check_not_own(by, person)
    rules.check_fits(role, area, state.today)
    rules.check_end(valid_until, state.today)
    reason = rules.reason_given(reason)
    if not User.objects.filter(pk=person.pk, is_active=True).exists():
        raise AccountError(gettext_noop("Dit account is niet actief. Activeer het eerst."))
    held = held_already(person, role, area)
    if held is not None and is_valid(held, state.today):
        if held.valid_until == valid_until:
            return False
        raise AccountError(gettext_noop("Deze persoon heeft deze rol al. Wijzig de einddatum van die rol."))
    membership = put(person, role, area, valid_until, by=by, state=state)
    record(
        "membership.granted",
        by=by,
        subject=person,
        **rules.places(membership),
        new=rules.described(role.value, valid_until),
        texts={"reason": reason},
    )
    return True


@transaction.atomic
def revoke(*, by: User, membership: int, reason: str) -> bool:
    """Take a role away, from the next request on; False when it is gone already.

    Open invitations that the person sent with that role end with it. Raises `AccountError` when nobody would
    be left to manage accounts.
    """
    rules.in_turn()
    state = journal_state()
    held = _found(membership)
    if held is None:
        return False
    role = Role(held.role)
    rules.check_allowed(by, role, rules.area_of(held, state), state)
    reason = rules.reason_given(reason)
    if role is Role.ADMINISTRATOR:
        rules.check_administrators_stay(held.user, state.today)
    held.delete()
    if role in INVITING:
        withdraw_sent_by(held.user, by=by, now=state.now)
    record(
        "membership.revoked",
        by=by,
        subject=held.user,
        **rules.places(held),
        old=rules.described(held.role, held.valid_until),
        texts={"reason": reason},
    )
    return True


@transaction.atomic
def change_end(*, by: User, membership: int, valid_until: date | None, reason: str) -> bool:
    """Let a role end on another day, or on none; False when it is that day already.

    Raises `AccountError` for a day in the past, for one's own role, and when the role is gone.
    """
    rules.in_turn()
    state = journal_state()
    held = _found(membership)
    if held is None:
        raise AccountError(
            gettext_noop("Deze rol is intussen ingetrokken. Ken haar opnieuw toe als dat nodig is.")
        )
    rules.check_allowed(by, Role(held.role), rules.area_of(held, state), state)
    rules.check_not_own(by, held.user)
    rules.check_end(valid_until, state.today)
    reason = rules.reason_given(reason)
    if held.valid_until == valid_until:
        return False
    old = rules.described(held.role, held.valid_until)
    held.valid_until = valid_until
    held.save(update_fields=["valid_until"])
    record(
        "membership.changed",
        by=by,
        subject=held.user,
        **rules.places(held),
        old=old,
        new=rules.described(held.role, valid_until),
        texts={"reason": reason},
    )
    return True


@transaction.atomic
def confirm(*, by: User, memberships: Iterable[int]) -> int:
    """Say of roles that they still hold; how many that were not confirmed in this quarter yet.

    Roles that have ended are passed over. Raises `AccountError` when one is of the own account.
    """
    rules.in_turn()
    state = journal_state()
    require(by, Permission.MANAGE_ACCOUNTS, state=state)
    confirmed = 0
    for held in Membership.objects.select_related("user").filter(pk__in=list(memberships)).order_by("pk"):
        rules.check_not_own(by, held.user)
        if not is_valid(held, state.today) or confirmed_in_quarter(held.confirmed_at, state.today):
            continue
        held.confirmed_at, held.confirmed_by = state.now, by
        held.save(update_fields=["confirmed_at", "confirmed_by"])
        record(
            "membership.confirmed",
            by=by,
            subject=held.user,
            **rules.places(held),
            new=rules.described(held.role, held.valid_until),
        )
        confirmed += 1
    return confirmed


def held_already(person: User, role: Role, area: Area | None) -> Membership | None:
    """The row of this role, also when it has ended."""
    return Membership.objects.filter(user=person, role=role.value, **rules.columns(area)).first()


def is_valid(held: Membership, today: date) -> bool:
    """Whether a role counts on a day; its last day is included."""
    return held.valid_until is None or held.valid_until >= today


def put(
    person: User,
    role: Role,
    area: Area | None,
    valid_until: date | None,
    *,
    by: User | None,
    state: JournalState,
) -> Membership:
    """Write a role, over one that has ended; who asks for it was checked and logs it."""
    membership, _ = Membership.objects.update_or_create(
        user=person,
        role=role.value,
        **rules.columns(area),
        defaults={
            "valid_until": valid_until,
            "granted_at": state.now,
            "granted_by": by,
            "confirmed_at": None,
            "confirmed_by": None,
        },
    )
    return membership


def _found(membership: int) -> Membership | None:
    return Membership.objects.select_related("user").filter(pk=membership).first()
