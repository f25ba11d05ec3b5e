"""Mail about targets: to the editors of every municipality, with what changes for theirs."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from housing.domain.mergers import predecessors_of
from housing.domain.periods import HalfYear
from housing.domain.roles import Role
from housing.models import Mail, Membership, User
from housing.queries.areas import Area, Registry
from housing.queries.journal import JournalState
from housing.queries.simulation import SimulatedArea, Simulation
from housing.services.mailing import Message, owe_many, sign_in_link


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality in a message, with the way to its page."""

    area: Area
    row: SimulatedArea
    url: str


def tell(
    registry: Registry, state: JournalState, found: Simulation, *, number: int, is_revision: bool
) -> int:
    """Owe every editor one message about all of his municipalities; how many people.

    `number` is which announcement of the half-year it is, counted from 1.
    """
    concerned = editors(registry, state, found)
    period = found.plan.period
    key = f"target {period} {number}"
    common = {"period": period, "persons": found.plan.persons, "is_revision": is_revision}
    contexts: dict[tuple[str, ...], dict[str, object]] = {}
    messages = []
    for user, rows in concerned.items():
        codes = tuple(row.area.code for row in rows)
        if codes not in contexts:
            lines = [_line(row, period) for row in rows]
            contexts[codes] = {**common, "lines": lines, "url": lines[0].url}
        messages.append(Message(contexts[codes], user))
    owe_many(kind=Mail.Kind.TARGET, key=key, template="target", messages=messages)
    return len(concerned)


def _line(row: SimulatedArea, period: HalfYear) -> Line:
    return Line(row.area, row, sign_in_link(reverse("municipality", args=[row.area.slug, period])))


def editors(registry: Registry, state: JournalState, found: Simulation) -> dict[User, list[SimulatedArea]]:
    """Who enters for which of the municipalities; one query.

    Of a municipality that is still to come, also those who enter for what will go into it.
    """
    start = found.plan.period.starts_on
    held = (
        Membership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=state.today),
            role=Role.MUNICIPALITY_EDITOR.value,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user_id", "id")
    )
    of: dict[str, list[User]] = defaultdict(list)
    for membership in held:
        if membership.municipality_id:
            of[membership.municipality_id].append(membership.user)
    concerned: dict[User, list[SimulatedArea]] = {}
    for row in found.municipalities:
        codes = {row.area.code}
        if row.area.valid_from and row.area.valid_from > state.today:
            codes |= predecessors_of(row.area.code, registry.successions, start)
        for user in dict.fromkeys(user for code in sorted(codes) for user in of[code]):
            concerned.setdefault(user, []).append(row)
    return concerned
