"""Texts that stand in the database, in the language of the page."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from housing import formatting
from housing.models import Publication
from housing.queries.journal import AMSTERDAM
from housing.queries.positions import Published

SEPARATOR = ", "
MONTHS = [formatting.month_name(date(2022, number, 1), "nl") for number in range(1, 13)]


def shown(text: str) -> str:
    """A reason or source: what our programs wrote is translated, part by part; other words are left."""
    return SEPARATOR.join(_part(part) for part in text.split(SEPARATOR)) if text else ""


def _part(text: str) -> str:
    """A sentence of ours, or a month as it was written in Dutch, in the language of the page."""
    name, _, year = text.partition(" ")
    if name in MONTHS and len(year) == 4 and year.isascii() and year.isdigit() and int(year):
        return formatting.month(date(int(year), MONTHS.index(name) + 1, 1), get_language() or "nl")
    return gettext(text)


def title_of(publication: Published) -> str:
    """The title, which is in Dutch; in another language what kind of publication it is, and its day."""
    language = get_language() or "nl"
    if language.startswith("nl"):
        return publication.title
    day = publication.known_on.astimezone(AMSTERDAM).date()
    return f"{capfirst(Publication.Kind(publication.kind).label)}, {formatting.date(day, language)}"
