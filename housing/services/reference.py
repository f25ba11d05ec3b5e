"""Reading the reference data of `housing/data/` into the database: areas, mergers, inhabitants, map."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.text import slugify

from housing.domain.names import sort_key
from housing.models import (
    Alias,
    JournalHead,
    Merger,
    Municipality,
    Population,
    Province,
    Redivision,
    Tile,
)

DATA = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What loading did to one table: numbers of rows."""

    table: str
    rows: int
    added: int
    changed: int
    removed: int = 0

    @property
    def any(self) -> bool:
        """Whether the table is other than it was."""
        return bool(self.added or self.changed or self.removed)


@transaction.atomic
def load_reference(*, folder: Path = DATA) -> list[TableChange]:
    """Make the tables of areas hold what the CSV files say; all or nothing.

    Rows are added and changed. What figures rest on is never removed; aliases and map tiles that are no
    longer in the files are. What people entered on screen is left alone: municipalities with `entered_at`
    and their mergers and tiles, inhabitants with a `source`, and the maps of their redivisions. A second time
    changes nothing. Cached pages learn of a change by the `reference_version` of the journal's head.
    """
    # Under the head's lock, so that no posting reads mergers that are half loaded.
    JournalHead.objects.select_for_update().get(id=1)
    entered = set(Municipality.objects.exclude(entered_at=None).values_list("code", flat=True))
    changes = [
        _mirror(Province, ("code",), [_province(row) for row in _rows(folder, "provinces")]),
        _mirror(
            Municipality,
            ("code",),
            [_municipality(row) for row in _rows(folder, "municipalities")],
            keeping=lambda row: row.code in entered,
        ),
        _mirror(
            Alias,
            ("municipality_id", "name"),
            map(_alias, _rows(folder, "aliases")),
            removing=True,
            keeping=lambda row: row.municipality_id in entered,
        ),
        _mirror(
            Merger,
            ("date", "predecessor_id", "successor_id"),
            [_merger(row) for row in _rows(folder, "mergers")],
            keeping=lambda row: row.predecessor_id in entered,
        ),
        _mirror(
            Population,
            ("municipality_id", "reference_date"),
            [_population(row) for row in _rows(folder, "population")],
            keeping=_is_handed_in(),
        ),
        # Every field is part of the key: tiles that change places are removed first and then added.
        _mirror(
            Tile,
            ("valid_on", "municipality_id", "col", "row"),
            tiles := [_tile(row) for row in _rows(folder, "tiles")],
            removing=True,
            keeping=_is_redrawn(tiles, entered),
        ),
    ]
    if any(change.any for change in changes):
        JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    return changes


def _mirror(
    model: type[models.Model],
    key: Sequence[str],
    wanted: Iterable[models.Model],
    *,
    removing: bool = False,
    keeping: Callable[[Any], bool] = lambda row: False,
) -> TableChange:
    """Add what is missing, change what differs, and where asked remove what is not wanted.

    Rows of the table, and of the files, that are for `keeping` are left as the table has them.
    """

    def key_of(row: models.Model) -> tuple[object, ...]:
        return tuple(getattr(row, name) for name in key)

    fields = [f.attname for f in model._meta.concrete_fields if f.attname not in key and not f.primary_key]
    present = {key_of(row): row for row in model._default_manager.all() if not keeping(row)}
    added, changed, seen = [], [], set()
    for row in wanted:
        if keeping(row):
            continue
        seen.add(key_of(row))
        old = present.get(key_of(row))
        if old is None:
            added.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in fields):
            row.pk = old.pk
            changed.append(row)
    gone = [row.pk for found, row in present.items() if found not in seen] if removing else []
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    if changed:
        model._default_manager.bulk_update(changed, fields)
    model._default_manager.bulk_create(added)
    return TableChange(str(model._meta.db_table), len(seen), len(added), len(changed), len(gone))


def _is_handed_in() -> Callable[[Population], bool]:
    """Whether inhabitants of a day were handed in on screen."""
    handed_in = set(Population.objects.exclude(source="").values_list("municipality_id", "reference_date"))
    return lambda row: (row.municipality_id, row.reference_date) in handed_in


def _is_redrawn(tiles: Iterable[Tile], entered: set[str]) -> Callable[[Tile], bool]:
    """Whether a place is on a map that came of a redivision on screen, and that the files do not have.

    That is a map of a later day than theirs, one of the day of a redivision, and one of which theirs shows
    other municipalities than there are, because of what was entered.
    """
    drawn: dict[date, set[str]] = {}
    for tile in tiles:
        drawn.setdefault(tile.valid_on, set()).add(tile.municipality_id)
    last = max(drawn, default=None)
    booked = Redivision.objects.filter(state=Redivision.State.BOOKED).values_list("date", flat=True)
    kept = set(booked) - drawn.keys()
    if entered:
        kept |= {day for day, codes in drawn.items() if (_existing_on(day) ^ codes) & entered}
    return lambda tile: tile.valid_on in kept or (last is not None and tile.valid_on > last)


def _existing_on(day: date) -> set[str]:
    return set(Municipality.objects.existing_on(day).values_list("code", flat=True))


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _province(row: Row) -> Province:
    return Province(
        code=row["code"],
        iso=row["iso_3166_2"],
        name=row["name"],
        slug=slugify(row["name"]),
        capital=row["capital"],
        sort_key=sort_key(row["name"]),
    )


def _municipality(row: Row) -> Municipality:
    return Municipality(
        code=row["code"],
        name=row["name"],
        slug=slugify(row["name"]),
        province_id=row["province_code"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        cbs_name=row["cbs_name_from_2024"],
        sort_key=sort_key(row["name"]),
    )


def _alias(row: Row) -> Alias:
    return Alias(municipality_id=row["code"], name=row["alias"])


def _merger(row: Row) -> Merger:
    return Merger(
        date=date.fromisoformat(row["date"]),
        predecessor_id=row["predecessor_code"],
        successor_id=row["successor_code"],
        kind=row["kind"],
        share=Decimal(row["share"]),
        share_basis=row["share_basis"],
    )


def _population(row: Row) -> Population:
    return Population(
        municipality_id=row["code"],
        reference_date=date.fromisoformat(row["reference_date"]),
        inhabitants=int(row["inhabitants"]),
    )


def _tile(row: Row) -> Tile:
    return Tile(
        valid_on=date.fromisoformat(row["valid_on"]),
        municipality_id=row["code"],
        col=int(row["col"]),
        row=int(row["row"]),
    )
