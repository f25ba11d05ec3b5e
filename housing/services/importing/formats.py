"""The five kinds of files: their columns, and their rows as lines (`docs/data-formats.md`)."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from housing.domain.periods import HalfYear, Month
from housing.models import Adjustment, Placement
from housing.queries.areas import Area
from housing.queries.journal import AMSTERDAM
from housing.services.importing import cells
from housing.services.importing.areas import Areas
from housing.services.importing.cells import remembered
from housing.services.importing.lines import (
    AdjustmentLine,
    AnnouncementLine,
    CoaLine,
    Line,
    PlacementLine,
    TargetLine,
)
from housing.services.importing.problems import Place, Problems
from housing.services.importing.rows import Row, read_rows

#: Lines of one call. They are all held in memory, because they are posted together or not at all.
MOST_LINES = 40_000


class Kind(StrEnum):
    """What the rows of a file are."""

    ANNOUNCEMENTS = "announcements"
    TARGETS = "targets"
    ADJUSTMENTS = "adjustments"
    PLACEMENTS = "placements"
    COA = "coa"


COLUMNS = {
    Kind.ANNOUNCEMENTS: ("period", "persons", "population_date", "announced_on", "source"),
    Kind.TARGETS: ("period", "municipality_code", "persons", "announced_on", "source", "recorded_at"),
    Kind.ADJUSTMENTS: (
        "period",
        "municipality_code",
        "type",
        "persons",
        "group",
        "reason",
        "source",
        "recorded_at",
    ),
    Kind.PLACEMENTS: ("month", "municipality_code", "kind", "persons", "recorded_at", "source"),
    Kind.COA: ("month", "municipality_code", "persons"),
}
#: How the name of a line without a group starts.
DERIVED = "regel-"
OPTIONAL = {Kind.ANNOUNCEMENTS: ("recorded_at",), Kind.COA: ("source", "recorded_at")}


class LineReader:
    """Reads files into lines; what is wrong is noted in `problems`. Counts the lines of all its files.

    `refused_groups` are the groups (type, name) of adjustments with a line that was refused.
    """

    def __init__(self, areas: Areas, now: datetime, problems: Problems) -> None:
        self._areas = areas
        self._problems = problems
        today = now.astimezone(AMSTERDAM).date()
        self._period = remembered(cells.half_year(today))
        self._month = remembered(cells.past_month(today))
        self._day = remembered(cells.past_day(today))
        self._population_date = cells.first_of_january(today)
        self._moment = remembered(cells.recorded_moment(now))
        self._municipality = remembered(areas.municipality)
        self._text = remembered(cells.line_of_text())
        self._group = cells.line_of_text(cells.GROUP_LENGTH)
        self._kind = cells.one_of(*Placement.Kind.values)
        self._type = cells.one_of(*Adjustment.Type.values)
        self._national = cells.whole_number(1, cells.MOST_NATIONAL)
        self._total = cells.whole_number(0, cells.MOST_MUNICIPAL)
        self._change = cells.whole_number(-cells.MOST_MUNICIPAL, cells.MOST_MUNICIPAL)
        self.count = 0
        self.refused_groups: set[str] = set()

    def lines(self, number: int, path: Path, kind: Kind) -> Iterator[Line]:
        """The lines of one file that can be used; `number` is its place in the call."""
        readers = {
            Kind.ANNOUNCEMENTS: self._announcement,
            Kind.TARGETS: self._target,
            Kind.PLACEMENTS: self._placement,
            Kind.COA: self._coa,
        }
        occurrences: Counter[str] = Counter()
        rows = read_rows(
            path, Place(number, path.name), COLUMNS[kind], OPTIONAL.get(kind, ()), self._problems
        )
        for row in rows:
            self.count += 1
            if self.count > MOST_LINES:
                row.refuse(
                    _("Dit zijn meer dan %(limit)d regels in één keer. Verdeel ze over meer aanroepen.")
                    % {"limit": MOST_LINES}
                )
                return
            line = self._adjustment(row, occurrences) if kind is Kind.ADJUSTMENTS else readers[kind](row)
            if line is not None:
                yield line

    def _announcement(self, row: Row) -> Line | None:
        line = AnnouncementLine(
            place=row.place,
            period=row.read("period", self._period),
            persons=row.read("persons", self._national),
            population_date=row.read("population_date", self._population_date),
            announced_on=row.read("announced_on", self._day),
            source=row.read("source", self._text),
            moment=row.read("recorded_at", self._moment)
            if row.cells.get("recorded_at", "").strip()
            else None,
        )
        return None if row.failed else line

    def _target(self, row: Row) -> Line | None:
        period = row.read("period", self._period)
        area = row.read("municipality_code", self._municipality)
        persons = row.read("persons", self._total)
        announced_on = row.read("announced_on", cells.optional(self._day))
        source = row.read("source", self._text)
        moment = row.read("recorded_at", self._moment)
        if row.failed or self._is_absent(row, area, period):
            return None
        return TargetLine(
            place=row.place,
            period=period,
            municipality=area.code,
            persons=persons,
            announced_on=announced_on,
            source=source,
            moment=moment,
        )

    def _placement(self, row: Row) -> Line | None:
        month = row.read("month", self._month)
        area = row.read("municipality_code", self._municipality)
        kind = row.read("kind", self._kind)
        persons = row.read("persons", self._total)
        source = row.read("source", self._text)
        moment = row.read("recorded_at", self._moment)
        if row.failed or self._is_absent(row, area, month):
            return None
        return PlacementLine(
            place=row.place,
            month=month,
            municipality=area.code,
            kind=kind,
            persons=persons,
            source=source,
            moment=moment,
        )

    def _coa(self, row: Row) -> Line | None:
        month = row.read("month", self._month)
        area = row.read("municipality_code", self._municipality)
        persons = row.read("persons", self._total)
        source = row.read("source", self._text)
        moment = row.read("recorded_at", self._moment)
        if row.failed or self._is_absent(row, area, month):
            return None
        return CoaLine(
            place=row.place,
            month=month,
            municipality=area.code,
            persons=persons,
            source=source,
            moment=moment,
        )

    def _adjustment(self, row: Row, occurrences: Counter[str]) -> Line | None:
        period = row.read("period", self._period)
        area = row.read("municipality_code", self._municipality)
        type_ = row.read("type", self._type)
        persons = row.read("persons", self._change)
        group = row.read("group", self._group)
        reason = row.read("reason", self._text)
        source = row.read("source", self._text)
        moment = row.read("recorded_at", self._moment)
        if not row.failed:
            self._check_adjustment(row, area, period, type_, group)
        if row.failed:
            self.refused_groups.add(" ".join(row.cells["group"].split()))
            return None
        content = (period, area.code, type_, persons, reason, source, row.cells["recorded_at"].strip())
        return AdjustmentLine(
            place=row.place,
            period=period,
            municipality=area.code,
            type=type_,
            persons=persons,
            group=group or _derived(content, occurrences),
            is_derived=not group,
            merger_days=self._areas.merger_days(area.code, period) if type_ == "merger" else frozenset(),
            reason=reason,
            source=source,
            moment=moment,
        )

    def _check_adjustment(self, row: Row, area: Area, period: HalfYear, type_: str, group: str) -> None:
        if type_ in ("exchange", "merger") and not group:
            row.refuse(
                _("Geef de regels die bij elkaar horen dezelfde naam; samen zijn ze nul."), "group", group
            )
        if type_ == "merger":
            # The day may be the first on which the municipality no longer exists.
            if not self._areas.merger_days(area.code, period):
                row.refuse(
                    _("%(name)s heeft in %(period)s geen herindeling. Controleer gemeente en halfjaar.")
                    % {"name": area.name, "period": period},
                    "municipality_code",
                    area.code,
                )
            return
        self._is_absent(row, area, period)

    def _is_absent(self, row: Row, area: Area, span: HalfYear | Month) -> bool:
        """Note that the municipality did not exist then, if so."""
        if why := self._areas.why_absent(area, span):
            row.refuse(why, "municipality_code", area.code)
        return row.failed


def _derived(content: Sequence[object], occurrences: Counter[str]) -> str:
    """A name that the same line has in every import: from its content, and which such line it is."""
    digest = hashlib.sha256("\x1f".join(map(str, content)).encode()).hexdigest()[:32]
    occurrences[digest] += 1
    return f"{DERIVED}{digest}-{occurrences[digest]}"
