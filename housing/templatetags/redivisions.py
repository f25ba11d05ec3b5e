"""Template filters for redivisions."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def share(value: Decimal) -> str:
    """A share as people enter it: "0,1515", or "1" for the whole."""
    return "1" if value == 1 else f"{value:.4f}".replace(".", ",")


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The name of a municipality by its code."""
    return names.get(code, code)
