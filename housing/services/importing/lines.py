"""Lines as files give them, typed and checked by themselves, not yet against the journal."""

from dataclasses import dataclass
from datetime import date

from housing.domain.periods import HalfYear, Month
from housing.services.importing.cells import Moment
from housing.services.importing.problems import Place

#: What one total is about: table, municipality, period or month, and kind.
Cell = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementLine:
    """A national number, whole. `moment` None: when its first target was known."""

    place: Place
    period: HalfYear
    persons: int
    population_date: date
    announced_on: date
    source: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """The total target of a municipality in a half-year, as known at `moment`."""

    place: Place
    period: HalfYear
    municipality: str
    persons: int
    announced_on: date | None
    source: str
    moment: Moment

    @property
    def cell(self) -> Cell:
        """What the total is about."""
        return ("target", self.municipality, self.period.code, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementLine:
    """The total housed in a municipality in a month in one way, as known at `moment`."""

    place: Place
    month: Month
    municipality: str
    kind: str
    persons: int
    source: str
    moment: Moment

    @property
    def cell(self) -> Cell:
        """What the total is about."""
        return ("placement", self.municipality, str(self.month), self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoaLine:
    """COA's count of persons deregistered to a municipality in a month, as known at `moment`."""

    place: Place
    month: Month
    municipality: str
    persons: int
    source: str
    moment: Moment

    @property
    def cell(self) -> Cell:
        """What the count is about."""
        return ("coa", self.municipality, str(self.month), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """A change of a balance. `group` is never empty; `is_derived` when it was made from the content.

    `merger_days` are the days on which a line of a merger can have happened.
    """

    place: Place
    period: HalfYear
    municipality: str
    type: str
    persons: int
    group: str
    is_derived: bool
    merger_days: frozenset[date]
    reason: str
    source: str
    moment: Moment


Total = TargetLine | PlacementLine | CoaLine
Line = AnnouncementLine | TargetLine | PlacementLine | CoaLine | AdjustmentLine
