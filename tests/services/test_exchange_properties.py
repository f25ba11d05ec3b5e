"""Whatever people do with exchanges: the country stays what it was, and `verify` finds nothing."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing.access import NotAllowedError
from housing.domain.exchanges import ExchangeError
from housing.domain.periods import HalfYear
from housing.domain.roles import Role
from housing.models import Adjustment, Exchange, User
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.exchanges import exchange
from housing.queries.journal import journal_state
from housing.services import exchanges as services
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, person
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db

PERIOD = HalfYear(2022, 1)
CODES = (ROTTERDAM, BARENDRECHT, UTRECHT)
TARGETS = dict(zip(CODES, (60, 25, 40), strict=True))

#: What somebody tries: a verb, who acts (place among the codes), which exchange, and the persons handed over.
deeds = st.lists(
    st.tuples(
        st.sampled_from(("propose", "propose", "confirm", "confirm", "refuse", "withdraw")),
        st.integers(0, 3),
        st.integers(0, 5),
        st.lists(st.integers(-30, 30), min_size=2, max_size=2),
    ),
    min_size=4,
    max_size=14,
)
Deed = tuple[str, int, int, Sequence[int]]


class World:
    """Three municipalities with an editor each, and a coordinator; what has been proposed so far."""

    def __init__(self) -> None:
        ledger = Ledger()
        for code, persons in TARGETS.items():
            ledger.target(code, "2022-1", persons, date(2021, 12, 1))
        self.people: list[User] = [
            person(f"editor-{code}".lower(), Role.MUNICIPALITY_EDITOR, municipality=code) for code in CODES
        ]
        self.people.append(person("coordinates", Role.PROVINCE_COORDINATOR, province=ZUID_HOLLAND))
        self.areas = registry(journal_state().reference_version)
        self.made: list[int] = []

    def try_out(self, deed: Deed) -> None:
        """Do it; what is refused changes nothing."""
        lines = Adjustment.objects.count()
        try:
            with transaction.atomic():
                self._do(*deed)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (ExchangeError, NotAllowedError):
            assert Adjustment.objects.count() == lines

    def _do(self, verb: str, who: int, which: int, persons: Sequence[int]) -> None:
        by = self.people[who]
        place = self.areas.municipalities[CODES[who]] if who < len(CODES) else None
        province = None if place else self.areas.provinces[ZUID_HOLLAND]
        if verb == "propose":
            parts = dict(zip(CODES, (*persons, -sum(persons)), strict=True))
            made = services.propose(
                by=by,
                period=PERIOD,
                parts={code: count for code, count in parts.items() if count},
                reason="reden",
                document="brief",
                municipality=place,
                province=province,
            )
            self.made.append(made.pk)
        elif self.made:
            number = self.made[which % len(self.made)]
            if verb == "withdraw":
                services.withdraw(
                    by=by, exchange_id=number, municipality=place, province=province, reason="toch niet"
                )
            elif place is not None and verb == "confirm":
                services.confirm(by=by, exchange_id=number, municipality=place)
            elif place is not None:
                services.refuse(by=by, exchange_id=number, municipality=place, reason="nee")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_no_sequence_of_deeds_changes_the_country(db: None, tried: list[Deed]) -> None:
    with transaction.atomic():
        world = World()
        for deed in tried:
            world.try_out(deed)
        found = balances(journal_state().seq, PERIOD)
        assert sum(each.target for each in found.values()) == sum(TARGETS.values())
        assert sum(each.exchanges for each in found.values()) == 0
        # Nobody handed over more than there was.
        assert all(each.target - each.exchanges >= 0 for each in found.values())
        booked = [exchange(pk) for pk in Exchange.objects.filter(state="booked").values_list("pk", flat=True)]
        for code, each in found.items():
            agreed = sum(part.persons for one in booked if one for part in one.parts if part.code == code)
            assert each.exchanges == agreed
        assert all(part.is_confirmed for one in booked if one for part in one.parts)
        assert verify().wrong == []
        transaction.set_rollback(True)
