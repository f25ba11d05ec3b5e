"""Numbers, rates, days, months and half-years as people read them, in Dutch and English; pure.

Every function takes the ``language`` explicitly: a code that starts with "en" means English, any other
means Dutch, the language of the product. Rounding is exact, a half away from zero. A missing value is
shown as a dash, a minus as U+2212.
"""

import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from housing.domain.periods import HalfYear, Month

MINUS = "\u2212"
DASH = "\u2013"

TIME_ZONE = "Europe/Amsterdam"

_MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_HALVES = {
    "nl": {1: "1e helft {year}", 2: "2e helft {year}"},
    "en": {1: "1st half of {year}", 2: "2nd half of {year}"},
}
_THOUSANDS = {"nl": ".", "en": ","}
_POINT = {"nl": ",", "en": "."}


def number(value: int | None, language: str) -> str:
    """Whole persons: 12787 is "12.787" in Dutch, "12,787" in English; -5586 is "\u22125.586"."""
    return decimal(value, language, digits=0)


def signed(value: int | None, language: str) -> str:
    """A difference with its sign: "+358", "\u221220", and "0" without one."""
    text = number(value, language)
    return f"+{text}" if value is not None and value > 0 else text


def decimal(value: Fraction | int | None, language: str, digits: int = 1, trim: bool = False) -> str:
    """A fraction with ``digits`` decimals: "2.288,5" in Dutch, "2,288.5" in English.

    With ``trim`` decimals that are zero are left out: 2288 is "2.288", for use in sentences.
    """
    if value is None:
        return DASH
    language = _known(language)
    scaled = _rounded(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    text = f"{whole:,}".replace(",", _THOUSANDS[language])
    decimals = f"{rest:0{digits}d}" if digits else ""
    if trim:
        decimals = decimals.rstrip("0")
    return (MINUS if scaled < 0 else "") + text + (_POINT[language] + decimals if decimals else "")


def rate(value: Fraction | None, language: str, digits: int = 0) -> str:
    """A rate as a percentage: 14/15 is "93%"; None, no rate, is a dash and never 0%."""
    return DASH if value is None else decimal(value * 100, language, digits) + "%"


def date(value: datetime.date, language: str) -> str:
    """A day: "7 januari 2022", "7 January 2022"."""
    return f"{value.day} {month(value, language)}"


def moment(value: datetime.datetime, language: str) -> str:
    """A moment on the clock of Amsterdam: "7 januari 2022, 14:05".

    Raises ``ValueError`` for a moment without a time zone.
    """
    if value.tzinfo is None:
        raise ValueError("moment() needs a datetime with a time zone")
    local = value.astimezone(ZoneInfo(TIME_ZONE))
    return f"{date(local, language)}, {local:%H:%M}"


def month(value: Month | datetime.date, language: str, short: bool = False) -> str:
    """A month with its year: "maart 2022"; short: "mrt 2022"."""
    return f"{month_name(value, language, short)} {value.year}"


def month_name(value: Month | datetime.date, language: str, short: bool = False) -> str:
    """A month without its year: "maart"; short: "mrt"."""
    place = value.number if isinstance(value, Month) else value.month
    return (_SHORT_MONTHS if short else _MONTHS)[_known(language)][place - 1]


def half_year(value: HalfYear | str, language: str) -> str:
    """A half-year, or its code: "1e helft 2022", "1st half of 2022"; ``PeriodError`` for a wrong code."""
    period = HalfYear.parse(value) if isinstance(value, str) else value
    return _HALVES[_known(language)][period.half].format(year=period.year)


def _known(language: str) -> str:
    return "en" if language.lower().startswith("en") else "nl"


def _rounded(value: Fraction | int) -> int:
    """To the nearest whole number, a half away from zero, so that +x and -x look alike."""
    size = abs(Fraction(value))
    nearest = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return -nearest if value < 0 else nearest
