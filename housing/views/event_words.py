"""What happened, in plain Dutch: a sentence per event, who did it, and the texts that are kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing import formatting
from housing.domain.periods import HalfYear, PeriodError
from housing.queries.events import ABOUT_PEOPLE, ABOUT_REPORTS, LoggedEvent, Person
from housing.views.event_values import shown_value
from housing.views.page import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Sentences by action, grouped as they can be searched for; `%(…)s` are what `_parts` gives.
GROUPS: tuple[tuple[str, "StrOrPromise", Mapping[str, "StrOrPromise"]], ...] = (
    (
        "report",
        gettext_lazy("Maandopgaven"),
        {
            "report.submitted": gettext_lazy("Opgave over %(month)s ingediend"),
            "report.withdrawn": gettext_lazy("Opgave over %(month)s ingetrokken"),
            "report.returned": gettext_lazy("Opgave over %(month)s teruggestuurd"),
            "report.approved": gettext_lazy("Opgave over %(month)s goedgekeurd"),
            "report.reopened": gettext_lazy("Opgave over %(month)s heropend"),
        },
    ),
    (
        "correction",
        gettext_lazy("Correcties"),
        {
            "correction.asked": gettext_lazy("Correctie van %(month)s gevraagd"),
            "correction.accepted": gettext_lazy("Correctie van %(month)s toegekend"),
            "correction.refused": gettext_lazy("Correctie van %(month)s afgewezen"),
            "correction.withdrawn": gettext_lazy("Aanvraag voor correctie van %(month)s ingetrokken"),
        },
    ),
    (
        "exception",
        gettext_lazy("Uitstel voor één gemeente"),
        {
            "exception.granted": gettext_lazy("Andere uiterste dag voor %(month)s gegeven"),
            "exception.revoked": gettext_lazy("Andere uiterste dag voor %(month)s ingetrokken"),
        },
    ),
    (
        "lead_times",
        gettext_lazy("Termijnen"),
        {"lead_times.changed": gettext_lazy("Termijnen van de %(period)s gewijzigd")},
    ),
    (
        "invitation",
        gettext_lazy("Uitnodigingen"),
        {
            "invitation.sent": gettext_lazy("Uitnodiging verstuurd voor de rol %(role)s"),
            "invitation.accepted": gettext_lazy("Uitnodiging aangenomen voor de rol %(role)s"),
            "invitation.revoked": gettext_lazy("Uitnodiging ingetrokken voor de rol %(role)s"),
        },
    ),
    (
        "membership",
        gettext_lazy("Rollen"),
        {
            "membership.granted": gettext_lazy("Rol %(role)s gegeven aan %(subject)s"),
            "membership.revoked": gettext_lazy("Rol %(role)s ingetrokken van %(subject)s"),
            "membership.changed": gettext_lazy("Einddatum gewijzigd van de rol %(role)s van %(subject)s"),
            "membership.confirmed": gettext_lazy("Rol %(role)s van %(subject)s nagekeken: blijft"),
        },
    ),
    (
        "account",
        gettext_lazy("Accounts"),
        {
            "account.signed_in": gettext_lazy("Ingelogd"),
            "account.changed": gettext_lazy("Account van %(subject)s gewijzigd"),
            "account.deactivated": gettext_lazy("Account van %(subject)s uitgezet"),
            "account.activated": gettext_lazy("Account van %(subject)s weer aangezet"),
            "account.second_factor_added": gettext_lazy("Tweede stap bij het inloggen ingesteld"),
            "account.second_factor_changed": gettext_lazy("Andere naam gegeven aan een passkey"),
            "account.second_factor_removed": gettext_lazy("Tweede stap bij het inloggen weggehaald"),
        },
    ),
    (
        "mail_choices",
        gettext_lazy("Berichten per e-mail"),
        {"mail_choices.changed": gettext_lazy("Keuze van berichten per e-mail gewijzigd")},
    ),
    (
        "figures",
        gettext_lazy("Ingelezen cijfers"),
        {
            "figures.imported": gettext_lazy("Cijfers ingelezen"),
            "coa.imported": gettext_lazy("Maandoverzicht van COA ingelezen"),
        },
    ),
    (
        "publication",
        gettext_lazy("Publicaties"),
        {
            "publication.made": gettext_lazy("Publicatie gemaakt"),
            "publication.withdrawn": gettext_lazy("Publicatie ingetrokken"),
        },
    ),
    (
        "target",
        gettext_lazy("Taakstellingen"),
        {
            "target.announced": gettext_lazy("Taakstelling van de %(period)s bekendgemaakt"),
            "target.revised": gettext_lazy("Taakstelling van de %(period)s herzien"),
        },
    ),
    (
        "interim",
        gettext_lazy("Tussendoelstellingen"),
        {
            "interim.set": gettext_lazy("Tussendoelstelling vastgesteld"),
            "interim.replaced": gettext_lazy("Tussendoelstelling gewijzigd"),
            "interim.withdrawn": gettext_lazy("Tussendoelstelling ingetrokken"),
        },
    ),
    (
        "exchange",
        gettext_lazy("Uitruil"),
        {
            "exchange.proposed": gettext_lazy("Uitruil in de %(period)s voorgesteld"),
            "exchange.confirmed": gettext_lazy("Uitruil in de %(period)s bevestigd"),
            "exchange.booked": gettext_lazy("Uitruil in de %(period)s door allen bevestigd en geboekt"),
            "exchange.refused": gettext_lazy("Uitruil in de %(period)s afgewezen"),
            "exchange.withdrawn": gettext_lazy("Uitruil in de %(period)s ingetrokken"),
        },
    ),
    (
        "closing",
        gettext_lazy("Afsluiten"),
        {
            "closing.asked": gettext_lazy("Afsluiten van de %(period)s gevraagd"),
            "closing.confirmed": gettext_lazy("De %(period)s afgesloten"),
            "closing.withdrawn": gettext_lazy("Afsluiten van de %(period)s ingetrokken"),
            "openings.imported": gettext_lazy("Officiële beginstanden van de %(period)s ingelezen"),
        },
    ),
    (
        "redivision",
        gettext_lazy("Herindelingen"),
        {
            "redivision.entered": gettext_lazy("Herindeling ingevoerd"),
            "redivision.booked": gettext_lazy("Herindeling geboekt"),
            "redivision.cancelled": gettext_lazy("Herindeling vervallen"),
            "municipalities.imported": gettext_lazy("Lijst van gemeenten ingelezen"),
            "population.imported": gettext_lazy("Inwoners ingelezen"),
        },
    ),
    (
        "alert",
        gettext_lazy("Signalen"),
        {
            "alert.set": gettext_lazy("Signaal ingesteld"),
            "alert.removed": gettext_lazy("Signaal weggehaald"),
        },
    ),
    (
        "personal_data",
        gettext_lazy("Persoonsgegevens"),
        {"personal_data.erased": gettext_lazy("Persoonsgegevens gewist")},
    ),
)
SENTENCES: Mapping[str, "StrOrPromise"] = {
    action: sentence for _family, _title, actions in GROUPS for action, sentence in actions.items()
}

TEXT_LABELS: Mapping[str, "StrOrPromise"] = {
    "reason": gettext_lazy("Reden"),
    "decision": gettext_lazy("Besluit"),
    "explanation": gettext_lazy("Toelichting"),
    "note": gettext_lazy("Notitie"),
    "email": gettext_lazy("E-mailadres"),
    "name": gettext_lazy("Naam"),
    "phone": gettext_lazy("Telefoonnummer"),
    "title": gettext_lazy("Titel"),
    "remarks": gettext_lazy("Opmerking"),
}


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that was written with an event. `text` is "" when it was erased."""

    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label}: {self.text or _('gewist')}"


