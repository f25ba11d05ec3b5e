"""The page on which a municipality asks for a correction."""

import re

import pytest
from django.test import Client

from housing.domain.reporting import Counts
from housing.models import CorrectionRequest, TargetPeriod
from housing.queries.journal import journal_state
from housing.services import reviewing
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import page
from tests.reviews import MARCH, approved, counted, province, submitted

pytestmark = pytest.mark.django_db
PAGE = "/invoer/rotterdam/2022-03/correctie/"
SENT = {"home": "1.008", "transitional": "0", "hotel": "2", "reden": "Vergeten.", "indiening": "1"}
SHOWN = SENT | {"actie": "versturen", "getoond": "1008-0-2"}


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def text(response: object) -> str:
    return re.sub(r"\s+", " ", page(response).one("main").text)


def test_the_page_starts_from_what_counts(cast: Cast, clerk: Client) -> None:
    approved(ROTTERDAM, cast.clerk, Counts(5, 1, 0))
    response = clerk.get(PAGE)
    assert response.headers["Cache-Control"] == "private, no-store"
    values = {
        node.attributes.get("name"): node.attributes.get("value") for node in page(response).all("input")
    }
    assert (values["home"], values["transitional"], values["hotel"], values["indiening"]) == (
        "5",
        "1",
        "0",
        "1",
    )


def test_the_effect_is_shown_before_anything_is_sent(cast: Cast, clerk: Client, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, "2022-1", 30)
    approved(ROTTERDAM, cast.clerk)
    for action in ("bekijken", "versturen"):
        response = clerk.post(PAGE, SENT | {"actie": action})
        assert response.status_code == 200
        assert "Woning 5 1.008 +1.003" in text(response)
        assert "Saldo Rotterdam, 1e helft 2022 −25 +980 +1.005" in text(response)
        assert "Vergeten." in response.content.decode()
    assert not CorrectionRequest.objects.exists()
    # Other values than those whose effect was shown are shown first.
    assert clerk.post(PAGE, SHOWN | {"home": "9"}).status_code == 200
    assert clerk.post(PAGE, SHOWN).status_code == 302
    assert CorrectionRequest.objects.get().counts == Counts(1008, 0, 2)
    assert "Uw aanvraag wacht op de provincie" in text(clerk.get(PAGE))


def test_sending_twice_asks_once(cast: Cast, clerk: Client) -> None:
    approved(ROTTERDAM, cast.clerk)
    assert clerk.post(PAGE, SHOWN).status_code == 302
    again = clerk.post(PAGE, SHOWN)
    assert again.status_code == 422
    assert "al een correctie gevraagd" in text(again)
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"home": "veel"}, "home"),
        ({"hotel": ""}, "hotel"),
        ({"home": "-3"}, "home"),
        ({"transitional": "1,5"}, "transitional"),
        ({"reden": " "}, "reden"),
        ({"home": "\0"}, "home"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    cast: Cast, clerk: Client, wrong: dict[str, str], name: str
) -> None:
    approved(ROTTERDAM, cast.clerk)
    response = clerk.post(PAGE, SHOWN | wrong)
    assert response.status_code == 422
    root = page(response)
    fields = {node.attributes.get("name"): node for node in (*root.all("input"), *root.all("textarea"))}
    assert fields[name].attributes["aria-invalid"] == "true"
    if name != "reden":
        assert "Vergeten." in response.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_a_month_that_changed_since_is_shown_first(cast: Cast, clerk: Client) -> None:
    report = approved(ROTTERDAM, cast.clerk)
    reviewing.reopen(by=cast.coordinator, province=province(), report_id=report.pk, reason="Fout.")
    submitted(ROTTERDAM, cast.clerk, Counts(6, 0, 0))
    reviewing.approve(by=cast.coordinator, province=province(), reviewed={report.pk: 2})
    response = clerk.post(PAGE, SHOWN)
    assert response.status_code == 422
    assert "veranderd nadat u de pagina opende" in text(response)


def test_a_request_can_be_taken_back(cast: Cast, clerk: Client) -> None:
    approved(ROTTERDAM, cast.clerk)
    clerk.post(PAGE, SHOWN)
    request = CorrectionRequest.objects.get()
    assert clerk.post(PAGE, {"actie": "intrekken", "aanvraag": request.pk}).status_code == 302
    assert "ingetrokken" in text(clerk.get(PAGE))
    assert clerk.post(PAGE, {"actie": "intrekken", "aanvraag": request.pk}).status_code == 422
    assert clerk.post(PAGE, {"actie": "intrekken", "aanvraag": "\0"}).status_code == 403


def test_a_month_that_is_not_final_leads_to_the_entry(cast: Cast, clerk: Client) -> None:
    submitted(ROTTERDAM, cast.clerk)
    response = clerk.get(PAGE)
    assert "U hebt geen correctie nodig." in text(response)
    assert "/invoer/rotterdam/2022-1/" in response.content.decode()


def test_after_closing_the_page_says_where_it_is_booked(cast: Cast, clerk: Client) -> None:
    approved(ROTTERDAM, cast.clerk)
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)
    response = clerk.post(PAGE, SENT | {"actie": "bekijken"})
    assert "Het halfjaar van maart 2022 is afgesloten." in text(response)
    assert counted(ROTTERDAM) == (5, 0, 0)


def test_an_imported_month_can_be_corrected(cast: Cast, clerk: Client, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, "2022-03", 5)
    assert "Deze maand staat vast." in text(clerk.get(PAGE))
    assert clerk.post(PAGE, SHOWN | {"indiening": "0"}).status_code == 302
    assert CorrectionRequest.objects.get().report.month == MARCH.first_day


def test_only_editors_of_the_municipality_come_here(cast: Cast) -> None:
    approved(ROTTERDAM, cast.clerk)
    for someone, status in (
        (cast.reader, 403),
        (cast.coordinator, 403),
        (cast.other_clerk, 404),
        (cast.outsider, 404),
    ):
        assert signed_in(someone).get(PAGE).status_code == status
        assert signed_in(someone).post(PAGE, SHOWN).status_code == status
    assert Client().get(PAGE).status_code == 404
    assert signed_in(cast.clerk).get("/invoer/nergens/2022-03/correctie/").status_code == 404


@pytest.mark.parametrize("month", ["2099-12", "2100-01", "2999-12"])
def test_months_to_come_have_no_page(clerk: Client, month: str) -> None:
    address = f"/invoer/rotterdam/{month}/correctie/"
    assert clerk.get(address).status_code == 404
    assert clerk.post(address, SHOWN).status_code == 404
