import threading
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing.access import NotAllowedError
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts
from housing.models import (
    Adjustment,
    Closing,
    Event,
    Mail,
    Membership,
    Placement,
    Publication,
    Report,
    TargetPeriod,
)
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.closing import Open
from housing.queries.journal import journal_state
from housing.queries.sums import national_sums
from housing.services import closing, corrections, reporting, reviewing
from housing.services.closing import ClosingChangedError, ClosingError
from housing.services.closing_texts import publication_remarks
from housing.services.lead_times import grant_exception
from housing.services.posting import ensure_periods
from housing.services.publishing import publish
from housing.services.reporting import MonthInput, SubmissionRefusedError, submit
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, make_cast
from tests.closings import PERIOD, ask, closed, listed, set_clock
from tests.conftest import Ledger
from tests.reviews import MARCH, approved, area, province, submitted
from tests.services.test_reviewing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(cast: Cast, ledger: Ledger) -> HalfYear:
    """A half-year long over, with a target and a month of Rotterdam."""
    ledger.target(ROTTERDAM, PERIOD.code, 10)
    approved(ROTTERDAM, cast.clerk)
    return PERIOD


def check_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_changes_nothing_and_tells_the_other_managers(cast: Cast, period: HalfYear) -> None:
    before = national_sums(journal_state().seq)
    asked = ask(cast.manager, remarks="  Alles is nagebeld. ")
    assert (asked.state, asked.remarks, asked.period_id) == ("asked", "Alles is nagebeld.", "2022-1")
    assert TargetPeriod.objects.get(code="2022-1").closed_at is None
    assert national_sums(journal_state().seq) == before
    assert not Publication.objects.exists()
    assert [mail.address for mail in Mail.objects.filter(kind="closing")] == [cast.second_manager.email]
    event = Event.objects.get(action="closing.asked")
    assert (event.actor, event.period_id) == (cast.manager, "2022-1")


def test_only_managers_ask_confirm_and_withdraw(cast: Cast, period: HalfYear) -> None:
    asked = ask(cast.manager)
    for someone in (cast.ministry_reader, cast.coordinator, cast.administrator, cast.outsider):
        with pytest.raises(NotAllowedError):
            ask(someone)
        with pytest.raises(NotAllowedError):
            closing.confirm(by=someone, closing_id=asked.pk, seen_seq=journal_state().seq)
        with pytest.raises(NotAllowedError):
            closing.withdraw(by=someone, closing_id=asked.pk)
    with pytest.raises(NotAllowedError):
        closing.withdraw(by=cast.manager, closing_id=10**9)


def test_asking_twice_is_refused(cast: Cast, period: HalfYear) -> None:
    ask(cast.manager)
    with pytest.raises(ClosingError, match="Er is al gevraagd"):
        ask(cast.second_manager)


def test_a_half_year_that_runs_cannot_be_closed(cast: Cast) -> None:
    running = HalfYear.containing(journal_state().today)
    ensure_periods([running])
    with pytest.raises(ClosingError, match="loopt nog"):
        ask(cast.manager, running, "Vast.")


def test_before_the_last_due_date_a_remark_is_needed(cast: Cast) -> None:
    set_clock("2022-07-05 12:00")
    ensure_periods([PERIOD])
    with pytest.raises(ClosingError, match="10 juli 2022"):
        ask(cast.manager)
    assert ask(cast.manager, remarks="Alle gemeenten zijn klaar.").state == "asked"


def test_an_exception_to_the_due_date_counts_as_well(cast: Cast) -> None:
    set_clock("2022-07-12 12:00")
    ensure_periods([PERIOD])
    grant_exception(
        by=cast.coordinator,
        municipality=area(ROTTERDAM),
        month=Month(2022, 6),
        due_on=date(2022, 7, 20),
        reason="Ziek.",
    )
    with pytest.raises(ClosingError, match="20 juli 2022"):
        ask(cast.manager)


def test_an_earlier_half_year_goes_first(cast: Cast, period: HalfYear) -> None:
    ensure_periods([PERIOD.previous])
    with pytest.raises(ClosingError, match="2e helft 2021 is nog niet afgesloten"):
        ask(cast.manager)


@pytest.mark.parametrize(("half", "remarks"), [(HalfYear(2019, 1), ""), (PERIOD, "x" * 2001)])
def test_what_cannot_be_asked(cast: Cast, period: HalfYear, half: HalfYear, remarks: str) -> None:
    with pytest.raises(ClosingError):
        ask(cast.manager, half, remarks)
    assert not Closing.objects.exists()


