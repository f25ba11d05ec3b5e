"""Roles, what each of them may do and where, and the decision about one person in one area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum


class Role(StrEnum):
    """What somebody is to a municipality, a province or the country."""

    MUNICIPALITY_READER = "municipality_reader"
    MUNICIPALITY_EDITOR = "municipality_editor"
    PROVINCE_READER = "province_reader"
    PROVINCE_COORDINATOR = "province_coordinator"
    MINISTRY_READER = "ministry_reader"
    MINISTRY_MANAGER = "ministry_manager"
    ADMINISTRATOR = "administrator"

    @property
    def area(self) -> str:
        """What the role is held for: "municipality", "province" or "" (the whole country)."""
        kind = self.value.partition("_")[0]
        return kind if kind in ("municipality", "province") else ""


class Permission(StrEnum):
    """Something that a page shows or does."""

    SEE_PUBLISHED = "see_published"
    """Publications: everybody."""
    OWN_ACCOUNT = "own_account"
    """One's own account and tasks: whoever is signed in."""
    SEE_CURRENT = "see_current"
    """The current position, and any earlier one "as known on a date", of all areas."""
    SEE_REPORTS = "see_reports"
    """Monthly reports of an area: values, states, COA's count, history."""
    SEE_NOTES = "see_notes"
    """What people wrote with a report: notes, explanations, reasons."""
    ENTER = "enter"
    """Draft, submit and withdraw reports, and ask for corrections."""
    REVIEW = "review"
    """Approve, return and reopen reports, decide about corrections, make exceptions to due dates."""
    SEE_CONTACTS = "see_contacts"
    """Whom to call: names, addresses and telephone numbers of the editors of an area."""
    INVITE = "invite"
    """Invite readers and editors of a municipality."""
    STEER = "steer"
    """Run half-years: targets, interim targets, closing, redivisions, publications, lead times, imports."""
    MANAGE_ACCOUNTS = "manage_accounts"
    """Invite, grant, revoke; see who has what."""
    SEE_EVENTS = "see_events"
    """The log of everything that people changed."""
    TECHNICAL = "technical"
    """The technical administration pages, which check this themselves (`User.is_staff`)."""


class Decision(Enum):
    """What a person may do with something in an area."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    """It may be seen, but not done: 403."""
    HIDDEN = "hidden"
    """It may not be seen, nor that it exists: 404."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody holds. `province` and `municipality` are codes, empty for the whole country."""

    role: Role
    municipality: str = ""
    province: str = ""
    valid_until: date | None = None


#: Roles whose holders must use a second factor (TOTP or passkey) before the role counts.
NEEDS_SECOND_FACTOR = frozenset({Role.PROVINCE_COORDINATOR, Role.MINISTRY_MANAGER, Role.ADMINISTRATOR})

#: What comes with a role wherever the thing is, not only in the area of the role.
_EVERYWHERE: dict[Role, frozenset[Permission]] = {
    role: frozenset({Permission.SEE_CURRENT}) for role in Role if role is not Role.ADMINISTRATOR
} | {Role.ADMINISTRATOR: frozenset()}

_READS = frozenset({Permission.SEE_REPORTS})
_READS_NOTES = _READS | {Permission.SEE_NOTES}

#: What comes with a role in its own area.
_WITHIN: dict[Role, frozenset[Permission]] = {
    Role.MUNICIPALITY_READER: _READS_NOTES,
    Role.MUNICIPALITY_EDITOR: _READS_NOTES | {Permission.ENTER},
    # Also the role of housing associations and COA at the table: no notes, no names.
    Role.PROVINCE_READER: _READS,
    Role.PROVINCE_COORDINATOR: _READS_NOTES | {Permission.REVIEW, Permission.SEE_CONTACTS, Permission.INVITE},
    Role.MINISTRY_READER: _READS_NOTES,
    Role.MINISTRY_MANAGER: _READS_NOTES | {Permission.SEE_CONTACTS, Permission.STEER},
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_ACCOUNTS, Permission.INVITE, Permission.SEE_EVENTS}),
}

_PUBLIC = frozenset({Permission.SEE_PUBLISHED})
_SIGNED_IN = frozenset({Permission.OWN_ACCOUNT})

#: To be told "you may not do this" one must be allowed to see that it is there.
_SEEN_WITH: dict[Permission, Permission] = {
    Permission.ENTER: Permission.SEE_REPORTS,
    Permission.REVIEW: Permission.SEE_REPORTS,
    Permission.STEER: Permission.SEE_REPORTS,
}


def decide(
    grants: Iterable[Grant],
    permission: Permission,
    *,
    municipality: str = "",
    province: str = "",
    is_signed_in: bool = True,
) -> Decision:
    """Whether somebody with these roles may do this, in a municipality, a province or the whole country.

    Of a municipality give its code and that of its province; of a province its code alone; of the country
    neither. A role for a part never stands for the whole: an editor of one municipality sees no reports
    "of the province".
    """
    held = tuple(grants)
    if _may(held, permission, municipality, province, is_signed_in=is_signed_in):
        return Decision.ALLOWED
    seen_with = _SEEN_WITH.get(permission)
    if seen_with and _may(held, seen_with, municipality, province, is_signed_in=is_signed_in):
        return Decision.FORBIDDEN
    return Decision.HIDDEN


def _may(
    grants: tuple[Grant, ...], permission: Permission, municipality: str, province: str, *, is_signed_in: bool
) -> bool:
    if permission in _PUBLIC or (is_signed_in and permission in _SIGNED_IN):
        return True
    return any(
        permission in _EVERYWHERE[grant.role]
        or (permission in _WITHIN[grant.role] and _covers(grant, municipality, province))
        for grant in grants
    )


def _covers(grant: Grant, municipality: str, province: str) -> bool:
    if grant.municipality:
        return grant.municipality == municipality
    if grant.province:
        return grant.province == province
    return True
