"""Where a half-year will close if things go on as they did: an expectation with an interval, and its test.

Method: the coming months are taken to resemble the last six reported ones, which vary independently around
a steady mean. The interval is the 80% prediction interval for the sum of m future months out of n observed
ones, mean and spread both estimated: t * s * sqrt(m + m*m/n), with Student's t at n-1 degrees of freedom.
It knows nothing of seasons or policy; ``backtest`` shows how often it held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isqrt

from housing.domain.periods import MONTHS_PER_HALF_YEAR

WINDOW = 6
FEWEST_MONTHS = 3
INTERVAL = Fraction(80, 100)

# Student's t, 0.90 quantile (two-sided 80%), by degrees of freedom.
# Source: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2.
STUDENT_T_90 = {
    2: Fraction("1.886"),
    3: Fraction("1.638"),
    4: Fraction("1.533"),
    5: Fraction("1.476"),
}

_ROOT_SCALE = 10**6


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected closing balance in persons with its 80% interval; low <= expected <= high.

    ``months_used`` is the number of reported months that it rests on (at most six).
    """

    expected: int
    low: int
    high: int
    months_used: int


@dataclass(frozen=True, slots=True)
class ClosedHalfYear:
    """A half-year that is over: code, obligation, and the persons realised in each month, in order."""

    code: str
    obligation: int
    months: tuple[int, ...]

    @property
    def closing(self) -> int:
        """The balance with which it closed."""
        return sum(self.months) - self.obligation


@dataclass(frozen=True, slots=True)
class BacktestCase:
    """What was forecast for a half-year after its first ``k`` months, against how it truly closed."""

    code: str
    k: int
    forecast: Forecast
    closing: int

    @property
    def error(self) -> int:
        """Persons that the closing came out above the expectation (below: negative)."""
        return self.closing - self.forecast.expected

    @property
    def is_held(self) -> bool:
        """Whether the closing fell inside the interval."""
        return self.forecast.low <= self.closing <= self.forecast.high


@dataclass(frozen=True, slots=True)
class Backtest:
    """The cases of a series of half-years, and how often the interval held the true closing."""

    cases: tuple[BacktestCase, ...]

    @property
    def held(self) -> int:
        """Number of cases in which the interval held."""
        return sum(case.is_held for case in self.cases)

    @property
    def coverage(self) -> Fraction | None:
        """Part of the cases in which the interval held (aimed at: 80%); None without cases."""
        return Fraction(self.held, len(self.cases)) if self.cases else None

    @property
    def mean_error(self) -> Fraction | None:
        """Mean of the errors in persons, with their sign: below zero the forecasts were too rosy."""
        return Fraction(sum(case.error for case in self.cases), len(self.cases)) if self.cases else None

    @property
    def mean_distance(self) -> Fraction | None:
        """Mean distance in persons between the expectation and the closing, whichever was higher."""
        return Fraction(sum(abs(case.error) for case in self.cases), len(self.cases)) if self.cases else None


def forecast(balance: int, reported: Sequence[int], months_left: int) -> Forecast | None:
    """Forecast the closing balance of a half-year.

    ``balance`` is the balance so far with the whole target counted; ``reported`` the persons realised in
    the months reported so far in order of time, the most recent last, reaching back into earlier
    half-years (the last six are used); ``months_left`` the months not reported yet.

    None with fewer than three reported months. With no month left the answer is the balance itself.
    Rounding is exact and always the same: the expectation to the nearest person (a half up), the interval
    outward. The low end is never below the balance so far: who is housed stays housed.
    """
    recent = reported[-WINDOW:]
    if months_left <= 0:
        return Forecast(balance, balance, balance, len(recent))
    if len(recent) < FEWEST_MONTHS:
        return None
    centre = balance + months_left * Fraction(sum(recent), len(recent))
    margin = _margin(recent, months_left)
    expected = floor(centre + Fraction(1, 2))
    # After a correction of an earlier month the mean itself can be negative: then it is the floor.
    low = max(floor(centre - margin), min(balance, expected))
    return Forecast(expected, low, ceil(centre + margin), len(recent))


def backtest(series: Sequence[ClosedHalfYear], earlier: Sequence[int] = ()) -> Backtest:
    """Forecast past half-years from what was known then, and compare with how they closed.

    ``series`` are closed half-years in order of time, ``earlier`` the months before the first. For each
    half-year a forecast is made after its months 1 to 5, as far as three months were known by then.
    """
    return Backtest(tuple(_cases(series, list(earlier))))


def _cases(series: Sequence[ClosedHalfYear], known: list[int]) -> Iterator[BacktestCase]:
    for half_year in series:
        balance = -half_year.obligation
        for k, persons in enumerate(half_year.months, start=1):
            known.append(persons)
            balance += persons
            made = forecast(balance, known, MONTHS_PER_HALF_YEAR - k)
            if made is not None and k < MONTHS_PER_HALF_YEAR:
                yield BacktestCase(half_year.code, k, made, half_year.closing)


def _margin(months: Sequence[int], months_left: int) -> Fraction:
    """Half the width of the interval; the root by whole numbers, so that every machine agrees."""
    n = len(months)
    mean = Fraction(sum(months), n)
    variance = sum(((persons - mean) ** 2 for persons in months), Fraction(0)) / (n - 1)
    square = STUDENT_T_90[n - 1] ** 2 * variance * (months_left + Fraction(months_left**2, n))
    return Fraction(isqrt(floor(square * _ROOT_SCALE**2)), _ROOT_SCALE)
