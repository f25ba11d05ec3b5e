"""`verify` on the log of events and on reports: the tests tamper as the owner of the database could."""

from collections.abc import Mapping
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import Event, EventHead, EventText, Report
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.report_steps import Taken, ensure_reports, locked, take
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, Cast

pytestmark = pytest.mark.django_db


def tamper(sql: str, table: str = "event") -> None:
    """Change what the database refuses to change: triggers off, as its owner may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE housing_{table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute(f"ALTER TABLE housing_{table} ENABLE TRIGGER USER")


def findings(**options: str) -> str:
    """What the command says is wrong."""
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", **options, stderr=errors, no_color=True)
    return errors.getvalue()


@transaction.atomic
def step(report: Report, step: Step, by: object, counts: Counts | None = None, **texts: str) -> None:
    found = [Taken(row, step, counts, texts) for row in locked([report.pk])]
    take(found, by=by, now=journal_state().now)


@pytest.fixture
def log(cast: Cast) -> Report:
    """Rotterdam submits, is sent back, submits again and is approved; then an address is typed."""
    ensure_reports(ROTTERDAM, [Month(2022, 1)])
    report = Report.objects.get()
    with events.acting_from("192.0.2.7"):
        step(report, Step.SUBMIT, cast.clerk, Counts(10, 2, 0))
        step(report, Step.RETURN, cast.coordinator, reason="Klopt het aantal woningen?")
        step(report, Step.SUBMIT, cast.second_clerk, Counts(12, 2, 0))
        step(report, Step.APPROVE, cast.coordinator)
        events.record("invitation.sent", by=cast.administrator, texts={"email": "nieuw@voorbeeld.example"})
    return report


def test_a_whole_log_passes_and_prints_its_head(log: Report) -> None:
    output = StringIO()
    head = EventHead.objects.get()
    call_command("verify", "--events-anchor", f"{head.seq}:{head.hash}", stdout=output)
    assert head.seq == 5
    assert f"5 gebeurtenissen. Hoofd van het logboek {head.seq}:{head.hash}" in output.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        "action = 'report.approved'",
        "actor_id = NULL",
        "recorded_at = recorded_at + interval '1 second'",
        "municipality_id = 'GM0344'",
        "journal_seq = journal_seq + 1",
        """data = jsonb_set(data, '{new,home}', '11')""",
        "digests = '{}'",
        "hash = repeat('a', 64)",
    ],
)
def test_a_changed_event_is_named(log: Report, change: str) -> None:
    tamper(f"UPDATE housing_event SET {change} WHERE seq = 2")
    assert "gebeurtenis 2 (" in findings()


def test_a_removed_event_is_named(log: Report) -> None:
    tamper(
        "DELETE FROM housing_eventtext WHERE event_id = (SELECT id FROM housing_event WHERE seq = 3);"
        " DELETE FROM housing_event WHERE seq = 3"
    )
    assert "verwacht werd nummer 3" in findings()


def test_events_that_changed_places_are_found(log: Report) -> None:
    tamper(
        "UPDATE housing_event SET seq = -2 WHERE seq = 2; UPDATE housing_event SET seq = 2 WHERE seq = 3;"
        " UPDATE housing_event SET seq = 3 WHERE seq = -2"
    )
    assert "gebeurtenis 2 (report.submitted" in findings()


def test_an_event_slipped_in_without_triggers_is_found(log: Report) -> None:
    tamper(
        "INSERT INTO housing_event (action, data, digests, seq, recorded_at, hash)"
        " SELECT 'x', '{}', '{}', 6, max(recorded_at), repeat('b', 64) FROM housing_event"
    )
    assert "gebeurtenis 6 (x" in findings()


def cut_tail() -> None:
    """The last event gone, the head made to fit: nothing in the database itself shows it."""
    tamper("DELETE FROM housing_eventtext WHERE event_id = (SELECT max(id) FROM housing_event)", "eventtext")
    tamper("DELETE FROM housing_event WHERE seq = 5")
    tamper(
        "UPDATE housing_eventhead SET (seq, hash, recorded_at) ="
        " (SELECT seq, hash, recorded_at FROM housing_event WHERE seq = 4)",
        "eventhead",
    )


def test_a_cut_tail_is_found_by_its_anchor(log: Report) -> None:
    head = EventHead.objects.get()
    cut_tail()
    assert verify().is_sound
    assert "einde is afgeknipt" in findings(events_anchor=f"{head.seq}:{head.hash}")


def test_a_replaced_tail_is_found_by_its_anchor(log: Report) -> None:
    assert "kent hier een andere keten" in findings(events_anchor="4:" + "c" * 64)


def test_a_head_that_says_something_else_is_found(log: Report) -> None:
    tamper("UPDATE housing_eventhead SET seq = 4", "eventhead")
    assert "Het hoofd van het logboek zegt 4" in findings()


@pytest.mark.parametrize("change", ["text = 'iets anders'", "salt = 'x'", "kind = 'note'"])
def test_a_changed_text_is_named(log: Report, change: str) -> None:
    tamper(f"UPDATE housing_eventtext SET {change} WHERE kind = 'reason'", "eventtext")
    assert "van gebeurtenis 2 is niet de tekst" in findings()


def test_an_erased_text_is_no_finding(log: Report) -> None:
    EventText.objects.all().delete()
    assert verify().is_sound


def test_a_hidden_change_of_the_databases_own_function_does_not_help(log: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION event_text(e housing_event) RETURNS text LANGUAGE sql"
            " AS $$ SELECT 'x' $$"
        )
    events.record("account.changed", by=None)
    assert "gebeurtenis 6 (account.changed" in findings()


@pytest.mark.parametrize("anchor", ["8", "x:y", "8:abc", "²:" + "a" * 64])
def test_an_anchor_in_the_wrong_form_is_explained(db: None, anchor: str) -> None:
    with pytest.raises(CommandError, match="SEQ:HASH"):
        call_command("verify", "--events-anchor", anchor)


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("submitted_home = 13", "haar laatste stap"),
        ("state = 'reopened'", "haar laatste stap"),
        ("submission = 1", "haar laatste stap"),
    ],
)
def test_a_report_that_says_something_else_is_named(log: Report, values: str, found: str) -> None:
    tamper(f"UPDATE housing_report SET {values}", "report")
    assert f"opgave van {ROTTERDAM} over 2022-01 klopt niet met {found}" in findings()


def test_a_month_that_holds_something_else_is_named(log: Report) -> None:
    tamper("UPDATE housing_monthtotal SET home = 13", "monthtotal")
    assert f"opgave van {ROTTERDAM} over 2022-01 klopt niet met de boekingen" in findings()


def test_a_step_that_the_log_does_not_know_is_named(log: Report) -> None:
    """A whole event made to vanish from the story by giving it another name."""
    forget_last("action = 'account.changed'")
    assert "stap van een opgave die niet in het logboek staat" in findings()


@pytest.mark.parametrize(
    "change",
    [
        """data = jsonb_set(data, '{new,state}', '"returned"')""",
        """data = jsonb_set(data, '{new,home}', '11')""",
        """data = jsonb_set(data, '{new,home}', '"twaalf"')""",
        "actor_id = NULL",
    ],
)
def test_a_step_and_an_event_that_contradict_each_other_are_named(log: Report, change: str) -> None:
    forget_last(change)
    text = findings()
    assert "(stap van een opgave) zegt iets anders dan gebeurtenis" in text
    assert "vertelt van een stap die zo niet in het journaal staat" in text


def test_a_step_of_a_load_needs_no_event_of_its_own(db: None) -> None:
    """Loads give their lines a source, and write one event together."""
    ensure_reports(ROTTERDAM, [Month(2022, 1)])
    report = Report.objects.get()
    step(report, Step.SUBMIT, None, Counts(1, 0, 0))
    tamper("UPDATE housing_event SET action = 'x'")
    tamper("UPDATE housing_reportstep SET source = 'synthetisch'", "reportstep")
    assert not [line for line in verify().wrong if "stap" in line]


def forget_last(change: str) -> None:
    """Change the approval in the log."""
    tamper(f"UPDATE housing_event SET {change} WHERE action = 'report.approved'")


def test_what_a_report_went_through_is_told_by_its_events(log: Report) -> None:
    told: list[Mapping[str, object]] = [event.data["new"] for event in Event.objects.filter(report=log)]
    assert [new["state"] for new in told] == ["submitted", "returned", "submitted", "approved"]
    assert [new["home"] for new in told] == [10, 10, 12, 12]
