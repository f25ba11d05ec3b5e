"""`verify`: the tests tamper by hand, as somebody with full power over the database could."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from housing.models import JournalHead, Publication
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from housing.services.verifying import verify
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
UTRECHT, CITY = "GM0344", "GM0363"


@pytest.fixture
def journal(ledger: Ledger) -> Ledger:
    ledger.announcement("2022-1", 10_000, date(2021, 10, 1))
    ledger.target(UTRECHT, "2022-1", 200, date(2021, 10, 3))
    ledger.opening(UTRECHT, "2022-1", -30, date(2022, 1, 1))
    ledger.exchange("2022-1", {UTRECHT: -10, CITY: 10}, at=date(2022, 1, 2))
    for day in range(1, 6):
        ledger.home(UTRECHT, "2022-01", day, date(2022, 2, day))
    publish(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    return ledger


def tamper(sql: str, table: str = "placement") -> None:
    """Change what the journal refuses to change: triggers off, as the owner of the database may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE housing_{table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute(f"ALTER TABLE housing_{table} ENABLE TRIGGER USER")


def findings(anchor: str = "") -> str:
    errors = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify", *(["--anchor", anchor] if anchor else []), stderr=errors, no_color=True)
    assert caught.value.returncode == 1
    return errors.getvalue()


def test_a_whole_journal_passes_and_prints_its_head(journal: Ledger) -> None:
    output = StringIO()
    head = JournalHead.objects.get()
    call_command("verify", "--anchor", f"{head.seq}:{head.hash}", stdout=output)
    assert f"{head.seq}:{head.hash}" in output.getvalue()


def test_an_empty_journal_passes(db: None) -> None:
    assert verify().is_sound


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE housing_placement SET persons = persons + 1 WHERE seq = 8",
        "UPDATE housing_placement SET source = 'anders' WHERE seq = 8",
        "UPDATE housing_placement SET recorded_at = recorded_at + interval '1 second' WHERE seq = 8",
        "UPDATE housing_placement SET municipality_id = 'GM0363' WHERE seq = 8",
        "UPDATE housing_placement SET hash = repeat('a', 64) WHERE seq = 8",
    ],
)
def test_a_changed_posting_is_named(journal: Ledger, sql: str) -> None:
    tamper(sql)
    assert "boeking 8 (placement" in findings()


def test_a_removed_posting_is_named(journal: Ledger) -> None:
    tamper("DELETE FROM housing_placement WHERE seq = 8")
    assert "verwacht werd nummer 8" in findings()


def test_postings_that_changed_places_are_found(journal: Ledger) -> None:
    tamper(
        "UPDATE housing_placement SET seq = -7 WHERE seq = 7;"
        " UPDATE housing_placement SET seq = 7 WHERE seq = 8;"
        " UPDATE housing_placement SET seq = 8 WHERE seq = -7"
    )
    assert "boeking 7 (placement" in findings()


def test_a_posting_slipped_in_without_triggers_is_found(journal: Ledger) -> None:
    tamper(
        "INSERT INTO housing_placement (persons, reason, source, hash, seq, recorded_at, municipality_id,"
        " period_id, month, kind) SELECT 1, '', '', repeat('b', 64), max(seq) + 1, max(recorded_at),"
        " 'GM0344', '2022-1', '2022-01-01', 'home' FROM housing_placement"
    )
    assert "boeking 11 (placement" in findings()


def test_a_changed_rollup_is_found(journal: Ledger) -> None:
    tamper("UPDATE housing_periodtotal SET home = home + 1", "periodtotal")
    assert "halfjaartotaal van GM0344 in 2022-1" in findings()


def test_a_changed_month_is_found(journal: Ledger) -> None:
    tamper("UPDATE housing_monthtotal SET hotel = 1", "monthtotal")
    assert "maandtotaal van GM0344" in findings()


