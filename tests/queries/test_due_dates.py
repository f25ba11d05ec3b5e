from datetime import date, datetime

import pytest

from housing.domain.periods import HalfYear
from housing.domain.reporting import Timeliness
from housing.models import DueDateException, TargetPeriod
from housing.queries.areas import registry
from housing.queries.due_dates import due_dates
from housing.queries.figures import municipality_figures, province_figures
from housing.queries.journal import AMSTERDAM, journal_state
from housing.queries.positions import Position
from housing.queries.provinces import province_with_municipalities
from housing.services.posting import ensure_periods
from tests.cast import BARENDRECHT, ROTTERDAM, ZUID_HOLLAND, Cast
from tests.reviews import MARCH

pytestmark = pytest.mark.django_db
FIRST_2022 = HalfYear(2022, 1)


def test_a_half_year_that_nobody_set_has_the_standard_lead_times(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):
        dates = due_dates(FIRST_2022)
    assert dates.opens_on(MARCH) == date(2022, 3, 31)
    assert dates.due_on(ROTTERDAM, MARCH) == date(2022, 4, 10)
    assert not dates.is_closed


def test_exceptions_are_of_one_municipality_and_month(cast: Cast) -> None:
    ensure_periods([FIRST_2022])
    for code, day in ((ROTTERDAM, 20), (BARENDRECHT, 25)):
        DueDateException.objects.create(
            municipality_id=code,
            month=MARCH.first_day,
            due_on=date(2022, 4, day),
            reason="x",
            granted_by=cast.coordinator,
            granted_at=journal_state().now,
        )
    dates = due_dates(FIRST_2022, [ROTTERDAM])
    assert dates.due_on(ROTTERDAM, MARCH) == date(2022, 4, 20)
    assert dates.due_on(BARENDRECHT, MARCH) == date(2022, 4, 10)
    assert due_dates(HalfYear(2022, 2)).exceptions == {}


@pytest.mark.parametrize(
    ("first_submitted", "today", "expected"),
    [
        (None, date(2022, 3, 30), Timeliness.NOT_OPEN),
        (None, date(2022, 3, 31), Timeliness.OPEN),
        (None, date(2022, 4, 10), Timeliness.OPEN),
        (None, date(2022, 4, 11), Timeliness.MISSING),
        (datetime(2022, 4, 10, 23, 59, tzinfo=AMSTERDAM), date(2022, 5, 1), Timeliness.ON_TIME),
        (datetime(2022, 4, 11, 0, 1, tzinfo=AMSTERDAM), date(2022, 5, 1), Timeliness.LATE),
    ],
)
def test_timeliness(first_submitted: datetime | None, today: date, expected: Timeliness) -> None:
    assert due_dates(FIRST_2022).timeliness(ROTTERDAM, MARCH, first_submitted, today) is expected


def test_the_pace_norm_follows_the_due_day() -> None:
    ensure_periods([FIRST_2022])
    TargetPeriod.objects.update(due_day=20)
    registry.cache_clear()
    state = journal_state()
    areas = registry(state.reference_version)
    for day, due in ((20, 0), (21, 1)):
        position = Position(state.seq, state.hash, date(2022, 2, day))
        [row] = municipality_figures(areas, position, FIRST_2022, [ROTTERDAM])
        total, rows = province_with_municipalities(areas, position, FIRST_2022, areas.provinces[ZUID_HOLLAND])
        assert {row.months_due, total.months_due, *(each.months_due for each in rows)} == {due}
        assert {p.months_due for p in province_figures(areas, position, FIRST_2022)} == {due}
    registry.cache_clear()


def test_a_closed_half_year_is_known_as_closed() -> None:
    ensure_periods([FIRST_2022])
    TargetPeriod.objects.update(closed_at=journal_state().now)
    assert due_dates(FIRST_2022).is_closed
