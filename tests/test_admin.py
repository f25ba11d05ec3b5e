"""The technical administration shows everything and changes nothing."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from housing.models import (
    POSTING_MODELS,
    Closing,
    CorrectionRequest,
    DueDateException,
    EventText,
    Exchange,
    ExchangePart,
    Invitation,
    Mail,
    Province,
    Report,
    Submission,
    Upload,
    User,
)
from housing.queries.journal import journal_state
from housing.services import events
from tests.demonstration import plain_statics

pytestmark = pytest.mark.django_db
SECRET = "geheim-dat-hier-niet-hoort"
MODELS = [model for model in admin.site._registry if model._meta.app_label == "housing"]


@pytest.fixture(scope="module", autouse=True)
def statics():
    with plain_statics():
        yield


@pytest.fixture
def engineer(client):
    client.force_login(User.objects.create_superuser("techniek@example.nl", name="Techniek"))
    return client


@pytest.fixture
def lines(ledger, cast):
    ledger.announcement("2021-2", 11_000)
    ledger.target("GM0363", "2021-2", 40)
    ledger.opening("GM0363", "2021-2", -5)
    ledger.home("GM0363", "2021-07", 3)
    ledger.interim_target(1_500, date(2021, 7, 1), date(2021, 12, 31))
    now = journal_state().now
    report = Report.objects.create(
        municipality_id="GM0599", period_id="2021-2", month=date(2021, 7, 1), note=SECRET, explanation=SECRET
    )
    asked = {"home": 1, "transitional": 0, "hotel": 0, "asked_at": now, "asked_by": cast.clerk}
    CorrectionRequest.objects.create(report=report, submission=1, reason=SECRET, **asked)
    DueDateException.objects.create(
        municipality_id="GM0599",
        month=report.month,
        due_on=date(2021, 8, 20),
        reason=SECRET,
        granted_by=cast.coordinator,
        granted_at=now,
    )
    Submission.objects.create(user=cast.clerk, created_at=now, result={"x": SECRET})
    Mail.objects.create(
        address="a@voorbeeld.example", kind="digest", key="x", subject=SECRET, text=SECRET, html=SECRET,
        unsubscribe_url=SECRET, created_at=now,
    )  # fmt: skip
    Invitation.objects.create(
        email="a@voorbeeld.example", role="administrator", token_digest=SECRET, invited_by=cast.administrator,
        invited_at=now, expires_at=now,
    )  # fmt: skip
    exchange = Exchange.objects.create(
        period_id="2021-2", reason=SECRET, document="Akkoord 1", proposed_by=cast.clerk, proposed_at=now
    )
    for code, persons in (("GM0363", 5), ("GM0599", -5)):
        ExchangePart.objects.create(exchange=exchange, municipality_id=code, persons=persons)
    Closing.objects.create(period_id="2021-2", remarks=SECRET, asked_by=cast.manager, asked_at=now)
    Upload.objects.create(
        kind="targets", name="lijst.csv", content=SECRET.encode(), uploaded_by=cast.manager, uploaded_at=now
    )
    events.record("x", by=cast.clerk, new={"home": SECRET}, texts={"reason": SECRET})


def test_every_model_is_there():
    assert set(MODELS) == set(apps.get_app_config("housing").get_models()) >= set(POSTING_MODELS)


def test_other_people_are_sent_to_the_login(client):
    client.force_login(User.objects.create_user("gemeente@example.nl"))
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_shows_and_offers_no_change(engineer, lines, model):
    name = f"admin:housing_{model._meta.model_name}"
    assert engineer.get(reverse(f"{name}_changelist"), {"q": "Amsterdam"}).status_code == 200
    assert SECRET.encode() not in engineer.get(reverse(f"{name}_changelist")).content
    assert engineer.get(reverse(f"{name}_add")).status_code == 403
    row = model.objects.order_by("pk").first()
    if row is not None:
        page = engineer.get(reverse(f"{name}_change", args=[row.pk]))
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert SECRET.encode() not in page.content
        assert engineer.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert engineer.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_a_password_is_never_shown(engineer):
    user = User.objects.get(email="techniek@example.nl")
    user.set_password("a secret that is long enough")
    user.save()
    engineer.force_login(user)
    page = engineer.get(reverse("admin:housing_user_change", args=[user.pk]))
    assert user.password.encode() not in page.content
    assert b"argon2" not in page.content


def test_areas_are_found_by_name(engineer):
    page = engineer.get(reverse("admin:housing_municipality_changelist"), {"q": "weesp"})
    assert b"Weesp" in page.content
    assert Province.objects.count() == 12


def test_neither_texts_of_the_log_nor_their_salts_are_shown(engineer, lines):
    text = EventText.objects.get()
    page = engineer.get(reverse("admin:housing_eventtext_change", args=[text.pk]))
    assert text.salt.encode() not in page.content
    assert SECRET.encode() not in page.content
