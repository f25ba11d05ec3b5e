from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.models import CorrectionRequest, Exchange, ExchangePart, InterimTarget, Placement, Posting
from housing.queries.areas import registry
from housing.queries.closing import Item, Open, changed_since, checklist, read_stored
from housing.queries.closing_figures import closing_figures
from housing.queries.closing_states import Phase, earlier_open, period_states
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast
from tests.closings import PERIOD, closed, listed, set_clock
from tests.conftest import Ledger
from tests.reporting import report
from tests.reviews import MARCH, approved, coa, coa_warning, submitted

pytestmark = pytest.mark.django_db


def named(item: Item) -> list[tuple[str, list[str]]]:
    return [(each.area.code, [str(month) for month in each.months]) for each in item.details]


def test_a_month_is_missing_until_it_is_reported(cast: Cast) -> None:
    ensure_periods([PERIOD])
    before = listed()
    assert before.item(Open.MISSING).count == sum(
        area.exists_in(month)
        for area in registry(journal_state().reference_version).municipalities.values()
        for month in PERIOD.months
    )
    submitted(ROTTERDAM, cast.clerk)
    after = listed()
    assert after.item(Open.MISSING).count == before.item(Open.MISSING).count - 1
    assert named(after.item(Open.PROVISIONAL)) == [(ROTTERDAM, ["2022-03"])]
    assert not after.is_complete


def test_a_municipality_is_asked_only_for_the_months_in_which_it_existed(db: None) -> None:
    ensure_periods([PERIOD])
    months = dict(named(listed().item(Open.MISSING)))
    assert months["GM0457"] == ["2022-01", "2022-02", "2022-03"]  # Weesp, until 24 March


