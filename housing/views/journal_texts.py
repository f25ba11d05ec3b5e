"""Texts that stand in the database, in the language of the page."""

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from housing import formatting
from housing.models import Publication
from housing.queries.journal import AMSTERDAM
from housing.queries.positions import Published

SEPARATOR = ", "


def shown(text: str) -> str:
    """A reason or source: what our programs wrote is translated, part by part; other words are left."""
    return SEPARATOR.join(gettext(part) for part in text.split(SEPARATOR)) if text else ""


def title_of(publication: Published) -> str:
    """The title, which is in Dutch; in another language what kind of publication it is, and its day."""
    language = get_language() or "nl"
    if language.startswith("nl"):
        return publication.title
    day = publication.known_on.astimezone(AMSTERDAM).date()
    return f"{capfirst(Publication.Kind(publication.kind).label)}, {formatting.date(day, language)}"
