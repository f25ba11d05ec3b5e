"""Redivisions in sentences: what happens, when, and how far it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.completeness import MonthStanding
from housing.models import Redivision
from housing.queries.redivision_effects import Ending
from housing.queries.redivisions import KnownRedivision
from housing.views.page import language


@dataclass(frozen=True, slots=True)
class Line:
    """A redivision in the list: what, how far it is, and where it leads."""

    known: KnownRedivision
    text: str
    status: str
    url: str


def line(known: KnownRedivision, today: date) -> Line:
    """A redivision as the list shows it."""
    url = reverse("redivision", args=[known.pk]) if known.pk else ""
    return Line(known, sentence(known), status(known, today), url)


def sentence(known: KnownRedivision) -> str:
    """What happens: "Brielle en Westvoorne gaan op in Voorne aan Zee"."""
    left = joined(known.left)
    if known.kind == Redivision.Kind.PROVINCE:
        return _("%(name)s gaat van %(left)s naar %(joined)s") % {
            "name": left,
            "left": known.joined[0],
            "joined": known.joined[1],
        }
    if known.kind == Redivision.Kind.SPLIT:
        parts = [
            f"{name} ({formatting.rate(share, language(), 2)})"
            for name, share in zip(known.joined, known.shares, strict=True)
        ]
        return _("%(name)s wordt verdeeld over %(heirs)s") % {"name": left, "heirs": joined(parts)}
    return ngettext("%(left)s gaat op in %(heir)s", "%(left)s gaan op in %(heir)s", len(known.left)) % {
        "left": left,
        "heir": known.joined[0],
    }


def status(known: KnownRedivision, today: date) -> str:
    """How far it is."""
    if known.state == Redivision.State.ENTERED:
        return _("ingevoerd, nog niet geboekt")
    if known.state == Redivision.State.CANCELLED:
        return _("vervallen")
    if known.on > today:
        return _("geboekt, gaat in op deze dag")
    return _("geboekt") if known.state else _("uit de basisgegevens")


def joined(names: Iterable[str]) -> str:
    """ "Boxmeer, Cuijk en Grave"."""
    known = list(names)
    if len(known) < 2:
        return "".join(known)
    return _("%(first)s en %(last)s") % {"first": ", ".join(known[:-1]), "last": known[-1]}


def months_waiting(months: Sequence[MonthStanding]) -> str:
    """The months that are not in or not final, by how far they are: "december 2022 (nog niet open)"."""
    words = {
        "not_open": _("nog niet open"),
        "open": _("open"),
        "missing": _("niet gemeld"),
        "submitted": _("wacht op beoordeling"),
        "returned": _("teruggestuurd"),
        "reopened": _("heropend"),
    }
    by_word: dict[str, list[MonthStanding]] = {}
    for month in months:
        by_word.setdefault(words.get(month.standing.value, ""), []).append(month)
    return "; ".join(f"{word}: {_span(each)}" for word, each in by_word.items())


def _span(months: Sequence[MonthStanding]) -> str:
    """One month, or from the first to the last when they follow each other, else all of them."""
    first, last = months[0].month, months[-1].month
    if len(months) > 2 and first.plus(len(months) - 1) == last:
        return _("%(first)s tot en met %(last)s") % {
            "first": formatting.month(first, language()),
            "last": formatting.month(last, language()),
        }
    return joined(formatting.month(each.month, language()) for each in months)


def loose_ends(ending: Ending) -> list[str]:
    """What else is open in a municipality that ends."""
    counts = (
        (
            ending.corrections,
            ngettext(
                "%(n)d aanvraag voor een correctie: de provincie kan die nog toekennen, ook na de datum.",
                "%(n)d aanvragen voor een correctie: de provincie kan die nog toekennen, ook na de datum.",
                ending.corrections,
            ),
        ),
        (
            ending.exceptions,
            ngettext(
                "%(n)d keer uitstel dat na de datum afloopt: dat blijft gelden voor eerdere maanden.",
                "%(n)d keer uitstel dat na de datum afloopt: dat blijft gelden voor eerdere maanden.",
                ending.exceptions,
            ),
        ),
        (
            ending.invitations,
            ngettext(
                "%(n)d open uitnodiging: die gaat niet over. Nodig deze persoon uit bij de opvolger.",
                "%(n)d open uitnodigingen: die gaan niet over. Nodig deze mensen uit bij de opvolger.",
                ending.invitations,
            ),
        ),
    )
    return [text % {"n": number} for number, text in counts if number]
