"""What the database itself promises of reports and of the log of events, tried from below the services."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import GENESIS, CoaCount, Event, EventHead, EventText, Report, ReportStep, User
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services import events
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import Taken, ensure_reports, locked, take
from housing.services.verifying import event_text
from housing.services.verifying.events import FIELDS
from tests.conftest import Ledger
from tests.database import check_now, commit_after, run

pytestmark = pytest.mark.django_db
UTRECHT = "GM0344"
JANUARY = date(2022, 1, 1)
DISAGREES = "disagrees with the journal"


def refused_at_commit(change: Callable[[], object], match: str) -> None:
    """The change itself is let through; the database refuses when the transaction ends."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        commit_after(change)


@pytest.fixture
def report(ledger: Ledger) -> Report:
    """Utrecht submitted 12 homes and 3 in a hotel over January."""
    ensure_reports(UTRECHT, [Month(2022, 1)])
    found = Report.objects.get()
    with transaction.atomic():
        taken = [Taken(report, Step.SUBMIT, Counts(12, 0, 3)) for report in locked([found.pk])]
        take(taken, by=None, now=journal_state().now)
    check_now()
    found.refresh_from_db()
    return found


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "values",
    [
        {"submitted_home": 13},
        {"submitted_hotel": 0},
        {"submission": 2},
        {"state": "approved", "reviewed_at": datetime(2022, 2, 5, tzinfo=AMSTERDAM)},
        {"state": "withdrawn", "submitted_home": None},
    ],
)
def test_a_report_may_say_nothing_else_than_the_journal(report: Report, values: Mapping[str, object]) -> None:
    refused_at_commit(lambda: Report.objects.filter(pk=report.pk).update(**values), DISAGREES)


def test_a_posting_past_the_report_is_refused(report: Report, ledger: Ledger) -> None:
    refused_at_commit(lambda: ledger.home(UTRECHT, "2022-01", 1), DISAGREES)


def test_a_step_without_its_report_is_refused(report: Report) -> None:
    step = ReportStep(
        report=report,
        municipality_id=UTRECHT,
        period_id="2022-1",
        month=JANUARY,
        state="approved",
        number=1,
        persons=15,
        home=12,
        hotel=3,
    )
    refused_at_commit(lambda: post(lines=[step]), DISAGREES)


def test_a_step_adds_up(report: Report) -> None:
    step = ReportStep(
        report=report, municipality_id=UTRECHT, period_id="2022-1", month=JANUARY,
        state="submitted", number=1, persons=14, home=12, hotel=3,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="step_persons"), transaction.atomic():
        step.save()


def test_a_month_that_nobody_reported_is_free(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12)
    ledger.home(UTRECHT, "2022-01", -2)
    check_now()


def test_what_was_submitted_is_not_deleted(report: Report) -> None:
    with pytest.raises(DatabaseError, match="withdraw it instead"):
        run("DELETE FROM housing_report")
    draft = Report.objects.create(municipality_id=UTRECHT, period_id="2022-1", month=date(2022, 2, 1))
    draft.delete()


@pytest.mark.parametrize("build", [Report, partial(CoaCount, persons=1)], ids=["report", "coacount"])
@pytest.mark.parametrize("month", [date(2022, 7, 1), date(2022, 3, 2)])
def test_a_month_lies_in_its_half_year(ledger: Ledger, build: Callable[..., Model], month: date) -> None:
    ledger.target(UTRECHT, "2022-1", 1)
    wrong = build(municipality_id=UTRECHT, period_id="2022-1", month=month)
    with pytest.raises(IntegrityError, match="_month_in_period"), transaction.atomic():
        wrong.save()


def test_coa_counts_nobody_below_zero(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 1)
    with pytest.raises(IntegrityError, match="coa_not_negative"), transaction.atomic():
        CoaCount.objects.create(municipality_id=UTRECHT, period_id="2022-1", month=JANUARY, persons=-1)


# ── Events ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def log(db: None) -> list[Event]:
    """Three events, the second with a text and an address."""
    user = User.objects.create_user("iris@voorbeeld.example")
    with events.acting_from("192.0.2.7"):
        found = [
            events.record("account.changed", by=user, old={"name": True}, new={}),
            events.record(
                "report.returned", by=user, municipality=UTRECHT, texts={"reason": "Zie “COA”: 3 €"}
            ),
            events.record(
                "figures.imported", by=None, new={"kinds": ["targets"], "posted": 12, "share": 0.5, "é": None}
            ),
        ]
    check_now()
    for event in found:
        event.refresh_from_db()
    return found


def test_events_are_numbered_dated_and_chained(log: list[Event]) -> None:
    assert [event.seq for event in log] == [1, 2, 3]
    moments = [event.recorded_at for event in log]
    assert moments == sorted(moments)
    assert len({event.hash for event in log} | {GENESIS}) == 4
    head = EventHead.objects.get()
    assert (head.seq, head.hash, head.recorded_at) == (3, log[-1].hash, moments[-1])


def test_the_hashed_text_is_the_same_in_the_database_and_here(log: list[Event]) -> None:
    printed = Event.objects.annotate(
        printed_data=Cast("data", TextField()), printed_digests=Cast("digests", TextField())
    )
    for values in printed.values_list(*FIELDS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT event_text(e) FROM housing_event e WHERE id = %s", [values[0]])
            assert cursor.fetchone() == (event_text(values),)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE housing_event SET action = 'x'",
        "UPDATE housing_event SET actor_id = NULL",
        "DELETE FROM housing_event",
        "TRUNCATE housing_event CASCADE",
        "UPDATE housing_eventhead SET seq = 0",
        "INSERT INTO housing_eventhead (id, seq, hash) VALUES (2, 0, '')",
        "DELETE FROM housing_eventhead",
        "TRUNCATE housing_eventhead",
        "UPDATE housing_eventtext SET text = 'x'",
    ],
)
def test_change_and_removal_are_refused(log: list[Event], sql: str) -> None:
    with pytest.raises(DatabaseError, match="refused"):
        run(sql)


def test_a_text_may_be_erased(log: list[Event]) -> None:
    assert EventText.objects.count() == 4
    EventText.objects.filter(kind="reason").delete()
    assert set(EventText.objects.values_list("kind", flat=True)) == {"address"}


def test_an_event_is_never_older_than_the_one_before(log: list[Event]) -> None:
    event = Event.objects.create(action="x", recorded_at=log[0].recorded_at - timedelta(days=9))
    event.refresh_from_db()
    assert event.recorded_at == log[-1].recorded_at


def test_an_event_in_the_future_is_refused(db: None) -> None:
    ensure_periods([])
    with pytest.raises(DatabaseError, match="in the future"), transaction.atomic():
        Event.objects.create(action="x", recorded_at=journal_state().now + timedelta(hours=1))


def test_a_number_of_ones_own_is_not_taken_over(db: None) -> None:
    event = Event.objects.create(action="x", seq=99, hash="a" * 64)
    event.refresh_from_db()
    assert event.seq == 1
    assert event.hash != "a" * 64
