import pytest
from django.db import transaction

from housing.access import NotAllowedError
from housing.domain.reporting import Counts, Step, StepError
from housing.models import Event, EventText, Mail, Report, ReportStep, ReviewLook, TargetPeriod, User
from housing.queries.journal import journal_state
from housing.services import reviewing
from housing.services.report_steps import Taken, locked, take
from housing.services.reviewing import ReviewError
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, make_cast
from tests.database import check_now
from tests.reviews import MARCH, approved, coa, coa_warning, counted, province, submitted
from tests.threads import at_once

pytestmark = pytest.mark.django_db
PACE = {"code": "pace", "params": {"total": 5, "pace": 2}}


# ── Approving ────────────────────────────────────────────────────────────────────────────────────────────


def test_months_are_approved_as_they_were_reviewed(cast: Cast) -> None:
    first, second = submitted(ROTTERDAM, cast.clerk), submitted(BARENDRECHT, cast.clerk)
    result = reviewing.approve(by=cast.coordinator, province=province(), reviewed={first.pk: 1, second.pk: 1})
    check_now()
    assert {report.pk for report in result.approved} == {first.pk, second.pk}
    first.refresh_from_db()
    assert (first.state, first.reviewed_by, first.is_compared) == ("approved", cast.coordinator, False)
    assert Event.objects.filter(action="report.approved", actor=cast.coordinator).count() == 2
    assert ReportStep.objects.filter(state="approved").count() == 2


def test_a_month_that_changed_since_is_left_and_the_others_go_through(cast: Cast) -> None:
    first, second = submitted(ROTTERDAM, cast.clerk), submitted(BARENDRECHT, cast.clerk)
    submitted(ROTTERDAM, cast.clerk, Counts(9, 0, 0))
    result = reviewing.approve(by=cast.coordinator, province=province(), reviewed={first.pk: 1, second.pk: 1})
    assert [report.pk for report in result.changed] == [first.pk]
    assert [report.pk for report in result.approved] == [second.pk]
    first.refresh_from_db()
    assert first.state == "submitted"


def test_a_withdrawn_month_is_not_approved(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    take([Taken(report, Step.WITHDRAW)], by=cast.clerk, now=journal_state().now)
    result = reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1})
    assert (result.approved, len(result.changed)) == ((), 1)


def test_a_second_click_changes_nothing_and_says_so(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1})
    seq = journal_state().seq
    again = reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1})
    assert [one.pk for one in again.already] == [report.pk]
    assert journal_state().seq == seq


def test_an_unexplained_difference_with_coa_blocks(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk, Counts(5, 1, 4))
    coa(ROTTERDAM, 8)
    result = reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1})
    assert [one.pk for one in result.blocked] == [report.pk]


def test_an_explanation_of_something_else_does_not_count(cast: Cast) -> None:
    report = submitted(
        ROTTERDAM, cast.clerk, warnings=[{"code": "pace", "params": {}}], explanation="Nieuwbouw."
    )
    coa(ROTTERDAM, 8)
    assert reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1}).blocked


def test_an_explanation_of_this_difference_lets_it_through(cast: Cast) -> None:
    coa(ROTTERDAM, 8)
    report = submitted(ROTTERDAM, cast.clerk, warnings=[coa_warning(8, 5)], explanation="Drie komen later.")
    assert reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1}).approved
    report.refresh_from_db()
    assert report.is_compared is True


def test_the_hotel_scheme_is_not_compared_with_coa(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk, Counts(5, 1, 4))
    coa(ROTTERDAM, 6)
    assert reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1}).approved


def test_a_new_overview_asks_for_a_new_explanation(cast: Cast) -> None:
    coa(ROTTERDAM, 8)
    report = submitted(ROTTERDAM, cast.clerk, warnings=[coa_warning(8, 5)], explanation="Drie komen later.")
    coa(ROTTERDAM, 9)
    assert reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 1}).blocked


def test_only_the_coordinator_of_this_province_approves(cast: Cast) -> None:
    report, elsewhere = submitted(ROTTERDAM, cast.clerk), submitted(UTRECHT, cast.other_clerk)
    for person in (cast.other_coordinator, cast.province_reader, cast.clerk, cast.manager, cast.outsider):
        with pytest.raises(NotAllowedError):
            reviewing.approve(by=person, province=province(), reviewed={report.pk: 1})
    for ids in ({elsewhere.pk: 1}, {report.pk: 1, elsewhere.pk: 1}, {0: 1}):
        with pytest.raises(NotAllowedError):
            reviewing.approve(by=cast.coordinator, province=province(), reviewed=ids)
    report.refresh_from_db()
    assert report.state == "submitted"


# ── Returning and reopening ──────────────────────────────────────────────────────────────────────────────


