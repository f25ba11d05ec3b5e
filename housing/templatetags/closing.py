"""A mark on pages of figures: the half-year was closed, and what was published of it."""

from typing import TypedDict

from django import template
from django.template import Context
from django.urls import reverse

from housing.access import Visit
from housing.domain.periods import HalfYear
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM
from housing.queries.positions import publications
from housing.views.journal_texts import title_of

register = template.Library()


class Mark(TypedDict, total=False):
    """What the template reads; empty when the half-year was not closed at the position."""

    day: object
    title: str
    url: str


@register.inclusion_tag("closing/_mark.html", takes_context=True)
def closed_mark(context: Context, period: HalfYear) -> Mark:
    """When a half-year was closed, with its publication; nothing at a position before that. No own query."""
    request: Visit = context["request"]
    closed_at = registry(request.journal.reference_version).closed.get(period)
    position = context.get("position")
    if closed_at is None:
        return {}
    day = closed_at.astimezone(AMSTERDAM).date()
    if position is None or position.today < day:
        return {}
    found = next(
        (
            each
            for each in publications(request.journal.publications)
            if each.kind == Publication.Kind.CLOSE and each.known_on == closed_at
        ),
        None,
    )
    mark: Mark = {"day": day}
    if found is not None:
        mark["title"], mark["url"] = title_of(found), reverse("publication", args=[found.slug])
    return mark
