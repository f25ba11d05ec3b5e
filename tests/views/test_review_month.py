"""Deciding about one month in a review: sending it back, reopening, and the correction that was asked for."""

import pytest
from django.test import Client

from housing.domain.reporting import Counts
from housing.models import TargetPeriod
from housing.queries.journal import journal_state
from housing.services import corrections
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, signed_in
from tests.markup import page
from tests.reviews import MARCH, MONTH, QUEUE, approved, area, state, submitted, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


def test_a_month_goes_back_with_a_reason(cast: Cast, coordinator: Client) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    sent = {"actie": "terugsturen", "maandopgave": report.pk, "indiening": 1, "reden": "Tel het hotel mee."}
    assert coordinator.post(MONTH, sent).status_code == 302
    assert state() == "returned"
    shown = text(coordinator, MONTH)
    assert "Rotterdam is teruggestuurd." in shown
    assert "Tel het hotel mee." in shown


def test_without_a_reason_nothing_happens_and_nothing_is_lost(cast: Cast, coordinator: Client) -> None:
    report = submitted(ROTTERDAM, cast.clerk)
    sent = {"actie": "terugsturen", "maandopgave": report.pk, "indiening": 1, "reden": " "}
    response = coordinator.post(MONTH, sent)
    assert response.status_code == 422
    field = page(response).one("textarea")
    assert field.attributes["aria-invalid"] == "true"
    assert state() == "submitted"
    submitted(ROTTERDAM, cast.clerk, Counts(6, 0, 0))
    response = coordinator.post(MONTH, sent | {"reden": "Mijn lange uitleg."})
    assert response.status_code == 422
    assert "Mijn lange uitleg." in response.content.decode()
    assert "opnieuw ingediend" in response.content.decode()


def test_an_approved_month_is_reopened_until_the_half_year_closes(cast: Cast, coordinator: Client) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    sent = {"actie": "heropenen", "maandopgave": report.pk, "reden": "De gemeente belde."}
    assert "Heropen deze maand" in text(coordinator, MONTH)
    coordinator.post(MONTH, sent)
    assert state() == "reopened"
    submitted(ROTTERDAM, cast.clerk)
    approved(ROTTERDAM, cast.clerk)
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)
    assert "Heropen deze maand" not in text(coordinator, MONTH)
    response = coordinator.post(MONTH, sent)
    assert response.status_code == 422
    assert "Laat de gemeente een correctie aanvragen" in response.content.decode()
    assert state() == "approved"


@pytest.mark.parametrize(("action", "outcome"), [("toekennen", "accepted"), ("afwijzen", "refused")])
def test_a_correction_is_decided_with_its_effect_in_view(
    cast: Cast, coordinator: Client, action: str, outcome: str
) -> None:
    approved(ROTTERDAM, cast.clerk)
    request = corrections.ask(
        by=cast.clerk,
        municipality=area(ROTTERDAM),
        month=MARCH,
        counts=Counts(8, 0, 0),
        reason="3 vergeten.",
    )
    for address in (QUEUE, MONTH):
        shown = text(coordinator, address)
        assert "3 vergeten." in shown
        assert "Woning 5 8 +3" in shown
        assert "Saldo Rotterdam, 1e helft 2022 +5 +8 +3" in shown
    sent = {"actie": action, "aanvraag": request.pk, "boeken_in": "2022-1", "reden": "Gezien."}
    assert coordinator.post(MONTH, sent).status_code == 302
    request.refresh_from_db()
    assert request.state == outcome
    response = coordinator.post(MONTH, sent)
    assert response.status_code == 422
    assert "intussen al" in response.content.decode()


def test_deciding_about_one_month_leaves_the_others_unseen(cast: Cast, coordinator: Client) -> None:
    submitted(ROTTERDAM, cast.clerk)
    coordinator.post(QUEUE, {"actie": "gezien", "gezien_tot": str(journal_state().seq)})
    submitted(ROTTERDAM, cast.clerk, Counts(6))
    submitted(BARENDRECHT, cast.clerk)
    form = next(
        node
        for node in page(coordinator.get(MONTH)).all("form")
        if any(button.attributes.get("value") == "goedkeuren" for button in node.all("button"))
    )
    sent = {field.attributes["name"]: field.attributes.get("value") or "" for field in form.all("input")}
    coordinator.post(MONTH, sent | {"actie": "goedkeuren"})
    assert state() == "approved"
    assert "Barendrecht (mrt" in text(coordinator)