def test_a_month_goes_back_with_a_reason_and_mail_to_the_editors(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    reviewing.send_back(
        by=cast.coordinator, province=province(), report_id=report.pk, submission=1, reason=" Tel opnieuw. "
    )
    check_now()
    report.refresh_from_db()
    assert (report.state, report.review_reason) == ("returned", "Tel opnieuw.")
    assert counted(ROTTERDAM) == (5, 0, 0)
    mails = Mail.objects.filter(kind="returned")
    assert {mail.address for mail in mails} == {cast.clerk.email, cast.second_clerk.email}
    assert all("Tel opnieuw." in mail.text and "/inloggen/" in mail.text for mail in mails)
    assert EventText.objects.filter(event__action="report.returned", text="Tel opnieuw.").exists()
    assert "Tel opnieuw." not in str(Event.objects.get(action="report.returned").data)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_reason_is_asked_for(cast: Cast, reason: str) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    with pytest.raises(ReviewError):
        reviewing.send_back(
            by=cast.coordinator, province=province(), report_id=report.pk, submission=1, reason=reason
        )


def test_what_was_submitted_anew_is_not_sent_back_unread(cast: Cast) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    submitted(ROTTERDAM, cast.clerk, Counts(6, 0, 0))
    with pytest.raises(ReviewError, match="opnieuw ingediend"):
        reviewing.send_back(
            by=cast.coordinator, province=province(), report_id=report.pk, submission=1, reason="Fout."
        )


def test_an_approved_month_is_reopened_with_mail(cast: Cast) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="COA belde.")
    check_now()
    report.refresh_from_db()
    assert (report.state, report.review_reason) == ("reopened", "COA belde.")
    assert "heropend" in Mail.objects.filter(kind="returned")[0].subject
    with pytest.raises(StepError):
        reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="Nog eens.")


def test_after_closing_nothing_goes_back(cast: Cast) -> None:
    report, waiting = approved(ROTTERDAM, cast.clerk), submitted(BARENDRECHT, cast.clerk)
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)
    with pytest.raises(ReviewError, match="correctie"):
        reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="Fout.")
    with pytest.raises(ReviewError, match="afgesloten"):
        reviewing.send_back(
            by=cast.coordinator, province=province(), report_id=waiting.pk, submission=1, reason="Fout."
        )


def test_only_the_coordinator_sends_back_and_reopens(cast: Cast) -> None:
    report, final = submitted(ROTTERDAM, cast.clerk), approved(BARENDRECHT, cast.clerk)
    for person in (cast.other_coordinator, cast.clerk, cast.ministry_reader):
        with pytest.raises(NotAllowedError):
            reviewing.send_back(
                by=person, province=province(), report_id=report.pk, submission=1, reason="Fout."
            )
        with pytest.raises(NotAllowedError):
            reviewing.reopen(by=person, province=province(), report_id=final.pk, reason="Fout.")


# ── Having seen ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_seen_never_goes_back(cast: Cast) -> None:
    submitted(ROTTERDAM, cast.clerk)
    seq = journal_state().seq
    for place in (seq, 1, 10**12):
        reviewing.mark_seen(by=cast.coordinator, province=province(), period=MARCH.half_year, seq=place)
        assert ReviewLook.objects.get().seq == seq
    with pytest.raises(NotAllowedError):
        reviewing.mark_seen(by=cast.province_reader, province=province(), period=MARCH.half_year)


# ── At the same time ─────────────────────────────────────────────────────────────────────────────────────


def resubmit(report: int, by: User, counts: Counts) -> None:
    """What a clerk does, with the lock that submitting takes."""
    with transaction.atomic():
        [row] = locked([report])
        take([Taken(row, Step.SUBMIT, counts)], by=by, now=journal_state().now)


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_was_reviewed_whoever_comes_first() -> None:
    cast = make_cast()
    for round_ in range(12):
        month = MARCH.plus(round_)
        report = submitted(ROTTERDAM, cast.clerk, Counts(5, 0, 0), month)
        approval, sent = at_once(
            lambda report=report: reviewing.approve(
                by=cast.coordinator, province=province(), reviewed={report.pk: 1}
            ),
            lambda report=report: resubmit(report.pk, cast.clerk, Counts(99, 0, 0)),
        )
        assert not isinstance(approval, Exception), approval
        report.refresh_from_db()
        if report.state == "approved":
            assert (report.submission, report.submitted_home) == (1, 5)
            assert isinstance(sent, StepError)
        else:
            assert (report.state, report.submission, report.submitted_home) == ("submitted", 2, 99)
            assert sent is None


@pytest.mark.django_db(transaction=True)
def test_a_double_click_approves_once() -> None:
    cast = make_cast()
    reports = [submitted(ROTTERDAM, cast.clerk, month=MARCH.plus(n)) for n in range(4)]
    reviewed = {report.pk: 1 for report in reports}
    results = at_once(
        *[lambda: reviewing.approve(by=cast.coordinator, province=province(), reviewed=reviewed)] * 4
    )
    assert sorted(len(result.approved) for result in results) == [0, 0, 0, 4]
    assert sum(len(result.already) for result in results) == 12
    assert Event.objects.filter(action="report.approved").count() == 4
    assert Report.objects.filter(state="approved").count() == 4
