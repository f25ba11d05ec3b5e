"""Template filters for interim targets."""

from fractions import Fraction

from django import template
from django.utils.translation import get_language

from housing import formatting

register = template.Library()


@register.filter
def difference(value: Fraction) -> str:
    """Persons ahead of (+) or behind a share, in whole persons: "+358", "−20", "0"."""
    text = formatting.decimal(value, get_language() or "nl", 0)
    return f"+{text}" if value > 0 and text != "0" else text
