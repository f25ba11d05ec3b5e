"""Entering months: drafts, submitting all or none and once, and withdrawing."""

from uuid import uuid4

import pytest

from housing.access import NotAllowedError
from housing.domain.periods import Month
from housing.domain.reporting import Counts, ReportState, Step, StepError
from housing.models import (
    Event,
    Placement,
    Report,
    ReportStep,
)
from housing.queries.entry import entry_sheet
from housing.queries.journal import journal_state
from housing.services.reporting import (
    DraftConflict,
    EntryRefusedError,
    MonthInput,
    SubmissionRefusedError,
    withdraw,
)
from tests.cast import ROTTERDAM, Cast
from tests.database import check_now
from tests.entering import LAST, coa, draft, refused, send, step, version
from tests.reviews import area

pytestmark = pytest.mark.django_db
TEN = Counts(10, 0, 0)


def posted(month: Month = LAST) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, persons in Placement.objects.filter(
        municipality_id=ROTTERDAM, month=month.first_day
    ).values_list("kind", "persons"):
        found[kind] = found.get(kind, 0) + persons
    return found


# ── Drafts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_kept_and_counts_nowhere(cast: Cast) -> None:
    report = draft(cast.clerk, Counts(home=7), 0, "let op")
    assert (report.home, report.transitional, report.note, report.version) == (7, None, "let op", 1)
    assert report.edited_by == cast.clerk
    assert not Placement.objects.exists()
    assert not Event.objects.exists()


def test_saving_what_is_kept_changes_nothing(cast: Cast) -> None:
    draft(cast.clerk, TEN, 0)
    assert draft(cast.clerk, TEN, 0).version == 1


def test_a_draft_that_somebody_else_changed_is_a_conflict(cast: Cast) -> None:
    draft(cast.clerk, TEN, 0)
    draft(cast.second_clerk, Counts(12), 1)
    with pytest.raises(DraftConflict) as caught:
        draft(cast.clerk, Counts(11), 1)
    assert caught.value.report.home == 12
    assert caught.value.report.edited_by == cast.second_clerk
    assert Report.objects.get().home == 12


