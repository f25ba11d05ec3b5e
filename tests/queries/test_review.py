from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.reporting import Counts
from housing.models import TargetPeriod
from housing.queries.areas import Area, registry
from housing.queries.journal import journal_state
from housing.queries.review import review_queue
from housing.queries.review_items import Item, Place, Queue
from housing.services import corrections, reviewing
from tests.cast import BARENDRECHT, ROTTERDAM, Cast
from tests.conftest import Ledger
from tests.reviews import MARCH, approved, area, coa, coa_warning, province, submitted

pytestmark = pytest.mark.django_db
PACE = {"code": "pace", "params": {"total": 5, "pace": 2}}


def queue(cast: Cast, *, sees_notes: bool = True, areas: list[Area] | None = None) -> Queue:
    state = journal_state()
    return review_queue(
        registry(state.reference_version),
        state,
        province(),
        MARCH.half_year,
        user=cast.coordinator.pk,
        sees_notes=sees_notes,
        areas=areas,
    )


def item(cast: Cast, code: str = ROTTERDAM, **options: bool) -> Item:
    return next(i for i in queue(cast, **options).items if i.area.code == code and i.month == MARCH)


def test_a_month_past_due_is_missing_until_it_is_in(cast: Cast) -> None:
    assert item(cast).place is Place.MISSING
    submitted(ROTTERDAM, cast.clerk)
    found = item(cast)
    assert (found.place, found.is_late, found.counts) == (Place.WAITING, True, Counts(5, 0, 0))


def test_an_imported_month_is_final(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-03", 5)
    coa(ROTTERDAM, 9)
    found = item(cast)
    assert (found.place, found.is_blocked, found.differs_after_approval) == (Place.IMPORTED, False, False)


def test_what_was_submitted_before_and_last_year_stands_beside_it(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2021-03", 8)
    submitted(ROTTERDAM, cast.clerk, Counts(5, 1, 0))
    submitted(ROTTERDAM, cast.clerk, Counts(6, 1, 0))
    found = item(cast)
    assert found.previous == Counts(5, 1, 0)
    assert found.last_year == Counts(8, 0, 0)
    assert found.earlier[1] == Counts(5, 1, 0)


def test_remarks_are_warnings_and_differences(cast: Cast) -> None:
    submitted(BARENDRECHT, cast.clerk)
    submitted(ROTTERDAM, cast.clerk, warnings=[PACE], explanation="Nieuwbouw.")
    assert [i.area.code for i in queue(cast).remarked] == [ROTTERDAM]
    assert [i.area.code for i in queue(cast).clean] == [BARENDRECHT]
    coa(BARENDRECHT, 4)
    remarked = queue(cast).remarked
    assert [i.area.code for i in remarked] == [BARENDRECHT, ROTTERDAM]
    assert remarked[0].is_blocked
    assert remarked[0].comparison.difference == 1


def test_who_may_not_read_notes_sees_no_remarks(cast: Cast) -> None:
    coa(ROTTERDAM, 4)
    submitted(
        ROTTERDAM, cast.clerk, warnings=[PACE, coa_warning(4, 5)], explanation="Nieuwbouw.", note="Bel mij."
    )
    found = item(cast, sees_notes=False)
    assert (found.remarks, found.explanation, found.note) == ((), "", "")
    assert found.comparison.difference == 1


def test_an_overview_that_comes_after_approval_is_listed(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    assert queue(cast).differing == []
    coa(ROTTERDAM, 5)
    assert queue(cast).differing == []
    coa(ROTTERDAM, 7)
    assert [i.comparison.difference for i in queue(cast).differing] == [-2]


def test_what_others_did_since_the_last_look_is_marked(cast: Cast) -> None:
    first = submitted(ROTTERDAM, cast.clerk)
    assert queue(cast).changed == []
    reviewing.mark_seen(by=cast.coordinator, province=province(), period=MARCH.half_year)
    reviewing.approve(by=cast.coordinator, province=province(), reviewed={first.pk: 1})
    assert queue(cast).changed == []
    submitted(BARENDRECHT, cast.clerk)
    assert [i.area.code for i in queue(cast).changed] == [BARENDRECHT]
    coa(ROTTERDAM, 5)
    assert [i.area.code for i in queue(cast).changed] == [BARENDRECHT, ROTTERDAM]


def test_a_request_carries_its_effect_until_the_month_overtakes_it(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, "2022-1", 30)
    report = approved(ROTTERDAM, cast.clerk)
    corrections.ask(
        by=cast.clerk, municipality=area(ROTTERDAM), month=MARCH, counts=Counts(9, 0, 0), reason="Vergeten."
    )
    [(_, asked)] = queue(cast).requests
    assert asked.effect is not None
    assert [(c.before, c.after) for c in asked.effect.closings] == [(-25, -21)]
    reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="Fout.")
    [(_, asked)] = queue(cast).requests
    assert (asked.is_outdated, asked.effect) == (True, None)


def test_after_closing_the_effect_is_in_the_running_half_year(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    TargetPeriod.objects.update(closed_at=journal_state().now)
    for homes, change in ((9, 4), (6, -3)):
        request = corrections.ask(
            by=cast.clerk,
            municipality=area(ROTTERDAM),
            month=MARCH,
            counts=Counts(homes, 0, 0),
            reason="Vergeten.",
        )
        [(_, asked)] = queue(cast).requests
        assert asked.effect is not None
        assert (asked.effect.is_closed, asked.effect.change) == (True, change)
        corrections.accept(by=cast.coordinator, province=province(), request_id=request.pk)


def test_the_queue_costs_the_same_for_one_municipality_and_for_all(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    submitted(BARENDRECHT, cast.clerk)
    corrections.ask(
        by=cast.clerk, municipality=area(ROTTERDAM), month=MARCH, counts=Counts(9, 0, 0), reason="Vergeten."
    )
    rotterdam, zuid_holland = area(ROTTERDAM), province()
    state = journal_state()
    areas = registry(state.reference_version)

    def read(only: list[Area] | None) -> Queue:
        return review_queue(
            areas, state, zuid_holland, MARCH.half_year, user=cast.coordinator.pk, sees_notes=True, areas=only
        )

    assert queries(lambda: read([rotterdam])) == queries(lambda: read(None)) <= 10


def queries(job: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        job()
    return len(captured)
