"""What the charts of the monitor are drawn from: plain values, made ready by the caller."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One half-year: the part of its obligation that was housed after each of its six months.

    None where a month is not known yet, or where there is no obligation.
    """

    label: str
    shares: tuple[Fraction | None, ...]
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Half-years beside each other, the last one first. months: six labels, without a year."""

    months: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Net balance, gross backlog and gross surplus (both as counts) at one moment; persons."""

    label: str
    net: Fraction | int
    gross_backlog: Fraction | int
    gross_surplus: Fraction | int
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a province brought its backlog down by (negative: it grew), and its part in the whole."""

    province: str
    achieved: Fraction | int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A forecast of a close with its interval, and how it closed; balances in persons."""

    label: str
    expected: int
    low: int
    high: int
    closing: int

    @property
    def is_held(self) -> bool:
        """Whether the close fell inside the interval."""
        return self.low <= self.closing <= self.high
