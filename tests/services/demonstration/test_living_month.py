"""The reports of the demonstration: they agree with the journal, and each state is there to be seen."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState, Step, Timeliness
from housing.domain.roles import Role
from housing.models import (
    CorrectionRequest,
    DueDateException,
    Event,
    EventText,
    Membership,
    MonthTotal,
    Report,
    ReviewLook,
    TargetPeriod,
    User,
)
from housing.queries.areas import registry
from housing.queries.comparisons import compared
from housing.queries.due_dates import due_dates
from housing.queries.entry import entry_sheet
from housing.queries.journal import AMSTERDAM, journal_state
from housing.queries.reports import coa_counts, report_states
from housing.services.demonstration.lines import CoaLine, PlacementLine, StepLine
from housing.services.demonstration.people import EDITORS, PASSWORD, PEOPLE
from housing.services.demonstration.zuid_holland import APELDOORN, BARENDRECHT, DELFT, ROTTERDAM
from housing.services.verifying import verify
from tests.demonstration import demonstration_rolled_back, make_demonstration

pytestmark = pytest.mark.django_db

H2022_2 = HalfYear(2022, 2)
SEPTEMBER, OCTOBER = Month(2022, 9), Month(2022, 10)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demonstration, for this module."""
    with django_db_blocker.unblock():
        make_demonstration()
        with demonstration_rolled_back():
            yield


@pytest.fixture
def queue(loaded: None) -> dict[str, Report]:
    """The October reports of Zuid-Holland by code."""
    reports = Report.objects.filter(month=OCTOBER.first_day, municipality__province="PV28")
    return {report.municipality_id: report for report in reports}


def zuid_holland() -> set[str]:
    areas = registry(journal_state().reference_version)
    return {area.code for area in areas.members("PV28") if area.exists_in(OCTOBER)}


def test_the_whole_is_sound(loaded):
    findings = verify()
    assert findings.wrong == []


def test_every_report_agrees_with_the_journal(loaded):
    states = report_states(journal_state().seq, H2022_2)
    totals = {
        (code, Month.containing(day)): kinds
        for code, day, *kinds in MonthTotal.objects.filter(period="2022-2").values_list(
            "municipality_id", "month", "home", "transitional", "hotel"
        )
    }
    submitted = Report.objects.exclude(submission=0)
    assert submitted.count() == sum(map(len, states.values())) == len(totals)
    for report in submitted:
        known = states[report.municipality_id][report.calendar_month]
        assert (report.report_state, report.submission) == (known.state, known.number)
        assert report.submitted.filled == known.counts
        assert totals[report.municipality_id, report.calendar_month] == [
            known.counts.home,
            known.counts.transitional,
            known.counts.hotel,
        ]
        assert report.version >= report.submission


def test_months_before_were_imported_and_closed(loaded):
    assert not Report.objects.exclude(period="2022-2").exists()
    closed = {
        period.code: period.closed_at and period.closed_at.astimezone(AMSTERDAM).date()
        for period in TargetPeriod.objects.all()
    }
    assert closed == {"2021-2": date(2022, 1, 14), "2022-1": date(2022, 7, 15), "2022-2": None}


def test_the_queue_of_zuid_holland_has_each_state(queue):
    found = Counter(report.report_state for report in queue.values())
    assert set(found) == set(ReportState)
    assert found[ReportState.RETURNED] == 2
    assert found[ReportState.REOPENED] == found[ReportState.WITHDRAWN] == found[ReportState.DRAFT] == 1
    assert found[ReportState.SUBMITTED] > 3 * found[ReportState.APPROVED] // 2 > 5
    waiting = [report for report in queue.values() if report.report_state is ReportState.SUBMITTED]
    assert 5 < sum(bool(report.warnings) for report in waiting) < len(waiting) // 2


