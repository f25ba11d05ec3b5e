"""Template filters for persons that may be a fraction: a sixth of a target per month is not always whole."""

from fractions import Fraction

from django import template
from django.utils.translation import get_language

from housing import formatting

register = template.Library()


@register.filter
def exact(value: Fraction | int) -> str:
    """1858 → "1.858"; 2288½ → "2.288,5"."""
    whole = Fraction(value)
    if whole.denominator == 1:
        return formatting.number(int(whole), get_language() or "nl")
    return formatting.decimal(whole, get_language() or "nl")


@register.filter
def exact_signed(value: Fraction | int) -> str:
    """358 → "+358"; -2½ → "−2,5"."""
    return ("+" if value > 0 else "") + exact(value)
