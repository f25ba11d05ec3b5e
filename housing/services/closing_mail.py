"""Mail about closing half-years: to the other managers when one asks, and to all concerned after it."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from housing.domain.periods import HalfYear
from housing.domain.roles import Role
from housing.models import Closing, Mail, User
from housing.queries.closing import Checklist
from housing.queries.journal import JournalState
from housing.services.mailing import owe, sign_in_link


def tell_managers(closing: Closing, found: Checklist, state: JournalState) -> None:
    """Owe the other managers a message that a half-year waits for their confirmation."""
    for manager in holders([Role.MINISTRY_MANAGER], state):
        if manager.pk != closing.asked_by_id:
            _owe(manager, closing, "asked", {"count": found.count, "who": str(closing.asked_by)})


def tell_everybody(closing: Closing, found: Checklist, state: JournalState) -> None:
    """Owe all coordinators and managers a message that a half-year was closed."""
    assert closing.publication is not None
    address = reverse("publication", args=[closing.publication.slug])
    for person in holders([Role.MINISTRY_MANAGER, Role.PROVINCE_COORDINATOR], state):
        _owe(person, closing, "confirmed", {"count": found.count, "url": sign_in_link(address)})


def holders(roles: Iterable[Role], state: JournalState) -> list[User]:
    """The active people who hold one of these roles today; one query."""
    return list(
        User.objects.filter(
            Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=state.today),
            memberships__role__in=[role.value for role in roles],
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )


def _owe(user: User, closing: Closing, what: str, context: dict[str, object]) -> None:
    period = HalfYear.parse(closing.period_id)
    owe(
        kind=Mail.Kind.CLOSING,
        key=f"closing {closing.pk} {what}",
        template=f"closing_{what}",
        context={"period": period, "url": sign_in_link(reverse("closing", args=[period])), **context},
        user=user,
        at_once=False,
    )
