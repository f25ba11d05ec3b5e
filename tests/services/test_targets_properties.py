"""Announcing and revising in any order: targets add up to the last number, and nothing is lost."""

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing.domain.periods import HalfYear
from housing.domain.roles import Role
from housing.domain.simulation import TargetPlan
from housing.models import Announcement, Target
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from housing.queries.simulation import simulate
from housing.services.targets import TargetError, announce
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, UTRECHT, person

pytestmark = pytest.mark.django_db
ALMERE = "GM0034"

number = st.integers(400, 60_000)
exempt = st.sets(st.sampled_from((ROTTERDAM, UTRECHT, ALMERE))).map(frozenset)
methods = st.sampled_from(("adams", "adams", "largest_remainder", "ceiling", "list"))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(number, exempt, methods), min_size=1, max_size=4))
def test_any_row_of_announcements(db: None, steps: list[tuple[int, frozenset[str], str]]) -> None:
    with transaction.atomic():
        _announce_all(steps)
        connection.check_constraints()
        assert verify().is_sound
        transaction.set_rollback(True)


def _announce_all(steps: list[tuple[int, frozenset[str], str]]) -> None:
    by = person("beheert", Role.MINISTRY_MANAGER)
    period = HalfYear.containing(journal_state().today)
    positions: list[tuple[int, dict[str, int]]] = []
    for persons, left_out, method in steps:
        state = journal_state()
        areas = registry(state.reference_version)
        plan = TargetPlan(period, persons, date(2025, 1, 1), method, left_out)
        if method == "list":
            formula = simulate(areas, state, TargetPlan(period, persons, date(2025, 1, 1), "adams", left_out))
            listed = {**formula.targets, UTRECHT: formula.targets[UTRECHT] + 3}
            plan = TargetPlan(period, persons, date(2025, 1, 1), method, left_out, listed)
        found = simulate(areas, state, plan)
        if not found.changes:
            with pytest.raises(TargetError):
                announce(by=by, plan=plan, announced_on=state.today, shown=found.digest, reason="x")
            continue
        announce(by=by, plan=plan, announced_on=state.today, shown=found.digest, reason="x", accepts_sum=True)
        held = {code: line.target for code, line in balances(journal_state().seq, period).items()}
        assert {code: persons for code, persons in found.targets.items() if persons} == held
        if method in ("adams", "largest_remainder"):
            assert sum(held.values()) == persons
        positions.append((journal_state().seq, held))
    assert Announcement.objects.count() == len(positions)
    assert sum(Target.objects.values_list("persons", flat=True)) == sum(positions[-1][1].values())
    # What was known at each step is still known.
    for seq, held in positions:
        assert {code: line.target for code, line in balances(seq, period).items()} == held
