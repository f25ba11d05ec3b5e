"""Journals to measure on: the same figures in a million postings, and with 20 years of half-years.

Both hold the lines of the demonstration, and are written by COPY: through the journal's own triggers, which
number, date, chain and add up every line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import merge
from io import StringIO
from itertools import cycle, groupby, islice
from math import ceil
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from housing.domain.periods import HalfYear
from housing.models import (
    POSTING_MODELS,
    Announcement,
    JournalHead,
    Municipality,
    Placement,
    Posting,
    Report,
    Target,
)
from housing.queries.journal import AMSTERDAM, end_of_day
from housing.services.clock import start_demonstration_clock
from housing.services.demonstration.assumptions import CLOCK_STARTS, PERIODS
from housing.services.demonstration.publications import REMARKS, releases
from housing.services.posting import ensure_periods
from housing.services.publishing import publish

HALF_YEARS = 40
BATCH = 100_000
COMMON = ("persons", "recorded_at", "reason", "source")
#: Persons come first, so that corrections of a line differ at its start only.
COLUMNS = {
    model: COMMON
    + tuple(
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in (*COMMON, "seq", "hash", "recorded_by_id")
        and (field.attname != "id" or model is Announcement)
    )
    for model in POSTING_MODELS
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal: its table, and its values in the order of COLUMNS."""

    model: type[Posting]
    values: Sequence[Any]

    @property
    def recorded_at(self) -> datetime:
        """The moment at which it became known."""
        return self.values[COMMON.index("recorded_at")]


@dataclass(frozen=True, slots=True)
class Written:
    """How many lines the journal took, and in how many seconds, commit included."""

    lines: int
    seconds: float


def lines_of_journal() -> list[Line]:
    """Every line of the journal that the program sees, in order of number."""
    tables = [
        [(values[0], Line(model, values[1:])) for values in _rows(model).iterator()]
        for model in POSTING_MODELS
    ]
    return [line for _, line in merge(*tables, key=lambda pair: pair[0])]


def reports_of_journal() -> list[Report]:
    """The monthly reports that the program sees, without the people: the lines tell of their steps."""
    reports = list(Report.objects.order_by("pk"))
    for report in reports:
        report.edited_by = report.submitted_by = report.reviewed_by = None
    return reports


def write_many(lines: Sequence[Line], reports: Sequence[Report], least: int) -> Written:
    """The same figures in at least so many postings: corrections to and fro after each placement."""
    placements = sum(line.model is Placement for line in lines)
    corrections = ceil((least - len(lines)) / placements)
    # +2 −1 −1 when their number is odd, and for the rest +1 −1: together nothing.
    first = (2, -1, -1) if corrections % 2 else ()
    changes = (*first, *islice(cycle((1, -1)), corrections - len(first)))
    return _write(lines, reports, changes)


def write_twenty_years(lines: Sequence[Line], reports: Sequence[Report]) -> Written:
    """The same lines, after enough earlier half-years to make 40."""
    last = HalfYear.parse(max(PERIODS))
    periods = [last]
    while len(periods) < HALF_YEARS:
        periods.append(periods[-1].previous)
    earlier = sorted(period for period in periods if period.code not in PERIODS)
    ensure_periods(periods)
    every = sorted([*_history(earlier), *lines], key=lambda line: line.recorded_at)
    return _write(every, reports)


def _rows(model: type[Posting]) -> Any:
    return model._default_manager.order_by("seq").values_list("seq", *COLUMNS[model])


def _history(periods: Sequence[HalfYear]) -> Iterator[Line]:
    """Half-years in which every municipality closes a little behind or ahead, and the last time at nought."""
    lasting = Municipality.objects.filter(valid_from=None).exclude(valid_to__lte=periods[-1].ends_on)
    codes = list(lasting.order_by("code").values_list("code", flat=True))
    for place, period in enumerate(periods):
        announced = _moment(period.starts_on - timedelta(weeks=13))
        number = 1_000_000 + place
        fields = {
            "id": number,
            "period_id": period.code,
            "population_date": period.population_date,
            "announced_on": announced.date(),
            "method": "",
            "exempt": [],
        }
        yield _line(Announcement, 10_000, announced, fields)
        for index, code in enumerate(codes):
            target = 10 + index % 50
            fields = {"municipality_id": code, "period_id": period.code, "announcement_id": number}
            yield _line(Target, target, announced, fields)
            change = _closing(periods, place, index) - _closing(periods, place - 1, index)
            for month in period.months:
                persons = target // 6 + (change + target % 6 if month.index == 6 else 0)
                fields = {
                    "municipality_id": code,
                    "period_id": period.code,
                    "month": month.first_day,
                    "kind": "home",
                }
                yield _line(Placement, persons, _moment(month.due_on), fields)


def _closing(periods: Sequence[HalfYear], place: int, index: int) -> int:
    return 0 if place in (-1, len(periods) - 1) else (index + place) % 3 - 1


def _moment(day: Any) -> datetime:
    return datetime.combine(day, time(9), AMSTERDAM)


def _line(model: type[Posting], persons: int, recorded_at: datetime, fields: dict[str, Any]) -> Line:
    values = {"persons": persons, "recorded_at": recorded_at, "reason": "", "source": "", **fields}
    return Line(model, [values[column] for column in COLUMNS[model]])


def _write(lines: Sequence[Line], reports: Sequence[Report], changes: Sequence[int] = ()) -> Written:
    """Start the demonstration's clock, write the lines in one transaction, and release what it releases."""
    start_demonstration_clock(at=CLOCK_STARTS)
    ensure_periods(HalfYear.parse(code) for code in PERIODS)
    started = perf_counter()
    with transaction.atomic():
        Report.objects.bulk_create(reports)
        for model, run in groupby(lines, key=lambda line: line.model):
            _copy(model, list(run), changes if model is Placement else ())
    seconds = perf_counter() - started
    for release in releases():
        publish(title=release.title, kind=release.kind, known_on=end_of_day(release.day), remarks=REMARKS)
    return Written(JournalHead.objects.get(id=1).seq, seconds)


def _copy(model: type[Posting], run: Sequence[Line], changes: Sequence[int]) -> None:
    columns = ", ".join(f'"{column}"' for column in (*COLUMNS[model], "hash"))
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    step = max(1, BATCH // (1 + len(changes)))
    with connection.cursor() as cursor:
        for start in range(0, len(run), step):
            cursor.copy_expert(statement, StringIO("".join(_texts(run[start : start + step], changes))))


def _texts(run: Iterable[Line], changes: Sequence[int]) -> Iterator[str]:
    for line in run:
        persons, *rest = line.values
        # The last value is the hash, empty: the database makes it.
        after = "\t".join(map(_text, (*rest, "")))
        for change in (persons, *changes):
            yield f"{change}\t{after}\n"


def _text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
