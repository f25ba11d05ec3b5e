"""How complete the monthly reports are: one month of one municipality, sums, streaks of lateness."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from housing.domain.periods import Month
from housing.domain.reporting import ReportState, Timeliness


class Standing(StrEnum):
    """Where one month of one municipality is, for whoever waits for it."""

    NOT_EXPECTED = "not_expected"
    """The municipality does not exist in that month."""
    NOT_OPEN = "not_open"
    OPEN = "open"
    MISSING = "missing"
    """The due date is past and nothing counts."""
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REOPENED = "reopened"
    APPROVED = "approved"
    READ_IN = "read_in"
    """Figures without a report: they came in as a file. Final, and nobody knows whether in time."""

    @property
    def is_expected(self) -> bool:
        """Whether the month is asked for by now."""
        return self not in (Standing.NOT_EXPECTED, Standing.NOT_OPEN)

    @property
    def is_in(self) -> bool:
        """Whether figures of the month count."""
        return self not in (Standing.NOT_EXPECTED, Standing.NOT_OPEN, Standing.OPEN, Standing.MISSING)

    @property
    def is_provisional(self) -> bool:
        """Whether they count but nobody has approved them yet."""
        return self in (Standing.SUBMITTED, Standing.RETURNED, Standing.REOPENED)


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """One month of one municipality. `first_on` is the day on which it first came in, None if unknown.

    `timeliness` is None where there is nothing to say: not expected, or read in from a file.
    """

    month: Month
    standing: Standing
    opens_on: date
    due_on: date
    timeliness: Timeliness | None = None
    first_on: date | None = None
    has_draft: bool = False
    is_closed: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it came in late, or is past due and not in."""
        return self.timeliness in (Timeliness.LATE, Timeliness.MISSING)

    @property
    def is_asked(self) -> bool:
        """Whether the municipality can still do something about it: open or missing, half-year not closed."""
        return self.standing in (Standing.OPEN, Standing.MISSING) and not self.is_closed


def standing_of(
    timeliness: Timeliness, state: ReportState | None, *, exists: bool, is_read_in: bool
) -> Standing:
    """Where a month is, from its state (None: no report) and how it stands against its due date."""
    if not exists:
        return Standing.NOT_EXPECTED
    if state is not None and state.counts:
        return Standing(state.value)
    if is_read_in:
        return Standing.READ_IN
    if timeliness is Timeliness.NOT_OPEN:
        return Standing.NOT_OPEN
    return Standing.MISSING if timeliness is Timeliness.MISSING else Standing.OPEN


def streak(months: Iterable[MonthStanding]) -> int:
    """How many consecutive months up to now were late or are missing; months in order of time.

    A month that is not in and not due yet says nothing; one that was read in ends the streak.
    """
    length = 0
    for month in reversed(list(months)):
        if month.standing in (Standing.NOT_OPEN, Standing.OPEN):
            continue
        if not month.is_late:
            break
        length += 1
    return length


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many reports of a month (or of several) are in, in time, approved; counts of municipalities.

    `expected` counts months that are asked for by now. `timed` are those of which it is known whether they
    were in time: in with a report, or past due. Rates are sum over sum, None without a denominator.
    """

    expected: int = 0
    reported: int = 0
    timed: int = 0
    on_time: int = 0
    approved: int = 0
    provisional: int = 0
    read_in: int = 0
    missing: int = 0

    def __add__(self, other: "Completeness") -> "Completeness":
        """Both together."""
        return Completeness(
            self.expected + other.expected,
            self.reported + other.reported,
            self.timed + other.timed,
            self.on_time + other.on_time,
            self.approved + other.approved,
            self.provisional + other.provisional,
            self.read_in + other.read_in,
            self.missing + other.missing,
        )

    @property
    def reported_rate(self) -> Fraction | None:
        """Reported of expected."""
        return Fraction(self.reported, self.expected) if self.expected else None

    @property
    def on_time_rate(self) -> Fraction | None:
        """In time, of those of which it is known."""
        return Fraction(self.on_time, self.timed) if self.timed else None

    @property
    def approved_rate(self) -> Fraction | None:
        """Approved of expected."""
        return Fraction(self.approved, self.expected) if self.expected else None

    @property
    def is_complete(self) -> bool:
        """Whether all that is expected is in."""
        return self.expected > 0 and self.reported == self.expected


def completeness(months: Iterable[MonthStanding]) -> Completeness:
    """The months added up."""
    total = Completeness()
    for month in months:
        standing = month.standing
        total += Completeness(
            expected=int(standing.is_expected),
            reported=int(standing.is_in),
            timed=int(month.timeliness in (Timeliness.ON_TIME, Timeliness.LATE, Timeliness.MISSING)),
            on_time=int(month.timeliness is Timeliness.ON_TIME),
            approved=int(standing is Standing.APPROVED),
            provisional=int(standing.is_provisional),
            read_in=int(standing is Standing.READ_IN),
            missing=int(standing is Standing.MISSING),
        )
    return total