def name_of(person: Person | None) -> str:
    """Who it was; the system for what nobody did."""
    if person is None:
        return _("het systeem")
    if person.email.endswith(".invalid"):
        return _("gewist account %(number)d") % {"number": person.pk}
    return person.name or person.email


def sentence(event: LoggedEvent) -> str:
    """What happened, without who and where."""
    template = SENTENCES.get(event.action)
    if template is None:
        return _("Handeling “%(action)s”") % {"action": event.action}
    return str(template) % _parts(event)


def kept_texts(event: LoggedEvent, *, with_notes: bool = True) -> list[KeptText]:
    """The texts, but for the network address; without notes only those that tell who somebody is."""
    return [
        KeptText(str(TEXT_LABELS.get(kind, kind)), text or "")
        for kind, text in event.texts.items()
        if kind != "address" and (with_notes or not _is_note(event, kind))
    ]


def _is_note(event: LoggedEvent, kind: str) -> bool:
    """Whether a text is what somebody wrote about a report, which not every reader of the log may read."""
    return event.family in ABOUT_REPORTS and kind not in ABOUT_PEOPLE


def _parts(event: LoggedEvent) -> dict[str, str]:
    """What sentences may name."""
    role = event.new.get("role") or event.old.get("role")
    return {
        "month": formatting.month(event.month, language()) if event.month else _("een maand"),
        "period": _half_year(event.period),
        "subject": name_of(event.subject) if event.subject else _("iemand"),
        "role": f"“{shown_value('role', role)}”" if role else _("onbekend"),
    }


def _half_year(code: str) -> str:
    try:
        return formatting.half_year(HalfYear.parse(code), language())
    except PeriodError:
        return code or _("een halfjaar")
