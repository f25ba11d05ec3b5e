"""Signals: what a rule finds in the figures, and what makes two findings the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from housing.domain.balances import AreaBalance
from housing.domain.completeness import MonthStanding, Standing
from housing.domain.pace import norm, rate, streak
from housing.domain.periods import HalfYear, Month


class AlertKind(StrEnum):
    """What a rule watches."""

    PROVINCE_BEHIND = "province_behind"
    """A province that is more than so many percent behind its pace norm."""
    MUNICIPALITY_STREAK = "municipality_streak"
    """A municipality that closed so many half-years in a row with a backlog, or more."""
    MONTH_MISSING = "month_missing"
    """A month that is not in so many days after its due date."""

    @property
    def bounds(self) -> tuple[int, int]:
        """The lowest and highest threshold that makes sense."""
        return {
            AlertKind.PROVINCE_BEHIND: (0, 100),
            AlertKind.MUNICIPALITY_STREAK: (1, 40),
            AlertKind.MONTH_MISSING: (1, 180),
        }[self]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is watched: a percentage, a number of half-years or of days; of one province when it is given."""

    kind: AlertKind
    threshold: int
    province: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a rule found: the code of an area, and the half-year or month that it is about.

    ``measure`` is what was measured: the part of the norm that is lacking, the length of the streak, the days
    since the due date.
    """

    area: str
    when: HalfYear | Month
    measure: Fraction

    @property
    def key(self) -> str:
        """What makes it the same as one found on another day: area, and half-year or month."""
        return f"{self.area} {self.when}"


def lag(balance: AreaBalance, months_due: int) -> Fraction | None:
    """The part of the pace norm that was not realised: (norm - realised) / norm; negative when ahead of it.

    None where the norm is 0: before the first due date, or with nothing to house.
    """
    wanted = norm(balance.obligation, months_due)
    return rate(wanted - balance.realised, wanted)


def provinces_behind(
    rule: Rule, balances: Mapping[str, AreaBalance], period: HalfYear, months_due: int
) -> tuple[Hit, ...]:
    """Provinces that are more than the threshold (a percentage) behind their norm, the furthest first."""
    lags = {
        code: lag(balance, months_due) for code, balance in balances.items() if _is_watched(rule, code, code)
    }
    found = [
        Hit(code, period, part)
        for code, part in lags.items()
        if part is not None and part > Fraction(rule.threshold, 100)
    ]
    return tuple(sorted(found, key=lambda hit: (-hit.measure, hit.area)))


def streaks(
    rule: Rule, closings: Iterable[tuple[str, str, Iterable[int]]], period: HalfYear
) -> tuple[Hit, ...]:
    """Municipalities whose streak is at least the threshold, the longest first.

    ``closings`` are (municipality, its province, closing balances in order of time); ``period`` is the
    half-year that follows the last of them.
    """
    found = [
        Hit(code, period, Fraction(length))
        for code, province, balances in closings
        if _is_watched(rule, code, province) and (length := streak(tuple(balances))) >= rule.threshold
    ]
    return tuple(sorted(found, key=lambda hit: (-hit.measure, hit.area)))


def months_missing(
    rule: Rule, standings: Iterable[tuple[str, str, Iterable[MonthStanding]]], today: date
) -> tuple[Hit, ...]:
    """Months that are not in the threshold (days) or more after their due date, the latest month first.

    ``standings`` are (municipality, its province, its months). A month of a half-year that was closed is not
    asked for any more, and is left out.
    """
    found = [
        Hit(code, month.month, Fraction((today - month.due_on).days))
        for code, province, months in standings
        if _is_watched(rule, code, province)
        for month in months
        if month.standing is Standing.MISSING
        and month.is_asked
        and (today - month.due_on).days >= rule.threshold
    ]
    return tuple(sorted(found, key=lambda hit: (_latest_first(hit), hit.area)))


def _is_watched(rule: Rule, code: str, province: str) -> bool:
    return not rule.province or rule.province in (code, province)


def _latest_first(hit: Hit) -> tuple[int, int]:
    assert isinstance(hit.when, Month)
    return -hit.when.year, -hit.when.number
