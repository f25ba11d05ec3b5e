"""What happened to an account, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from housing import formatting
from housing.models import Event, Membership
from housing.queries.accounts import role_label
from housing.queries.areas import Registry

WORDS = {
    "invitation.sent": gettext_noop("uitgenodigd"),
    "invitation.accepted": gettext_noop("uitnodiging aangenomen"),
    "invitation.revoked": gettext_noop("uitnodiging ingetrokken"),
    "membership.granted": gettext_noop("rol gekregen"),
    "membership.revoked": gettext_noop("rol ingetrokken"),
    "membership.changed": gettext_noop("einddatum gewijzigd"),
    "membership.confirmed": gettext_noop("rol bevestigd"),
    "account.changed": gettext_noop("gegevens gewijzigd"),
    "account.deactivated": gettext_noop("account gedeactiveerd"),
    "account.activated": gettext_noop("account weer actief"),
    "account.signed_in": gettext_noop("ingelogd"),
    "account.second_factor_added": gettext_noop("tweede factor toegevoegd"),
    "account.second_factor_removed": gettext_noop("tweede factor verwijderd"),
    "mail_choices.changed": gettext_noop("berichten gekozen"),
}


@dataclass(frozen=True)
class Happened:
    """An event as a line: when, what, about which role, by whom, why."""

    at: datetime | None
    what: str
    about: str
    by: str
    reason: str


def happened(event: Event, areas: Registry) -> Happened:
    """An event about an account in words."""
    texts = {text.kind: text.text for text in event.texts.all()}
    return Happened(
        at=event.recorded_at,
        what=_(WORDS[event.action]) if event.action in WORDS else event.action,
        about=_about(event, areas),
        by=str(event.actor) if event.actor else _("het systeem"),
        reason=texts.get("reason", ""),
    )


def _about(event: Event, areas: Registry) -> str:
    """The role with its area, and its end date."""
    values = {**event.data.get("old", {}), **event.data.get("new", {})}
    role = values.get("role", "")
    if role not in Membership.Role.values:
        return ""
    area = areas.municipalities.get(event.municipality_id or "") or areas.provinces.get(
        event.province_id or ""
    )
    until = values.get("valid_until")
    label = role_label(role, area)
    if not until:
        return label
    day = formatting.date(date.fromisoformat(until), get_language() or "nl")
    return _("%(role)s, tot en met %(day)s") % {"role": label, "day": day}
