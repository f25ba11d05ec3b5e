"""The queue of a review: what it shows to whom, and approving from it."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from housing.domain.reporting import Counts
from housing.domain.roles import Role
from housing.models import Event, ReviewLook, User
from housing.queries.journal import journal_state
from housing.services import corrections
from housing.services.reporting import save_draft
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, person, signed_in
from tests.markup import page
from tests.reviews import MARCH, MONTH, QUEUE, approved, area, coa, coa_warning, state, submitted, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


# ── What the queue shows ─────────────────────────────────────────────────────────────────────────────────


def test_the_headline_says_what_waits(cast: Cast, coordinator: Client) -> None:
    submitted(ROTTERDAM, cast.clerk)
    coa(BARENDRECHT, 3)
    submitted(BARENDRECHT, cast.clerk)
    shown = text(coordinator)
    assert "Zuid-Holland: 2 maanden wachten op beoordeling" in shown
    assert "1 met opmerkingen, 1 zonder." in shown
    assert "Verschil met COA: +2. De gemeente telt 5, COA 3." in shown
    assert "Nog niet goed te keuren." in shown
    assert "nog niet vergeleken" in shown
    assert "Keur 1 maand zonder opmerkingen goed" in shown


@pytest.mark.parametrize(
    ("chosen", "present", "absent"),
    [
        ("wacht", "Zonder opmerkingen", "Alle gemeenten"),
        ("opmerkingen", "Geen opmerkingen", "Zonder opmerkingen"),
        ("ontbreekt", "Ontbreekt, terwijl", "Zonder opmerkingen"),
        ("alles", "Alle gemeenten en maanden", "Zonder opmerkingen"),
        ("onzin\0", "Zonder opmerkingen", "Alle gemeenten"),
    ],
)
def test_filters(cast: Cast, coordinator: Client, chosen: str, present: str, absent: str) -> None:
    submitted(ROTTERDAM, cast.clerk)
    response = coordinator.get(QUEUE, {"toon": chosen})
    assert present in response.content.decode()
    assert absent not in response.content.decode()


def test_reading_writes_nothing(cast: Cast, coordinator: Client) -> None:
    submitted(ROTTERDAM, cast.clerk)
    events = Event.objects.count()
    for address in (QUEUE, f"{QUEUE}?toon=alles", MONTH, f"{QUEUE}?gewijzigd=1:1&gewijzigd=x&gewijzigd=9:"):
        assert coordinator.get(address).status_code == 200
    assert not ReviewLook.objects.exists()
    assert Event.objects.count() == events


def test_nothing_is_kept_by_the_browser(coordinator: Client) -> None:
    for address in (QUEUE, MONTH):
        assert coordinator.get(address).headers["Cache-Control"] == "private, no-store"


def test_a_note_is_seen_as_it_was_submitted_not_as_it_is_being_written(
    cast: Cast, coordinator: Client
) -> None:
    report = submitted(ROTTERDAM, cast.clerk, note="Een gezin erbij.")
    save_draft(
        by=cast.clerk,
        municipality=area(ROTTERDAM),
        month=MARCH,
        counts=Counts(6, 0, 0),
        note="Nog niet af.",
        version=report.version,
    )
    assert "Een gezin erbij." in text(coordinator, MONTH)
    assert "Nog niet af." not in text(coordinator, MONTH)


def test_a_province_reader_sees_figures_but_no_words_names_or_buttons(cast: Cast) -> None:
    warned = {"code": "pace", "params": {"total": 5, "pace": 2}}
    coa(ROTTERDAM, 4)
    submitted(
        ROTTERDAM,
        cast.clerk,
        warnings=[warned, coa_warning(4, 5)],
        explanation="Vanwege nieuwbouw.",
        note="Bel mij.",
    )
    approved(BARENDRECHT, cast.clerk)
    corrections.ask(
        by=person("editor", Role.MUNICIPALITY_EDITOR, municipality=BARENDRECHT),
        municipality=area(BARENDRECHT),
        month=MARCH,
        counts=Counts(6, 0, 0),
        reason="Geheim woord.",
    )
    reader = signed_in(cast.province_reader)
    for address in (QUEUE, MONTH, f"{QUEUE}barendrecht/2022-03/"):
        shown = text(reader, address)
        for hidden in (
            "nieuwbouw",
            "Bel mij",
            "tempo",
            "Clerk",
            "Editor",
            "Geheim",
            "Goedkeuren",
            "Terugsturen",
        ):
            assert hidden not in shown, (address, hidden)
    assert "Verschil met COA: +1." in text(reader)
    assert "nieuwbouw" in text(signed_in(cast.ministry_reader))
    for address in (QUEUE, MONTH):
        assert reader.post(address, {"actie": "gezien"}).status_code == 403
        assert signed_in(cast.ministry_reader).post(address).status_code == 403


def test_nobody_else_knows_that_it_is_there(cast: Cast) -> None:
    for someone in (cast.clerk, cast.other_coordinator, cast.administrator, cast.outsider):
        for address in (QUEUE, MONTH):
            assert signed_in(someone).get(address).status_code == 404
            assert signed_in(someone).post(address).status_code == 404
    assert Client().get(QUEUE).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/provincies/zuid-holland/1950-1/beoordelen/",
        "/provincies/nergens/2022-1/beoordelen/",
        f"{QUEUE}utrecht/2022-03/",
        f"{QUEUE}rotterdam/2022-09/",
        f"{QUEUE}nergens/2022-03/",
    ],
)
def test_what_does_not_exist(cast: Cast, coordinator: Client, address: str) -> None:
    submitted(ROTTERDAM, cast.clerk)
    assert coordinator.get(address).status_code == 404


# ── Approving ────────────────────────────────────────────────────────────────────────────────────────────


def test_all_without_remarks_are_approved_in_one_click(cast: Cast, coordinator: Client) -> None:
    reports = [submitted(code, cast.clerk) for code in (ROTTERDAM, BARENDRECHT)]
    form = page(coordinator.get(QUEUE))
    sent = [
        node.attributes["value"] for node in form.all("input") if node.attributes.get("name") == "beoordeeld"
    ]
    assert set(sent) == {f"{report.pk}:1" for report in reports}
    response = coordinator.post(
        QUEUE, {"actie": "goedkeuren", "beoordeeld": [f"{r.pk}:1" for r in reports], "toon": "wacht"}
    )
    assert (response.status_code, response.url) == (302, f"{QUEUE}?toon=wacht")
    assert "2 maanden zijn goedgekeurd." in text(coordinator)
    assert state() == state(BARENDRECHT) == "approved"


def test_a_changed_month_is_shown_old_and_new_with_a_new_form(cast: Cast, coordinator: Client) -> None:
    first, second = submitted(ROTTERDAM, cast.clerk), submitted(BARENDRECHT, cast.clerk)
    submitted(ROTTERDAM, cast.clerk, Counts(9, 0, 0))
    response = coordinator.post(
        QUEUE, {"actie": "goedkeuren", "beoordeeld": [f"{first.pk}:1", f"{second.pk}:1"]}
    )
    assert response.url == f"{QUEUE}?gewijzigd={first.pk}%3A1"
    assert (state(), state(BARENDRECHT)) == ("submitted", "approved")
    shown = text(coordinator, response.url)
    assert "1 maand is goedgekeurd." in shown
    assert "Veranderd sinds u keek" in shown
    assert re.search(r"Woning 5 9 anders", shown)
    assert f'name="beoordeeld" value="{first.pk}:2"' in coordinator.get(response.url).content.decode()
    coordinator.post(MONTH, {"actie": "goedkeuren", "beoordeeld": f"{first.pk}:2"})
    assert state() == "approved"


def test_an_overview_that_came_in_meanwhile_blocks(cast: Cast, coordinator: Client) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    coa(ROTTERDAM, 7)
    coordinator.post(QUEUE, {"actie": "goedkeuren", "beoordeeld": f"{report.pk}:1"})
    shown = text(coordinator)
    assert "1 maand is niet goedgekeurd: COA telt anders" in shown
    assert "U meldt 5 mensen in woningen en doorstroomlocaties, COA telt er 7." in shown


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"actie": "goedkeuren"},
        {"actie": "goedkeuren", "beoordeeld": "x:1"},
        {"actie": "goedkeuren", "beoordeeld": "\0"},
        {"actie": "\0", "gezien_tot": "9" * 40},
        {"actie": "gezien", "gezien_tot": "-1", "toon": "\0"},
    ],
)
def test_forms_of_others_do_no_harm(cast: Cast, coordinator: Client, sent: dict[str, str]) -> None:
    submitted(ROTTERDAM, cast.clerk)
    assert coordinator.post(QUEUE, sent).status_code == 302
    assert coordinator.post(MONTH, sent).status_code in (302, 422)
    assert state() == "submitted"


def test_reports_of_elsewhere_are_refused(cast: Cast, coordinator: Client) -> None:
    report = submitted("GM0344", cast.other_clerk)
    sent = {"actie": "goedkeuren", "beoordeeld": f"{report.pk}:1"}
    assert coordinator.post(QUEUE, sent).status_code == 403
    assert state("GM0344") == "submitted"


def test_everything_seen_counts_up_to_what_was_shown(cast: Cast, coordinator: Client) -> None:
    submitted(ROTTERDAM, cast.clerk)
    seq = journal_state().seq
    submitted(BARENDRECHT, cast.clerk)
    coordinator.post(QUEUE, {"actie": "gezien", "gezien_tot": str(seq)})
    assert ReviewLook.objects.get().seq == seq
    assert "Barendrecht (mrt 2022)" in text(coordinator)


# ── What it costs ────────────────────────────────────────────────────────────────────────────────────────


def test_a_province_costs_no_more_queries_than_fourteen(
    site: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    site.force_login(User.objects.get(email="provincie@demonstratie.example"))
    address = "/provincies/zuid-holland/2022-2/beoordelen/"
    site.get(address)
    for shown in ("", "?toon=alles", "?toon=ontbreekt"):
        with django_assert_max_num_queries(14):
            assert site.get(address + shown).status_code == 200
