"""Which rights pass when a municipality ends: who gets which role where, and until when the old one stays."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from housing.domain.redivisions import Division, Heir, kept_until
from housing.domain.roles import Role
from housing.models import Membership

#: Who holds the first needs not get the second.
_STRONGER = {Role.MUNICIPALITY_READER: Role.MUNICIPALITY_EDITOR}


@dataclass(frozen=True, slots=True)
class PassingRole:
    """One role of one person at a municipality that ends.

    `gets` are the heirs where the person gets the same role, `has` those where nothing is needed. The old
    role ends on `kept_until`, unless it ended sooner already; `valid_until` is its end before.
    """

    membership: int
    person: int
    label: str
    role: Role
    ended: str
    gets: tuple[Heir, ...]
    has: tuple[Heir, ...]
    valid_until: date | None
    kept_until: date

    @property
    def role_name(self) -> str:
        """The role in the language of the page."""
        return str(Membership.Role(self.role.value).label)


def passing_roles(plan: Division, today: date) -> list[PassingRole]:
    """The roles that pass on the day of a merger or split, or today when that is later; one query."""
    since = max(plan.on, today)
    codes = [*plan.ends, *(heir.code for heir in plan.heirs)]
    rows = list(
        Membership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=since),
            municipality_id__in=codes,
            user__is_active=True,
        ).select_related("user")
    )
    held = {(row.user_id, Role(row.role), row.municipality_id) for row in rows}
    leaving = [row for row in rows if row.municipality_id in plan.ends]
    return sorted(
        (_passing(plan, row, held, since) for row in leaving),
        key=lambda each: (each.ended, each.label.casefold(), each.person, each.role.value),
    )


def _passing(
    plan: Division, row: Membership, held: set[tuple[int, Role, str | None]], since: date
) -> PassingRole:
    role, ended = Role(row.role), row.municipality_id or ""
    enough = [role, *([_STRONGER[role]] if role in _STRONGER else [])]
    heirs = plan.heirs_of(ended)
    has = tuple(heir for heir in heirs if any((row.user_id, each, heir.code) in held for each in enough))
    until = kept_until(since)
    return PassingRole(
        membership=row.pk,
        person=row.user_id,
        label=row.user.name or row.user.email,
        role=role,
        ended=ended,
        gets=tuple(heir for heir in heirs if heir not in has),
        has=has,
        valid_until=row.valid_until,
        kept_until=min(until, row.valid_until or until),
    )
