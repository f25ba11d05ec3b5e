"""Who has what: people with their roles, and invitations that wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from housing.domain.roles import NEEDS_SECOND_FACTOR, Role
from housing.models import Invitation, Membership, User
from housing.queries.areas import Area, Registry
from housing.queries.journal import AMSTERDAM
from housing.queries.sql import Row, fetch

#: Roles that end within this time are pointed out.
ENDS_SOON = timedelta(days=30)

#: Whoever did not sign in for this long may not need the account any more.
LONG_AWAY = timedelta(days=90)


class InvitationStatus(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of a person; `area` is None for the whole country. Names are empty where nobody is known."""

    id: int
    person: int
    role: Role
    area: Area | None
    valid_until: date | None
    granted_at: datetime | None
    granted_by: str
    confirmed_at: datetime | None
    confirmed_by: str

    @property
    def label(self) -> str:
        """The role with its area, in the language of the page: "invoerder gemeente Rotterdam"."""
        return role_label(self.role, self.area)

    def is_valid(self, today: date) -> bool:
        """Whether it counts on a day; the last day is included."""
        return self.valid_until is None or self.valid_until >= today

    def ends_soon(self, today: date) -> bool:
        """Whether it still counts, but not for long."""
        return self.valid_until is not None and today <= self.valid_until <= today + ENDS_SOON


@dataclass(frozen=True, slots=True)
class Person:
    """An account with all its roles, also those that have ended. `last_sign_in` is by the journal's clock.

    `asks_factor` tells whether roles can wait for a second factor: not in a demonstration.
    """

    id: int
    email: str
    name: str
    phone: str
    is_active: bool
    last_sign_in: datetime | None
    has_factor: bool
    asks_factor: bool = True
    roles: tuple[HeldRole, ...] = ()

    @property
    def label(self) -> str:
        """The name, or the address of somebody without one."""
        return self.name or self.email

    def valid_roles(self, today: date) -> tuple[HeldRole, ...]:
        """The roles that count on a day."""
        return tuple(held for held in self.roles if held.is_valid(today))

    def lacks_factor(self, today: date) -> bool:
        """Whether a role waits for a second factor."""
        needed = any(held.role in NEEDS_SECOND_FACTOR for held in self.valid_roles(today))
        return needed and self.asks_factor and not self.has_factor

    def is_long_away(self, now: datetime) -> bool:
        """Whether there was no sign-in for `LONG_AWAY`."""
        return self.last_sign_in is None or self.last_sign_in < now - LONG_AWAY


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was neither accepted nor withdrawn. `is_sent` tells whether its mail went out."""

    id: int
    email: str
    name: str
    role: Role
    area: Area | None
    valid_until: date | None
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    is_sent: bool
    is_expired: bool

    @property
    def label(self) -> str:
        """The role with its area."""
        return role_label(self.role, self.area)


#: No account has this number or a higher one, which the database would not take.
_TOO_LARGE = 2**63

_PEOPLE = """
    SELECT u.id, u.email, u.name, u.phone, u.is_active, u.last_login + coalesce(h.clock_offset, interval '0'),
        EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN ('totp', 'webauthn')),
        h.clock_offset IS NULL
    FROM housing_user u CROSS JOIN housing_journalhead h
    WHERE h.id = 1 AND (%(ids)s::bigint[] IS NULL OR u.id = ANY(%(ids)s::bigint[]))
"""

_ROLES = """
    SELECT m.user_id, m.id, m.role, m.municipality_id, m.province_id, m.valid_until, m.granted_at,
        coalesce(nullif(g.name, ''), g.email, ''), m.confirmed_at, coalesce(nullif(c.name, ''), c.email, '')
    FROM housing_membership m
        LEFT JOIN housing_user g ON g.id = m.granted_by_id
        LEFT JOIN housing_user c ON c.id = m.confirmed_by_id
    WHERE (%(ids)s::bigint[] IS NULL OR m.user_id = ANY(%(ids)s::bigint[]))
        AND (%(codes)s::text[] IS NULL OR m.municipality_id = ANY(%(codes)s::text[]))
"""

_INVITED = """
    SELECT i.id, i.email, i.name, i.role, i.municipality_id, i.province_id, i.valid_until,
        coalesce(nullif(u.name, ''), u.email, ''), i.invited_at, i.expires_at,
        EXISTS (SELECT FROM housing_mail m WHERE m.kind = 'invitation' AND m.key = 'invitation-' || i.id
            AND m.address = i.email AND m.sent_at IS NOT NULL AND m.last_error = ''),
        i.expires_at <= %(now)s
    FROM housing_invitation i LEFT JOIN housing_user u ON u.id = i.invited_by_id
    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL
        AND (%(email)s = '' OR i.email = %(email)s)
        AND (%(codes)s::text[] IS NULL OR i.municipality_id = ANY(%(codes)s::text[]))
    ORDER BY i.invited_at DESC, i.id DESC
