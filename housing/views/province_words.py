"""What the pages of provinces say in sentences: where they stand, and what was not known yet."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear
from housing.queries.figures import AreaFigures
from housing.queries.positions import Position
from housing.views.page import language


def is_known(figures: AreaFigures) -> bool:
    """Whether there is a target, or anything was housed: without either there is nothing to show."""
    return bool(figures.balance.target or figures.balance.realised)


def unknown(period: HalfYear, position: Position) -> str:
    """Why there are no figures."""
    values = {
        "day": formatting.date(position.today, language()),
        "half_year": formatting.half_year(period, language()),
    }
    if position.is_current:
        return _("Voor de %(half_year)s is nog geen taakstelling bekend.") % values
    return _("Op %(day)s was voor de %(half_year)s nog geen taakstelling bekend.") % values


def headline(figures: AreaFigures, today: date) -> str:
    """How far the area is: "Zuid-Holland heeft 2.411 van de 3.054 mensen gehuisvest." """
    balance, period = figures.balance, figures.period
    values = {
        "name": figures.area.name,
        "realised": formatting.number(balance.realised, language()),
        "obligation": people(balance.obligation),
        "target": people(balance.target),
        "housed": people(balance.realised),
        "more": formatting.number(-balance.remaining, language()),
        "half_year": formatting.half_year(period, language()),
    }
    if today < period.starts_on:
        return _("%(name)s krijgt in de %(half_year)s een taakstelling van %(target)s.") % values
    if balance.obligation <= 0:
        return _("%(name)s heeft in de %(half_year)s geen opgave.") % values
    if balance.remaining < 0:
        return _("%(name)s heeft %(housed)s gehuisvest, %(more)s meer dan de opgave.") % values
    if balance.remaining == 0:
        return _("%(name)s heeft de hele opgave van %(obligation)s gehuisvest.") % values
    if not balance.realised:
        return _("%(name)s moet in de %(half_year)s %(obligation)s huisvesten.") % values
    return _("%(name)s heeft %(realised)s van de %(obligation)s gehuisvest.") % values


def lead(figures: AreaFigures, today: date) -> str:
    """What that means now: "Nog 643 vóór 1 januari: 322 per maand." """
    balance, period = figures.balance, figures.period
    values = {
        "remaining": formatting.number(balance.remaining, language()),
        "people": people(abs(balance.remaining)),
        "pace": formatting.number(figures.pace_needed, language()),
        "day": _without_year(period.next.starts_on),
        "month": formatting.month_name(period.months[-1], language()),
        "half_year": formatting.half_year(period, language()),
    }
    if today < period.starts_on:
        first = {"day": _without_year(period.starts_on)}
        return _("Het saldo van %(day)s komt daar nog bij of gaat er nog af.") % first
    if balance.remaining <= 0:
        return _("De voorsprong is nu %(people)s.") % values if balance.remaining else ""
    if today <= period.ends_on:
        if figures.months_left == 1:
            return _("Nog %(remaining)s vóór %(day)s.") % values
        return _("Nog %(remaining)s vóór %(day)s: %(pace)s per maand.") % values
    if not figures.months[-1].is_complete:
        return (
            _("Dat zijn er nog %(remaining)s te weinig. De cijfers van %(month)s zijn nog niet compleet.")
            % values
        )
    return _("De %(half_year)s eindigt met een achterstand van %(people)s.") % values


def overview_headline(rows: Sequence[AreaFigures]) -> str:
    """How many of the provinces are behind."""
    behind = sum(row.status is ScheduleStatus.BEHIND for row in rows)
    values = {"behind": behind, "all": len(rows)}
    if not behind:
        return _("Alle provincies liggen op schema.")
    return (
        ngettext(
            "%(behind)s van de %(all)s provincies ligt achter op schema.",
            "%(behind)s van de %(all)s provincies liggen achter op schema.",
            behind,
        )
        % values
    )


def people(persons: int) -> str:
    """ "1 persoon", "1.204 mensen"."""
    return ngettext("%(persons)s persoon", "%(persons)s mensen", persons) % {
        "persons": formatting.number(persons, language())
    }


def _without_year(day: date) -> str:
    return f"{day.day} {formatting.month_name(day, language())}"
