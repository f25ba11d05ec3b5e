"""What happened to an account: the sentence of the log, where and until when, by whom and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from housing import formatting
from housing.queries.areas import Registry
from housing.queries.events import LoggedEvent
from housing.views.event_words import name_of, sentence
from housing.views.page import language


@dataclass(frozen=True)
class Happened:
    """An event as a line: when, what, where and until when, by whom, why."""

    at: datetime
    what: str
    about: str
    by: str
    reason: str


def happened(event: LoggedEvent, areas: Registry) -> Happened:
    """An event about an account in words."""
    return Happened(
        at=event.at,
        what=sentence(event),
        about=_about(event, areas),
        by=name_of(event.actor),
        reason=event.texts.get("reason") or "",
    )


def _about(event: LoggedEvent, areas: Registry) -> str:
    """Where the role is of that the sentence names, and its end date."""
    area = areas.municipalities.get(event.municipality) or areas.provinces.get(event.province)
    until = {**event.old, **event.new}.get("valid_until")
    parts = [area.name] if area else []
    if until:
        day = formatting.date(date.fromisoformat(until), language())
        parts.append(_("tot en met %(day)s") % {"day": day})
    return ", ".join(parts)