"""


def people(areas: Registry, ids: Iterable[int] | None = None) -> list[Person]:
    """Everybody with an account (of these ids), in order of name, with all their roles; two queries."""
    wanted = None if ids is None else [pk for pk in ids if pk < _TOO_LARGE]
    roles = _by_person(areas, fetch(_ROLES, {"ids": wanted, "codes": None}))
    return _people(fetch(_PEOPLE, {"ids": wanted}), roles)


def people_of(areas: Registry, municipalities: Sequence[Area]) -> list[Person]:
    """Everybody with a role for one of these municipalities, with those roles only; two queries."""
    codes = [area.code for area in municipalities]
    roles = _by_person(areas, fetch(_ROLES, {"ids": None, "codes": codes}))
    return _people(fetch(_PEOPLE, {"ids": list(roles)}), roles)


def open_invitations(
    areas: Registry, now: datetime, *, municipalities: Sequence[Area] | None = None, email: str = ""
) -> list[Invited]:
    """Invitations that wait for an answer, those that are too old included; the newest first; one query."""
    codes = None if municipalities is None else [area.code for area in municipalities]
    rows = fetch(_INVITED, {"now": now, "codes": codes, "email": email})
    return [
        Invited(pk, address, name, Role(role), _area(areas, code, province), *rest)
        for pk, address, name, role, code, province, *rest in rows
    ]


def invitation_status(invitation: Invitation, now: datetime) -> InvitationStatus:
    """Whether an invitation can still be accepted, and if not why."""
    if invitation.accepted_at:
        return InvitationStatus.ACCEPTED
    if invitation.revoked_at:
        newer = Invitation.objects.filter(
            email=invitation.email,
            role=invitation.role,
            municipality=invitation.municipality_id,
            province=invitation.province_id,
            pk__gt=invitation.pk,
            revoked_at__isnull=True,
        )
        return InvitationStatus.REPLACED if newer.exists() else InvitationStatus.REVOKED
    return InvitationStatus.EXPIRED if invitation.expires_at <= now else InvitationStatus.OPEN


def role_label(role: str, area: Area | None) -> str:
    """A role with its area, in the language of the page."""
    name = str(Membership.Role(str(role)).label)
    return f"{name} {area.name}" if area else name


def quarter_start(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def confirmed_in_quarter(confirmed_at: datetime | None, today: date) -> bool:
    """Whether somebody said in this quarter that a role still holds."""
    return confirmed_at is not None and confirmed_at.astimezone(AMSTERDAM).date() >= quarter_start(today)


def _people(rows: Iterable[Row], roles: dict[int, tuple[HeldRole, ...]]) -> list[Person]:
    found = [replace(Person(*row), roles=roles.get(row[0], ())) for row in rows]
    return sorted(found, key=lambda person: (person.label.casefold(), person.id))


def _by_person(areas: Registry, rows: Iterable[Row]) -> dict[int, tuple[HeldRole, ...]]:
    """Roles by person: the country first, then provinces and municipalities by name."""
    roles: dict[int, list[HeldRole]] = {}
    for person, pk, role, code, province, *rest in rows:
        roles.setdefault(person, []).append(
            HeldRole(pk, person, Role(role), _area(areas, code, province), *rest)
        )
    return {person: tuple(sorted(held, key=area_order)) for person, held in roles.items()}


def area_order(held: HeldRole | Invited) -> tuple[int, str, str]:
    """The country first, then provinces, then municipalities, each by name; roles in a fixed order."""
    area = held.area
    rank = 0 if area is None else 2 if area.province else 1
    return rank, area.sort_key if area else "", held.role.value


def _area(areas: Registry, municipality: str | None, province: str | None) -> Area | None:
    if municipality:
        return areas.municipalities[municipality]
    return areas.provinces[province] if province else None


def invitation_numbered(number: int) -> Invitation | None:
    """An invitation with who sent it, whatever became of it."""
    return Invitation.objects.select_related("invited_by").filter(pk=number).first()


def person_with_address(email: str) -> User | None:
    """The account of an e-mail address in lower case."""
    return User.objects.filter(email=email).first()
