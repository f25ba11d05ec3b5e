"""Entering months: drafts, conflicts, checks, submitting all or none, once, and withdrawing."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from housing.access import NotAllowedError
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState, Step, StepError
from housing.models import (
    CoaCount,
    DueDateException,
    Event,
    Placement,
    Report,
    ReportStep,
    Submission,
    TargetPeriod,
    User,
)
from housing.queries.areas import Area, registry
from housing.queries.entry import entry_sheet, waiting_months
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import Taken, locked, take
from housing.services.reporting import (
    DraftConflict,
    EntryRefusedError,
    MonthInput,
    SubmissionRefusedError,
    Submitted,
    save_draft,
    submit,
    withdraw,
)
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, make_cast
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
LAST = Month.containing(timezone.localdate().replace(day=1) - timedelta(days=1))
BEFORE = LAST.plus(-1)
TEN = Counts(10, 0, 0)


def area(code: str = ROTTERDAM) -> Area:
    return registry(journal_state().reference_version).municipalities[code]


def send(by: User, *inputs: MonthInput, token: UUID | None = None) -> Submitted:
    return submit(by=by, municipality=area(), inputs=inputs, token=token or uuid4())


def draft(by: User, counts: Counts, version: int, note: str = "", month: Month = LAST) -> Report:
    return save_draft(by=by, municipality=area(), month=month, counts=counts, note=note, version=version)


def check_now() -> None:
    """What the database checks at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def step(by: User, report: Report, which: Step) -> None:
    [row] = locked([report.pk])
    take([Taken(row, which)], by=by, now=journal_state().now)


def posted(month: Month = LAST) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, persons in Placement.objects.filter(
        municipality_id=ROTTERDAM, month=month.first_day
    ).values_list("kind", "persons"):
        found[kind] = found.get(kind, 0) + persons
    return found


def coa(persons: int, month: Month = LAST) -> None:
    ensure_periods([month.half_year])
    post(
        lines=[
            CoaCount(
                municipality_id=ROTTERDAM,
                period_id=month.half_year.code,
                month=month.first_day,
                persons=persons,
            )
        ]
    )


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
        withdraw(by=getattr(cast, who), municipality=area(), month=LAST, version=0)
    assert not Report.objects.exists()


@pytest.mark.parametrize(("counts", "code"), [(Counts(-1), "negative"), (Counts(1, 2, 100_000), "too_many")])
def test_impossible_numbers_are_refused(cast: Cast, counts: Counts, code: str) -> None:
    with pytest.raises(EntryRefusedError) as caught:
        draft(cast.clerk, counts, 0)
    assert caught.value.problem.code == code


# ── What blocks ──────────────────────────────────────────────────────────────────────────────────────────


def refused(by: User, *inputs: MonthInput) -> SubmissionRefusedError:
    with pytest.raises(SubmissionRefusedError) as caught:
        send(by, *inputs)
    assert not Placement.objects.filter(recorded_by=by).exists()
    assert not Submission.objects.exists()
    return caught.value


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
    step(cast.coordinator, Report.objects.get(), Step.APPROVE)
    with pytest.raises(SubmissionRefusedError) as caught:
        send(cast.clerk, MonthInput(LAST, Counts(12), version=2))
    assert codes(caught.value, LAST) == ["approved"]
    with pytest.raises(EntryRefusedError, match="goedgekeurd"):
        draft(cast.clerk, Counts(12), 2)
    with pytest.raises(EntryRefusedError):
        withdraw(by=cast.clerk, municipality=area(), month=LAST, version=2)


def test_an_imported_month_blocks(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, str(LAST), 9)
    assert codes(refused(cast.clerk, MonthInput(LAST, TEN)), LAST) == ["imported"]


def test_all_or_none(cast: Cast) -> None:
    error = refused(cast.clerk, MonthInput(LAST, TEN), MonthInput(BEFORE, Counts(hotel=1)))
    assert list(error.problems) == [BEFORE]
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


def version() -> int:
    return Report.objects.values_list("version", flat=True).first() or 0


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


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────────────