@pytest.mark.parametrize("who", ["reader", "other_clerk", "coordinator", "manager", "outsider"])
def test_only_editors_of_the_municipality_enter(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        draft(getattr(cast, who), TEN, 0)
    with pytest.raises(NotAllowedError):
        send(getattr(cast, who), MonthInput(LAST, TEN))
    with pytest.raises(NotAllowedError):
        withdraw(by=getattr(cast, who), municipality=area(ROTTERDAM), month=LAST, version=0)
    assert not Report.objects.exists()


@pytest.mark.parametrize(("counts", "code"), [(Counts(-1), "negative"), (Counts(1, 2, 100_000), "too_many")])
def test_impossible_numbers_are_refused(cast: Cast, counts: Counts, code: str) -> None:
    with pytest.raises(EntryRefusedError) as caught:
        draft(cast.clerk, counts, 0)
    assert caught.value.problem.code == code


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────────────


def test_submitting_posts_and_tells(cast: Cast) -> None:
    start = journal_state().seq
    done = send(
        cast.clerk,
        MonthInput(LAST, Counts(home=7, hotel=2), note="ook hotel"),
        MonthInput(LAST.plus(-1), TEN),
    )
    check_now()
    assert posted() == {"home": 7, "hotel": 2}
    assert posted(LAST.plus(-1)) == {"home": 10}
    report = Report.objects.get(month=LAST.first_day)
    assert report.report_state is ReportState.SUBMITTED
    assert report.submitted == report.draft == Counts(7, 0, 2)
    assert report.note == "ook hotel"
    assert [row.before for row in done.months] == [None, None]
    assert [row.after for row in done.months] == [Counts(7, 0, 2), TEN]
    assert (done.before, done.after) == (start, journal_state().seq)
    assert [event.action for event in Event.objects.all()] == ["report.submitted"] * 2
    assert Event.objects.first().texts.filter(kind="note", text="ook hotel").exists()


def test_zero_is_a_report(cast: Cast) -> None:
    send(cast.clerk, MonthInput(LAST, Counts(0, 0, 0)))
    check_now()
    assert posted() == {"home": 0}


def test_the_same_token_posts_once(cast: Cast) -> None:
    token = uuid4()
    first = send(cast.clerk, MonthInput(LAST, TEN), token=token)
    again = send(cast.clerk, MonthInput(LAST, TEN), token=token)
    assert again.is_repeat
    assert not first.is_repeat
    assert again.stored() == first.stored()
    assert again.says([MonthInput(LAST, Counts(10))])
    assert not again.says([MonthInput(LAST, Counts(11))])
    assert Report.objects.get().submission == 1
    assert ReportStep.objects.count() == 1


def test_a_token_of_somebody_else_is_refused(cast: Cast) -> None:
    token = uuid4()
    send(cast.clerk, MonthInput(LAST, TEN), token=token)
    with pytest.raises(NotAllowedError):
        send(cast.second_clerk, MonthInput(LAST, Counts(11), version=1), token=token)


def test_submitting_again_posts_the_difference(cast: Cast) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    done = send(cast.second_clerk, MonthInput(LAST, Counts(8, 3), version=1))
    check_now()
    assert posted() == {"home": 8, "transitional": 3}
    assert done.months[0].before == TEN
    assert Report.objects.get().submission == 2


@pytest.mark.parametrize("which", [Step.RETURN, Step.REOPEN])
def test_what_came_back_can_be_submitted_again(cast: Cast, which: Step) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    if which is Step.REOPEN:
        step(cast.coordinator, Step.APPROVE)
    step(cast.coordinator, which)
    send(cast.clerk, MonthInput(LAST, Counts(9), version=version()))
    check_now()
    assert posted() == {"home": 9}
    assert Report.objects.get().report_state is ReportState.SUBMITTED


def test_a_month_that_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    draft(cast.second_clerk, Counts(12), 0)
    error = refused(cast.clerk, MonthInput(LAST, TEN, version=0))
    assert error.conflicts[LAST].home == 12
    assert Report.objects.get().home == 12


def test_a_draft_of_ones_own_whose_answer_was_lost_is_no_conflict(cast: Cast) -> None:
    draft(cast.clerk, TEN, 0)
    send(cast.clerk, MonthInput(LAST, TEN, version=0))
    step(cast.coordinator, Step.RETURN)
    # It came back meanwhile: that has to be seen first.
    with pytest.raises(SubmissionRefusedError):
        send(cast.clerk, MonthInput(LAST, TEN, version=2))


def test_late_is_accepted(cast: Cast) -> None:
    month = LAST.plus(-2)
    send(cast.clerk, MonthInput(month, TEN))
    sheet = entry_sheet(journal_state(), area(ROTTERDAM), month.half_year)
    [entry] = [entry for entry in sheet.months if entry.month == month]
    assert entry.timeliness.value == "late"


# ── Withdrawing ──────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_posts_the_difference(cast: Cast) -> None:
    coa(12)
    send(cast.clerk, MonthInput(LAST, TEN, explanation="verschil"))
    report = withdraw(by=cast.clerk, municipality=area(ROTTERDAM), month=LAST, version=1)
    check_now()
    assert posted() == {"home": 0}
    assert report.report_state is ReportState.WITHDRAWN
    assert report.draft == TEN
    assert report.submitted.is_empty
    assert (report.warnings, report.explanation) == ([], "")
    assert Event.objects.last().action == "report.withdrawn"
    done = send(cast.clerk, MonthInput(LAST, Counts(12), version=2))
    check_now()
    assert done.months[0].before is None


def test_only_what_was_submitted_is_withdrawn(cast: Cast) -> None:
    draft(cast.clerk, TEN, 0)
    with pytest.raises(StepError):
        withdraw(by=cast.clerk, municipality=area(ROTTERDAM), month=LAST, version=1)


def test_withdrawing_what_changed_is_a_conflict(cast: Cast) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    send(cast.second_clerk, MonthInput(LAST, Counts(12), version=1))
    with pytest.raises(DraftConflict):
        withdraw(by=cast.clerk, municipality=area(ROTTERDAM), month=LAST, version=1)
