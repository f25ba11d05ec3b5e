"""manage.py remind."""

from datetime import date, datetime, time
from io import StringIO
from typing import Any

import pytest
from django.core import mail as server
from django.core.management import call_command

from housing.domain.periods import HalfYear
from housing.models import Mail
from housing.queries.journal import AMSTERDAM
from housing.services import mailing
from housing.services.clock import start_demonstration_clock
from housing.services.posting import ensure_periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday 7 November 2022, nine o'clock: three days before October is due."""
    monkeypatch.setattr(mailing, "_rests_until", 0.0)
    ensure_periods([HalfYear.parse("2022-2")])
    start_demonstration_clock(at=datetime.combine(date(2022, 11, 7), time(9), AMSTERDAM))


def run(*arguments: str) -> str:
    out, errors = StringIO(), StringIO()
    call_command("remind", *arguments, stdout=out, stderr=errors)
    return out.getvalue() + errors.getvalue()


def test_second_run_changes_nothing() -> None:
    assert run() == "Klaargezet: 5. Verstuurd: 5. Vervallen: 0.\n"
    assert run() == "Klaargezet: 0. Verstuurd: 0. Vervallen: 0.\n"
    assert len(server.outbox) == 5


def test_dry_run_lists_and_does_nothing() -> None:
    text = run("--dry-run")
    assert "before_due  before 2022-11-10  clerk@voorbeeld.example" in text
    assert "digest  2022-W45  coordinator@voorbeeld.example" in text
    assert "Zou klaarzetten: 5. Ligt al klaar: 0." in text
    assert not Mail.objects.exists()


def test_mail_server_away_is_told_and_made_up_for(settings: Any) -> None:
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.mail_backends.Away"
    assert "Niet verstuurd: 5." in run()
    settings.EMAIL_BACKEND = kept
    start_demonstration_clock(at=datetime.combine(date(2022, 11, 7), time(10), AMSTERDAM))
    assert "Verstuurd: 5." in run("--only-send")


def test_only_send_and_early_hours_make_nothing_new() -> None:
    assert run("--only-send").startswith("Klaargezet: 0.")
    assert run("--from-hour", "10").startswith("Klaargezet: 0.")
    assert run("--from-hour", "9").startswith("Klaargezet: 5.")
