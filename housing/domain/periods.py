"""Months and half-years: the calendar that targets and reports follow, with its deadlines."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from housing.domain.errors import DomainError, gettext_noop

MONTHS_PER_HALF_YEAR = 6
REPORT_DUE_DAY = 10
FIRST_YEAR, LAST_YEAR = 1900, 2999

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_HALF_YEAR = re.compile(r"([0-9]{4})-([12])")


class PeriodError(DomainError):
    """A month or half-year that does not exist, or a text that names none; the message can be shown."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; ``number`` runs from 1 (January) to 12. Months order by time.

    Raises ``PeriodError`` for a month that does not exist or a year outside 1900-2999.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        _check_year(self.year)
        if not 1 <= self.number <= 12:
            raise PeriodError(
                gettext_noop("Maand %(number)s bestaat niet. Kies een maand van 1 tot en met 12."),
                number=self.number,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month that a code such as ``"2022-03"`` names; ``PeriodError`` for anything else."""
        match = _MONTH.fullmatch(text)
        if match is None:
            raise PeriodError(
                gettext_noop("“%(text)s” is geen maand. Schrijf jaar en maand, bijvoorbeeld 2022-03."),
                text=text,
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """The month in which a day falls."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        """The 1st of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The 28th to 31st of the month."""
        year, month = divmod(self.year * 12 + self.number, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    @property
    def half_year(self) -> "HalfYear":
        """The half-year in which this month falls."""
        return HalfYear(self.year, 1 if self.number <= MONTHS_PER_HALF_YEAR else 2)

    @property
    def index(self) -> int:
        """Place in its half-year: 1 for January and July, up to 6 for June and December."""
        return (self.number - 1) % MONTHS_PER_HALF_YEAR + 1

    @property
    def due_on(self) -> date:
        """Last day on which the report of this month is in time: the 10th of the next month."""
        return self.last_day + timedelta(days=REPORT_DUE_DAY)

    def plus(self, months: int) -> Self:
        """The month that many months later (earlier when negative)."""
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return type(self)(year, month + 1)


@dataclass(frozen=True, order=True, slots=True)
class HalfYear:
    """A calendar half-year (target period); ``half`` is 1 or 2. Half-years order by time.

    Raises ``PeriodError`` for a half other than 1 or 2 or a year outside 1900-2999.
    """

    year: int
    half: int

    def __post_init__(self) -> None:
        _check_year(self.year)
        if self.half not in (1, 2):
            raise PeriodError(
                gettext_noop("Helft %(half)s bestaat niet. Een jaar heeft een 1e en een 2e helft."),
                half=self.half,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The half-year that a code such as ``"2022-1"`` names; ``PeriodError`` for anything else."""
        match = _HALF_YEAR.fullmatch(text)
        if match is None:
            raise PeriodError(
                gettext_noop("“%(text)s” is geen halfjaar. Schrijf jaar en helft, bijvoorbeeld 2022-1."),
                text=text,
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """The half-year in which a day falls."""
        return cls(day.year, 1 if day.month <= MONTHS_PER_HALF_YEAR else 2)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.half}"

    @property
    def code(self) -> str:
        """The code that names this half-year everywhere, e.g. ``"2022-1"``."""
        return str(self)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its six months, in order."""
        first = (self.half - 1) * MONTHS_PER_HALF_YEAR + 1
        return tuple(Month(self.year, first + i) for i in range(MONTHS_PER_HALF_YEAR))

    @property
    def starts_on(self) -> date:
        """Its first day: 1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends_on(self) -> date:
        """Its last day: 30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> Self:
        """The half-year after this one."""
        return self.plus(1)

    @property
    def previous(self) -> Self:
        """The half-year before this one."""
        return self.plus(-1)

    def plus(self, half_years: int) -> Self:
        """The half-year that many half-years later (earlier when negative)."""
        year, half = divmod(self.year * 2 + self.half - 1 + half_years, 2)
        return type(self)(year, half + 1)

    @property
    def population_date(self) -> date:
        """Day of the population figures behind its targets: 1 January of the year before.

        Huisvestingswet 2014 art. 29. The figures are used on the municipal borders of ``starts_on``.
        """
        return date(self.year - 1, 1, 1)

    def months_due(self, today: date, due_day: int = REPORT_DUE_DAY) -> int:
        """k: how many of its months (0-6) are past their due date, day ``due_day`` of the next month."""
        return sum(today > month.last_day + timedelta(days=due_day) for month in self.months)

    def months_left(self, today: date) -> int:
        """How many of its months (0-6) are not past their due date yet."""
        return MONTHS_PER_HALF_YEAR - self.months_due(today)

    def months_completed(self, on: date) -> int:
        """How many of its months (0-6) are over at the end of a day: 0 on 1 July, 6 on 31 December."""
        return sum(on >= month.last_day for month in self.months)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(
            gettext_noop(
                "Het jaar %(year)s valt buiten de kalender. Kies een jaar van %(first)s tot en met %(last)s."
            ),
            year=year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
