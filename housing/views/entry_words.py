"""What the entry says in words: states of months, due dates, problems, warnings, moments and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from housing import formatting
from housing.domain.checks import CheckWarning, Problem, describe
from housing.domain.errors import DomainError
from housing.domain.periods import Month
from housing.domain.reporting import ReportState, Timeliness
from housing.models import Report, User
from housing.queries.entry import EntryMonth, EntrySheet
from housing.queries.journal import AMSTERDAM
from housing.views.page import language

KIND_NAMES = {
    "home": gettext_noop("woning"),
    "transitional": gettext_noop("doorstroomlocatie"),
    "hotel": gettext_noop("hotelregeling"),
}

_WORDS = {
    "not_open": gettext_noop("niet open"),
    "open": gettext_noop("open"),
    "draft": gettext_noop("concept"),
    "submitted": gettext_noop("ingediend"),
    "returned": gettext_noop("teruggestuurd"),
    "approved": gettext_noop("goedgekeurd"),
    "reopened": gettext_noop("heropend"),
    "withdrawn": gettext_noop("ingetrokken"),
    "imported": gettext_noop("vast"),
}
_FIRMNESS = {
    "submitted": gettext_noop("voorlopig, tot de provincie goedkeurt"),
    "returned": gettext_noop("telt mee zoals ingediend, pas het aan"),
    "approved": gettext_noop("vast"),
    "reopened": gettext_noop("telt mee zoals ingediend, u kunt het aanpassen"),
    "withdrawn": gettext_noop("telt niet mee"),
    "imported": gettext_noop("ingelezen"),
}


@dataclass(frozen=True, slots=True)
class StateMark:
    """The state of a month: `key` chooses the icon, `word` names it, `note` says what it means."""

    key: str
    word: str
    note: str = ""
    is_late: bool = False


def state_mark(entry: EntryMonth, *, sees_drafts: bool) -> StateMark:
    """Where a month is; a draft is open to those who may not see it."""
    key = entry.state.value
    if entry.is_imported:
        key = "imported"
    elif entry.state is ReportState.DRAFT:
        is_draft = sees_drafts and entry.report is not None and not entry.draft.is_empty
        key = "draft" if is_draft else "open"
        if not entry.is_closed and entry.timeliness is Timeliness.NOT_OPEN:
            key = "not_open"
    is_late = entry.timeliness in (Timeliness.LATE, Timeliness.MISSING) and key != "imported"
    return StateMark(key, _(_WORDS[key]), _(_FIRMNESS[key]) if key in _FIRMNESS else "", is_late)


def due(entry: EntryMonth) -> str:
    """When the month opens or is due."""
    if entry.timeliness is Timeliness.NOT_OPEN:
        return _("open vanaf %(day)s") % {"day": day_of(entry.opens_on)}
    return _("uiterlijk %(day)s") % {"day": day_of(entry.due_on)}


def sentence(of: Problem | CheckWarning) -> str:
    """A problem or warning, with its figures, as the page says it."""
    return told(of.code, of.params)


def told(code: str, params: Mapping[str, object]) -> str:
    """The same by its code, as it is kept with a report."""
    template, values = describe(code, params)
    try:
        return _(template) % {name: _shown(value) for name, value in values.items()}
    except KeyError:
        return _(describe("", {})[0])


def message(error: DomainError) -> str:
    """An error in the language of the page."""
    return _(error.template) % {name: _shown(value) for name, value in error.params.items()}


def months_named(months: Sequence[Month]) -> str:
    """ "juli, augustus en oktober"."""
    names = [formatting.month_name(month, language()) for month in months]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s en %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def what_waits(sheet: EntrySheet) -> str:
    """What there is to do in a half-year, what came back first, and until when."""
    waiting = [entry for entry in sheet.months if entry.waits]
    back = [entry.month for entry in waiting if entry.state.counts]
    late = [entry.month for entry in waiting if not entry.state.counts and entry.has_waited]
    fresh = [entry for entry in waiting if not entry.state.counts and not entry.has_waited]
    said = []
    if back:
        said.append(
            ngettext(
                "%(months)s kwam terug: lees waarom, en dien opnieuw in.",
                "%(months)s kwamen terug: lees waarom, en dien opnieuw in.",
                len(back),
            )
            % {"months": months_named(back).capitalize()}
        )
    if late:
        said.append(
            ngettext(
                "%(months)s is te laat: vul de maand zo snel mogelijk in.",
                "%(months)s zijn te laat: vul de maanden zo snel mogelijk in.",
                len(late),
            )
            % {"months": months_named(late).capitalize()}
        )
    if fresh:
        words = {"months": months_named([entry.month for entry in fresh]), "day": day_of(fresh[-1].due_on)}
        said.append(_("Vul %(months)s in, uiterlijk op %(day)s.") % words)
    if asked := [entry.month for entry in sheet.months if entry.asks_explanation]:
        words = {"months": months_named(asked).capitalize()}
        said.append(_("%(months)s: COA telt een ander aantal. Licht het toe, of pas uw aantal aan.") % words)
    return " ".join(said) or _nothing_waits(sheet)


def _nothing_waits(sheet: EntrySheet) -> str:
    coming = [entry for entry in sheet.months if entry.problem and entry.problem.code == "not_open"]
    if not coming:
        return _("Er wacht nu niets op u.")
    words = {"months": months_named([coming[0].month]), "day": day_of(coming[0].opens_on)}
    return _("Er wacht nu niets op u. U kunt %(months)s invullen vanaf %(day)s.") % words


def day_of(value: date) -> str:
    """ "10 november", of a day or of a moment in Amsterdam."""
    if isinstance(value, datetime):
        value = value.astimezone(AMSTERDAM).date()
    return f"{value.day} {formatting.month_name(value, language())}"


def clock(moment: datetime) -> str:
    """ "9:42", on the clock of Amsterdam."""
    local = moment.astimezone(AMSTERDAM)
    return f"{local.hour}:{local:%M}"


def last_change(report: Report) -> tuple[User | None, datetime | None]:
    """Who changed a report last, and when."""
    changes = [
        (report.edited_at, report.edited_by),
        (report.submitted_at, report.submitted_by),
        (report.reviewed_at, report.reviewed_by),
    ]
    known = [(at, by) for at, by in changes if at is not None]
    if not known:
        return None, None
    at, by = max(known, key=lambda change: change[0])
    return by, at


def name_of(user: User | None) -> str:
    """How a person is called on the page."""
    return (user.name or user.email) if user else _("iemand anders")


def script_words() -> dict[str, str]:
    """What the script of the page says; {…} is filled in by it."""
    return {
        "unsaved": _("Nog niet bewaard…"),
        "saving": _("Bezig met bewaren…"),
        "offline": _("Niet bewaard: geen verbinding. Uw invoer blijft hier staan."),
        "signedOut": _("Niet bewaard: u bent niet meer ingelogd. Uw invoer blijft hier staan."),
        "signIn": _("Log opnieuw in"),
        "failed": _("Niet bewaard: er ging iets mis. Uw invoer blijft hier staan."),
        "conflict": _("Niet bewaard: deze maand is intussen gewijzigd. Kies welke waarde blijft."),
        "submit": _("Dien {months} in"),
        "submitNone": _("Dien in"),
        "and": _("{first} en {last}"),
        "found": _("Op dit apparaat staat nog invoer die niet is bewaard: {months}."),
        "restore": _("Zet terug"),
        "discard": _("Gooi weg"),
        "restored": _("Uw invoer is teruggezet."),
    }


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return formatting.number(value, language())
    return formatting.date(value, language()) if isinstance(value, date) else value