def test_in_time_late_and_missing(queue):
    dates, today = due_dates(H2022_2), journal_state().today
    found = Counter()
    for code in zuid_holland():
        report = queue.get(code)
        found[dates.timeliness(code, OCTOBER, report and report.first_submitted_at, today)] += 1
    assert set(found) == set(Timeliness) - {Timeliness.NOT_OPEN}
    assert found[Timeliness.MISSING] == 2
    assert found[Timeliness.OPEN] == DueDateException.objects.count() == 1
    assert 3 <= found[Timeliness.LATE] <= 8


def test_the_clerk_has_something_to_do(queue):
    clerk = User.objects.get(email="invoer@demonstratie.example")
    rotterdam, barendrecht = queue[ROTTERDAM], queue[BARENDRECHT]
    assert (rotterdam.state, rotterdam.submitted_by, rotterdam.reviewed_by.name) == (
        "returned",
        clerk,
        "Carla Coördinator",
    )
    assert "november" in rotterdam.review_reason
    assert rotterdam.warnings
    assert rotterdam.explanation
    assert (barendrecht.state, barendrecht.edited_by, barendrecht.submission) == ("draft", clerk, 0)
    assert not barendrecht.draft.is_empty
    assert not barendrecht.draft.is_complete


def test_warnings_are_those_that_entering_gives(queue):
    areas = registry(journal_state().reference_version).municipalities
    for code, report in queue.items():
        if report.report_state.counts:
            sheet = entry_sheet(journal_state(), areas[code], H2022_2)
            (entry,) = (entry for entry in sheet.months if entry.month == OCTOBER)
            assert report.warnings == [w.stored() for w in entry.warnings(report.submitted)], code
        assert bool(report.warnings) == bool(report.explanation)


def test_differences_with_coa_are_explained_before_approval(loaded):
    seq = journal_state().seq
    assert {month for months in coa_counts(seq, H2022_2).values() for month in months} == set(
        H2022_2.months[:3]
    )
    reports = list(Report.objects.filter(submission__gt=0))
    beside = compared(seq, reports)
    differing = [report for report in reports if beside[report.pk].differs]
    unexplained = [report for report in reports if beside[report.pk].is_open]
    assert 30 < len(differing) < 120
    assert {(r.state, r.is_compared) for r in unexplained} == {("submitted", None), ("approved", False)}
    assert {r.municipality_id for r in unexplained if r.state == "submitted"} == {
        "GM0484",
        "GM0575",
        APELDOORN,
    }
    # Approved before the overview came in: what it showed since is what the open request is about.
    assert {r.municipality_id for r in unexplained if r.state == "approved"} >= {DELFT}
    assert {r.is_compared for r in reports if r.state == "approved" and r.calendar_month == OCTOBER} == {
        False
    }


def test_corrections(loaded):
    found = {
        request.state: request
        for request in CorrectionRequest.objects.select_related("report", "decided_by", "asked_by")
    }
    assert set(found) == {"open", "accepted", "refused"}
    assert (found["open"].report.municipality_id, found["open"].report.calendar_month) == (DELFT, SEPTEMBER)
    for request in found.values():
        assert request.report.report_state is ReportState.APPROVED
        changes = request.counts != request.report.submitted
        assert changes == (request.state != "accepted")
        assert (request.report.submission == request.submission) == (request.state != "accepted")
        assert request.asked_by.memberships.filter(municipality=request.report.municipality_id).exists()
    seq = journal_state().seq
    for state in ("open", "accepted"):
        report = found[state].report
        coa = coa_counts(seq, H2022_2)[report.municipality_id][report.calendar_month]
        assert found[state].counts.placed == coa
    assert found["refused"].decision_reason


def test_other_provinces_approved_october_in_part(loaded):
    rows = Report.objects.filter(month=OCTOBER.first_day).values_list("municipality__province", "state")
    approved = Counter(province for province, state in rows if state == "approved")
    waiting = Counter(province for province, state in rows if state == "submitted")
    assert len(waiting) == 12
    assert len(approved) >= 9


