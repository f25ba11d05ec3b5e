"""Passing rights on the day of a merger or split: the same role at the heirs, the old one until later."""

from datetime import date

from housing.domain.redivisions import Division, Heir
from housing.models import Membership, User
from housing.queries.journal import JournalState
from housing.queries.redivision_rights import PassingRole, passing_roles
from housing.services import events
from housing.services.accounts import rules


def pass_rights(plan: Division, *, by: User | None, state: JournalState) -> int:
    """Give and end roles, each with its event; how many passed. Under the lock of accounts."""
    passing = passing_roles(plan, state.today)
    granted: set[tuple[int, str, str]] = set()
    for each in passing:
        for heir in each.gets:
            # Somebody who had the role at two that end gets it once.
            key = (each.person, each.role.value, heir.code)
            if key not in granted:
                granted.add(key)
                _grant(each, heir, by=by, state=state)
        _end(each, by=by)
    return len(passing)


def _grant(each: PassingRole, heir: Heir, *, by: User | None, state: JournalState) -> None:
    """The role at an heir, over one that has ended; it ends when the old one would have ended."""
    membership, _ = Membership.objects.update_or_create(
        user_id=each.person,
        role=each.role.value,
        municipality_id=heir.code,
        province=None,
        defaults={
            "valid_until": each.valid_until,
            "granted_at": state.now,
            "granted_by": by,
            "confirmed_at": None,
            "confirmed_by": None,
        },
    )
    events.record(
        "membership.granted",
        by=by,
        subject=membership.user,
        municipality=heir.code,
        new={**rules.described(each.role.value, each.valid_until), "redivision": each.ended},
    )


def _end(each: PassingRole, *, by: User | None) -> None:
    if each.valid_until is not None and each.valid_until <= each.kept_until:
        return
    held = Membership.objects.select_related("user").get(pk=each.membership)
    old: date | None = held.valid_until
    held.valid_until = each.kept_until
    held.save(update_fields=["valid_until"])
    events.record(
        "membership.changed",
        by=by,
        subject=held.user,
        municipality=each.ended,
        old=rules.described(held.role, old),
        new=rules.described(held.role, held.valid_until),
    )