def test_figures_that_changed_since_the_page_are_shown_first(
    cast: Cast, period: HalfYear, ledger: Ledger
) -> None:
    seq, seen = journal_state().seq, listed().digest
    ledger.home(UTRECHT, "2022-02", 3)
    with pytest.raises(ClosingChangedError):
        closing.ask(by=cast.manager, period=period, remarks="", seen_seq=seq)
    asked = ask(cast.manager)
    with pytest.raises(ClosingChangedError):
        closing.confirm(by=cast.second_manager, closing_id=asked.pk, seen_seq=seq)
    with pytest.raises(ClosingChangedError):
        closing.confirm(
            by=cast.second_manager, closing_id=asked.pk, seen_seq=journal_state().seq, seen_open=seen
        )
    ledger.home(UTRECHT, "2022-08", 3)  # the next half-year is no matter
    closing.confirm(by=cast.second_manager, closing_id=asked.pk, seen_seq=journal_state().seq)


# ── Confirming ───────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_asked_does_not_confirm(cast: Cast, period: HalfYear) -> None:
    asked = ask(cast.manager)
    with pytest.raises(ClosingError, match="Een andere beheerder"):
        closing.confirm(by=cast.manager, closing_id=asked.pk, seen_seq=journal_state().seq)
    assert TargetPeriod.objects.get(code="2022-1").closed_at is None


def test_confirming_locks_publishes_and_tells(cast: Cast, period: HalfYear) -> None:
    submitted(BARENDRECHT, cast.clerk)
    version = journal_state().reference_version
    done = closed(cast.manager, cast.second_manager, remarks="Nagebeld.")
    check_constraints()
    closed_at = TargetPeriod.objects.get(code="2022-1").closed_at
    published = Publication.objects.get()
    assert done.publication == published
    assert (published.kind, published.title, published.known_on) == (
        "close",
        "Afsluiting 1e helft 2022",
        closed_at,
    )
    assert published.seq == journal_state().seq
    assert published.sums == national_sums(published.seq)
    assert "1 maandopgave is ingediend, maar niet goedgekeurd: Barendrecht (maart)." in published.remarks
    assert "Opmerking: Nagebeld." in published.remarks
    assert done.left_open["provisional"]["areas"] == [[BARENDRECHT, ["2022-03"]]]
    assert journal_state().reference_version == version + 1
    told = {mail.address for mail in Mail.objects.filter(kind="closing", key__endswith="confirmed")}
    assert told == {
        each.email for each in (cast.manager, cast.second_manager, cast.coordinator, cast.other_coordinator)
    }
    assert Event.objects.filter(action="closing.confirmed", actor=cast.second_manager).count() == 1
    assert Event.objects.filter(action="publication.made", actor=cast.second_manager).count() == 1


def test_who_no_longer_coordinates_is_not_told(cast: Cast, period: HalfYear) -> None:
    Membership.objects.filter(user=cast.coordinator).update(valid_until=date(2022, 1, 1))
    closed(cast.manager, cast.second_manager)
    assert not Mail.objects.filter(address=cast.coordinator.email).exists()


def test_what_is_closed_stays_closed(cast: Cast, period: HalfYear) -> None:
    done = closed(cast.manager, cast.second_manager)
    with pytest.raises(ClosingError, match="al afgesloten"):
        ask(cast.manager)
    for deed in (
        lambda: closing.confirm(by=cast.second_manager, closing_id=done.pk, seen_seq=journal_state().seq),
        lambda: closing.withdraw(by=cast.manager, closing_id=done.pk),
    ):
        with pytest.raises(ClosingError, match="intussen al afgesloten"):
            deed()
    with pytest.raises(DatabaseError), transaction.atomic():
        TargetPeriod.objects.filter(code="2022-1").update(closed_at=None)


