"""What the page on which months are entered reads: the sheet of a half-year, and months that wait."""

from datetime import date

import pytest
from django.utils import timezone

from housing.domain.periods import HalfYear
from housing.domain.reporting import Counts
from housing.models import (
    DueDateException,
    Report,
)
from housing.queries.areas import registry
from housing.queries.entry import entry_sheet, waiting_months
from housing.queries.journal import journal_state
from housing.services.reporting import (
    MonthInput,
)
from tests.cast import BARENDRECHT, ROTTERDAM, Cast
from tests.conftest import Ledger
from tests.entering import LAST, coa, draft, send
from tests.reviews import area

pytestmark = pytest.mark.django_db
TEN = Counts(10, 0, 0)


def version() -> int:
    return Report.objects.values_list("version", flat=True).first() or 0


def test_sheet_holds_what_stands_beside_a_month(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, str(LAST.plus(-12)), 6)
    coa(11)
    DueDateException.objects.create(
        municipality_id=ROTTERDAM,
        month=LAST.first_day,
        due_on=date(2999, 1, 1),
        reason="brand",
        granted_by=cast.coordinator,
        granted_at=timezone.now(),
    )
    draft(cast.clerk, Counts(home=4), 0)
    sheet = entry_sheet(journal_state(), area(ROTTERDAM), LAST.half_year)
    assert len(sheet.months) == 6
    [entry] = [entry for entry in sheet.months if entry.month == LAST]
    assert entry.last_year is not None
    assert (entry.last_year.home, entry.coa, entry.draft.home) == (6, 11, 4)
    assert entry.due_on == date(2999, 1, 1)
    assert entry.history == (6,)
    assert entry.waits
    assert entry.submitted.is_empty


def test_sheet_leaves_out_months_without_the_municipality(db: None) -> None:
    place = registry(journal_state().reference_version).municipality("weesp")
    assert place is not None
    sheet = entry_sheet(journal_state(), place, HalfYear(2022, 1))
    assert [entry.month.number for entry in sheet.months] == [1, 2, 3]
    assert len(sheet.all_months) == 6


def test_waiting_months_of_several_municipalities(cast: Cast, django_assert_num_queries: object) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    state, areas = journal_state(), [area(ROTTERDAM), area(BARENDRECHT)]
    with django_assert_num_queries(4):  # type: ignore[operator]
        found = waiting_months(state, areas, LAST.half_year)
    assert LAST not in [entry.month for entry in found[ROTTERDAM]]
    assert LAST in [entry.month for entry in found[BARENDRECHT]]
