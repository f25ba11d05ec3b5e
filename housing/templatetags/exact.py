"""Template filters for persons that may be a fraction: a sixth of a target per month is not always whole."""

from fractions import Fraction

from django import template
from django.utils.translation import get_language

from housing import formatting

register = template.Library()


def exact_number(value: Fraction | int, *, signed: bool = False) -> str:
    """1858 → "1.858"; 2288½ → "2.288,5"; 358 signed → "+358"."""
    language = get_language() or "nl"
    whole = Fraction(value)
    if whole.denominator != 1:
        return ("+" if signed and whole > 0 else "") + formatting.decimal(whole, language)
    return (formatting.signed if signed else formatting.number)(int(whole), language)


@register.filter
def exact(value: Fraction | int) -> str:
    """Persons that may be a fraction."""
    return exact_number(value)


@register.filter
def exact_signed(value: Fraction | int) -> str:
    """The same with its sign."""
    return exact_number(value, signed=True)
