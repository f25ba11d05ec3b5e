"""Template filters for a role of a person (`RoleLine`): thin, over the cells of the tables."""

from django import template
from django.utils.html import format_html

from housing import formatting
from housing.models import Membership
from housing.queries.accounts import confirmed_in_quarter
from housing.tables.accounts import RoleLine, end_cell, sign_in_cell

register = template.Library()


@register.filter
def who(line: RoleLine) -> str:
    """Name with the address below it."""
    person = line.person
    if not person.name:
        return person.email
    return format_html('{}<span class="cell-note">{}</span>', person.name, person.email)


@register.filter
def role_name(line: RoleLine) -> str:
    """The role without its area."""
    return str(Membership.Role(line.held.role.value).label) if line.held else ""


@register.filter
def ends(line: RoleLine) -> str:
    """The last day of the role, with a warning when it is near."""
    day = line.held.valid_until if line.held else None
    return end_cell(day, line.today) if day else formatting.DASH


@register.filter
def signed_in(line: RoleLine) -> str:
    """The day of the last sign-in."""
    return sign_in_cell(line.person, line.now)


@register.filter
def is_confirmed(line: RoleLine) -> bool:
    """Whether the role was confirmed in this quarter."""
    return line.held is not None and confirmed_in_quarter(line.held.confirmed_at, line.today)
