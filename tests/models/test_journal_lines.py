"""Which lines the database takes: in their half-year, in the time of a municipality, with sums of zero."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from housing.models import (
    Adjustment,
    MonthTotal,
    Municipality,
    PeriodTotal,
    Placement,
    Target,
)
from housing.queries.journal import AMSTERDAM
from tests.conftest import Ledger
from tests.database import check_now, commit_after

pytestmark = pytest.mark.django_db
UTRECHT, AMSTERDAM_CODE, WEESP = "GM0344", "GM0363", "GM0457"


def test_a_placement_must_lie_in_its_half_year_and_on_the_first_of_a_month(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 1)
    for month in (date(2022, 7, 1), date(2021, 12, 1), date(2022, 3, 2)):
        with pytest.raises(IntegrityError, match="placement_month_in_period"), transaction.atomic():
            Placement.objects.create(
                municipality_id=UTRECHT, period_id="2022-1", month=month, kind="home", persons=1
            )


def test_a_municipality_that_did_not_exist_gets_no_placement_or_target(ledger: Ledger) -> None:
    for post in (
        lambda: ledger.home(WEESP, "2022-04", 1),
        lambda: ledger.home("GM1980", "2021-12", 1),
        lambda: ledger.target(WEESP, "2022-2", 5),
    ):
        with pytest.raises(DatabaseError, match="did not exist"), transaction.atomic():
            post()


def test_a_month_in_which_a_municipality_ended_counts(ledger: Ledger) -> None:
    ledger.home(WEESP, "2022-03", 2, date(2022, 3, 20))
    assert MonthTotal.objects.get(municipality_id=WEESP).home == 2


def test_a_municipalitys_time_cannot_be_cut_from_its_postings(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-03", 2)
    ledger.correction(UTRECHT, "2022-1", -2)
    check_now()
    with pytest.raises(DatabaseError, match="outside the time"), transaction.atomic():
        commit_after(lambda: Municipality.objects.filter(code=UTRECHT).update(valid_to=date(2022, 3, 1)))


def test_persons_housed_in_a_month_never_fall_below_zero(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-03", 2)
    ledger.home(UTRECHT, "2022-03", -2)
    with pytest.raises(IntegrityError, match="monthtotal_not_negative"), transaction.atomic():
        ledger.home(UTRECHT, "2022-03", -1)


def test_an_exchange_that_does_not_add_up_is_refused_at_commit(ledger: Ledger) -> None:
    ledger.exchange("2022-1", {UTRECHT: -10, AMSTERDAM_CODE: 10})
    check_now()
    with pytest.raises(DatabaseError, match="not to zero"), transaction.atomic():
        commit_after(lambda: ledger.exchange("2022-1", {UTRECHT: -10}, group="half"))


def test_an_ended_municipality_must_close_at_zero(ledger: Ledger) -> None:
    ledger.opening(WEESP, "2022-1", -5, date(2022, 1, 1))
    check_now()
    correction = Adjustment(
        municipality_id=WEESP,
        period_id="2022-1",
        type="correction",
        persons=-3,
        recorded_at=datetime(2022, 4, 1, 9, tzinfo=AMSTERDAM),
    )
    with pytest.raises(DatabaseError, match="must close at 0"), transaction.atomic():
        commit_after(correction.save)


def test_a_revision_that_lowers_a_target_is_a_negative_line(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 200)
    ledger.target(UTRECHT, "2022-1", -40)
    assert PeriodTotal.objects.get(municipality_id=UTRECHT).target == 160
    with pytest.raises(IntegrityError, match="periodtotal_target_not_negative"), transaction.atomic():
        Target.objects.create(municipality_id=UTRECHT, period_id="2022-1", persons=-161)
