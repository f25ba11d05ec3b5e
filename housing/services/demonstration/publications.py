"""The positions that the demonstration has released."""

from dataclasses import dataclass
from datetime import date

from housing.domain.periods import Month
from housing.models import Publication

REMARKS = "Gemeentelijke cijfers zijn synthetisch (demonstratie)."
FIRST_OVERVIEW, LAST_OVERVIEW = Month(2021, 8), Month(2022, 11)
MONTH_NAMES = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Release:
    """A publication of what was known at the end of a day."""

    day: date
    kind: Publication.Kind
    title: str


def releases() -> list[Release]:
    """The letter, the closes of half-years, and an overview on the first of each month; in order of day."""
    found = [
        Release(date(2022, 1, 7), Publication.Kind.LETTER, "Kamerbrief 7 januari 2022"),
        Release(date(2022, 1, 14), Publication.Kind.CLOSE, "Afsluiting 2e helft 2021"),
        Release(date(2022, 7, 15), Publication.Kind.CLOSE, "Afsluiting 1e helft 2022"),
    ]
    month = FIRST_OVERVIEW
    while month <= LAST_OVERVIEW:
        title = f"Maandoverzicht 1 {MONTH_NAMES[month.number - 1]} {month.year}"
        found.append(Release(month.first_day, Publication.Kind.MONTHLY, title))
        month = month.plus(1)
    return sorted(found, key=lambda release: release.day)
