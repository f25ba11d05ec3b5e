"""What the journal holds for the totals that files give: now, and at moments of the past."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from housing.domain.periods import Month
from housing.models import CoaCount, MonthTotal, PeriodTotal, Placement, Target
from housing.queries.journal import AMSTERDAM
from housing.services.importing.cells import Moment
from housing.services.importing.lines import Cell, CoaLine, PlacementLine, TargetLine, Total

#: Values of one cell in the course of time: from each moment on, this total.
Course = tuple[list[datetime], list[int]]


class Totals:
    """Totals of the cells that some lines are about. Read under the lock on the journal's head.

    `difference` reckons with the lines asked about before; ask in order of time.
    """

    def __init__(self, lines: Iterable[Total], head_at: datetime | None) -> None:
        self._head_at = head_at
        self._cells: set[Cell] = set()
        past: set[Cell] = set()
        for line in lines:
            self._cells.add(line.cell)
            if self.is_past(line.moment):
                past.add(line.cell)
        self._held = dict(self._current())
        self._courses: dict[Cell, Course] = {}
        self._reported: dict[Cell, datetime] = {}
        self._look_back(past)

    def is_past(self, moment: Moment) -> bool:
        """Whether the journal has gone beyond this moment, so that nothing can be posted there."""
        return moment.at is not None and self._head_at is not None and moment.at < self._head_at

    def difference(self, line: Total) -> int | None:
        """What to post so that the journal holds this total; None when it does.

        The first report of a month is posted also when nobody was housed: a difference of 0. A count of COA
        is posted whole, and a first one of 0 as well.
        """
        if isinstance(line, CoaLine):
            if self._held.get(line.cell) == line.persons:
                return None
            self._held[line.cell] = line.persons
            return line.persons
        held = self._held.get(line.cell, 0)
        is_news = isinstance(line, PlacementLine) and report_of(line) not in self._held
        if line.persons == held and not is_news:
            return None
        self._held[line.cell] = line.persons
        if isinstance(line, PlacementLine):
            self._held[report_of(line)] = 1
        return line.persons - held

    def was_held(self, line: Total) -> bool:
        """Whether the journal held this total at its moment in the past: then it has been booked.

        A line that gives a date without a time also matches a total that was reached in the course of that
        day: it may have been imported on the day itself.
        """
        moments, values = self._courses.get(line.cell, ([], []))
        if line.moment.at is None:
            return False
        last = bisect_right(moments, line.moment.at)
        first = last - 1
        if line.moment.day is not None:
            midnight = datetime.combine(line.moment.day, time(), AMSTERDAM)
            first = min(first, bisect_left(moments, midnight))
        if line.persons in values[max(first, 0) : last]:
            return True
        return line.persons == 0 and last == 0 and self._was_reported(line)

    def held_then(self, line: Total) -> int:
        """The total that the journal held at the moment of a line in the past."""
        moments, values = self._courses.get(line.cell, ([], []))
        last = bisect_right(moments, line.moment.at) if line.moment.at else 0
        return values[last - 1] if last else 0

    def _was_reported(self, line: Total) -> bool:
        """A total of 0 needs no posting where nothing was posted, but for the first report of a month."""
        if isinstance(line, TargetLine):
            return True
        if isinstance(line, CoaLine):
            return False
        first = self._reported.get(report_of(line))
        return first is not None and line.moment.at is not None and first <= line.moment.at

    def _current(self) -> Iterator[tuple[Cell, int]]:
        targets = PeriodTotal.objects.filter(period__in=self._keys("target"))
        for code, period, persons in targets.values_list("municipality_id", "period_id", "target"):
            yield ("target", code, period, ""), persons
        months = MonthTotal.objects.filter(month__in=_first_days(self._keys("placement")), postings__gt=0)
        kinds = Placement.Kind.values
        for code, day, *persons_by_kind in months.values_list("municipality_id", "month", *kinds):
            month = str(Month.containing(day))
            yield ("report", code, month, ""), 1
            for kind, persons in zip(kinds, persons_by_kind, strict=True):
                yield ("placement", code, month, kind), persons
        for (code, day), persons in _coa(_first_days(self._keys("coa"))).items():
            yield ("coa", code, str(Month.containing(day)), ""), persons

    def _keys(self, table: str) -> set[str]:
        return {cell[2] for cell in self._cells if cell[0] == table}

    def _look_back(self, cells: set[Cell]) -> None:
        """How the totals of some cells came about, and when their months were first reported."""
        for cell, moment, persons in _postings(cells):
            if cell[0] == "placement":
                self._reported.setdefault(("report", cell[1], cell[2], ""), moment)
            if cell in cells:
                moments, values = self._courses.setdefault(cell, ([], []))
                moments.append(moment)
                is_whole = cell[0] == "coa"
                values.append(persons if is_whole or not values else values[-1] + persons)


def report_of(line: PlacementLine) -> Cell:
    """The cell that tells whether a month was reported at all."""
    return ("report", line.municipality, str(line.month), "")


def _postings(cells: set[Cell]) -> Iterator[tuple[Cell, datetime, int]]:
    """The postings of the months and half-years of these cells, in the order of the journal."""
    codes = {cell[1] for cell in cells}
    periods = {cell[2] for cell in cells if cell[0] == "target"}
    targets = Target.objects.filter(municipality__in=codes, period__in=periods).order_by("seq")
    rows = targets.values_list("municipality_id", "period_id", "recorded_at", "persons")
    for code, period, moment, persons in rows.iterator():
        assert moment is not None  # the database dates every posting
        yield ("target", code, period, ""), moment, persons
    days = _first_days({cell[2] for cell in cells if cell[0] == "placement"})
    placements = Placement.objects.filter(municipality__in=codes, month__in=days).order_by("seq")
    reports = placements.values_list("municipality_id", "month", "kind", "recorded_at", "persons")
    for code, day, kind, moment, persons in reports.iterator():
        assert moment is not None
        yield ("placement", code, str(Month.containing(day)), kind), moment, persons
    days = _first_days({cell[2] for cell in cells if cell[0] == "coa"})
    counts = CoaCount.objects.filter(municipality__in=codes, month__in=days).order_by("seq")
    for code, day, moment, persons in counts.values_list(
        "municipality_id", "month", "recorded_at", "persons"
    ).iterator():
        assert moment is not None
        yield ("coa", code, str(Month.containing(day)), ""), moment, persons


def _coa(days: list[date]) -> dict[tuple[str, date], int]:
    """The count of COA that was posted last, by municipality and month."""
    rows = CoaCount.objects.filter(month__in=days).order_by("municipality_id", "month", "-seq")
    last = rows.distinct("municipality_id", "month").values_list("municipality_id", "month", "persons")
    return {(code, day): persons for code, day, persons in last}


def _first_days(months: set[str]) -> list[date]:
    return [Month.parse(month).first_day for month in months]
