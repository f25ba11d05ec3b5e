"""Addresses of positions and of their comparison, and what positions are called in a sentence."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from housing import formatting
from housing.queries.positions import Position, Published
from housing.views.freshness import language
from housing.views.journal_texts import title_of

Side = Position | Published | None


def compare_url(before: Side, after: Side = None, **more: str) -> str:
    """The comparison of two positions; None stands for now."""
    query = {**_side("van", before), **_side("naar", after), **more}
    return f"{reverse('positions_compare')}?{urlencode(query)}"


def _side(name: str, side: Side) -> dict[str, str]:
    published = side.publication if isinstance(side, Position) else side
    if published is not None:
        return {name: "publicatie", f"{name}_publicatie": published.slug}
    if isinstance(side, Position) and side.stand is not None:
        return {name: "dag", f"{name}_dag": side.stand.isoformat()}
    return {name: "nu"}


def known(publication: Published) -> str:
    """ "7 januari 2022", or with the time where it is not the whole of that day."""
    if publication.is_whole_day:
        return formatting.date(publication.day, language())
    return formatting.moment(publication.known_on, language())


def name_of_position(position: Position) -> str:
    """ "nu", "7 januari 2022", or the title of the publication with what it knows."""
    if position.publication is not None:
        return _("“%(title)s” (stand per %(day)s)") % {
            "title": title_of(position.publication),
            "day": known(position.publication),
        }
    if position.stand is not None:
        return _("de stand per %(day)s") % {"day": formatting.date(position.stand, language())}
    return _("nu")
