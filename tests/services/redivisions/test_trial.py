"""Every merger of 2021-2023, entered and booked by hand, ends where the reference files end."""

import csv
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from django.db import connection

from housing.domain.periods import HalfYear, Month
from housing.domain.redivisions import Division, Heir, merger
from housing.models import Alias, Merger, Municipality, Population, Tile
from housing.queries.journal import journal_state
from housing.queries.ledger import history
from housing.queries.lineage import history_as_is
from housing.queries.sums import national_sums
from housing.services.reference import DATA, load_reference
from housing.services.verifying import verify
from tests.cast import Cast
from tests.conftest import Ledger
from tests.redivisions import areas, booked, shown

Lines = list[dict[str, str]]
#: What makes a row the same, whichever way it came in.
MUNICIPALITY = ("code", "name", "slug", "province_id", "valid_from", "valid_to", "sort_key")
MERGER = ("date", "predecessor_id", "successor_id", "kind", "share")


def lines(folder: Path, name: str) -> Lines:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, rows: Lines) -> None:
    old = lines(folder, name)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, old[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def rows(model: type[Municipality] | type[Merger], fields: tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by(*fields).values_list(*fields))


@pytest.fixture
def before(tmp_path: Path, db: None) -> Path:
    """The reference data of before 2021: nobody has ended yet, nobody is new."""
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    successors = {row["successor_code"] for row in lines(folder, "mergers")}
    old = [
        {**row, "valid_to": ""}
        for row in lines(folder, "municipalities")
        if not (row["code"] in successors and row["valid_from"] >= "2021")
    ]
    codes = {row["code"] for row in old}
    write(folder, "municipalities", old)
    write(folder, "mergers", [])
    first = [row for row in lines(folder, "population") if row["reference_date"] == "2020-01-01"]
    write(folder, "population", first)
    write(folder, "tiles", [row for row in lines(folder, "tiles") if row["valid_on"] == "2021-01-01"])
    for name in ("aliases", "tiles"):
        write(folder, name, [row for row in lines(folder, name) if row["code"] in codes])
    for model in (Merger, Tile, Population, Alias, Municipality):
        model._default_manager.all().delete()
    load_reference(folder=folder)
    return folder


def plans() -> Iterator[Division]:
    """The redivisions of the files, in order of date: per split municipality, and per successor."""
    municipalities = {row["code"]: row for row in lines(DATA, "municipalities")}
    every = lines(DATA, "mergers")
    for day, of_day in groupby(every, key=lambda row: row["date"]):
        same_day = list(of_day)
        on = date.fromisoformat(day)
        divided = [row for row in same_day if row["kind"] == "split"]
        for code in dict.fromkeys(row["predecessor_code"] for row in divided):
            parts = [row for row in divided if row["predecessor_code"] == code]
            yield Division(
                on,
                (code,),
                tuple(Heir(row["successor_code"]) for row in parts),
                {code: {row["successor_code"]: Decimal(row["share"]) for row in parts}},
                parts[0]["share_basis"],
            )
        whole = [row for row in same_day if row["kind"] == "merged"]
        for code in dict.fromkeys(row["successor_code"] for row in whole):
            row = municipalities[code]
            is_new = row["valid_from"] == day
            heir = Heir(code, row["name"], row["province_code"], True) if is_new else Heir(code)
            yield merger(on, [r["predecessor_code"] for r in whole if r["successor_code"] == code], heir)


def a_half_year(ledger: Ledger, period: HalfYear, before: date) -> None:
    """Targets and months of everybody who is in the trial, as far as they exist; some months stay out."""
    known = areas()
    concerned = {code for plan in plans() for code in plan.municipalities} & known.municipalities.keys()
    for place, code in enumerate(sorted(concerned)):
        area = known.municipalities[code]
        if area.exists_between(period.starts_on, period.starts_on) and period.starts_on < before:
            ledger.target(code, period.code, 20 + place)
        for month in period.months:
            if area.exists_in(month) and month.first_day < before and month != period.months[place % 6]:
                ledger.home(code, str(month), 2 + place % 5)


def test_every_merger_by_hand_ends_as_the_files_do(before: Path, ledger: Ledger, cast: Cast) -> None:
    with connection.cursor() as cursor:
        for place, code in enumerate(sorted({c for plan in plans() for c in plan.municipalities})):
            if code in areas().municipalities:
                ledger.opening(code, "2020-2", (-1) ** place * (11 + 7 * place))
        for day, of_day in groupby(plans(), key=lambda plan: plan.on):
            a_half_year(ledger, HalfYear.containing(day - timedelta(days=1)), day)
            for plan in of_day:
                sums = national_sums(journal_state().seq)
                effects = shown(plan)
                assert sum((effects.transfers or {}).values()) == 0
                assert effects.totals[-1].before == effects.totals[-1].after
                booked(plan, cast.manager)
                after = national_sums(journal_state().seq)
                assert {p: s["closing"] for p, s in after.items() if p in sums} == {
                    p: s["closing"] for p, s in sums.items()
                }
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # The last report of a municipality that has ended goes to its successor.
        late = Month.parse("2022-12")
        ledger.home("GM0501", str(late), 9)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert verify().is_sound
    entered_rows = rows(Municipality, MUNICIPALITY), rows(Merger, MERGER)
    state, today = journal_state(), journal_state().today
    known = areas()
    as_was = history(state.seq, list(known.municipalities))
    as_is = {
        code: history_as_is(state.seq, code, known.successions, today)
        for code, area in known.municipalities.items()
        if area.exists_between(today, today)
    }
    assert sum(histories[-1].balance.closing for histories in as_is.values() if histories) == sum(
        histories[-1].balance.closing for histories in as_was.values()
    )
    assert all(histories[-1].balance.closing == 0 for code, histories in as_was.items() if code not in as_is)

    # Loading the files, as delivered, changes none of it.
    load_reference()
    assert (rows(Municipality, MUNICIPALITY), rows(Merger, MERGER)) == entered_rows
    from_files = [
        (
            date.fromisoformat(r["date"]),
            r["predecessor_code"],
            r["successor_code"],
            r["kind"],
            Decimal(r["share"]),
        )
        for r in lines(DATA, "mergers")
    ]
    assert sorted(rows(Merger, MERGER)) == sorted(from_files)
    assert [(r[0], r[3], r[4], r[5]) for r in entered_rows[0]] == [
        (
            r["code"],
            r["province_code"],
            date.fromisoformat(r["valid_from"]) if r["valid_from"] else None,
            date.fromisoformat(r["valid_to"]) if r["valid_to"] else None,
        )
        for r in sorted(lines(DATA, "municipalities"), key=lambda r: r["code"])
    ]
    assert history(state.seq, list(known.municipalities)) == as_was
    again = areas()
    assert as_is == {code: history_as_is(state.seq, code, again.successions, today) for code in as_is}
