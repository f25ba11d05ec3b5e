"""On the day of a redivision that was booked before: rights pass, and the present province changes."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from housing.domain.redivisions import Division, Plan, Relocation, read_plan
from housing.models import JournalHead, Municipality, Redivision, User
from housing.queries.journal import JournalState, journal_state
from housing.services.accounts import rules
from housing.services.posting import book_due_mergers
from housing.services.redivisions.rights import pass_rights

#: Key of `Redivision.plan`: the day on which rights passed, or the present province changed.
IN_FORCE = "in_force_since"


@dataclass(frozen=True, slots=True)
class Done:
    """What a day brought: lines of transfers, roles that passed, municipalities that changed province."""

    transfers: int
    roles: int = 0
    moves: int = 0


@transaction.atomic
def take_effect() -> Done:
    """Do what is due of redivisions that were booked; a second time does nothing."""
    rules.in_turn()
    state = journal_state()
    due = [
        row
        for row in Redivision.objects.select_for_update()
        .filter(state=Redivision.State.BOOKED, date__lte=state.today)
        .order_by("date", "decided_at", "pk")  # of a chain on one day what was booked first goes first
        if IN_FORCE not in row.plan
    ]
    JournalHead.objects.select_for_update().get(id=1)
    transfers = book_due_mergers()
    roles = moves = 0
    for row in due:
        plan = read_plan(row.date, row.kind, row.plan)
        passed = in_force(row, plan, by=None, state=state)
        roles += passed if isinstance(plan, Division) else 0
        moves += isinstance(plan, Relocation)
    if moves:
        JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    return Done(transfers, roles, moves)


def in_force(redivision: Redivision, plan: Plan, *, by: User | None, state: JournalState) -> int:
    """Pass rights, or change the present province, once; the number of roles that passed."""
    if isinstance(plan, Relocation):
        Municipality.objects.filter(code=plan.municipality).update(province_id=plan.province)
        passed = 0
    else:
        passed = pass_rights(plan, by=by, state=state)
    redivision.plan = {**redivision.plan, IN_FORCE: state.today.isoformat()}
    redivision.save(update_fields=["plan"])
    return passed
