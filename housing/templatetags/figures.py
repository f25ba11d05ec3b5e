"""Template filters for figures: thin, over housing.formatting, in the language of the page."""

import datetime
from fractions import Fraction
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.periods import HalfYear, Month

register = template.Library()


def _language() -> str:
    return get_language() or "nl"


@register.filter
def number(value: int | None) -> str:
    """12787 → "12.787"; None → "–"."""
    return formatting.number(value, _language())


@register.filter
def signed(value: int | None) -> str:
    """358 → "+358", -20 → "−20"."""
    return formatting.signed(value, _language())


@register.filter
def rate(value: Fraction | None, digits: int = 0) -> str:
    """14/15 → "93%"; None, no rate, → "–"."""
    return formatting.rate(value, _language(), digits)


@register.filter
def decimal(value: Fraction | int | None, digits: int = 1) -> str:
    """2288 → "2.288,0"."""
    return formatting.decimal(value, _language(), digits)


@register.filter
def day(value: datetime.date | None) -> str:
    """A date → "7 januari 2022"; None → "–". Not called date, which is Django's own filter."""
    return formatting.DASH if value is None else formatting.date(value, _language())


@register.filter
def moment(value: datetime.datetime) -> str:
    """A moment → "7 januari 2022, 14:05" (Amsterdam)."""
    return formatting.moment(value, _language())


@register.filter
def month(value: Month | datetime.date, style: str = "") -> str:
    """A month → "maart 2022"; month:"short" → "mrt 2022"."""
    return formatting.month(value, _language(), short=style == "short")


@register.filter
def half_year(value: HalfYear | str) -> str:
    """A half-year or its code → "1e helft 2022"."""
    return formatting.half_year(value, _language())


@register.filter
def status_key(status: str) -> str:
    """A schedule status as it is used in class names: done, on-schedule, behind, none."""
    key = str(status or "none").lower().replace("_", "-")
    return key if key in ("done", "on-schedule", "behind") else "none"


@register.filter
def status_word(status: str) -> str:
    """A schedule status in words, as people read it."""
    words = {"done": _("klaar"), "on-schedule": _("op schema"), "behind": _("achter op schema")}
    return words.get(status_key(status), _("geen opgave"))


@register.filter
def status_badge(status: str) -> SafeString:
    """The word with its icon and colour (CSS draws the icon); the same mark-up everywhere, also in tables."""
    return _badge(status_key(status), _language())


@lru_cache(maxsize=64)
def _badge(key: str, language: str) -> SafeString:
    """Written once per language: a long table shows hundreds of them."""
    with override(language):
        return format_html('<span class="status status--{}">{}</span>', key, status_word(key))
