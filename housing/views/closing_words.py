"""Closing in words: what a half-year waits for, and each line of the checklist with where to solve it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area, Registry
from housing.queries.closing import AreaMonths, Item, Open
from housing.queries.closing_figures import ClosingFigures, ClosingRow, closing_figures
from housing.queries.closing_states import PeriodState, Phase
from housing.views.page import language
from housing.views.task_words import link

#: Lines of a province are shown at once up to so many municipalities; more fold out.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A half-year in the list: `tone` names the icon, `word` says the same."""

    state: PeriodState
    word: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """The municipalities of one province that a line is about, and where they are dealt with."""

    name: str
    areas: tuple[tuple[Area, str], ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist in words. `is_note` is only good to know."""

    item: Item
    title: str
    text: str
    word: str
    tone: str
    places: tuple[Place, ...] = ()
    url: str = ""
    action: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its municipalities fold out."""
        return len(self.item.details) > SHOWN


def crumbs() -> list[tuple[str, str]]:
    """Where these pages stand."""
    return [(_("Beheer"), reverse("management"))]


# ── Half-years ───────────────────────────────────────────────────────────────────────────────────────────


def period_row(state: PeriodState) -> PeriodRow:
    """A half-year with where it is."""
    word, tone = {
        Phase.AHEAD: (_("komt nog"), "none"),
        Phase.RUNNING: (_("loopt"), "on-schedule"),
        Phase.OVER: (_("voorbij, nog open"), "behind"),
        Phase.ASKED: (_("wacht op bevestiging"), "on-schedule"),
        Phase.CLOSED: (_("afgesloten"), "done"),
    }[state.phase]
    return PeriodRow(state, word, tone, _period_text(state))


def _period_text(state: PeriodState) -> str:
    period, closing = state.period, state.closing
    if state.phase is Phase.AHEAD:
        return _("Begint op %(day)s.") % {"day": formatting.date(period.starts_on, language())}
    if state.phase is Phase.RUNNING:
        return _("Loopt tot en met %(end)s; de laatste maand kan tot en met %(due)s worden ingediend.") % {
            "end": formatting.date(period.ends_on, language()),
            "due": formatting.date(state.last_due_on, language()),
        }
    if state.phase is Phase.ASKED and closing is not None:
        return _("%(name)s vroeg op %(moment)s om af te sluiten. Een tweede beheerder bevestigt.") % {
            "name": closing.asked_by,
            "moment": formatting.moment(closing.asked_at, language()),
        }
    if state.closed_at is not None:
        return _("Afgesloten op %(moment)s.") % {"moment": formatting.moment(state.closed_at, language())}
    return _("Kan worden afgesloten. De laatste uiterste dag is %(due)s.") % {
        "due": formatting.date(state.last_due_on, language())
    }


def overview_headline(states: Sequence[PeriodState]) -> str:
    """The answer in one sentence."""
    asked = [each for each in states if each.phase is Phase.ASKED]
    over = [each for each in states if each.phase is Phase.OVER]
    if asked:
        return _("De %(period)s wacht op bevestiging") % {"period": _name(asked[-1].period)}
    if over:
        return _("De %(period)s kan worden afgesloten") % {"period": _name(over[-1].period)}
    return _("Geen halfjaar wacht op afsluiten")


def asked_figures(
    registry: Registry, now: ClosingFigures, asked_seq: int | None, period: HalfYear
) -> ClosingRow | None:
    """The national figures as they were when somebody asked; None when they are the same."""
    if asked_seq is None:
        return None
    then = closing_figures(registry, asked_seq, period).total
    return then if then.balance != now.total.balance else None


def _name(period: HalfYear) -> str:
    return formatting.half_year(period, language())


# ── The checklist ────────────────────────────────────────────────────────────────────────────────────────


def line(registry: Registry, period: HalfYear, item: Item, *, solve: bool = True) -> Line:
    """A line with its municipalities per province, and (to `solve` it) where somebody can do something."""
    title, text, action = _texts(item.key)
    is_note = not item.key.is_finding
    if item.is_done:
        word, tone = _("in orde"), "done"
    else:
        word = formatting.number(item.count, language())
        word, tone = _("%(count)s open") % {"count": word}, "none" if is_note else "behind"
    return Line(
        item,
        title,
        (_days(item) or text) if solve else "",
        word,
        tone,
        tuple(_places(registry, period, item, solve=solve)),
        _country_page(item.key, period) if solve and item.count else "",
        action,
    )


def _texts(key: Open) -> tuple[str, str, str]:
    """What a line is called, what it means, and the words of the link to where it is solved."""
    return {
        Open.MISSING: (
            _("Maanden zonder opgave"),
            _("De gemeente diende niets in. Zonder opgave telt de maand als nul."),
            _("Bekijk wie u belt"),
        ),
        Open.PROVISIONAL: (
            _("Ingediend, niet goedgekeurd"),
            _("De provincie moet de maand nog beoordelen. De aantallen tellen mee als voorlopig."),
            _("Bekijk de volledigheid"),
        ),
        Open.RETURNED: (
            _("Teruggestuurd of heropend"),
            _("De gemeente moet opnieuw indienen. Tot dan tellen de vorige aantallen mee als voorlopig."),
            _("Bekijk de volledigheid"),
        ),
        Open.COA: (
            _("Verschil met COA zonder uitleg"),
            _("De gemeente legt het verschil uit of verbetert het aantal."),
            _("Bekijk de volledigheid"),
        ),
        Open.CORRECTIONS: (
            _("Gevraagde correcties"),
            _(
                "De provincie moet nog besluiten. Na het afsluiten wordt een correctie geboekt in het "
                "lopende halfjaar."
            ),
            "",
        ),
        Open.EXCHANGES: (
            _("Uitruil die niet door allen is bevestigd"),
            _("Na het afsluiten kan deze uitruil niet meer worden geboekt."),
            _("Bekijk de uitruil"),
        ),
        Open.INTERIM: (
            _("Tussendoelstelling op voorlopige cijfers"),
            _("De uitkomst steunt op maanden die ontbreken of nog niet vaststaan."),
            _("Bekijk de tussendoelstellingen"),
        ),
        Open.UNCOMPARED: (
            _("Nog niet vergeleken met COA"),
            _("Van deze maanden is geen overzicht van COA ingelezen. Dat houdt het afsluiten niet tegen."),
            "",
        ),
    }[key]


def _country_page(key: Open, period: HalfYear) -> str:
    if key is Open.EXCHANGES:
        return link("all_exchanges")
    if key is Open.INTERIM:
        return link("interim_targets")
    if key in (Open.CORRECTIONS, Open.UNCOMPARED):
        return ""
    return link("national_completeness", period)


def _days(item: Item) -> str:
    if not item.days:
        return ""
    days = ", ".join(formatting.date(day, language()) for day in item.days)
    return ngettext(
        "Einddatum %(days)s: de uitkomst steunt op maanden die ontbreken of nog niet vaststaan.",
        "Einddata %(days)s: de uitkomst steunt op maanden die ontbreken of nog niet vaststaan.",
        len(item.days),
    ) % {"days": days}


def _places(registry: Registry, period: HalfYear, item: Item, *, solve: bool) -> Iterable[Place]:
    """The municipalities of a line, by province."""
    for code, province in registry.provinces.items():
        areas = tuple((each.area, _months(each)) for each in item.details if each.area.province == code)
        if areas:
            yield Place(province.name, areas, _province_page(item.key, province, period) if solve else "")


def _province_page(key: Open, province: Area, period: HalfYear) -> str:
    if key is Open.MISSING:
        return link("province_completeness", province.slug, period, anchor="bellen")
    if key is Open.EXCHANGES:
        return link("province_exchanges", province.slug, period)
    if key is Open.UNCOMPARED:
        return ""
    return link("review", province.slug, period)


def _months(each: AreaMonths) -> str:
    """ "sep, okt, dec", or "" where it is about the half-year."""
    return ", ".join(_short(month) for month in each.months)


def _short(month: Month) -> str:
    return formatting.month_name(month, language(), short=True)
