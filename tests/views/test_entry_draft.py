"""Drafts that the page saves by itself: what is answered, and what is never answered with a fault."""

import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import Report
from housing.queries.journal import journal_state
from housing.services.report_steps import Taken, locked, take
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
LAST = Month.containing(timezone.localdate().replace(day=1) - timedelta(days=1))
PLACE = f"/invoer/rotterdam/{LAST.half_year}/concept/"


def save(client: Client, user: int, **data: object) -> HttpResponse:
    body = {"user": str(user), "month": str(LAST), "version": 0, "home": "", **data}
    return client.post(PLACE, json.dumps(body), content_type="application/json")


def test_a_draft_is_saved_and_says_when(cast: Cast) -> None:
    response = save(signed_in(cast.clerk), cast.clerk.pk, home="1.234", note="x")
    assert response.status_code == 200
    answer = response.json()
    assert (answer["status"], answer["version"]) == ("saved", 1)
    assert answer["message"].startswith("Concept bewaard om ")
    assert "no-store" in response.headers["Cache-Control"]
    assert Report.objects.get().draft == Counts(1234)


def test_an_emptied_month_is_saved_as_empty(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    save(client, cast.clerk.pk, home="7")
    assert save(client, cast.clerk.pk, version=1).status_code == 200
    assert Report.objects.get().draft.is_empty


def test_a_conflict_shows_both(cast: Cast) -> None:
    save(signed_in(cast.second_clerk), cast.second_clerk.pk, home="12", note="<b>hun</b>")
    response = save(signed_in(cast.clerk), cast.clerk.pk, home="10")
    assert response.status_code == 409
    answer = response.json()
    assert answer["theirs"] == {"home": 12, "transitional": None, "hotel": None, "note": "<b>hun</b>"}
    assert answer["version"] == 1
    assert "Second-Clerk" in answer["html"]
    assert "<b>hun" not in answer["html"]
    assert Report.objects.get().home == 12


def test_no_number_is_refused_by_field(cast: Cast) -> None:
    response = save(signed_in(cast.clerk), cast.clerk.pk, home="12 stuks", hotel="-1", transitional="3")
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert errors["home"] == "Vul alleen het getal in: 12."
    assert "onder nul" in errors["hotel"]
    assert "transitional" not in errors
    assert not Report.objects.exists()


def test_too_many_is_refused(cast: Cast) -> None:
    response = save(signed_in(cast.clerk), cast.clerk.pk, home="100000")
    assert response.status_code == 422
    assert "hoger dan 99.999" in response.json()["message"]


def test_an_approved_month_is_refused(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    save(client, cast.clerk.pk, home="7")
    [row] = locked([Report.objects.get().pk])
    take([Taken(row, Step.SUBMIT, Counts(7))], by=cast.clerk, now=journal_state().now)
    take([Taken(row, Step.APPROVE)], by=cast.coordinator, now=journal_state().now)
    response = save(client, cast.clerk.pk, home="8", version=3)
    assert response.status_code == 422
    assert "goedgekeurd" in response.json()["message"]


def test_a_page_of_one_person_is_not_saved_in_the_name_of_another(cast: Cast) -> None:
    response = save(signed_in(cast.clerk), cast.second_clerk.pk, home="7")
    assert response.status_code == 403
    assert response.json()["status"] == "stranger"
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 15000,
        b'{"month": "2022-13"}',
        b'{"month": "1950-01"}',
        b"x" * 30000,
    ],
)
def test_what_is_no_draft_is_refused(cast: Cast, body: bytes) -> None:
    response = signed_in(cast.clerk).post(PLACE, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["message"]


@pytest.mark.parametrize("text", ["\0", "\ud800", "a" * 5000, "🦊"])
def test_hostile_texts_are_saved_clean(cast: Cast, text: str) -> None:
    assert save(signed_in(cast.clerk), cast.clerk.pk, home="1", note=text).status_code == 200
    assert "\0" not in Report.objects.get().note


@pytest.mark.parametrize("version", [-1, 10**30, 1.5, None, "1", True])
def test_odd_versions_do_no_harm(cast: Cast, version: object) -> None:
    assert save(signed_in(cast.clerk), cast.clerk.pk, home="1", version=version).status_code in (200, 409)


def test_only_posting_saves(cast: Cast) -> None:
    assert signed_in(cast.clerk).get(PLACE).status_code == 405


def test_without_the_mark_of_the_site_nothing_is_saved(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk)
    assert save(client, cast.clerk.pk, home="1").status_code == 403
    assert not Report.objects.exists()


def test_a_form_is_no_draft(cast: Cast) -> None:
    # A form is read for its token before we see it.
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk)
    client.get(f"/invoer/rotterdam/{LAST.half_year}/")
    response = client.post(PLACE, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "home": "1"})
    assert (response.status_code, response.json()["status"]) == (400, "unknown")


@pytest.mark.parametrize(
    ("period", "month"), [("1900-1", "1900-01"), ("1901-2", "1901-07"), ("2099-2", "2099-12")]
)
def test_a_half_year_that_nobody_knows_is_refused(cast: Cast, period: str, month: str) -> None:
    body = {"user": str(cast.clerk.pk), "month": month, "version": 0, "home": "1"}
    place = f"/invoer/rotterdam/{period}/concept/"
    response = signed_in(cast.clerk).post(place, json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    assert not Report.objects.exists()
