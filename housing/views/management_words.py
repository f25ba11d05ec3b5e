"""The hub in words: the pages of management, what they are for, and one line on the present state of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.access import Viewer
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.queries.closing_states import Phase
from housing.queries.management import ManagementState
from housing.views.journal_texts import title_of
from housing.views.page import language
from housing.views.task_words import link


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its name, what it is for, and how it stands. `asks` tells that something waits there."""

    title: str
    purpose: str
    state: str
    url: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together; those that are there."""

    title: str
    entries: tuple[Entry, ...]


def headline(state: ManagementState) -> str:
    """What asks for attention first, in one sentence."""
    waiting = [each for each in state.periods if each.can_be_closed]
    if waiting:
        words = (
            _("De %(period)s wacht op bevestiging van het afsluiten")
            if waiting[-1].phase is Phase.ASKED
            else _("De %(period)s kan worden afgesloten")
        )
        return words % {"period": _half(waiting[-1].period)}
    return _("De %(period)s loopt") % {"period": _half(state.running)}


def groups(viewer: Viewer, state: ManagementState) -> list[Group]:
    """The pages of management, as far as they are there."""
    found = (
        Group(_("Halfjaar"), tuple(_half_year(state))),
        Group(_("Overeenkomsten en gebied"), tuple(_agreements(state))),
        Group(_("Naar buiten"), tuple(_outward(state))),
        Group(_("Volgen"), tuple(_watching(viewer, state))),
    )
    there = (Group(group.title, tuple(each for each in group.entries if each.url)) for group in found)
    return [group for group in there if group.entries]


def _half_year(state: ManagementState) -> Iterator[Entry]:
    yield Entry(
        _("Taakstellingen"),
        _("Maak de taakstelling van een halfjaar bekend of herzie haar; zie eerst wat elke gemeente krijgt."),
        _announced(state),
        link("targets"),
        asks=state.announced is None,
    )
    yield Entry(
        _("Tussendoelstellingen"),
        _("Spreek af hoeveel kleiner de achterstand op een datum is, verdeeld over de provincies."),
        _count(
            len(state.interim),
            _("Er loopt geen tussendoelstelling."),
            ngettext(
                "Er loopt een tussendoelstelling tot %(days)s.",
                "Er lopen tussendoelstellingen tot %(days)s.",
                len(state.interim),
            )
            % {"days": _days(state.interim)},
        ),
        link("interim_targets"),
    )
    yield Entry(
        _("Afsluiten"),
        _("Leg een halfjaar met twee beheerders vast en publiceer de cijfers."),
        _closing(state),
        link("closings"),
        asks=any(each.can_be_closed for each in state.periods),
    )
    yield Entry(
        _("Officiële beginstanden"),
        _("Boek waar een officiële beginstand afwijkt van het saldo ervoor, met de bron."),
        _("Voor de %(period)s.") % {"period": _half(state.running)},
        link("openings", state.running),
    )
    yield Entry(
        _("Termijnen"),
        _("Stel in wanneer maanden opengaan en binnen moeten zijn."),
        _due(state),
        link("lead_times"),
    )


def _agreements(state: ManagementState) -> Iterator[Entry]:
    yield Entry(
        _("Uitruil"),
        _("Bekijk welke gemeenten delen van hun taakstelling ruilen."),
        _count(
            state.exchanges,
            _("Geen voorstel wacht op bevestiging."),
            ngettext(
                "%(count)d voorstel wacht op bevestiging.",
                "%(count)d voorstellen wachten op bevestiging.",
                state.exchanges,
            )
            % {"count": state.exchanges},
        ),
        link("all_exchanges"),
    )
    yield Entry(
        _("Herindelingen"),
        _("Voer een samenvoeging, splitsing of andere provincie in; zie vooraf wat er overgaat."),
        _count(
            len(state.redivisions),
            _("Er is geen herindeling ingevoerd die nog moet worden geboekt."),
            ngettext(
                "Er is een herindeling ingevoerd voor %(days)s.",
                "Er zijn herindelingen ingevoerd voor %(days)s.",
                len(state.redivisions),
            )
            % {"days": _days(sorted(set(state.redivisions)))},
        ),
        link("redivisions"),
    )
    yield Entry(
        _("Gemeenten en inwoners van CBS"),
        _("Lees de jaarlijkse lijst van gemeenten en de inwoners in; zie eerst de verschillen."),
        "",
        link("cbs"),
    )


def _outward(state: ManagementState) -> Iterator[Entry]:
    last = state.publication
    yield Entry(
        _("Publiceren"),
        _("Geef een stand vrij, van nu of van een eerder moment. Bezoekers zien de laatste."),
        _("De laatste is “%(title)s”, stand per %(day)s.")
        % {"title": title_of(last), "day": formatting.date(last.day, language())}
        if last
        else _("Er is nog niets gepubliceerd: bezoekers zien geen cijfers."),
        link("publish"),
        asks=last is None,
    )
    yield Entry(
        _("Standen vergelijken"),
        _("Zie wat er tussen twee standen veranderde, door welke boekingen."),
        "",
        link("positions_compare"),
    )
    yield Entry(
        _("Brief"),
        _("Schrijf de brief over een halfjaar, met elk cijfer herleidbaar."),
        _("Voor de %(period)s.") % {"period": _half(state.running)},
        link("letter", state.running),
    )


def _watching(viewer: Viewer, state: ManagementState) -> Iterator[Entry]:
    yield Entry(
        _("Landelijk volgen"),
        _("Zie hoe het land ervoor staat: per maand, per provincie, en waar het eindigt."),
        "",
        link("national_latest"),
    )
    yield Entry(
        _("Volledigheid"),
        _("Zie welke maandopgaven binnen, op tijd en goedgekeurd zijn, en wie u belt."),
        _count(
            state.missing,
            _("Er ontbreekt geen opgave waarvan de termijn voorbij is."),
            ngettext("%(count)s maandopgave ontbreekt.", "%(count)s maandopgaven ontbreken.", state.missing)
            % {"count": formatting.number(state.missing, language())},
        ),
        link("national_completeness", state.running),
        asks=bool(state.missing),
    )
    if viewer.may(Permission.STEER):
        yield Entry(
            _("Signalen"),
            _("Kies waarover u bericht wilt krijgen."),
            _count(
                state.signals,
                _("U hebt geen signalen ingesteld."),
                ngettext(
                    "U hebt %(count)d signaal ingesteld.",
                    "U hebt %(count)d signalen ingesteld.",
                    state.signals,
                )
                % {"count": state.signals},
            ),
            link("alerts"),
        )


def _announced(state: ManagementState) -> str:
    values = {"running": _half(state.running), "next": _half(state.running.next)}
    if state.announced is None:
        return _("De %(running)s heeft nog geen taakstelling.") % values
    values["persons"] = formatting.number(state.announced, language())
    if state.announced_next is None:
        return _("De %(running)s: %(persons)s. De %(next)s is nog niet bekendgemaakt.") % values
    values["coming"] = formatting.number(state.announced_next, language())
    return _("De %(running)s: %(persons)s. De %(next)s: %(coming)s.") % values


def _closing(state: ManagementState) -> str:
    for each in reversed(state.periods):
        if each.phase is Phase.ASKED:
            return _("De %(period)s wacht op een tweede beheerder.") % {"period": _half(each.period)}
        if each.phase is Phase.OVER:
            return _("De %(period)s is voorbij en nog open.") % {"period": _half(each.period)}
    return _("De %(period)s loopt tot en met %(day)s.") % {
        "period": _half(state.running),
        "day": formatting.date(state.running.ends_on, language()),
    }


def _due(state: ManagementState) -> str:
    found = next((each for each in state.periods if each.period == state.running), None)
    if found is None:
        return ""
    return _("De laatste maand van dit halfjaar moet binnen zijn op %(day)s.") % {
        "day": formatting.date(found.last_due_on, language())
    }


def _count(count: int, nothing: str, something: str) -> str:
    return something if count else nothing


def _days(days: Iterable[date]) -> str:
    return ", ".join(formatting.date(day, language()) for day in days)


def _half(period: HalfYear) -> str:
    return formatting.half_year(period, language())
