"""Redivisions in the tests: entered and booked as the pages do it."""

from datetime import date
from decimal import Decimal

from housing.domain.redivisions import Division, Heir, Plan, merger
from housing.models import Redivision, User
from housing.queries.areas import Registry, registry
from housing.queries.journal import journal_state
from housing.queries.redivision_effects import Effects, effects
from housing.services import redivisions

ACT = "Stb. 2022, 1"


def areas() -> Registry:
    return registry(journal_state().reference_version)


def shown(plan: Plan) -> Effects:
    """What the page shows of a plan."""
    return effects(areas(), journal_state(), plan)


def entered(plan: Plan, by: User) -> Redivision:
    return redivisions.enter(by=by, plan=plan, source=ACT)


def booked(plan: Plan, by: User) -> Redivision:
    """A plan that was entered and booked as it was shown."""
    row = entered(plan, by)
    return redivisions.book(by=by, pk=row.pk, seen=shown(plan).digest)


def new(code: str, name: str, province: str) -> Heir:
    return Heir(code, name, province, is_new=True)


def split(on: date, ended: str, shares: dict[str, str], *heirs: Heir, basis: str = "inwoners") -> Division:
    """A split by shares per heir; heirs that are not given exist already."""
    given = {heir.code: heir for heir in heirs}
    return Division(
        on,
        (ended,),
        tuple(given.get(code, Heir(code)) for code in shares),
        {ended: {code: Decimal(share) for code, share in shares.items()}},
        basis,
    )


__all__ = ["ACT", "areas", "booked", "entered", "merger", "new", "shown", "split"]
