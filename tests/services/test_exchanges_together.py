"""People who decide about the same exchange at the same moment: it is booked once, or not at all."""

from datetime import date

import pytest

from housing.domain.exchanges import ExchangeError
from housing.domain.periods import HalfYear
from housing.models import Adjustment, Exchange
from housing.queries.areas import Registry, registry
from housing.queries.journal import journal_state
from housing.services import exchanges as services
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, make_cast
from tests.conftest import Ledger
from tests.threads import at_once

PERIOD = HalfYear(2022, 1)


def prepared() -> tuple[Cast, Registry]:
    people, ledger = make_cast(), Ledger()
    for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
        ledger.target(code, "2022-1", 60, date(2021, 12, 1))
    return people, registry(journal_state().reference_version)


def proposed(people: Cast, areas: Registry, persons: int, *, by_province: bool = False) -> int:
    made = services.propose(
        by=people.coordinator if by_province else people.clerk,
        period=PERIOD,
        parts={ROTTERDAM: persons, UTRECHT: -persons},
        reason="reden",
        document="brief",
        municipality=None if by_province else areas.municipalities[ROTTERDAM],
        province=areas.provinces[ZUID_HOLLAND] if by_province else None,
    )
    return made.pk


@pytest.mark.django_db(transaction=True)
def test_the_last_two_confirm_at_once() -> None:
    people, areas = prepared()
    pk = proposed(people, areas, 10, by_province=True)
    rotterdam, utrecht = (areas.municipalities[code] for code in (ROTTERDAM, UTRECHT))

    results = at_once(
        lambda: services.confirm(by=people.clerk, exchange_id=pk, municipality=rotterdam),
        lambda: services.confirm(by=people.second_clerk, exchange_id=pk, municipality=rotterdam),
        lambda: services.confirm(by=people.other_clerk, exchange_id=pk, municipality=utrecht),
    )

    assert sum(isinstance(each, ExchangeError) for each in results) == 1
    assert Exchange.objects.get().state == Exchange.State.BOOKED
    assert Adjustment.objects.filter(type="exchange").count() == 2
    assert verify().wrong == []


@pytest.mark.django_db(transaction=True)
def test_one_confirms_while_the_other_withdraws() -> None:
    people, areas = prepared()
    pk = proposed(people, areas, 10)
    rotterdam, utrecht = (areas.municipalities[code] for code in (ROTTERDAM, UTRECHT))

    results = at_once(
        lambda: services.confirm(by=people.other_clerk, exchange_id=pk, municipality=utrecht),
        lambda: services.withdraw(
            by=people.clerk, exchange_id=pk, municipality=rotterdam, reason="toch niet"
        ),
    )

    assert sum(isinstance(each, ExchangeError) for each in results) == 1
    is_booked = Exchange.objects.get().state == Exchange.State.BOOKED
    assert Adjustment.objects.filter(type="exchange").exists() == is_booked
    assert verify().wrong == []


@pytest.mark.django_db(transaction=True)
def test_the_same_target_is_not_handed_over_twice_at_once() -> None:
    people, areas = prepared()
    numbers = [proposed(people, areas, 40), proposed(people, areas, 30)]
    utrecht = areas.municipalities[UTRECHT]

    results = at_once(
        *(
            lambda pk=pk: services.confirm(by=people.other_clerk, exchange_id=pk, municipality=utrecht)  # type: ignore[misc]
            for pk in numbers
        )
    )

    assert sum(isinstance(each, ExchangeError) for each in results) == 1
    assert Exchange.objects.filter(state="booked").count() == 1
    assert verify().wrong == []
