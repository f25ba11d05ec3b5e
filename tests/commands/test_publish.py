"""`manage.py publish`."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from housing.models import Event, Publication
from tests.conftest import Ledger

UTRECHT = "GM0344"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("publish", *arguments, stdout=out)
    return out.getvalue()


def test_publish_now(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))

    said = run("Maandoverzicht februari", "--remarks", "Eerste overzicht")

    made = Publication.objects.get()
    assert (made.slug, made.seq, made.kind, made.remarks) == (
        "maandoverzicht-februari",
        1,
        "monthly",
        "Eerste overzicht",
    )
    assert f"Anker 1:{made.hash}" in said
    assert Event.objects.filter(action="publication.made").count() == 1


def test_publish_an_earlier_day(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    ledger.home(UTRECHT, "2022-02", 7, date(2022, 3, 3))

    run("Kamerbrief", "--kind", "letter", "--on", "2022-02-28")

    assert Publication.objects.get().seq == 1


def test_second_run_changes_nothing(ledger: Ledger) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    run("Kamerbrief", "--on", "2022-02-28")

    assert "Was al gepubliceerd" in run("Kamerbrief", "--on", "2022-02-28")
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Kamerbrief", "--on", "2022-03-01"), "met een andere stand"),
        (("Later", "--on", "2999-01-01"), "nog niet voorbij"),
        (("…",), "titel van letters"),
        (("Kamerbrief", "--on", "gisteren"), "gisteren"),
        (("Kamerbrief", "--kind", "roman"), "roman"),
    ],
)
def test_what_cannot_be_published(ledger: Ledger, arguments: tuple[str, ...], reason: str) -> None:
    ledger.home(UTRECHT, "2022-01", 12, date(2022, 2, 3))
    run("Kamerbrief", "--on", "2022-02-28")

    with pytest.raises(CommandError, match=reason):
        run(*arguments)
    assert Publication.objects.count() == 1