def test_a_title_that_is_taken_gets_the_day(cast: Cast, period: HalfYear) -> None:
    publish(title="Afsluiting 1e helft 2022", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    done = closed(cast.manager, cast.second_manager)
    assert done.publication is not None
    assert done.publication.title.startswith("Afsluiting 1e helft 2022, ")


def test_withdrawing_makes_room_for_asking_again(cast: Cast, period: HalfYear) -> None:
    asked = ask(cast.manager)
    closing.withdraw(by=cast.second_manager, closing_id=asked.pk)
    with pytest.raises(ClosingError, match="ingetrokken"):
        closing.confirm(by=cast.second_manager, closing_id=asked.pk, seen_seq=journal_state().seq)
    again = ask(cast.second_manager)
    closing.confirm(by=cast.manager, closing_id=again.pk, seen_seq=journal_state().seq)
    assert Event.objects.filter(action="closing.withdrawn").count() == 1


def test_a_complete_half_year_says_so(cast: Cast) -> None:
    ensure_periods([PERIOD])
    found = listed()
    empty = type(found)(PERIOD, tuple(type(item)(item.key) for item in found.items), found.areas)
    words = publication_remarks(registry(journal_state().reference_version), empty, "")
    assert words == "Bij het afsluiten stond niets meer open: alle maandopgaven waren goedgekeurd."


def test_many_municipalities_are_counted_by_province(cast: Cast, period: HalfYear) -> None:
    done = closed(cast.manager, cast.second_manager)
    assert done.publication is not None
    assert "maandopgaven ontbreken, in alle gemeenten." in done.publication.remarks
    assert len(done.publication.remarks) <= 10_000


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────

PERSONS = st.integers(-200, 200)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from([ROTTERDAM, BARENDRECHT, UTRECHT, "GM0457"]),
            st.sampled_from(["opening", "target", "home", "hotel", "correction", "later"]),
            PERSONS,
        ),
        max_size=12,
    )
)
def test_closing_changes_no_figure_and_the_next_opening_is_the_closing(
    lines: list[tuple[str, str, int]], cast: Cast, ledger: Ledger
) -> None:
    with transaction.atomic():
        ensure_periods([PERIOD])
        for code, kind, persons in lines:
            if kind == "target":
                ledger.target(code, "2022-1", abs(persons))
            elif kind == "later":
                ledger.target("GM0363" if code == "GM0457" else code, "2022-2", abs(persons))
            elif kind in ("home", "hotel"):
                getattr(ledger, kind)(code, "2022-02", abs(persons))
            else:
                getattr(ledger, kind)(code, "2022-1", persons)
        seq = journal_state().seq
        before = national_sums(seq), balances(seq, PERIOD), balances(seq, PERIOD.next)
        if seq == 0:
            ledger.target(ROTTERDAM, "2022-1", 1)
            seq = journal_state().seq
            before = national_sums(seq), balances(seq, PERIOD), balances(seq, PERIOD.next)
        done = closed(cast.manager, cast.second_manager)
        check_constraints()
        now = journal_state().seq
        assert now == seq
        assert (national_sums(now), balances(now, PERIOD), balances(now, PERIOD.next)) == before
        assert done.publication is not None
        assert done.publication.sums == before[0]
        after = balances(now, PERIOD.next)
        for code, balance in before[1].items():
            assert balance.closing == (after[code].opening if code in after else 0)
        transaction.set_rollback(True)


# ── What a closed half-year takes no more ────────────────────────────────────────────────────────────────


def test_a_coordinator_is_told_that_nothing_is_approved_any_more(cast: Cast, period: HalfYear) -> None:
    waiting = submitted(BARENDRECHT, cast.clerk)
    closed(cast.manager, cast.second_manager)
    with pytest.raises(reviewing.ReviewError, match="niet meer goedgekeurd"):
        reviewing.approve(by=cast.coordinator, province=province(), reviewed={waiting.pk: 1})
    assert Report.objects.get(pk=waiting.pk).state == "submitted"


@pytest.mark.parametrize("start", ["submitted", "nothing", "reopened"])
def test_a_month_that_nobody_approved_is_corrected_in_the_running_half_year(
    cast: Cast, period: HalfYear, start: str
) -> None:
    month = MARCH.plus(1)
    if start != "nothing":
        row = (approved if start == "reopened" else submitted)(ROTTERDAM, cast.clerk, month=month)
        if start == "reopened":
            reviewing.reopen(by=cast.coordinator, province=province(), report_id=row.pk, reason="Fout.")
    closed(cast.manager, cast.second_manager)
    asked = corrections.ask(
        by=cast.clerk, municipality=area(ROTTERDAM), month=month, counts=Counts(9, 0, 0), reason="Vergeten."
    )
    corrections.accept(by=cast.coordinator, province=province(), request_id=asked.pk)
    check_constraints()
    booked = Adjustment.objects.get(type="correction")
    assert booked.persons == (9 if start == "nothing" else 4)
    assert booked.period_id == HalfYear.containing(journal_state().today).code


