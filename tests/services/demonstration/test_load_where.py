"""Where the demonstration can and cannot be loaded."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from housing.models import Merger, Municipality, Population, Tile
from housing.services.demonstration.load import CannotDemonstrateError, load_demonstration
from tests.conftest import put_database_back


def test_never_among_other_figures(ledger):
    ledger.announcement("2021-2", 11_000)
    with pytest.raises(CannotDemonstrateError, match="eigen, lege database"):
        load_demonstration()
    with pytest.raises(CommandError, match="aantal regels: 1"):
        call_command("demo")


def test_never_among_accounts_of_people(cast):
    with pytest.raises(CannotDemonstrateError, match="al accounts van mensen"):
        load_demonstration()
    assert not Municipality.objects.filter(reports__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_loads_municipalities_when_there_are_none():
    put_database_back()  # see `make_demonstration`
    for model in (Tile, Population, Merger, Municipality):
        model.objects.all().delete()
    load_demonstration()
    assert Municipality.objects.existing_on(date(2022, 11, 15)).count() == 344
