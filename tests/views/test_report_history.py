"""The history of a month: the whole story, for each reader as far as it may be told."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import (
    Adjustment,
    CoaCount,
    CorrectionRequest,
    EventText,
    Report,
    TargetPeriod,
    User,
)
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.corrections import accept, ask
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import ensure_reports
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import Node, main
from tests.services.test_verifying_events import step

pytestmark = pytest.mark.django_db
MONTH = Month(2022, 1)
PAGE = "/gemeenten/rotterdam/opgaven/2022-01/"


def count_of_coa(persons: int) -> None:
    ensure_periods([MONTH.half_year])
    line = CoaCount(
        municipality_id=ROTTERDAM, period_id="2022-1", month=MONTH.first_day, persons=persons, source="COA"
    )
    post(lines=[line])


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Rotterdam submits 10, COA counts 12, it comes back, 12 are submitted and approved."""
    ensure_reports(ROTTERDAM, [MONTH])
    report = Report.objects.get()
    with events.acting_from("192.0.2.7"):
        step(report, Step.SUBMIT, cast.clerk, Counts(8, 2, 1), note="Twee adressen nog onzeker.")
        count_of_coa(12)
        step(report, Step.RETURN, cast.coordinator, reason="COA telt er twee meer.")
        step(report, Step.SUBMIT, cast.second_clerk, Counts(10, 2, 1), explanation="Twee erbij.")
        step(report, Step.APPROVE, cast.coordinator)
    return cast


def entries(who: User, address: str = PAGE) -> list[Node]:
    return main(signed_in(who).get(address)).one("ol", class_="history").all("li", class_="history__entry")


def titles(who: User, address: str = PAGE) -> list[str]:
    return [entry.one("p", class_="history__title").text for entry in entries(who, address)]


def test_the_story_from_begin_to_now(told: Cast) -> None:
    first, coa, back, again, approved = entries(told.clerk)
    assert "Ingediend" in first.text
    assert "Clerk (de gemeente)" in first.text
    assert "woning: 8 doorstroomlocatie: 2 hotelregeling: 1" in first.text
    assert "Notitie Twee adressen nog onzeker." in first.text
    assert "woning +8 (boeking 1)" in first.text
    assert "verschil −2" in coa.text
    assert "Reden COA telt er twee meer." in back.text
    assert "Coordinator (de provincie)" in back.text
    assert "woning: 8 → wordt 10" in again.text
    assert "Second-Clerk" in again.text
    assert "COA telt er ook 12." in again.text
    assert "woning +2 (boeking " in again.text
    assert approved.text.startswith("Goedgekeurd")
    assert "Geboekt" not in approved.text


def test_the_headline_says_how_it_stands(told: Cast) -> None:
    assert main(signed_in(told.clerk).get(PAGE)).one("h1").text == "Rotterdam, januari 2022: goedgekeurd"


@pytest.mark.parametrize("who", ["clerk", "reader", "coordinator", "ministry_reader", "manager"])
def test_who_may_read_notes_reads_names(told: Cast, who: str) -> None:
    text = main(signed_in(getattr(told, who)).get(PAGE)).text
    assert "Second-Clerk" in text
    assert "COA telt er twee meer." in text
    assert "192.0.2.7" not in text


def test_at_the_table_no_names_and_no_notes(told: Cast) -> None:
    text = main(signed_in(told.province_reader).get(PAGE)).text
    assert "de gemeente" in text
    assert "woning: 8 → wordt 10" in text
    for hidden in ("Clerk", "Coordinator", "voorbeeld.example", "onzeker", "twee meer", "Twee erbij"):
        assert hidden not in text
    assert "Namen en toelichtingen ziet alleen" in text


@pytest.mark.parametrize("who", ["other_clerk", "other_coordinator", "administrator", "outsider"])
def test_others_see_nothing(told: Cast, who: str) -> None:
    assert signed_in(getattr(told, who)).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 404


def test_erased_notes_say_so(told: Cast) -> None:
    EventText.objects.all().delete()
    assert "Reden: gewist, de bewaartermijn is voorbij" in main(signed_in(told.clerk).get(PAGE)).text


def test_a_correction_with_what_it_posted(told: Cast) -> None:
    rotterdam = registry(journal_state().reference_version).municipalities[ROTTERDAM]
    province = registry(journal_state().reference_version).provinces[rotterdam.province]
    ask(by=told.clerk, municipality=rotterdam, month=MONTH, counts=Counts(9, 2, 1), reason="Eén dubbel.")
    accept(by=told.coordinator, province=province, request_id=CorrectionRequest.objects.get().pk)
    *_rest, asked, granted = entries(told.clerk)
    assert "Correctie gevraagd" in asked.text
    assert "woning: 10 → wordt 9" in asked.text
    assert "Reden Eén dubbel." in asked.text
    assert "Correctie toegekend" in granted.text
    assert "woning −1 (boeking " in granted.text
    assert "verschil −1" in granted.text