def cut_tail() -> None:
    """The last two lines gone, head and rollups made to fit: nothing in the database itself shows it."""
    tamper("DELETE FROM housing_placement WHERE seq > 8")
    tamper(
        "UPDATE housing_journalhead SET seq = 8, hash = (SELECT hash FROM housing_placement WHERE seq = 8),"
        " recorded_at = (SELECT recorded_at FROM housing_placement WHERE seq = 8)",
        "journalhead",
    )
    tamper("UPDATE housing_periodtotal SET home = 6 WHERE municipality_id = 'GM0344'", "periodtotal")
    tamper("UPDATE housing_monthtotal SET home = 6, postings = 3", "monthtotal")


def test_a_cut_tail_is_found_by_its_anchor(ledger: Ledger) -> None:
    ledger.announcement("2022-1", 10_000, date(2021, 10, 1))
    ledger.target(UTRECHT, "2022-1", 200, date(2021, 10, 3))
    ledger.opening(UTRECHT, "2022-1", -30, date(2022, 1, 1))
    ledger.exchange("2022-1", {UTRECHT: -10, CITY: 10}, at=date(2022, 1, 2))
    for day in range(1, 6):
        ledger.home(UTRECHT, "2022-01", day, date(2022, 2, day))
    head = JournalHead.objects.get()
    cut_tail()
    assert verify().is_sound
    assert "einde is afgeknipt" in findings(f"{head.seq}:{head.hash}")


def test_a_cut_tail_is_found_by_a_publication(journal: Ledger) -> None:
    cut_tail()
    assert "publicatie 'Stand' verwijst naar boeking" in findings()


def test_a_replaced_tail_is_found_by_its_anchor(journal: Ledger) -> None:
    assert "kent hier een andere keten" in findings("9:" + "c" * 64)


def test_each_of_two_publications_of_one_place_is_checked(journal: Ledger) -> None:
    publish(title="Nog een", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    head = JournalHead.objects.get()
    assert verify(anchor=(head.seq, head.hash)).is_sound
    tamper("UPDATE housing_publication SET hash = repeat('e', 64) WHERE title = 'Stand'", "publication")
    text = findings(f"{head.seq}:{head.hash}")
    assert "publicatie 'Stand' kent hier een andere keten" in text
    assert "publicatie 'Nog een' kent" not in text


def test_a_publication_that_was_moved_is_found(journal: Ledger) -> None:
    earlier = "(SELECT {} FROM housing_placement WHERE seq = 8)"
    tamper(
        f"UPDATE housing_publication SET seq = {earlier.format('seq')}, hash = {earlier.format('hash')}",
        "publication",
    )
    assert "maar op haar moment was boeking 10 de laatste" in findings()


def test_changed_publication_sums_are_found(journal: Ledger) -> None:
    tamper("""UPDATE housing_publication SET sums = '{"2022-1": {"closing": 0}}'""", "publication")
    assert "cijfers van publicatie 'Stand'" in findings()


def test_a_group_that_no_longer_adds_up_is_found(journal: Ledger) -> None:
    tamper("UPDATE housing_adjustment SET persons = 11 WHERE municipality_id = 'GM0363'", "adjustment")
    text = findings()
    assert "boeking 5 (adjustment" in text
    assert "telt op tot 1 in plaats van 0" in text


def test_a_hidden_change_of_the_databases_own_function_does_not_help(journal: Ledger) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_link(state text, previous text, line text) RETURNS text"
            " LANGUAGE sql IMMUTABLE AS $$ SELECT repeat('d', 64) $$"
        )
    journal.home(UTRECHT, "2022-01", 1)
    assert "de inhoud klopt niet met de keten" in findings()


@pytest.mark.parametrize("anchor", ["8", "x:y", "8:abc"])
def test_an_anchor_in_the_wrong_form_is_explained(db: None, anchor: str) -> None:
    with pytest.raises(CommandError, match="SEQ:HASH"):
        call_command("verify", "--anchor", anchor)
