import pytest

from housing.access import NotAllowedError
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts
from housing.domain.roles import Role
from housing.models import (
    Adjustment,
    CorrectionRequest,
    Event,
    EventText,
    Mail,
    Membership,
    Placement,
    Report,
    TargetPeriod,
)
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.corrections import Change, effect, standing
from housing.queries.journal import journal_state
from housing.services import corrections, reviewing
from housing.services.correction_rules import CorrectionError
from tests.cast import ROTTERDAM, ZUID_HOLLAND, Cast, make_cast, person
from tests.conftest import Ledger
from tests.database import check_now
from tests.reviews import MARCH, approved, area, counted, province, submitted
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NEW = Counts(7, 1, 0)


def ask(cast: Cast, counts: Counts = NEW, month: Month = MARCH, reason: str = "Verkeerd geteld.") -> int:
    request = corrections.ask(
        by=cast.clerk, municipality=area(ROTTERDAM), month=month, counts=counts, reason=reason
    )
    return request.pk


def close(period: str = "2022-1") -> None:
    TargetPeriod.objects.filter(code=period).update(closed_at=journal_state().now)


def running() -> HalfYear:
    return HalfYear.containing(journal_state().today)


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_changes_nothing_but_is_in_the_log(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    seq = journal_state().seq
    request = CorrectionRequest.objects.get(pk=ask(cast))
    assert (request.state, request.submission, request.counts) == ("open", 1, NEW)
    assert (journal_state().seq, counted(ROTTERDAM)) == (seq, (5, 0, 0))
    event = Event.objects.get(action="correction.asked")
    assert event.data["old"] == {"home": 5, "transitional": 0, "hotel": 0}
    assert event.data["new"]["home"] == 7
    assert EventText.objects.filter(event=event, text="Verkeerd geteld.").exists()


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (Counts(5, 0, 0), "Niets anders."),
        (Counts(7, None, 0), "Half."),
        (Counts(-1, 0, 0), "Min."),
        (Counts(100_000, 0, 0), "Veel."),
        (NEW, "  "),
    ],
)
def test_what_cannot_be_asked(cast: Cast, counts: Counts, reason: str) -> None:
    approved(ROTTERDAM, cast.clerk)
    with pytest.raises(CorrectionError):
        ask(cast, counts, reason=reason)
    assert not CorrectionRequest.objects.exists()


def test_a_month_that_is_not_final_needs_no_correction(cast: Cast) -> None:
    submitted(ROTTERDAM, cast.clerk)
    with pytest.raises(CorrectionError, match="zelf"):
        ask(cast)
    with pytest.raises(CorrectionError, match="zelf"):
        ask(cast, month=Month(2022, 4))


