"""What the charts are drawn from, and the tables beside them: plain values, made ready by the caller."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from housing.domain.forecast import Forecast
from housing.domain.pace import PathPoint


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Persons housed since the start of a half-year, against the required path.

    months: six labels. realised: persons housed up to and including each month, None where nothing was
    reported. path: the seven points of domain.pace.required_path. obligation: persons, signed as the domain
    gives it. forecast: of the closing balance, or None. start: label of the first day ("1 juli").
    """

    months: tuple[str, ...]
    realised: tuple[int | None, ...]
    path: tuple[PathPoint, ...]
    obligation: int
    forecast: Forecast | None = None
    start: str = ""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """Persons housed in one month, by kind; all None when the month was not reported."""

    label: str
    home: int | None
    transitional: int | None
    hotel: int | None
    is_provisional: bool = False

    @property
    def total(self) -> int | None:
        """All kinds together; None when not reported."""
        parts = [part for part in (self.home, self.transitional, self.hotel) if part is not None]
        return sum(parts) if parts else None


@dataclass(frozen=True, slots=True)
class Months:
    """Months as bars; pace: persons a month that the obligation asks, drawn as a line, or None."""

    bars: tuple[MonthBar, ...]
    pace: Fraction | int | None = None


class StepKind(Enum):
    """What a step of a waterfall is, and so how it looks."""

    CATCH_UP = "catch_up"
    TARGET = "target"
    OTHER = "other"
    OBLIGATION = "obligation"
    REALISED = "realised"
    HOTEL = "hotel"
    REMAINING = "remaining"


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall. persons: the change, signed; for OBLIGATION and REMAINING the level itself."""

    label: str
    persons: int
    kind: StepKind

    @property
    def is_level(self) -> bool:
        """Whether the bar stands on zero instead of on the bar before it."""
        return self.kind in (StepKind.OBLIGATION, StepKind.REMAINING)


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing balance of one half-year (backlog −); is_running when it has not closed yet."""

    label: str
    balance: int
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class InterimShare:
    """A province's share of an interim target, and what it achieved of it so far, in persons.

    `is_due`: whether the due date has passed; before it a share that is not met can still be.
    """

    province: str
    share: int
    achieved: Fraction | int
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class InterimMonth:
    """What was needed of an interim target after a month, and what was achieved; None while not known."""

    label: str
    required: Fraction
    achieved: Fraction | None


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a chart as text: the first cell of each row names it."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