def test_the_log_tells_what_happened_in_order(loaded):
    actions = Counter(Event.objects.values_list("action", flat=True))
    assert set(actions) == {
        "report.submitted",
        "report.withdrawn",
        "report.returned",
        "report.approved",
        "report.reopened",
        "correction.asked",
        "correction.accepted",
        "correction.refused",
        "exception.granted",
        "coa.imported",
        "exchange.proposed",
        "figures.imported",
    }
    moments = list(Event.objects.order_by("seq").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    # The last two are of the day itself: an exchange was proposed, and the demonstration loaded.
    assert moments[-3] < datetime(2022, 11, 15, 9, tzinfo=AMSTERDAM) <= moments[-2]
    addresses = EventText.objects.filter(kind="address").values_list("text", flat=True)
    assert all(address.startswith("192.0.2.") for address in addresses)
    for action in ("report.returned", "report.reopened", "correction.asked"):
        assert actions[action] == EventText.objects.filter(event__action=action, kind="reason").count()


def test_the_coordinator_has_looked_before(loaded):
    look = ReviewLook.objects.get()
    assert look.user.name == "Carla Coördinator"
    assert 0 < look.seq < journal_state().seq


def test_accounts(loaded):
    assert (
        User.objects.count()
        == EmailAddress.objects.filter(verified=True).count()
        == len(PEOPLE) + len(EDITORS)
    )
    assert not Authenticator.objects.exists()
    assert {(m.user.email, m.role) for m in Membership.objects.select_related("user")} == {
        (person.email, person.role.value) for person in (*PEOPLE, *EDITORS)
    }
    assert {
        user.has_usable_password() for user in User.objects.filter(email__in=[p.email for p in EDITORS])
    } == {False}
    assert all(phone.startswith("010-00000") for phone in User.objects.values_list("phone", flat=True))
    signed_in = authenticate(None, username=PEOPLE[0].email, password=PASSWORD)
    assert signed_in is not None
    assert signed_in.name == "Iris Invoerder"


def test_every_municipality_of_zuid_holland_has_an_editor(loaded):
    editors = Membership.objects.filter(role=Role.MUNICIPALITY_EDITOR.value)
    assert set(editors.values_list("municipality_id", flat=True)) == zuid_holland()


class TestLines:
    """What can be told from the lines alone."""

    def test_differences_add_up_to_what_counts(self, lines):
        sums: Counter[tuple[str, Month]] = Counter()
        for line in lines:
            if isinstance(line, PlacementLine) and line.period == H2022_2:
                sums[line.municipality, line.month] += line.persons
        last = {(x.municipality, x.month): x for x in lines if isinstance(x, StepLine)}
        assert {key: step.counts.total for key, step in last.items()} == {key: sums[key] for key in last}
        assert set(sums) == set(last)

    def test_numbers_count_submissions(self, lines):
        numbers: Counter[tuple[str, Month]] = Counter()
        for line in lines:
            if isinstance(line, StepLine):
                numbers[line.municipality, line.month] += line.step in (Step.SUBMIT, None)
                assert line.number == numbers[line.municipality, line.month]

    def test_steps_and_their_placements_share_a_moment(self, lines):
        moments = {(x.municipality, x.month, x.recorded_at) for x in lines if isinstance(x, StepLine)}
        placements = [x for x in lines if isinstance(x, PlacementLine) and x.period == H2022_2]
        assert all((x.municipality, x.month, x.recorded_at) in moments for x in placements)

    def test_one_overview_of_coa_a_month(self, lines):
        counts = Counter((x.month, x.recorded_at.date()) for x in lines if isinstance(x, CoaLine))
        assert counts == {
            (Month(2022, 7), date(2022, 8, 15)): 344,
            (Month(2022, 8), date(2022, 9, 15)): 344,
            (Month(2022, 9), date(2022, 10, 17)): 344,
        }
