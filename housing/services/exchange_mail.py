"""Mail about exchanges: to editors of the municipalities and coordinators of the provinces concerned."""

from enum import StrEnum

from django.db.models import Q
from django.urls import reverse

from housing.domain.roles import Role
from housing.models import Exchange, Mail, Membership, User
from housing.queries.exchanges import Agreement, Part, exchange
from housing.queries.journal import JournalState
from housing.services.mailing import owe, sign_in_link


class What(StrEnum):
    """What happened to an exchange."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def tell(found: Exchange, what: What, *, by: User, acting: str, state: JournalState) -> None:
    """Owe everybody concerned a message, but for who did it and the municipality that is `acting` ("": none).

    Who enters for several of them, or also coordinates, gets one.
    """
    known = exchange(found.pk)
    if known is None:
        return
    for user, (part, is_editor) in _concerned(known, acting, state).items():
        if user == by:
            continue
        owe(
            kind=Mail.Kind.EXCHANGE,
            key=f"exchange {found.pk} {what.value}",
            template="exchange",
            context={
                "what": what.value,
                "exchange": known,
                "part": part if is_editor else None,
                "must_confirm": what is What.PROPOSED and is_editor and not part.is_confirmed,
                "url": sign_in_link(reverse("exchange", args=[part.slug, found.pk])),
            },
            user=user,
            at_once=False,
        )


def _concerned(known: Agreement, acting: str, state: JournalState) -> dict[User, tuple[Part, bool]]:
    """Who is told, each with the part to lead to, and whether he enters for that municipality."""
    found: dict[User, tuple[Part, bool]] = {}
    others = [part for part in known.parts if part.code != acting]
    for part in sorted(others, key=lambda part: part.is_confirmed):
        for user in holders_of(Role.MUNICIPALITY_EDITOR, state, municipality_id=part.code):
            found.setdefault(user, (part, True))
    for part in known.parts:
        for user in holders_of(Role.PROVINCE_COORDINATOR, state, province_id=part.province):
            found.setdefault(user, (part, False))
    return found


def holders_of(role: Role, state: JournalState, **where: str) -> list[User]:
    """The active people who hold a role in an area today; one query."""
    held = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=state.today), role=role.value, **where
    )
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk"))
