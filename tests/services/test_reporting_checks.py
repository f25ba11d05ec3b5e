"""What blocks the submission of a month, and what asks for a line of explanation."""

from uuid import uuid4

import pytest
from django.utils import timezone

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import (
    Report,
    TargetPeriod,
    User,
)
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods
from housing.services.reporting import (
    EntryRefusedError,
    MonthInput,
    SubmissionRefusedError,
    submit,
    withdraw,
)
from tests.cast import ROTTERDAM, Cast
from tests.conftest import Ledger
from tests.entering import LAST, coa, draft, refused, send, step, version
from tests.reviews import area

pytestmark = pytest.mark.django_db
TEN = Counts(10, 0, 0)


# ── What blocks ──────────────────────────────────────────────────────────────────────────────────────────


def codes(error: SubmissionRefusedError, month: Month) -> list[str]:
    return [problem.code for problem in error.problems.get(month, ())]


@pytest.mark.parametrize(
    ("counts", "code"), [(Counts(), "empty"), (Counts(hotel=3), "no_homes"), (Counts(-3, 0, 0), "negative")]
)
def test_incomplete_months_block(cast: Cast, counts: Counts, code: str) -> None:
    assert codes(refused(cast.clerk, MonthInput(LAST, counts)), LAST) == [code]


def test_a_month_that_is_not_open_blocks(cast: Cast) -> None:
    month = LAST.plus(3)
    error = refused(cast.clerk, MonthInput(month, TEN))
    assert codes(error, month) == ["not_open"]
    assert error.problems[month][0].params["day"] == month.last_day


def test_a_closed_half_year_blocks(cast: Cast) -> None:
    ensure_periods([LAST.half_year])
    TargetPeriod.objects.filter(code=LAST.half_year.code).update(closed_at=timezone.now())
    assert codes(refused(cast.clerk, MonthInput(LAST, TEN)), LAST) == ["closed"]
    with pytest.raises(EntryRefusedError):
        draft(cast.clerk, TEN, 0)


@pytest.mark.parametrize(
    ("name", "month", "code"), [("weesp", "2022-04", "after"), ("land-van-cuijk", "2021-12", "before")]
)
def test_months_outside_the_time_of_a_municipality_block(
    cast: Cast, name: str, month: str, code: str
) -> None:
    place = registry(journal_state().reference_version).municipality(name)
    assert place is not None
    cast.clerk.memberships.update(municipality_id=place.code)
    parsed = Month.parse(month)
    with pytest.raises(SubmissionRefusedError) as caught:
        submit(by=cast.clerk, municipality=place, inputs=[MonthInput(parsed, TEN)], token=uuid4())
    assert codes(caught.value, parsed) == [code]


def test_an_approved_month_blocks(cast: Cast) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    step(cast.coordinator, Step.APPROVE)
    with pytest.raises(SubmissionRefusedError) as caught:
        send(cast.clerk, MonthInput(LAST, Counts(12), version=2))
    assert codes(caught.value, LAST) == ["approved"]
    with pytest.raises(EntryRefusedError, match="goedgekeurd"):
        draft(cast.clerk, Counts(12), 2)
    with pytest.raises(EntryRefusedError):
        withdraw(by=cast.clerk, municipality=area(ROTTERDAM), month=LAST, version=2)


def test_an_imported_month_blocks(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, str(LAST), 9)
    assert codes(refused(cast.clerk, MonthInput(LAST, TEN)), LAST) == ["imported"]


def test_all_or_none(cast: Cast) -> None:
    error = refused(cast.clerk, MonthInput(LAST, TEN), MonthInput(LAST.plus(-1), Counts(hotel=1)))
    assert list(error.problems) == [LAST.plus(-1)]
    assert not Report.objects.exists()


def test_nothing_chosen_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="Kies minstens"):
        send(cast.clerk)


# ── What asks for a line ─────────────────────────────────────────────────────────────────────────────────


def test_far_from_history_asks_for_a_line(cast: Cast, ledger: Ledger) -> None:
    for back in range(1, 5):
        ledger.home(ROTTERDAM, str(LAST.plus(-back)), 10)
    error = refused(cast.clerk, MonthInput(LAST, Counts(100)))
    [warning] = error.warnings[LAST]
    assert (warning.code, warning.params) == ("history", {"total": 100, "low": 1, "high": 19})
    send(cast.clerk, MonthInput(LAST, Counts(100), explanation="Nieuw complex opgeleverd"))
    report = Report.objects.get()
    assert report.warnings == [{"code": "history", "params": {"total": 100, "low": 1, "high": 19}}]
    assert report.explanation == "Nieuw complex opgeleverd"


def test_above_twice_the_pace_asks_for_a_line(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, LAST.half_year.code, 60)
    assert not refused_warnings(cast.clerk, Counts(20))
    assert refused_warnings(cast.clerk, Counts(21)) == ["pace"]


def refused_warnings(by: User, counts: Counts) -> list[str]:
    try:
        send(by, MonthInput(LAST, counts, version=version()))
    except SubmissionRefusedError as error:
        return [warning.code for warning in error.warnings[LAST]]
    return []


def test_another_count_of_coa_asks_for_a_line_once_seen(cast: Cast) -> None:
    coa(12)
    given = MonthInput(LAST, Counts(8, 2, 5), explanation="Twee later uitgeschreven", seen=frozenset())
    error = refused(cast.clerk, given)
    [warning] = error.warnings[LAST]
    assert (warning.code, warning.params) == ("coa", {"coa": 12, "own": 10})
    send(cast.clerk, MonthInput(LAST, Counts(8, 2, 5), explanation="Later", seen=frozenset({warning.key})))
    coa(13)
    with pytest.raises(SubmissionRefusedError):
        send(cast.clerk, MonthInput(LAST, Counts(8, 2, 5), "", 1, "Later", frozenset({warning.key})))


def test_the_same_count_as_coa_asks_nothing(cast: Cast) -> None:
    coa(10)
    send(cast.clerk, MonthInput(LAST, Counts(8, 2, 5)))
    assert Report.objects.get().warnings == []
