"""What a municipality's page says in sentences: where it stands, and what happened to its borders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.queries.areas import Area, ProvinceMove, Registry
from housing.queries.figures import AreaFigures
from housing.views.page import Page, language


@dataclass(frozen=True, slots=True)
class BorderChange:
    """A merger or split as a sentence; `others` are those that `area` came from or went to."""

    text: str
    area: Area
    others: tuple[Area, ...]
    on: date

    def besides(self, code: str) -> tuple[Area, ...]:
        """Everybody concerned but one: where a page about that one leads on to."""
        return tuple(area for area in (self.area, *self.others) if area.code != code)


def headline(figures: AreaFigures, today: date) -> str:
    """The one sentence: what the municipality must still do, and how fast."""
    if not is_known(figures, today):
        return _("Nog geen cijfers over de %(half_year)s.") % _names(figures.period)
    ended_on = figures.area.valid_to
    if ended_on is not None and figures.period.starts_on < ended_on <= min(today, figures.period.ends_on):
        return _ended(figures, ended_on)
    if today > figures.period.ends_on:
        return _over(figures)
    if today < figures.period.starts_on:
        return _to_come(figures)
    if figures.balance.remaining > 0:
        return _to_do(figures)
    return _done(figures)


def is_known(figures: AreaFigures, today: date) -> bool:
    """Whether there is anything to say about the half-year: not while it only has what came before it."""
    balance = figures.balance
    has_started = today >= figures.period.starts_on
    return bool(
        balance.target
        or balance.realised
        or any(month.is_reported for month in figures.months)
        or (has_started and balance != AreaBalance.ZERO)
    )


def people(persons: int) -> str:
    """ "1 persoon", "1.204 mensen"."""
    return ngettext("%(persons)s persoon", "%(persons)s mensen", persons) % {
        "persons": formatting.number(persons, language())
    }


def day(value: date) -> str:
    """A day in the language of the page."""
    return formatting.date(value, language())


def enumerated(areas: Sequence[Area]) -> str:
    """ "Boxmeer, Cuijk en Grave"."""
    names = [area.name for area in areas]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s en %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def origin(registry: Registry, area: Area, today: date) -> BorderChange | None:
    """How a municipality began, when a merger made it: "X ontstond op … uit …"."""
    if area.valid_from is None:
        return None
    parts = [
        s.predecessor for s in registry.successions if s.successor == area.code and s.on == area.valid_from
    ]
    if not parts:
        return None
    others = tuple(registry.municipalities[code] for code in parts)
    text = (
        _("%(area)s ontstond op %(day)s uit %(others)s.")
        if area.valid_from <= today
        else _("%(area)s ontstaat op %(day)s uit %(others)s.")
    )
    return BorderChange(text % _about(area, area.valid_from, others), area, others, area.valid_from)


def ending(registry: Registry, area: Area, today: date) -> BorderChange | None:
    """How a municipality ended, or will end: "X is op … opgegaan in …"."""
    if area.valid_to is None:
        return None
    others = tuple(
        registry.municipalities[s.successor] for s in registry.successions if s.predecessor == area.code
    )
    has_ended = area.valid_to <= today
    if not others:
        text = (
            _("%(area)s bestaat sinds %(day)s niet meer.")
            if has_ended
            else _("%(area)s houdt op te bestaan op %(day)s.")
        )
    elif len(others) > 1:
        text = (
            _("%(area)s is op %(day)s verdeeld over %(others)s.")
            if has_ended
            else _("%(area)s wordt op %(day)s verdeeld over %(others)s.")
        )
    else:
        text = (
            _("%(area)s is op %(day)s opgegaan in %(others)s.")
            if has_ended
            else _("%(area)s gaat op %(day)s op in %(others)s.")
        )
    return BorderChange(text % _about(area, area.valid_to, others), area, others, area.valid_to)


def border_changes(page: Page, area: Area, period: HalfYear) -> tuple[BorderChange, ...]:
    """What happened to its borders in a half-year (its first day and the day after its last included)."""
    registry, today = page.registry, page.position.today
    joined = [
        ending(registry, registry.municipalities[s.predecessor], today)
        for s in registry.successions
        if s.successor == area.code and s.on != area.valid_from
    ]
    moved = [_moved(registry, area, move) for move in registry.moves if move.municipality == area.code]
    changes = [origin(registry, area, today), *joined, *moved, ending(registry, area, today)]
    return tuple(c for c in changes if c and period.starts_on <= c.on <= period.next.starts_on)


def _moved(registry: Registry, area: Area, move: ProvinceMove) -> BorderChange:
    """To which province it went: it leads nowhere else."""
    text = _("%(area)s ligt vanaf %(day)s in %(joined)s, daarvoor in %(left)s.") % {
        "area": area.name,
        "day": day(move.on),
        "joined": registry.provinces[move.joined].name,
        "left": registry.provinces[move.left].name,
    }
    return BorderChange(text, area, (), move.on)


def _ended(figures: AreaFigures, ended_on: date) -> str:
    """The balance that passed is the opposite of the transfers that closed the ledger at 0."""
    passed = -figures.balance.transfers
    words = {"day": day(ended_on), "people": people(abs(passed))}
    if passed < 0:
        return _("Opgeheven op %(day)s. De achterstand van %(people)s ging over.") % words
    if passed > 0:
        return _("Opgeheven op %(day)s. De voorsprong van %(people)s ging over.") % words
    return _("Opgeheven op %(day)s, zonder achterstand of voorsprong.") % words


def _to_come(figures: AreaFigures) -> str:
    """Before a half-year starts its opening is not settled: only the target is sure."""
    return _("Vanaf %(day)s: een taakstelling van %(people)s, plus of min het saldo van dan.") % {
        "day": _without_year(figures.period.starts_on),
        "people": people(figures.balance.target),
    }


def _to_do(figures: AreaFigures) -> str:
    remaining = people(figures.balance.remaining)
    pace = formatting.number(figures.pace_needed, language())
    before = {"people": remaining, "day": _without_year(figures.period.next.starts_on), "pace": pace}
    if figures.months_left == 1:
        return _("Nog %(people)s vóór %(day)s.") % before
    return _("Nog %(people)s vóór %(day)s: %(pace)s per maand.") % before


def _done(figures: AreaFigures) -> str:
    balance = figures.balance
    if balance.obligation <= 0:
        return _("Geen opgave dit halfjaar: %(people)s voorsprong.") % {"people": people(balance.surplus)}
    if balance.surplus:
        return _("Klaar, met een voorsprong van %(people)s.") % {"people": people(balance.surplus)}
    return _("Klaar: de hele opgave van %(people)s is gehuisvest.") % {"people": people(balance.obligation)}


def _over(figures: AreaFigures) -> str:
    balance, names = figures.balance, _names(figures.period)
    missing = [month for month in figures.months if not month.is_complete]
    if balance.remaining > 0 and figures.months_left and missing:
        return _("Nog %(people)s te huisvesten; %(month)s is nog niet gemeld.") % {
            "people": people(balance.remaining),
            "month": formatting.month(missing[-1].month, language()),
        }
    if balance.remaining > 0:
        return _("De %(half_year)s sloot met een achterstand van %(people)s.") % {
            **names, "people": people(balance.backlog)
        }  # fmt: skip
    if balance.surplus:
        return _("De %(half_year)s sloot met een voorsprong van %(people)s.") % {
            **names, "people": people(balance.surplus)
        }  # fmt: skip
    return _("De %(half_year)s sloot precies op de opgave.") % names


def _names(period: HalfYear) -> dict[str, str]:
    return {"half_year": formatting.half_year(period, language())}


def _without_year(value: date) -> str:
    return f"{value.day} {formatting.month_name(value, language())}"


def _about(area: Area, on: date, others: Sequence[Area]) -> dict[str, str]:
    return {"area": area.name, "day": day(on), "others": enumerated(others)}
