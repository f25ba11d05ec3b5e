"""`expire_personal_data`: what it says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from housing.models import EventText
from housing.services import events
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("expire_personal_data", *arguments, stdout=output)
    return output.getvalue().strip()


@pytest.fixture
def old_text(cast: Cast, settings: object) -> None:
    settings.TEXT_RETENTION_DAYS = 0
    events.record("report.returned", by=cast.coordinator, texts={"reason": "Bel even."})


def test_nothing_to_do_is_said(cast: Cast) -> None:
    assert run() == "Er was niets te wissen."


def test_what_was_erased_is_counted(old_text: None) -> None:
    assert run() == "Gewist: teksten in het logboek 1."
    assert run() == "Er was niets te wissen."


def test_a_dry_run_only_counts(old_text: None) -> None:
    assert run("--dry-run") == "Zou worden gewist: teksten in het logboek 1."
    assert EventText.objects.count() == 1


def test_a_person_is_erased(cast: Cast) -> None:
    assert run("--person", cast.clerk.email) == "De persoon is gewist: rollen 1, accounts 1."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--person", "niemand@voorbeeld.example"], "Controleer het adres"),
        (["--person", "administrator@voorbeeld.example"], "laatste accountbeheerder"),
        (["--person", "clerk@voorbeeld.example", "--dry-run"], "op proef"),
    ],
)
def test_what_cannot_be_is_explained(cast: Cast, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)
