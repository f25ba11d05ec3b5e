"""What holds for every change of who may do what: who may make it, and what must be true after it."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop

from housing.access import NotAllowedError, require
from housing.domain.errors import DomainError
from housing.domain.roles import Permission, Role
from housing.models import Invitation, Membership, User
from housing.queries.areas import Area, registry
from housing.queries.journal import JournalState

#: Number of the lock under which accounts are changed; any number that nothing else uses.
_LOCK = 20_220_107

MISFITS = {
    "municipality": gettext_noop("Bij deze rol hoort een gemeente. Kies een gemeente."),
    "province": gettext_noop("Bij deze rol hoort een provincie. Kies een provincie."),
    "": gettext_noop("Deze rol geldt voor het hele land. Kies er geen gemeente of provincie bij."),
}


class AccountError(DomainError):
    """A change that cannot be made; the text says what to do instead."""


def in_turn() -> None:
    """Wait until nobody else changes accounts, till the end of the transaction.

    First of all locks. Changes are few; so two administrators cannot revoke each other at the same moment,
    nor two clicks make the same thing twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def check_allowed(by: User | None, role: Role, area: Area | None, state: JournalState) -> None:
    """Raise `NotAllowedError` when `by` may not decide about this role there; nobody is the command line."""
    if by is None:
        return
    if role.area == "municipality":
        if area is None:
            raise NotAllowedError(Permission.INVITE.value)
        require(by, Permission.INVITE, municipality=area, state=state)
    else:
        require(by, Permission.MANAGE_ACCOUNTS, state=state)


def check_fits(role: Role, area: Area | None, today: date) -> None:
    """Raise `AccountError` when a role cannot be held there: another kind of area, or one that is no more."""
    kind = "" if area is None else "municipality" if area.province else "province"
    if kind != role.area:
        raise AccountError(MISFITS[role.area])
    if area is not None and not area.exists_between(today, today):
        raise AccountError(
            gettext_noop("De gemeente %(name)s bestaat vandaag niet. Kies een andere gemeente."),
            name=area.name,
        )


def check_end(valid_until: date | None, today: date) -> None:
    """Raise `AccountError` for an end date in the past."""
    if valid_until is not None and valid_until < today:
        raise AccountError(
            gettext_noop(
                "De einddatum ligt in het verleden. Kies vandaag of later. "
                "Moet de rol nu stoppen? Trek haar dan in."
            )
        )


def check_not_own(by: User | None, person: User | None) -> None:
    """Raise `AccountError` when somebody decides about the own account (four eyes)."""
    if by is not None and person is not None and by.pk == person.pk:
        raise AccountError(
            gettext_noop(
                "Over uw eigen account en rollen kunt u niet zelf beslissen. "
                "Vraag dit aan een andere accountbeheerder."
            )
        )


def check_administrators_stay(without: User, today: date) -> None:
    """Raise `AccountError` when nobody would be left to manage accounts."""
    others = Membership.objects.filter(role=Role.ADMINISTRATOR.value, user__is_active=True).exclude(
        user=without
    )
    if not any(m.valid_until is None or m.valid_until >= today for m in others):
        raise AccountError(
            gettext_noop(
                "Dit is de laatste accountbeheerder. Geef eerst iemand anders die rol, "
                "anders kan niemand meer accounts beheren."
            )
        )


def reason_given(reason: str) -> str:
    """The reason without spaces around it; `AccountError` when there is none."""
    if not reason.strip():
        raise AccountError(gettext_noop("Schrijf op waarom. Dat komt in het logboek te staan."))
    return reason.strip()


def area_of(held: Membership | Invitation, state: JournalState) -> Area | None:
    """The area of a role or invitation; None for the whole country."""
    areas = registry(state.reference_version)
    if held.municipality_id:
        return areas.municipalities[held.municipality_id]
    return areas.provinces[held.province_id] if held.province_id else None


def columns(area: Area | None) -> dict[str, Any]:
    """The area as the columns of a membership or invitation."""
    return {
        "municipality_id": area.code if area and area.province else None,
        "province_id": area.code if area and not area.province else None,
    }


def places(held: Membership | Invitation) -> dict[str, Any]:
    """The area of a role as an event names it."""
    return {"municipality": held.municipality_id, "province": held.province_id}


def described(role: str, valid_until: date | None) -> dict[str, object]:
    """A role as the log keeps it."""
    return {"role": role, "valid_until": valid_until.isoformat() if valid_until else None}
