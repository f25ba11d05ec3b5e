"""Old and new values of the log, as people read them: what they are called, and what codes mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from housing import formatting
from housing.models import AlertRule, Announcement, Mail, Membership, Publication, Redivision, Report
from housing.queries.events import ABOUT_REPORTS, LoggedEvent
from housing.views.page import language

#: What the keys of old and new values are called; keys of no use to a reader are left out.
LABELS: Mapping[str, "Promise"] = {
    "state": gettext_lazy("status"),
    "home": gettext_lazy("woning"),
    "transitional": gettext_lazy("doorstroomlocatie"),
    "hotel": gettext_lazy("hotelregeling"),
    "role": gettext_lazy("rol"),
    "valid_until": gettext_lazy("geldig tot en met"),
    "due_on": gettext_lazy("uiterste dag"),
    "opens_before": gettext_lazy("opent zoveel dagen vóór het einde van de maand"),
    "due_day": gettext_lazy("uiterste dag in de maand erna"),
    "is_active": gettext_lazy("actief"),
    "what": pgettext_lazy("log", "gewijzigd"),
    "by": gettext_lazy("via"),
    "with": gettext_lazy("met"),
    "type": gettext_lazy("soort"),
    "kind": gettext_lazy("soort"),
    "kinds": gettext_lazy("soort"),
    "ended": gettext_lazy("beëindigd"),
    "read": gettext_lazy("regels gelezen"),
    "lines": gettext_lazy("regels"),
    "posted": gettext_lazy("geboekt"),
    "skipped": gettext_lazy("al in het grootboek"),
    "transfers": gettext_lazy("overdrachten"),
    "publication": gettext_lazy("publicatie"),
    "publications": gettext_lazy("publicaties"),
    "seq": gettext_lazy("tot en met boeking"),
    "known_on": gettext_lazy("stand per"),
    "provisional": gettext_lazy("voorlopige maanden"),
    "texts": gettext_lazy("teksten in het logboek"),
    "mails": gettext_lazy("berichten"),
    "invitations": gettext_lazy("uitnodigingen"),
    "notes": gettext_lazy("toelichtingen"),
    "sessions": gettext_lazy("sessies"),
    "accounts": gettext_lazy("accounts"),
    "memberships": gettext_lazy("rollen"),
    "persons": gettext_lazy("personen"),
    "population_date": gettext_lazy("peildatum inwoners"),
    "announced_on": gettext_lazy("bekendgemaakt op"),
    "method": gettext_lazy("methode"),
    "exempt": gettext_lazy("vrijgesteld"),
    "sum": gettext_lazy("som"),
    "baseline_on": gettext_lazy("begindatum"),
    "file": gettext_lazy("bestand"),
    "date": gettext_lazy("datum"),
    "municipalities": gettext_lazy("gemeenten"),
    "threshold": gettext_lazy("drempel"),
    "by_mail": gettext_lazy("ook per mail"),
    "left_open": gettext_lazy("nog open"),
    "up": gettext_lazy("gemeenten met meer"),
    "down": gettext_lazy("gemeenten met minder"),
    "differing": gettext_lazy("gemeenten anders dan de formule"),
    "off_formula": gettext_lazy("verschil met de formule, bij elkaar"),
    "sha256": gettext_lazy("controlegetal van het bestand"),
    **{kind.value: kind.label for kind in Mail.Kind},  # type: ignore[dict-item]  # labels are lazy texts
    # Also a kind of mail, but one that nobody chooses.
    "exchange": gettext_lazy("uitruil"),
    "interim": gettext_lazy("nummer van de tussendoelstelling"),
}
LEFT_OUT = frozenset({"request", "invitation", "redivision"})
#: Figures of a report.
KIND_KEYS = ("home", "transitional", "hotel")

#: Codes that stand in the data, by key.
_CODES: Mapping[str, Mapping[str, Any]] = {
    "state": dict(Report.State.choices),
    "role": dict(Membership.Role.choices),
    "by": {"mail": gettext_lazy("een link per e-mail")},
    "type": {
        "totp": gettext_lazy("app"),
        "webauthn": gettext_lazy("passkey"),
        "recovery_codes": gettext_lazy("herstelcodes"),
    },
    "with": {
        "password": gettext_lazy("wachtwoord"),
        "totp": gettext_lazy("app"),
        "webauthn": gettext_lazy("passkey"),
        "recovery_codes": gettext_lazy("herstelcode"),
        "socialaccount": gettext_lazy("account van de organisatie"),
    },
    "what": {
        "password": gettext_lazy("wachtwoord"),
        "sessions": gettext_lazy("andere sessies"),
        "name": gettext_lazy("naam"),
        "phone": gettext_lazy("telefoonnummer"),
        "language": gettext_lazy("taal"),
    },
    "kind": dict(Publication.Kind.choices) | dict(AlertRule.Kind.choices) | dict(Redivision.Kind.choices),
    "method": dict(Announcement.Method.choices),
    "kinds": {
        "announcements": gettext_lazy("bekendmakingen"),
        "targets": gettext_lazy("taakstellingen"),
        "adjustments": gettext_lazy("mutaties"),
        "placements": gettext_lazy("huisvestingen"),
        "coa": gettext_lazy("maandoverzicht van COA"),
        "demonstration": gettext_lazy("demonstratie"),
    },
}
#: Of events about reports, values that are no figures.
_NO_FIGURES = frozenset({"state", "due_on"})


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed. `old` or `new` is "" where there was nothing to tell."""

    key: str
    label: str
    old: str
    new: str

    def __str__(self) -> str:
        if self.old and self.new:
            return f"{self.label}: {self.old} → {self.new}"
        return f"{self.label}: {self.new or _('was %(old)s') % {'old': self.old}}"


def changes(event: LoggedEvent, *, with_figures: bool = True, everything: bool = False) -> list[Change]:
    """What changed, from old to new; what stayed the same is left out, unless `everything` is asked for.

    Without figures: of events about reports only states and days.
    """
    known = list(LABELS)
    keys = sorted(
        {*event.old, *event.new}, key=lambda key: (known.index(key) if key in LABELS else len(known), key)
    )
    found = []
    for key in keys:
        old, new = event.old.get(key), event.new.get(key)
        is_same = key in event.old and key in event.new and old == new
        if key in LEFT_OUT or (is_same and not everything):
            continue
        if event.family in ("membership", "invitation") and key == "role":
            continue  # the sentence names it
        if not with_figures and event.family in ABOUT_REPORTS and key not in _NO_FIGURES:
            continue
        found.append(
            Change(
                key,
                str(LABELS.get(key, key)),
                shown_value(key, old) if key in event.old else "",
                shown_value(key, new) if key in event.new else "",
            )
        )
    return found


def shown_value(key: str, value: Any) -> str:
    """A value of the log as people read it; what is not known is shown as it is."""
    if isinstance(value, list):
        return ", ".join(shown_value(key, each) for each in value)
    if value is None or value == "":
        return _("zonder einddatum") if key == "valid_until" else formatting.DASH
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, int):
        return formatting.number(value, language())
    if isinstance(value, str):
        known = _CODES.get(key, {}).get(value)
        return str(known) if known is not None else _day(value)
    return str(value)


def _day(text: str) -> str:
    """An ISO date or moment as people read it; any other text as it is."""
    try:
        if len(text) > len("2022-01-07"):
            return formatting.moment(datetime.fromisoformat(text), language())
        return formatting.date(date.fromisoformat(text), language())
    except ValueError:
        return text