def test_a_request_from_before_is_decided_after_the_closing(cast: Cast, period: HalfYear) -> None:
    asked = corrections.ask(
        by=cast.clerk, municipality=area(ROTTERDAM), month=MARCH, counts=Counts(7, 0, 0), reason="Twee erbij."
    )
    assert listed().item(Open.CORRECTIONS).count == 1
    closed(cast.manager, cast.second_manager)
    corrections.accept(by=cast.coordinator, province=area(ZUID_HOLLAND), request_id=asked.pk)
    assert Adjustment.objects.get(type="correction").persons == 2


def test_the_successor_of_a_municipality_that_ended_gets_the_difference(cast: Cast, ledger: Ledger) -> None:
    weesp = "GM0457"
    ledger.home(weesp, "2022-01", 5)
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id=weesp)
    Membership.objects.create(user=cast.coordinator, role="province_coordinator", province_id="PV27")
    closed(cast.manager, cast.second_manager)
    asked = corrections.ask(
        by=cast.clerk, municipality=area(weesp), month=Month(2022, 2), counts=Counts(3, 0, 0), reason="Toch."
    )
    corrections.accept(by=cast.coordinator, province=area("PV27"), request_id=asked.pk)
    check_constraints()
    booked = Adjustment.objects.get(type="correction")
    assert (booked.municipality_id, booked.persons) == ("GM0363", 3)


# ── At the same time ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_a_submission_and_a_closing_one_wins() -> None:
    cast, half = make_cast(), HalfYear(2019, 1)
    Ledger().target(UTRECHT, half.code, 5)
    outcomes = set()
    for round_ in range(8):
        period = half.plus(round_)
        ensure_periods([period])
        asked = ask(cast.manager, period)
        seq, month = journal_state().seq, period.months[2]
        given_in = MonthInput(month, Counts(5, 0, 0), version=0, explanation="Zo is het.")
        sent, done = at_once(
            lambda given_in=given_in: submit(
                by=cast.clerk, municipality=area(ROTTERDAM), inputs=[given_in], token=uuid4()
            ),
            lambda asked=asked, seq=seq: closing.confirm(
                by=cast.second_manager, closing_id=asked.pk, seen_seq=seq
            ),
        )
        is_closed = TargetPeriod.objects.get(code=period.code).closed_at is not None
        counts = Placement.objects.filter(month=month.first_day).exists()
        assert is_closed != counts
        if is_closed:
            assert isinstance(sent, SubmissionRefusedError)
            assert [problem.code for problem in sent.problems[month]] == ["closed"]
        else:
            assert isinstance(done, ClosingChangedError)
            closing.confirm(by=cast.second_manager, closing_id=asked.pk, seen_seq=journal_state().seq)
        outcomes.add(is_closed)
    assert outcomes  # either may win; never both, never neither


@pytest.mark.django_db(transaction=True)
def test_whoever_holds_a_month_is_waited_for() -> None:
    """The submission has the half-year when the closing comes: the closing waits and sees the new figures."""
    cast = make_cast()
    ensure_periods([PERIOD])
    asked = ask(cast.manager)
    seq = journal_state().seq
    inside, go_on = threading.Event(), threading.Event()
    original: Callable[..., object] = reporting.take

    def slowly(*args: object, **kwargs: object) -> object:
        inside.set()
        go_on.wait(10)
        return original(*args, **kwargs)

    def confirm() -> object:
        inside.wait(10)
        threading.Timer(0.3, go_on.set).start()
        return closing.confirm(by=cast.second_manager, closing_id=asked.pk, seen_seq=seq)

    given_in = MonthInput(MARCH, Counts(5, 0, 0), version=0, explanation="Zo is het.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reporting, "take", slowly)
        sent, done = at_once(
            lambda: submit(by=cast.clerk, municipality=area(ROTTERDAM), inputs=[given_in], token=uuid4()),
            confirm,
        )
    assert not isinstance(sent, Exception)
    assert isinstance(done, ClosingChangedError)


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_confirm_at_once_close_once() -> None:
    cast = make_cast()
    Membership.objects.create(user=cast.administrator, role="ministry_manager")
    Ledger().target(ROTTERDAM, "2022-1", 5)
    asked = ask(cast.manager)
    seq = journal_state().seq
    results = at_once(
        *(
            lambda by=by: closing.confirm(by=by, closing_id=asked.pk, seen_seq=seq)
            for by in (cast.second_manager, cast.administrator)
        )
    )
    assert sorted(isinstance(each, DomainError) for each in results) == [False, True]
    assert Publication.objects.count() == 1