def test_what_came_back_is_named_apart_from_what_waits(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    report(ROTTERDAM, "2022-03", Step.REOPEN, by=cast.coordinator)
    report(BARENDRECHT, "2022-03", Step.SUBMIT, Step.RETURN, by=cast.clerk)
    found = listed()
    assert found.item(Open.PROVISIONAL).is_done
    assert named(found.item(Open.RETURNED)) == [(BARENDRECHT, ["2022-03"]), (ROTTERDAM, ["2022-03"])]


def test_a_difference_with_coa_is_open_until_it_is_explained(cast: Cast, ledger: Ledger) -> None:
    for code in (ROTTERDAM, UTRECHT):
        coa(code, 4)
    submitted(ROTTERDAM, cast.clerk)
    submitted(UTRECHT, cast.other_clerk, warnings=[coa_warning(4, 5)], explanation="Een gezin verhuisde.")
    ledger.home(BARENDRECHT, "2022-03", 3)
    assert named(listed().item(Open.COA)) == [(ROTTERDAM, ["2022-03"])]
    coa(BARENDRECHT, 2)
    assert named(listed().item(Open.COA)) == [(BARENDRECHT, ["2022-03"]), (ROTTERDAM, ["2022-03"])]


def test_months_without_an_overview_are_named_but_keep_nobody(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    found = listed()
    assert named(found.item(Open.UNCOMPARED)) == [(ROTTERDAM, ["2022-03"])]
    assert not Open.UNCOMPARED.is_finding
    coa(ROTTERDAM, 5)
    assert listed().item(Open.UNCOMPARED).is_done


def test_requests_exchanges_and_interim_targets(cast: Cast, ledger: Ledger) -> None:
    row = approved(ROTTERDAM, cast.clerk)
    now = journal_state().now
    CorrectionRequest.objects.create(
        report=row, submission=1, home=6, transitional=0, hotel=0, asked_at=now, asked_by=cast.clerk
    )
    exchange = Exchange.objects.create(
        period_id="2022-1", reason="x", document="y", proposed_by=cast.clerk, proposed_at=now
    )
    for code, persons in ((ROTTERDAM, 4), (UTRECHT, -4)):
        ExchangePart.objects.create(exchange=exchange, municipality_id=code, persons=persons)
    first = ledger.interim_target(1500, date(2022, 1, 1), date(2022, 5, 31))
    found = listed()
    assert named(found.item(Open.CORRECTIONS)) == [(ROTTERDAM, ["2022-03"])]
    assert found.item(Open.EXCHANGES).count == 1
    assert named(found.item(Open.EXCHANGES)) == [(ROTTERDAM, []), (UTRECHT, [])]
    assert found.item(Open.INTERIM).days == (date(2022, 5, 31),)
    ledger.post(InterimTarget(persons=0, baseline_on=first.baseline_on, due_on=first.due_on, replaces=first))
    assert listed().item(Open.INTERIM).is_done


def test_an_interim_target_rests_on_the_months_up_to_its_due_date_only(ledger: Ledger) -> None:
    codes = [a.code for a in registry(journal_state().reference_version).municipalities.values()]
    ensure_periods([PERIOD])
    areas = registry(journal_state().reference_version).municipalities
    for month in PERIOD.months[:2]:
        ledger.post(*(_home(code, month) for code in codes if areas[code].exists_in(month)))
    ledger.interim_target(10, date(2022, 1, 1), date(2022, 2, 28))
    ledger.interim_target(10, date(2022, 1, 1), date(2022, 3, 31))
    assert listed().item(Open.INTERIM).days == (date(2022, 3, 31),)


def _home(code: str, month: Month) -> Posting:
    return Placement(
        municipality_id=code, period_id=month.half_year.code, month=month.first_day, kind="home", persons=1
    )


def test_what_is_kept_of_a_checklist_reads_back(cast: Cast) -> None:
    submitted(ROTTERDAM, cast.clerk)
    found = listed()
    areas = registry(journal_state().reference_version)
    assert read_stored(areas, found.stored()) == found.left_open


def test_only_what_the_half_year_rests_on_counts_as_a_change(cast: Cast, ledger: Ledger) -> None:
    submitted(ROTTERDAM, cast.clerk)
    seq = journal_state().seq
    assert not changed_since(seq, PERIOD)
    ledger.home(UTRECHT, "2022-07", 1)
    assert not changed_since(seq, PERIOD)
    ledger.home(UTRECHT, "2021-12", 1)
    assert changed_since(seq, PERIOD)


def test_another_request_than_the_one_that_was_seen_is_another_list(cast: Cast) -> None:
    """Nothing is posted by asking for a correction, and there is as much of it as before."""
    first, second = approved(ROTTERDAM, cast.clerk), approved(UTRECHT, cast.other_clerk)
    now = journal_state().now
    asked = CorrectionRequest.objects.create(
        report=first, submission=1, home=6, transitional=0, hotel=0, asked_at=now, asked_by=cast.clerk
    )
    seen = listed()
    CorrectionRequest.objects.filter(pk=asked.pk).update(report=second)
    assert listed().count == seen.count
    assert listed().digest != seen.digest


def test_the_next_opening_is_the_closing(cast: Cast, ledger: Ledger) -> None:
    ledger.opening(ROTTERDAM, "2022-1", -7)
    ledger.target(ROTTERDAM, "2022-1", 10)
    ledger.home(ROTTERDAM, "2022-03", 12)
    ledger.target(UTRECHT, "2022-1", 4)
    state = journal_state()
    figures = closing_figures(registry(state.reference_version), state.seq, PERIOD)
    assert (figures.total.balance.closing, figures.total.next_opening) == (-9, -9)
    assert {row.area.code: row.next_opening for row in figures.provinces if row.next_opening} == {
        "PV28": -5,
        "PV26": -4,
    }
    assert (figures.total.group.gross_backlog, figures.total.others) == (9, 0)


def test_phases_of_half_years(cast: Cast, ledger: Ledger) -> None:
    set_clock("2022-07-05 12:00")
    ensure_periods([HalfYear(2021, 2), PERIOD, HalfYear(2022, 2), HalfYear(2023, 1)])
    ledger.target(ROTTERDAM, "2021-2", 4)
    closed(cast.manager, cast.second_manager, HalfYear(2021, 2))
    states = period_states(journal_state())
    assert [(str(each.period), each.phase) for each in states] == [
        ("2023-1", Phase.AHEAD),
        ("2022-2", Phase.RUNNING),
        ("2022-1", Phase.OVER),
        ("2021-2", Phase.CLOSED),
    ]
    assert states[-1].publication is not None
    assert states[2].last_due_on == date(2022, 7, 10)
    found = earlier_open(states, HalfYear(2022, 2))
    assert found is not None
    assert found.period == PERIOD


def test_the_checklist_takes_the_same_queries_however_much_is_open(cast: Cast) -> None:
    submitted(ROTTERDAM, cast.clerk, Counts(1, 0, 0))
    state = journal_state()
    areas = registry(state.reference_version)
    with CaptureQueriesContext(connection) as few:
        checklist(areas, state, PERIOD)
    for code in (BARENDRECHT, UTRECHT):
        coa(code, 2)
        submitted(code, cast.clerk)
    submitted(ROTTERDAM, cast.clerk, month=MARCH.plus(1))
    state = journal_state()
    with CaptureQueriesContext(connection) as more:
        checklist(areas, state, PERIOD)
    assert len(more) == len(few) == 9
