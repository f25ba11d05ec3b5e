"""Official openings beside derived ones, and the corrections of a half-year by their source."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.models import Adjustment
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances

CORRECTION = Adjustment.Type.CORRECTION


def group_of(period: HalfYear) -> str:
    """The name of the lines that make openings of a half-year what the official list says."""
    return f"officiële beginstand {period}"


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a list: the official opening of a municipality, with its source; `number` is the line."""

    number: int
    area: Area
    persons: int
    source: str


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An official opening beside what the ledger has, in persons with the sign of the balance.

    `derived` follows from the postings before the half-year; `booked` was corrected by earlier lists;
    `others` are corrections of the half-year for another reason, which are left alone.
    """

    given: Given
    derived: int
    booked: int = 0
    others: int = 0

    @property
    def area(self) -> Area:
        """The municipality."""
        return self.given.area

    @property
    def official(self) -> int:
        """What the list says."""
        return self.given.persons

    @property
    def now(self) -> int:
        """The opening with the corrections of earlier lists."""
        return self.derived + self.booked

    @property
    def difference(self) -> int:
        """What has to be booked."""
        return self.official - self.now


@dataclass(frozen=True, slots=True)
class Total:
    """Lines together: of a source or a province."""

    name: str
    lines: int
    now: int
    official: int
    changed: int

    @property
    def difference(self) -> int:
        """What is booked for them."""
        return self.official - self.now


@dataclass(frozen=True, slots=True)
class OpeningsPlan:
    """What a list of official openings does to a half-year. `absent` are the municipalities not in it."""

    period: HalfYear
    lines: tuple[OpeningLine, ...]
    absent: tuple[Area, ...] = ()

    @property
    def changes(self) -> tuple[OpeningLine, ...]:
        """The lines that something is booked for."""
        return tuple(line for line in self.lines if line.difference)

    @property
    def total(self) -> Total:
        """All lines together."""
        return _total("", self.lines)

    @property
    def by_source(self) -> tuple[Total, ...]:
        """Per source, in the order of the list."""
        return _totals(self.lines, lambda line: line.given.source)

    def by_province(self, registry: Registry) -> tuple[Total, ...]:
        """Per province, in order of name."""
        found = {
            total.name: total
            for total in _totals(self.lines, lambda line: registry.as_in(line.area, self.period).province)
        }
        return tuple(
            Total(area.name, each.lines, each.now, each.official, each.changed)
            for code, area in registry.provinces.items()
            if (each := found.get(code))
        )

    @property
    def digest(self) -> str:
        """Names what would be booked, so that only what was shown is."""
        shown = [(line.area.code, line.now, line.official, line.given.source) for line in self.changes]
        return hashlib.sha256(repr(sorted(shown)).encode()).hexdigest()[:32]


def openings_plan(registry: Registry, seq: int, period: HalfYear, given: Iterable[Given]) -> OpeningsPlan:
    """Official openings beside those of the ledger at a position, in order of name; two queries."""
    found = balances(seq, period)
    booked = _booked(period)
    by_code = {each.area.code: each for each in given}
    lines = []
    for code in registry.municipalities:
        if code in by_code:
            balance = found.get(code, AreaBalance.ZERO)
            lines.append(
                OpeningLine(
                    by_code[code],
                    balance.opening,
                    booked.get(code, 0),
                    balance.corrections - booked.get(code, 0),
                )
            )
    absent = (
        area
        for code, area in registry.municipalities.items()
        if code not in by_code and area.exists_between(period.starts_on, period.starts_on)
    )
    return OpeningsPlan(period, tuple(lines), tuple(absent))


# ── Corrections by source ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction as it was booked; `is_opening` when it made an opening official."""

    seq: int
    area: Area
    persons: int
    reason: str
    source: str
    recorded_at: datetime
    is_opening: bool


@dataclass(frozen=True, slots=True)
class CorrectionSource:
    """The corrections of a half-year with one source ("" when none was given), in order of name."""

    source: str
    lines: tuple[CorrectionLine, ...]

    @property
    def persons(self) -> int:
        """Their sum, with the sign of the balance."""
        return sum(line.persons for line in self.lines)


def corrections_by_source(registry: Registry, seq: int, period: HalfYear) -> tuple[CorrectionSource, ...]:
    """All corrections of a half-year at a position, by source; one query."""
    rows = Adjustment.objects.filter(type=CORRECTION, period=period.code, seq__lte=seq).order_by(
        "municipality__sort_key", "seq"
    )
    found: dict[str, list[CorrectionLine]] = {}
    for number, code, persons, reason, source, moment, group in rows.values_list(
        "seq", "municipality_id", "persons", "reason", "source", "recorded_at", "group"
    ):
        assert number is not None  # the database fills them
        assert moment is not None
        line = CorrectionLine(
            number,
            registry.municipalities[code],
            persons,
            reason,
            source,
            moment,
            group == group_of(period),
        )
        found.setdefault(source, []).append(line)
    return tuple(CorrectionSource(source, tuple(found[source])) for source in sorted(found))


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _booked(period: HalfYear) -> Mapping[str, int]:
    """What earlier lists corrected, by code of municipality."""
    rows = Adjustment.objects.filter(type=CORRECTION, period=period.code, group=group_of(period))
    return dict(
        rows.order_by()
        .values("municipality_id")
        .annotate(sum=Sum("persons"))
        .values_list("municipality_id", "sum")
    )


def _totals(lines: Iterable[OpeningLine], key: Callable[[OpeningLine], str]) -> tuple[Total, ...]:
    parts: dict[str, list[OpeningLine]] = {}
    for line in lines:
        parts.setdefault(key(line), []).append(line)
    return tuple(_total(name, part) for name, part in parts.items())


def _total(name: str, lines: Iterable[OpeningLine]) -> Total:
    each = tuple(lines)
    return Total(
        name,
        len(each),
        sum(line.now for line in each),
        sum(line.official for line in each),
        sum(bool(line.difference) for line in each),
    )