def test_submitting_posts_and_tells(cast: Cast) -> None:
    start = journal_state().seq
    done = send(
        cast.clerk, MonthInput(LAST, Counts(home=7, hotel=2), note="ook hotel"), MonthInput(BEFORE, TEN)
    )
    check_now()
    assert posted() == {"home": 7, "hotel": 2}
    assert posted(BEFORE) == {"home": 10}
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
    report = Report.objects.get()
    if which is Step.REOPEN:
        step(cast.coordinator, report, Step.APPROVE)
    step(cast.coordinator, report, which)
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
    step(cast.coordinator, Report.objects.get(), Step.RETURN)
    # It came back meanwhile: that has to be seen first.
    with pytest.raises(SubmissionRefusedError):
        send(cast.clerk, MonthInput(LAST, TEN, version=2))


def test_late_is_accepted(cast: Cast) -> None:
    month = LAST.plus(-2)
    send(cast.clerk, MonthInput(month, TEN))
    sheet = entry_sheet(journal_state(), area(), month.half_year)
    [entry] = [entry for entry in sheet.months if entry.month == month]
    assert entry.timeliness.value == "late"


# ── Withdrawing ──────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_posts_the_difference(cast: Cast) -> None:
    coa(12)
    send(cast.clerk, MonthInput(LAST, TEN, explanation="verschil"))
    report = withdraw(by=cast.clerk, municipality=area(), month=LAST, version=1)
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
        withdraw(by=cast.clerk, municipality=area(), month=LAST, version=1)


def test_withdrawing_what_changed_is_a_conflict(cast: Cast) -> None:
    send(cast.clerk, MonthInput(LAST, TEN))
    send(cast.second_clerk, MonthInput(LAST, Counts(12), version=1))
    with pytest.raises(DraftConflict):
        withdraw(by=cast.clerk, municipality=area(), month=LAST, version=1)


# ── What a page reads ────────────────────────────────────────────────────────────────────────────────────


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
    sheet = entry_sheet(journal_state(), area(), LAST.half_year)
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
    state, areas = journal_state(), [area(), area(BARENDRECHT)]
    with django_assert_num_queries(4):  # type: ignore[operator]
        found = waiting_months(state, areas, LAST.half_year)
    assert LAST not in [entry.month for entry in found[ROTTERDAM]]
    assert LAST in [entry.month for entry in found[BARENDRECHT]]


# ── At the same time ─────────────────────────────────────────────────────────────────────────────────────


def together(*works: object) -> list[object]:
    """Run these at the same time; what each returned or raised."""
    answers: list[object] = [None] * len(works)
    barrier = Barrier(len(works))

    def run(place: int) -> None:
        barrier.wait()
        try:
            answers[place] = works[place]()  # type: ignore[operator]
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_posts_once() -> None:
    people, place = make_cast(), area()
    for _ in range(5):
        token, before = uuid4(), version()
        given = [MonthInput(LAST, Counts(before + 1), version=before)]
        answers = together(
            *[lambda: submit(by=people.clerk, municipality=place, inputs=given, token=token)] * 2  # noqa: B023
        )
        assert all(isinstance(answer, Submitted) for answer in answers), answers
        assert sorted(answer.is_repeat for answer in answers) == [False, True]  # type: ignore[attr-defined]
    assert Report.objects.get().submission == 5
    assert ReportStep.objects.count() == 5
    assert sum(Placement.objects.values_list("persons", flat=True)) == Report.objects.get().submitted_home


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_lose_nothing() -> None:
    people, place = make_cast(), area()
    answers = together(
        lambda: save_draft(
            by=people.clerk, municipality=place, month=LAST, counts=Counts(1), note="", version=0
        ),
        lambda: save_draft(
            by=people.second_clerk, municipality=place, month=LAST, counts=Counts(2), note="", version=0
        ),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["DraftConflict", "Report"]
    [kept] = [answer for answer in answers if isinstance(answer, Report)]
    assert Report.objects.get().home == kept.home