def test_a_correction_after_the_close_says_where_it_was_booked(told: Cast) -> None:
    rotterdam = registry(journal_state().reference_version).municipalities[ROTTERDAM]
    province = registry(journal_state().reference_version).provinces[rotterdam.province]
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)
    ask(by=told.clerk, municipality=rotterdam, month=MONTH, counts=Counts(9, 2, 1), reason="Eén dubbel.")
    accept(by=told.coordinator, province=province, request_id=CorrectionRequest.objects.get().pk)
    booked = Adjustment.objects.get()
    granted = entries(told.clerk)[-1]
    assert f"boeking {booked.seq}" in granted.text
    assert "correctie in de" in granted.text
    assert titles(told.clerk)[-3:] == ["Goedgekeurd", "Correctie gevraagd", "Correctie toegekend"]


def test_an_exception_belongs_to_the_month(told: Cast) -> None:
    events.record(
        "exception.granted",
        by=told.coordinator,
        municipality=ROTTERDAM,
        period="2022-1",
        month=MONTH.first_day,
        new={"due_on": "2022-02-20"},
        texts={"reason": "Ziek"},
    )
    last = entries(told.clerk)[-1]
    assert "Andere uiterste dag gegeven" in last.text
    assert "uiterste dag: 20 februari 2022" in last.text


def test_an_imported_month_is_said_to_be_so(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-01", 7, source="Maandoverzicht")
    page = main(signed_in(cast.clerk).get(PAGE))
    assert "ingelezen, staat vast" in page.one("h1").text
    assert "niet in dit systeem ingevuld" in page.text
    assert "woning +7 (boeking 1)" in page.text
    assert "Bron: Maandoverzicht" in page.text


def test_an_import_before_a_report_stands_apart(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-01", 7, at=datetime.now().astimezone() - timedelta(hours=1), source="CSV")
    ensure_reports(ROTTERDAM, [MONTH])
    step(Report.objects.get(), Step.SUBMIT, cast.clerk, Counts(9, 0, 0))
    imported, submitted = entries(cast.clerk)
    assert "woning +7" in imported.text
    assert "woning +2" in submitted.text
    assert "niet in dit systeem ingevuld" not in main(signed_in(cast.clerk).get(PAGE)).text


def test_steps_that_the_log_does_not_know_are_told_from_the_journal(told: Cast) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE housing_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE housing_event SET municipality_id = NULL, month = NULL")
        cursor.execute("ALTER TABLE housing_event ENABLE TRIGGER USER")
    assert titles(told.clerk) == [
        "Ingediend",
        "Overzicht van COA ingelezen",
        "Teruggestuurd",
        "Ingediend",
        "Goedgekeurd",
    ]
    assert "woning: 8 → wordt 10" in entries(told.clerk)[3].text


def test_a_withdrawn_month_counts_nothing_beside_coa(cast: Cast) -> None:
    ensure_reports(ROTTERDAM, [MONTH])
    step(Report.objects.get(), Step.SUBMIT, cast.clerk, Counts(8, 0, 0))
    step(Report.objects.get(), Step.WITHDRAW, cast.clerk)
    count_of_coa(3)
    *_rest, withdrawn, coa = entries(cast.clerk)
    assert "Ingetrokken" in withdrawn.text
    assert "woning −8" in withdrawn.text
    assert "er is nog geen opgave" in coa.text


def test_a_draft_is_the_municipalitys_own(cast: Cast) -> None:
    ensure_reports(ROTTERDAM, [MONTH])
    Report.objects.update(home=5, edited_at=journal_state().now, edited_by=cast.clerk)
    [draft] = entries(cast.second_clerk)
    assert "Concept bewaard" in draft.text
    assert "Clerk" in draft.text
    assert "5" not in draft.one("p", class_="history__title").text
    assert "nog niets gebeurd" in main(signed_in(cast.coordinator).get(PAGE)).text


def test_nothing_yet_is_said(cast: Cast) -> None:
    page = main(signed_in(cast.clerk).get(PAGE))
    assert "nog niets ingediend" in page.one("h1").text
    assert "nog niets gebeurd" in page.text


@pytest.mark.parametrize(
    "place", ["rotterdam/opgaven/2099-01", "rozenburg/opgaven/2022-01", "x/opgaven/2022-01"]
)
def test_a_month_that_cannot_be_is_404(cast: Cast, place: str) -> None:
    assert signed_in(cast.manager).get(f"/gemeenten/{place}/").status_code == 404


def test_queries_do_not_grow(told: Cast) -> None:
    client = signed_in(told.clerk)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _ in range(6):
        step(Report.objects.get(), Step.REOPEN, told.coordinator, reason="Nog eens")
        step(Report.objects.get(), Step.SUBMIT, told.clerk, Counts(10, 2, 1))
        step(Report.objects.get(), Step.APPROVE, told.coordinator)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 14


def test_nothing_is_kept_by_the_browser(told: Cast) -> None:
    assert "no-store" in signed_in(told.clerk).get(PAGE)["Cache-Control"]