def test_one_request_at_a_time_that_can_be_taken_back(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    first = ask(cast)
    with pytest.raises(CorrectionError, match="al een correctie"):
        ask(cast, Counts(8, 0, 0))
    corrections.take_back(by=cast.second_clerk, municipality=area(ROTTERDAM), request_id=first)
    assert Event.objects.filter(action="correction.withdrawn").count() == 1
    ask(cast, Counts(8, 0, 0))


def test_only_editors_ask_and_only_the_coordinator_decides(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    for someone in (cast.reader, cast.other_clerk, cast.coordinator, cast.outsider):
        with pytest.raises(NotAllowedError):
            corrections.ask(
                by=someone, municipality=area(ROTTERDAM), month=MARCH, counts=NEW, reason="Mag niet."
            )
    request = ask(cast)
    for someone in (cast.clerk, cast.other_coordinator, cast.province_reader, cast.manager):
        with pytest.raises(NotAllowedError):
            corrections.accept(by=someone, province=province(), request_id=request)
        with pytest.raises(NotAllowedError):
            corrections.refuse(by=someone, province=province(), request_id=request, reason="Nee.")
    with pytest.raises(NotAllowedError):
        corrections.accept(by=cast.other_coordinator, province=area("PV26"), request_id=request)
    with pytest.raises(NotAllowedError):
        corrections.take_back(by=cast.other_clerk, municipality=area("GM0344"), request_id=request)


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_accepted_correction_is_a_dated_difference(cast: Cast) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    corrections.accept(by=cast.coordinator, province=province(), request_id=request, reason="Akkoord.")
    check_now()
    report.refresh_from_db()
    assert (report.state, report.submission, report.submitted) == ("approved", 2, NEW)
    last = Placement.objects.order_by("seq").filter(month=MARCH.first_day)
    assert [(line.kind, line.persons) for line in last] == [("home", 5), ("home", 2), ("transitional", 1)]
    assert last[1].reason == "Correctie van een goedgekeurde maand"
    event = Event.objects.get(action="correction.accepted")
    assert (event.data["old"]["home"], event.data["new"]["home"]) == (5, 7)
    mail = Mail.objects.get(kind="correction")
    assert mail.address == cast.clerk.email
    assert "toegekend" in mail.subject


def test_whoever_left_the_municipality_is_not_told(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    Membership.objects.filter(user=cast.clerk).delete()
    corrections.refuse(by=cast.coordinator, province=province(), request_id=request, reason="Klopt niet.")
    assert [mail.address for mail in Mail.objects.filter(kind="correction")] == [cast.second_clerk.email]


def test_the_effect_that_was_shown_is_what_happens(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, "2022-1", 40)
    approved(ROTTERDAM, cast.clerk)
    state = journal_state()
    change = Change(area(ROTTERDAM), MARCH, Counts(5, 0, 0), NEW, is_closed=False)
    shown = effect(registry(state.reference_version), state, change)
    corrections.accept(by=cast.coordinator, province=province(), request_id=ask(cast))
    after = balances(journal_state().seq, MARCH.half_year, [ROTTERDAM])[ROTTERDAM].closing
    assert [(closing.before, closing.after) for closing in shown.closings] == [(-35, after)]
    assert shown.kinds[0] == ("home", 5, 7, 2)


def test_a_refusal_needs_a_reason_and_is_told(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    with pytest.raises(CorrectionError):
        corrections.refuse(by=cast.coordinator, province=province(), request_id=request, reason=" ")
    corrections.refuse(
        by=cast.coordinator, province=province(), request_id=request, reason="COA telt anders."
    )
    assert CorrectionRequest.objects.get(pk=request).state == "refused"
    assert "COA telt anders." in Mail.objects.get(kind="correction").text
    assert counted(ROTTERDAM) == (5, 0, 0)


def test_a_decided_request_is_not_decided_again(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    corrections.accept(by=cast.coordinator, province=province(), request_id=request)
    with pytest.raises(CorrectionError, match="al toegekend"):
        corrections.accept(by=cast.coordinator, province=province(), request_id=request)
    with pytest.raises(CorrectionError, match="al toegekend"):
        corrections.take_back(by=cast.clerk, municipality=area(ROTTERDAM), request_id=request)
    assert counted(ROTTERDAM) == (7, 1, 0)


def test_a_month_that_changed_since_makes_the_request_outdated(cast: Cast) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="Fout.")
    with pytest.raises(CorrectionError, match="veranderd"):
        corrections.accept(by=cast.coordinator, province=province(), request_id=request)
    submitted(ROTTERDAM, cast.clerk, Counts(6, 0, 0))
    reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 2})
    with pytest.raises(CorrectionError, match="veranderd"):
        corrections.accept(by=cast.coordinator, province=province(), request_id=request)
    # A new request takes the place of what the month overtook.
    newer = ask(cast)
    assert CorrectionRequest.objects.get(pk=request).state == "withdrawn"
    corrections.accept(by=cast.coordinator, province=province(), request_id=newer)
    check_now()
    assert counted(ROTTERDAM) == (7, 1, 0)


# ── Imported months ──────────────────────────────────────────────────────────────────────────────────────


def test_an_imported_month_is_final_and_can_be_corrected(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-03", 5)
    request = ask(cast)
    corrections.accept(by=cast.coordinator, province=province(), request_id=request)
    check_now()
    report = Report.objects.get()
    assert (report.state, report.submission, counted(ROTTERDAM)) == ("approved", 1, (7, 1, 0))
    assert report.first_submitted_at is not None


# ── After the half-year was closed ───────────────────────────────────────────────────────────────────────


def test_after_closing_the_difference_is_booked_in_the_running_half_year(cast: Cast) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    close()
    request = ask(cast)
    corrections.accept(by=cast.coordinator, province=province(), request_id=request, booked_in=running())
    check_now()
    report.refresh_from_db()
    assert (report.submission, report.submitted, counted(ROTTERDAM)) == (1, Counts(5, 0, 0), (5, 0, 0))
    booked = Adjustment.objects.get()
    assert (booked.type, booked.persons, booked.period_id) == ("correction", 3, running().code)
    assert booked.reason == "Correctie na afsluiting van het halfjaar, maart 2022"


def test_a_second_correction_after_closing_books_only_what_is_new(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    close()
    corrections.accept(by=cast.coordinator, province=province(), request_id=ask(cast))
    with pytest.raises(CorrectionError, match="al bekend"):
        ask(cast)
    corrections.accept(by=cast.coordinator, province=province(), request_id=ask(cast, Counts(6, 0, 0)))
    assert [line.persons for line in Adjustment.objects.order_by("seq")] == [3, -2]
    assert standing(Report.objects.get(), TargetPeriod.objects.get(code="2022-1").closed_at).counts.total == 6


def test_a_half_year_that_closes_meanwhile_is_shown_first(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    request = ask(cast)
    close()
    with pytest.raises(CorrectionError, match="ander halfjaar"):
        corrections.accept(
            by=cast.coordinator, province=province(), request_id=request, booked_in=MARCH.half_year
        )
    assert not Adjustment.objects.exists()


def test_only_another_total_is_booked_after_closing(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    close()
    with pytest.raises(CorrectionError, match="totaal"):
        ask(cast, Counts(4, 1, 0))


def test_of_a_municipality_that_has_ended_the_successor_gets_the_difference(
    cast: Cast, ledger: Ledger
) -> None:
    weesp, amsterdam = "GM0457", "GM0363"
    ledger.home(weesp, "2022-01", 5)
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id=weesp)
    Membership.objects.create(user=cast.coordinator, role="province_coordinator", province_id="PV27")
    close()
    request = corrections.ask(
        by=cast.clerk,
        municipality=area(weesp),
        month=Month(2022, 1),
        counts=Counts(9, 0, 0),
        reason="Vier vergeten.",
    )
    corrections.accept(by=cast.coordinator, province=area("PV27"), request_id=request.pk)
    check_now()
    booked = Adjustment.objects.get(type="correction")
    assert (booked.municipality_id, booked.persons) == (amsterdam, 4)


# ── At the same time ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_one_decides_and_the_other_is_told() -> None:
    cast = make_cast()
    colleague = person("colleague", Role.PROVINCE_COORDINATOR, province=ZUID_HOLLAND)
    for round_ in range(5):
        month = MARCH.plus(round_)
        approved(ROTTERDAM, cast.clerk, Counts(5, 0, 0), month)
        request = ask(cast, month=month)
        results = at_once(
            lambda request=request: corrections.accept(
                by=cast.coordinator, province=province(), request_id=request
            ),
            lambda request=request: corrections.refuse(
                by=colleague, province=province(), request_id=request, reason="Nee."
            ),
        )
        lost = [result for result in results if isinstance(result, DomainError)]
        assert len(lost) == 1
        assert "intussen" in str(lost[0])
        expected = {"accepted": (7, 1, 0), "refused": (5, 0, 0)}
        assert counted(ROTTERDAM, month) == expected[CorrectionRequest.objects.get(pk=request).state]
    assert Event.objects.filter(action__in=("correction.accepted", "correction.refused")).count() == 5
