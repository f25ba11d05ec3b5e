"""Loading the reference data."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import Sum
from django.utils.text import slugify

from housing.domain.names import search_key
from housing.models import Alias, JournalHead, Merger, Municipality, Population, Province, Tile
from housing.services.reference import DATA, load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The data files, to change in a test."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def rewrite(path: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *change(rows[1:])])


def version() -> int:
    return JournalHead.objects.get().reference_version


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2021, 1, 1), 352),
        (date(2022, 1, 1), 345),
        (date(2022, 3, 23), 345),
        (date(2022, 3, 24), 344),
        (date(2023, 1, 1), 342),
        (date(2025, 1, 1), 342),
    ],
)
def test_municipalities_of_a_day(day: date, number: int) -> None:
    existing = Municipality.objects.existing_on(day)

    assert existing.count() == number
    layout = Tile.objects.filter(valid_on__lte=day).latest("valid_on").valid_on
    assert set(Tile.objects.filter(valid_on=layout).values_list("municipality", flat=True)) == set(
        existing.values_list("code", flat=True)
    )


@pytest.mark.parametrize(
    ("year", "inhabitants"),
    [
        (2020, 17_407_585),
        (2021, 17_475_415),
        (2022, 17_590_672),
        (2023, 17_811_291),
        (2024, 17_942_942),
        (2025, 18_044_027),
    ],
)
def test_inhabitants_add_up_to_the_country(year: int, inhabitants: int) -> None:
    counted = Population.objects.filter(reference_date=date(year, 1, 1))

    assert counted.aggregate(Sum("inhabitants")) == {"inhabitants__sum": inhabitants}
    assert set(counted.values_list("municipality", flat=True)) == set(
        Municipality.objects.existing_on(date(year, 1, 1)).values_list("code", flat=True)
    )


def test_inhabitants_of_provinces_in_2021() -> None:
    with (DATA / "provinces.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["code"]: int(row["population_2021_01_01"]) for row in csv.DictReader(file)}

    counted = Population.objects.filter(reference_date=date(2021, 1, 1)).values_list("municipality__province")

    assert dict(counted.annotate(Sum("inhabitants"))) == expected


def test_names_and_slugs() -> None:
    the_hague = Municipality.objects.get(slug="s-gravenhage")
    hengelo = Municipality.objects.get(code="GM0164")

    assert (the_hague.code, the_hague.sort_key, the_hague.province.name) == (
        "GM0518",
        "gravenhage",
        "Zuid-Holland",
    )
    assert set(the_hague.aliases.values_list("name", flat=True)) >= {"Den Haag"}
    assert (hengelo.name, hengelo.cbs_name) == ("Hengelo", "Hengelo (O.)")
    assert Province.objects.get(slug="fryslan").iso == "NL-FR"
    assert all(area.slug == slugify(area.name) for area in Municipality.objects.all())


def test_sorted_by_key() -> None:
    names = list(Municipality.objects.values_list("name", flat=True))

    assert names.index("Goirle") < names.index("'s-Gravenhage") < names.index("Groningen")


def test_an_alias_points_to_one_municipality_only() -> None:
    own = {search_key(area.name): area.code for area in Municipality.objects.all()}
    aliases = [(search_key(alias.name), alias.municipality_id) for alias in Alias.objects.all()]

    assert len({key for key, _ in aliases}) == len(aliases)
    assert [(key, code) for key, code in aliases if own.get(key, code) != code] == []


def test_mergers_end_their_predecessors() -> None:
    for merger in Merger.objects.select_related("predecessor", "successor"):
        assert merger.predecessor.valid_to == merger.date
        assert merger.successor.valid_from is None or merger.successor.valid_from <= merger.date
    ended = Municipality.objects.exclude(valid_to=None).values_list("code", flat=True)
    assert set(ended) == set(Merger.objects.values_list("predecessor", flat=True))


def test_a_second_time_changes_nothing() -> None:
    before = version()

    changes = load_reference()

    assert not any(change.any for change in changes)
    assert version() == before


def test_what_differs_is_put_right() -> None:
    before = version()
    Municipality.objects.filter(code="GM0363").update(name="Mokum", slug="mokum")
    Population.objects.filter(municipality="GM0363").delete()
    Alias.objects.create(municipality_id="GM0363", name="Mokum")

    changed = {change.table: change for change in load_reference() if change.any}

    assert Municipality.objects.get(code="GM0363").slug == "amsterdam"
    assert changed["housing_municipality"].changed == 1
    assert changed["housing_population"].added == 6
    assert changed["housing_alias"].removed == 1
    assert set(changed) == {"housing_municipality", "housing_population", "housing_alias"}
    assert version() == before + 1


def test_two_tiles_that_change_places(copied: Path) -> None:
    def swap(rows: list[list[str]]) -> list[list[str]]:
        first, second, *rest = rows
        return [first[:2] + second[2:], second[:2] + first[2:], *rest]

    rewrite(copied / "tiles.csv", swap)

    changed = [change for change in load_reference(folder=copied) if change.any]

    assert [(change.table, change.added, change.removed) for change in changed] == [("housing_tile", 2, 2)]


def test_what_figures_rest_on_stays_when_it_leaves_the_files(copied: Path) -> None:
    rewrite(copied / "population.csv", lambda rows: rows[1:])

    assert not any(change.any for change in load_reference(folder=copied))
    assert Population.objects.count() == 2078


@pytest.mark.django_db(transaction=True)
def test_all_or_nothing(copied: Path) -> None:
    rewrite(copied / "municipalities.csv", lambda rows: [[*row[:1], row[1] + "!", *row[2:]] for row in rows])
    rewrite(copied / "tiles.csv", lambda rows: [*rows, ["2030-01-01", "GM9999", "1", "1"]])
    before = version()

    with pytest.raises(IntegrityError):
        load_reference(folder=copied)

    assert Municipality.objects.get(code="GM0363").name == "Amsterdam"
    assert version() == before


def test_command_says_what_changed() -> None:
    Municipality.objects.filter(code="GM0363").update(name="Mokum")
    first, second = StringIO(), StringIO()

    call_command("load_reference", stdout=first)
    call_command("load_reference", stdout=second)

    assert "gemeenten (360): 0 toegevoegd, 1 gewijzigd, 0 verwijderd\n" in first.getvalue()
    assert first.getvalue().count("niets veranderd") == 5
    assert second.getvalue().count("niets veranderd") == 6
