"""Interim targets: bringing a backlog down by an earlier date, shared out over provinces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from housing.domain.allocation import apportion
from housing.domain.balances import AreaBalance
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import MONTHS_PER_HALF_YEAR, Month


class InterimError(DomainError):
    """An interim target that makes no sense; the message says what to do."""


@dataclass(frozen=True, slots=True)
class InterimTarget:
    """The backlog is to be ``reduction`` persons lower on ``due_on`` than it was on ``baseline_on``.

    The letter of 7 January 2022: 1,500 lower on 31 December 2021 than on 1 July 2021.
    Raises ``InterimError`` for a reduction below 1 or a due date that is not after the baseline.
    """

    reduction: int
    baseline_on: date
    due_on: date

    def __post_init__(self) -> None:
        if self.reduction < 1:
            raise InterimError(
                gettext_noop(
                    "Een tussendoelstelling van %(reduction)s kan niet. Vul ten minste 1 persoon in."
                ),
                reduction=self.reduction,
            )
        if self.due_on <= self.baseline_on:
            raise InterimError(
                gettext_noop("De einddatum (%(due_on)s) moet na de begindatum (%(baseline_on)s) liggen."),
                due_on=f"{self.due_on:%d-%m-%Y}",
                baseline_on=f"{self.baseline_on:%d-%m-%Y}",
            )

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that end after the baseline date and by the due date, in order of time.

        What happens in them decides: the balance is known after whole months only.
        """
        found = []
        month = Month.containing(self.baseline_on)
        while month.last_day <= self.due_on:
            if month.last_day > self.baseline_on:
                found.append(month)
            month = month.plus(1)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Assessment:
    """How an area did against its share of an interim target, in persons.

    ``achieved`` is how much its balance improved, ``difference`` is achieved - share with its sign (the
    letter: +358), ``met`` whether the difference is zero or more. Fractions, because inside a half-year
    a sixth of the target counts per month.
    """

    share: int
    achieved: Fraction
    difference: Fraction
    met: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far an area is after one of the months of an interim target, in persons.

    ``required`` is its share pro rata (after half of the months half of it), ``achieved`` how much smaller
    its backlog is by then. After the last month they are those of the assessment.
    """

    month: Month
    required: Fraction
    achieved: Fraction

    @property
    def difference(self) -> Fraction:
        """Ahead (+) or behind (-) of the share pro rata."""
        return self.achieved - self.required


def shares(reduction: int, balances: Mapping[str, int]) -> dict[str, int]:
    """Share of each area in the reduction, in proportion to its backlog, by largest remainder.

    ``balances`` are the net balances on the baseline date by code (backlog negative). The answer holds
    only areas with a net backlog and adds up to ``reduction``; it is empty when no area has a backlog.
    Raises ``AllocationError`` for a negative reduction.
    """
    backlogs = {code: -balance for code, balance in balances.items() if balance < 0}
    return apportion(reduction, backlogs) if backlogs else {}


def balance_on(parts: AreaBalance, k: int, realised_until: int) -> Fraction:
    """The balance of an area after ``k`` (0-6) months of a half-year, when k/6 of its target counts.

    ``parts`` gives opening, target, exchanges, corrections and transfers of the half-year;
    ``realised_until`` the persons housed in its first ``k`` months (hotel scheme included), in place of
    the placements in ``parts``. An exchange is a part of a target, so k/6 of it counts as well.
    Corrections and transfers restate what was owed at the start and count in full, on the baseline date
    as on the due date: they neither help nor hurt the assessment. After six months the outcome is the
    closing balance, after none the (corrected) opening.
    """
    counted = Fraction((parts.target - parts.exchanges) * k, MONTHS_PER_HALF_YEAR)
    return parts.opening + parts.corrections + parts.transfers - counted + realised_until


def assess(share: int, before: int | Fraction, after: int | Fraction) -> Assessment:
    """Assess a share of an interim target: met when the balance rose by at least ``share``.

    ``before`` and ``after`` are the balances on the baseline date and the due date. A share that is
    missed stays in the balance, so the next obligation is larger by itself: nothing is counted twice.
    """
    achieved = Fraction(after) - Fraction(before)
    return Assessment(share=share, achieved=achieved, difference=achieved - share, met=achieved >= share)


def gain(target: int, exchanges: int, realised: int) -> Fraction:
    """What one month does to a balance: persons housed less a sixth of the target of its half-year.

    An exchange is a part of a target. Corrections and transfers restate what was owed before, and so do not
    count, in whichever half-year they were booked.
    """
    return realised - Fraction(target - exchanges, MONTHS_PER_HALF_YEAR)


def steps(share: int, months: Iterable[Month], gains: Iterable[Fraction]) -> tuple[Step, ...]:
    """How far an area was after each month of which the gain is known, the first month first.

    ``months`` are all months of the interim target, over which the share is spread evenly.
    """
    every = tuple(months)
    found: list[Step] = []
    achieved = Fraction(0)
    for count, (month, change) in enumerate(zip(every, gains, strict=False), start=1):
        achieved += change
        found.append(Step(month, Fraction(share * count, len(every)), achieved))
    return tuple(found)
