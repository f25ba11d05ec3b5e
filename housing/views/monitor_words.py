"""What the monitor says in sentences, and how its large figures come about."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.forecast import Backtest
from housing.domain.periods import MONTHS_PER_HALF_YEAR
from housing.views.page import language

if TYPE_CHECKING:
    from housing.views.monitor_page import Monitor


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of the page; "" where there is nothing to say."""

    headline: str
    lead: str
    forecast: str
    backtest: str


def words(monitor: "Monitor") -> Words:
    """All sentences."""
    return Words(_headline(monitor), _lead(monitor), _forecast(monitor), _backtest(monitor.backtest))


def _headline(monitor: "Monitor") -> str:
    """The month in one sentence, beside the same month of the half-year before."""
    realised, before = monitor.month.realised, monitor.before
    values = {
        "month": formatting.month(monitor.month.month, language()),
        "persons": formatting.number(realised, language()),
    }
    if before is None:
        return _("In %(month)s zijn %(persons)s mensen gehuisvest") % values
    earlier = before.months[monitor.k - 1]
    difference = realised - earlier.realised
    values |= {
        "difference": formatting.number(abs(difference), language()),
        "earlier": formatting.month(earlier.month, language()),
    }
    if difference == 0:
        return _("In %(month)s zijn %(persons)s mensen gehuisvest, evenveel als in %(earlier)s") % values
    if difference > 0:
        return (
            _("In %(month)s zijn %(persons)s mensen gehuisvest, %(difference)s meer dan in %(earlier)s")
            % values
        )
    return (
        _("In %(month)s zijn %(persons)s mensen gehuisvest, %(difference)s minder dan in %(earlier)s")
        % values
    )


def _lead(monitor: "Monitor") -> str:
    """The part of the obligation, and what became of the backlog."""
    course, lang = monitor.course, language()
    share = course.share_by(monitor.k)
    if share is None:
        return _("Van dit halfjaar is nog geen opgave bekend.")
    first = _("Na %(k)s van de 6 maanden is %(share)s van de opgave gehaald.") % {
        "k": monitor.k,
        "share": formatting.rate(share, lang),
    }
    achieved = monitor.provinces.total.achieved
    persons = formatting.decimal(abs(achieved), lang, 0)
    since = formatting.date(monitor.period.starts_on, lang)
    if achieved < 0:
        second = _("De achterstand groeide sinds %(since)s met %(persons)s.")
    else:
        second = _("De achterstand nam sinds %(since)s met %(persons)s af.")
    return f"{first} {second % {'since': since, 'persons': persons}}"


def _forecast(monitor: "Monitor") -> str:
    """Where the half-year will close."""
    found, lang = monitor.total.forecast, language()
    values = {"period": formatting.half_year(monitor.period, lang)}
    if monitor.is_over:
        values["closing"] = formatting.signed(monitor.total.balance.closing, lang)
        return (
            _("Alle maanden zijn bekend: de %(period)s sluit met een saldo van %(closing)s (netto).") % values
        )
    if found is None:
        return _("Er zijn nog geen drie maanden bekend: dan is er geen verwachting.")
    values |= {
        "expected": formatting.signed(found.expected, lang),
        "low": formatting.signed(found.low, lang),
        "high": formatting.signed(found.high, lang),
    }
    return (
        _(
            "De %(period)s sluit naar verwachting met een saldo van %(expected)s (netto). "
            "De kans is 80%% dat het tussen %(low)s en %(high)s uitkomt."
        )
        % values
    )


def _backtest(found: Backtest) -> str:
    """How earlier forecasts did."""
    if not found.cases:
        return _("Er zijn nog geen eerdere verwachtingen om mee te vergelijken.")
    lang = language()
    values = {
        "held": found.held,
        "all": len(found.cases),
        "coverage": formatting.rate(found.coverage, lang),
        "distance": formatting.decimal(found.mean_distance, lang, 0),
        "error": formatting.decimal(abs(found.mean_error or Fraction(0)), lang, 0),
    }
    first = ngettext(
        "Van %(all)s eerdere verwachting kwam het saldo %(held)s keer binnen de marge uit (%(coverage)s).",
        "Van %(all)s eerdere verwachtingen kwam het saldo %(held)s keer binnen de marge uit (%(coverage)s).",
        len(found.cases),
    )
    second = _("Gemiddeld scheelde het %(distance)s mensen.")
    return f"{first} {second} {_lean(found)}".strip() % values


def _lean(found: Backtest) -> str:
    """Whether forecasts were mostly too high or too low."""
    error = found.mean_error
    if not error:
        return ""
    if error > 0:
        return _("Het saldo kwam gemiddeld %(error)s hoger uit dan verwacht.")
    return _("Het saldo kwam gemiddeld %(error)s lager uit dan verwacht.")


# ── Derivations ──────────────────────────────────────────────────────────────────────────────────────────


def derivations(monitor: "Monitor") -> dict[str, Derivation]:
    """The sums behind the large figures; the reduction only where it is whole."""
    month, months = monitor.month, monitor.course.months[: monitor.k]
    lang = language()
    found = {
        "month": Derivation(
            _("gehuisvest in de maand"),
            month.realised,
            (
                Term(PLUS, _("woningen"), month.home),
                Term.signed(_("doorstroomlocaties"), month.transitional),
                Term.signed(_("hotelregeling"), month.hotel),
            ),
        ),
        "housed": Derivation(
            _("gehuisvest"),
            monitor.course.housed_by(monitor.k),
            tuple(Term.signed(formatting.month(each.month, lang), each.realised) for each in months),
        ),
        "hotel": Derivation(
            _("hotelregeling"),
            sum(each.hotel for each in months),
            tuple(Term.signed(formatting.month(each.month, lang), each.hotel) for each in months),
        ),
    }
    balance, achieved = monitor.course.balance, monitor.provinces.total.achieved
    counted = Fraction((balance.target - balance.exchanges) * monitor.k, MONTHS_PER_HALF_YEAR)
    if achieved.denominator == counted.denominator == 1:
        label = _("%(k)s zesde deel van de taakstelling") % {"k": monitor.k}
        found["reduction"] = Derivation(
            _("afname van de achterstand"),
            int(achieved),
            (
                Term(PLUS, _("gehuisvest"), monitor.course.housed_by(monitor.k)),
                Term(MINUS, label if not monitor.is_over else _("taakstelling"), int(counted)),
            ),
        )
    return found
