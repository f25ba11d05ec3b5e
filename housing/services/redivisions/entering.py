"""Entering a redivision: kept as a plan, of which nothing counts before it is booked."""

from django.db import transaction

from housing import access
from housing.domain.errors import gettext_noop
from housing.domain.redivisions import Plan, RedivisionError
from housing.domain.roles import Permission
from housing.models import Redivision, User
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.redivisions.checks import check

LONGEST_SOURCE = 200


@transaction.atomic
def enter(*, by: User, plan: Plan, source: str) -> Redivision:
    """Keep a plan; nothing else changes. `source` is the act or decree, with its number.

    Raises `RedivisionError` when it contradicts itself or what there is, and when it was entered already.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    source = source.strip()
    if not source or len(source) > LONGEST_SOURCE:
        raise RedivisionError(
            gettext_noop("Noem de wet of het besluit, met het nummer (hoogstens %(most)s tekens)."),
            most=LONGEST_SOURCE,
        )
    check(plan, registry(state.reference_version))
    if Redivision.objects.filter(
        date=plan.on, kind=plan.kind, plan=plan.stored(), state=Redivision.State.ENTERED
    ).exists():
        raise RedivisionError(gettext_noop("Deze herindeling is al ingevoerd. Zie de lijst."))
    entered = Redivision.objects.create(
        date=plan.on,
        kind=plan.kind,
        plan=plan.stored(),
        source=source,
        entered_by=by,
        entered_at=state.now,
    )
    events.record("redivision.entered", by=by, new=told(entered, plan))
    return entered


def told(redivision: Redivision, plan: Plan) -> dict[str, object]:
    """What the log keeps of a redivision: its day, kind and municipalities."""
    return {
        "redivision": redivision.pk,
        "kind": redivision.kind,
        "date": plan.on.isoformat(),
        "municipalities": list(plan.municipalities),
    }
