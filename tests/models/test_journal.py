"""What the database promises of the journal: nothing changes, one numbered chain, its moments, its sums."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from housing.models import (
    GENESIS,
    POSTING_MODELS,
    CoaCount,
    JournalHead,
    MonthTotal,
    PeriodTotal,
    Placement,
    Publication,
    Report,
    ReportStep,
)
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.posting import ensure_periods
from housing.services.verifying import posting_text
from tests.conftest import Ledger
from tests.database import check_now, run

pytestmark = pytest.mark.django_db
ROLLED_BY_HAND = """
    INSERT INTO housing_monthtotal (municipality_id, period_id, month, home, transitional, hotel, postings)
    VALUES ('GM0344', '2022-1', '2022-02-01', 1, 0, 0, 1)
"""
UTRECHT, AMSTERDAM_CODE = "GM0344", "GM0363"
JANUARY = date(2022, 1, 1)
SUBMITTED_AT = datetime(2022, 2, 3, 13, tzinfo=AMSTERDAM)


def submitted_nobody() -> ReportStep:
    """Amsterdam tells that it housed nobody in January."""
    report = Report.objects.create(
        municipality_id=AMSTERDAM_CODE,
        period_id="2022-1",
        month=JANUARY,
        state="submitted",
        submission=1,
        submitted_home=0,
        submitted_transitional=0,
        submitted_hotel=0,
        submitted_at=SUBMITTED_AT,
    )
    return ReportStep(
        report=report,
        municipality_id=AMSTERDAM_CODE,
        period_id="2022-1",
        month=JANUARY,
        state="submitted",
        number=1,
        persons=0,
        recorded_at=SUBMITTED_AT,
    )


@pytest.fixture
def one_of_each(ledger: Ledger) -> list[str]:
    ledger.announcement("2022-1", 10_000, date(2021, 10, 1))
    ledger.interim_target(1_500, date(2021, 7, 1), date(2021, 12, 31), date(2021, 10, 2))
    ledger.target(UTRECHT, "2022-1", 200, date(2021, 10, 3))
    ledger.opening(UTRECHT, "2022-1", -30, date(2022, 1, 1))
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    ledger.post(
        CoaCount(
            municipality_id=UTRECHT, period_id="2022-1", month=JANUARY, persons=11, recorded_at=SUBMITTED_AT
        ),
        submitted_nobody(),
    )
    check_now()
    return [f"housing_{model._meta.model_name}" for model in POSTING_MODELS]


def test_change_and_removal_are_refused_on_every_table(one_of_each: list[str]) -> None:
    for table in one_of_each:
        for sql in (
            f"UPDATE {table} SET persons = persons + 1",
            f"UPDATE {table} SET source = 'anders' WHERE seq = 1 OR seq > 1",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError, match="is refused"):
                run(sql)


def test_the_owner_of_the_table_is_refused_as_well(one_of_each: list[str]) -> None:
    run("CREATE ROLE plain_owner")
    run("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_owner")
    run("GRANT plain_owner TO CURRENT_USER")
    for table in one_of_each:
        run(f"ALTER TABLE {table} OWNER TO plain_owner")
    run("SET LOCAL ROLE plain_owner")
    for table in one_of_each:
        for sql in (f"UPDATE {table} SET persons = 9", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DatabaseError, match="is refused"):
                run(sql)
    run("RESET ROLE")


def test_a_number_of_ones_own_is_refused(ledger: Ledger) -> None:
    ensure_periods([])
    ledger.target(UTRECHT, "2022-1", 1)
    with pytest.raises(DatabaseError, match="is refused"):
        run(
            "INSERT INTO housing_target (persons, reason, source, hash, seq, municipality_id, period_id)"
            " VALUES (1, '', '', '', 999, %s, '2022-1')",
            UTRECHT,
        )


def test_rollups_head_and_publications_are_not_written_by_hand(one_of_each: list[str]) -> None:
    state = journal_state()
    Publication.objects.create(
        slug="x",
        title="x",
        kind="other",
        known_on=state.now,
        published_at=state.now,
        seq=0,
        hash=GENESIS,
        sums={},
    )
    for sql in (
        "UPDATE housing_periodtotal SET target = 0",
        ROLLED_BY_HAND,
        "DELETE FROM housing_periodtotal",
        "TRUNCATE housing_monthtotal",
        "UPDATE housing_journalhead SET seq = 0",
        "UPDATE housing_journalhead SET hash = 'x'",
        "DELETE FROM housing_journalhead",
        "TRUNCATE housing_journalhead",
        "UPDATE housing_publication SET title = 'y'",
        "DELETE FROM housing_publication",
    ):
        with pytest.raises(DatabaseError, match="refused"):
            run(sql)


def test_postings_of_all_tables_share_one_numbered_chain(one_of_each: list[str]) -> None:
    lines = sorted(
        (line for model in POSTING_MODELS for line in model.objects.all()), key=lambda line: line.seq
    )
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    head = JournalHead.objects.get()
    assert (head.seq, head.hash, head.recorded_at) == (7, lines[-1].hash, lines[-1].recorded_at)
    assert len({line.hash for line in lines}) == 7


def test_one_statement_takes_one_step_for_many_lines(ledger: Ledger) -> None:
    ledger.target(UTRECHT, "2022-1", 1)
    Placement.objects.bulk_create(
        [
            Placement(
                municipality_id=UTRECHT, period_id="2022-1", month=date(2022, 1, 1), kind="home", persons=n
            )
            for n in range(50)
        ]
    )
    numbered = list(Placement.objects.order_by("seq").values_list("seq", "persons"))
    assert numbered == [(n + 2, n) for n in range(50)]
    assert len(set(Placement.objects.values_list("recorded_at", flat=True))) == 1


def test_the_hashed_text_is_the_same_in_the_database_and_here(one_of_each: list[str], ledger: Ledger) -> None:
    ledger.home(
        UTRECHT, "2022-02", 3, reason='Zij zei: "één" \\ twee\n\ten drie € \x01\x7f', source="brief/é/😀"
    )
    for model in POSTING_MODELS:
        for line in model.objects.all():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT journal_text(p, recorded_at) FROM {model._meta.db_table} p WHERE id = %s",
                    [line.pk],
                )
                assert cursor.fetchone() == (posting_text(line),)


def test_the_moment_is_the_databases_and_rises(ledger: Ledger) -> None:
    before = journal_state().now
    first = ledger.home(UTRECHT, "2022-01", 1)
    second = ledger.home(UTRECHT, "2022-01", 1)
    assert before <= first.recorded_at <= second.recorded_at <= journal_state().now


@pytest.mark.parametrize("days", [-1, 1])
def test_a_given_moment_before_the_head_or_in_the_future_is_refused(ledger: Ledger, days: int) -> None:
    ledger.home(UTRECHT, "2022-01", 1)
    line = Placement(
        municipality_id=UTRECHT,
        period_id="2022-1",
        month=date(2022, 1, 1),
        kind="home",
        persons=1,
        recorded_at=journal_state().now + timedelta(days=days),
    )
    with pytest.raises(DatabaseError, match="before the last posting"), transaction.atomic():
        line.save()


def test_moments_of_one_statement_must_rise(ledger: Ledger) -> None:
    ensure_periods([])
    ledger.target(UTRECHT, "2022-1", 1, date(2021, 10, 1))
    moments = [datetime(2022, 2, day, 9, tzinfo=AMSTERDAM) for day in (3, 2)]
    lines = [
        Placement(
            municipality_id=UTRECHT,
            period_id="2022-1",
            month=date(2022, 1, 1),
            kind="home",
            persons=1,
            recorded_at=moment,
        )
        for moment in moments
    ]
    with pytest.raises(DatabaseError, match="in order of recorded_at"), transaction.atomic():
        Placement.objects.bulk_create(lines)


def test_the_clock_moves_only_while_the_journal_is_empty(ledger: Ledger) -> None:
    run("UPDATE housing_journalhead SET clock_offset = interval '-4 years'")
    assert journal_state().is_demonstration
    ledger.home(UTRECHT, "2022-01", 1)
    with pytest.raises(DatabaseError, match="only while the journal is empty"):
        run("UPDATE housing_journalhead SET clock_offset = NULL")


def test_rollups_equal_the_postings(one_of_each: list[str], ledger: Ledger) -> None:
    ledger.hotel(UTRECHT, "2022-01", 4, date(2022, 2, 4))
    ledger.transitional(UTRECHT, "2022-02", 5, date(2022, 3, 4))
    ledger.correction(UTRECHT, "2022-1", -2, date(2022, 3, 5))
    total = PeriodTotal.objects.get(municipality_id=UTRECHT)
    assert (total.target, total.opening, total.corrections) == (200, -30, -2)
    assert (total.home, total.transitional, total.hotel) == (12, 5, 4)
    months = list(
        MonthTotal.objects.order_by("month").values_list("home", "transitional", "hotel", "postings")
    )
    assert months == [(12, 0, 4, 2), (0, 5, 0, 1)]
