"""Cells of a file as values: numbers, periods, days and moments, texts. Each refusal says what to write."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from housing.domain.periods import HalfYear, Month, PeriodError
from housing.formatting import date as shown_date
from housing.formatting import moment as shown_moment
from housing.queries.journal import AMSTERDAM, end_of_day
from housing.services.importing.problems import CellError

EARLIEST_YEAR = 1995
#: Targets are announced thirteen weeks ahead; two years leaves room and catches slips.
PERIODS_AHEAD = 4
MOST_NATIONAL = 1_000_000
MOST_MUNICIPAL = 100_000
TEXT_LENGTH = 1_000
GROUP_LENGTH = 80

_WHOLE = re.compile(r"-?[0-9]+")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+")
_DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a line was known. `at` None: now. `day` is set when the file gave a date without a time."""

    at: datetime | None = None
    day: date | None = None


NOW = Moment()
REMEMBERED = 5_000

T = TypeVar("T")


def language() -> str:
    """The language in which problems are told."""
    return get_language() or "nl"


def remembered(reader: Callable[[str], T]) -> Callable[[str], T]:
    """The same reader, that reads the same text once: files repeat a few periods, areas and sources."""
    return lru_cache(REMEMBERED)(reader)


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """Reads persons from `lowest` up to and including `highest`."""

    def read(text: str) -> int:
        written = text.strip().replace("\N{MINUS SIGN}", "-")
        if not _WHOLE.fullmatch(written):
            raise CellError(_why_no_number(written))
        if len(written) > 10 or int(written) > highest or int(written) < min(lowest, -highest):
            raise CellError(
                _("Dit getal is te groot: hooguit %(limit)d. Controleer het.") % {"limit": highest}
            )
        if int(written) < lowest:
            raise CellError(
                _("Dit getal mag niet onder %(lowest)d liggen. Geef het totaal, niet het verschil.")
                % {"lowest": lowest}
            )
        return int(written)

    return read


def _why_no_number(text: str) -> str:
    if not text:
        return _("Hier ontbreekt een getal. Vul een heel getal in; 0 als het nul is.")
    if text[0] in "=+@":
        return _("Dit lijkt een formule. Vul het getal zelf in, alleen met cijfers.")
    if _GROUPED.fullmatch(text):
        return _("Schrijf het getal zonder punten, komma's of spaties: bijvoorbeeld 1234.")
    if _DECIMAL.fullmatch(text):
        return _("Personen zijn hele getallen. Schrijf het zonder cijfers achter de komma.")
    return _("Dit is geen heel getal. Schrijf alleen cijfers, bijvoorbeeld 1234.")


def half_year(today: date) -> Callable[[str], HalfYear]:
    """Reads a period code, not too far from today."""

    def read(text: str) -> HalfYear:
        try:
            period = HalfYear.parse(text.strip())
        except PeriodError as error:
            raise CellError(_(error.template) % error.params) from error
        if period.year < EARLIEST_YEAR or period > HalfYear.containing(today).plus(PERIODS_AHEAD):
            raise CellError(_("Dit halfjaar ligt te ver weg. Controleer het jaar."))
        return period

    return read


def past_month(today: date) -> Callable[[str], Month]:
    """Reads a month that has begun."""

    def read(text: str) -> Month:
        try:
            month = Month.parse(text.strip())
        except PeriodError as error:
            raise CellError(_(error.template) % error.params) from error
        if month.first_day > today:
            raise CellError(
                _("Deze maand is nog niet begonnen; het is nu %(today)s. Controleer de maand.")
                % {"today": shown_date(today, language())}
            )
        if month.year < EARLIEST_YEAR:
            raise CellError(_("Deze maand ligt te ver terug. Controleer het jaar."))
        return month

    return read


def past_day(today: date) -> Callable[[str], date]:
    """Reads a day that is not in the future."""

    def read(text: str) -> date:
        day = _day(text.strip())
        if day > today:
            raise CellError(
                _("Deze dag ligt in de toekomst; het is nu %(today)s. Controleer de datum.")
                % {"today": shown_date(today, language())}
            )
        return day

    return read


def first_of_january(today: date) -> Callable[[str], date]:
    """Reads the day of population figures (Huisvestingswet 2014 art. 29: 1 January)."""

    def read(text: str) -> date:
        day = past_day(today)(text)
        if (day.month, day.day) != (1, 1):
            raise CellError(_("Inwonertallen zijn van 1 januari. Schrijf bijvoorbeeld 2021-01-01."))
        return day

    return read


def optional(reader: Callable[[str], date]) -> Callable[[str], date | None]:
    """Reads a day, or None from an empty cell."""
    return lambda text: reader(text) if text.strip() else None


def recorded_moment(now: datetime) -> Callable[[str], Moment]:
    """Reads `recorded_at`: empty is now, a date is the end of that day (today: now), or a moment.

    A moment without an offset is a time in Amsterdam.
    """
    today = now.astimezone(AMSTERDAM).date()

    def read(text: str) -> Moment:
        written = text.strip()
        if not written:
            return NOW
        if _DAY.fullmatch(written):
            day = past_day(today)(written)
            return Moment(None if day == today else end_of_day(day), day)
        moment = _moment(written)
        if moment > now:
            raise CellError(
                _("Dit moment ligt in de toekomst; het is nu %(now)s. Laat het leeg: dan geldt nu.")
                % {"now": shown_moment(now, language())}
            )
        return Moment(moment)

    return read


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise CellError(
            _("Dit is geen datum. Schrijf jaar, maand en dag, bijvoorbeeld 2022-03-24.")
        ) from None
    _check_year(day.year)
    return day


def _moment(text: str) -> datetime:
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CellError(
            _("Dit is geen datum of tijdstip. Schrijf bijvoorbeeld 2022-03-24 of 2022-03-24T14:30.")
        ) from None
    _check_year(moment.year)
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def _check_year(year: int) -> None:
    # The last year of the calendar has no next day in every time zone.
    if not EARLIEST_YEAR <= year < 2999:
        raise CellError(_("Deze datum ligt te ver weg. Controleer het jaar."))


def line_of_text(longest: int = TEXT_LENGTH) -> Callable[[str], str]:
    """Reads a text; white space becomes one space. What looks like a formula is a text like any other."""

    def read(text: str) -> str:
        tidy = " ".join(text.split())
        if len(tidy) > longest:
            raise CellError(
                _("Deze tekst is langer dan %(limit)d tekens. Maak hem korter.") % {"limit": longest}
            )
        if not all(sign.isprintable() or sign in "\u00ad\u200b\u200c\u200d\ufeff" for sign in tidy):
            raise CellError(_("Hier staat een onzichtbaar stuurteken in. Typ de tekst opnieuw."))
        return tidy

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Reads one of some words, in capitals or not."""

    def read(text: str) -> str:
        word = text.strip().casefold()
        if word not in choices:
            raise CellError(
                _("Dit is geen geldige waarde. Kies uit: %(choices)s.") % {"choices": ", ".join(choices)}
            )
        return word

    return read
