"""The figures of the letter one by one, each with the sum or quotient that it comes from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from housing import explaining, formatting
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.pace import rate
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.queries.targets import InterimResult
from housing.templatetags.exact import exact_number as exact
from housing.views.page import language


@dataclass(frozen=True)
class Fact:
    """A figure of the letter: its name, the figure as written, and how it comes about.

    `derivation` is a sum; `formula` the same in one line, for a quotient.
    """

    key: str
    label: str
    persons: int | Fraction
    derivation: Derivation | None = None
    formula: str = ""
    signed: bool = False

    @property
    def shown(self) -> str:
        """The figure as the letter writes it."""
        return exact(self.persons, signed=self.signed)


def _by_province(
    label: str, total: int, rows: Iterable[AreaFigures], of: Callable[[AreaFigures], int]
) -> Derivation:
    """A national figure as the sum over provinces."""
    return Derivation(label, total, tuple(Term.signed(row.area.name, of(row)) for row in rows))


def facts_before(old: AreaFigures, rows: list[AreaFigures], before: HalfYear) -> dict[str, Fact]:
    """The half-year that ended: target, opening, obligation, homes, hotel scheme, backlog left."""
    balance = old.balance
    name = formatting.half_year(before, language())
    target = _("taakstelling %(period)s") % {"period": name}
    homes = Derivation(
        _("gehuisvest zonder hotelregeling"),
        balance.placed,
        (Term(PLUS, _("woningen"), balance.home), Term.signed(_("doorstroomlocaties"), balance.transitional)),
    )
    monthly = Derivation(
        _("gehuisvest"),
        balance.realised,
        tuple(
            Term.signed(formatting.month(m.month, language()), m.realised)
            for m in old.months
            if m.is_reported
        ),
    )
    hotel = Derivation(
        _("hotelregeling"),
        balance.hotel,
        tuple(
            Term.signed(formatting.month(m.month, language()), m.hotel) for m in old.months if m.is_reported
        ),
    )
    obligation = balance.obligation
    left = Derivation(
        _("achterstand") if obligation >= balance.realised else _("voorsprong (met minteken)"),
        balance.remaining,
        (
            Term(PLUS, _("opgave"), obligation),
            Term(MINUS, _("gehuisvest zonder hotelregeling"), balance.placed),
            Term(MINUS, _("hotelregeling"), balance.hotel),
        ),
    )
    facts = [
        Fact("target_before", target, balance.target, _by_province(target, balance.target, rows, _target)),
        Fact(
            "opening",
            _("saldo aan het begin"),
            balance.opening,
            _by_province(_("saldo aan het begin"), balance.opening, rows, lambda row: row.balance.opening),
            signed=True,
        ),
        Fact(
            "obligation_before",
            _("opgave %(period)s") % {"period": name},
            obligation,
            explaining.obligation(balance),
        ),
        Fact("homes", _("gehuisvest zonder hotelregeling"), balance.placed, homes),
        Fact("hotel", _("hotelregeling"), balance.hotel, hotel),
        Fact("realised", _("gehuisvest, alles samen"), balance.realised, monthly),
        Fact("left", _("achterstand die overblijft"), balance.remaining, left),
    ]
    return {fact.key: fact for fact in facts}


def facts_interim(interim: InterimResult, old: AreaFigures) -> dict[str, Fact]:
    """The interim target: its reduction, what was achieved, and by how much it was met or missed."""
    reduction, national = interim.target.reduction, interim.national
    before, after = sum(s.before for s in interim.shares), sum(s.after for s in interim.shares)
    label = _("boven de tussendoelstelling") if national.met else _("onder de tussendoelstelling")
    facts_of_difference = _difference(interim, old, after, before)
    facts = [
        Fact(
            "reduction",
            _("tussendoelstelling: achterstand omlaag met ten minste"),
            reduction,
            Derivation(
                _("aandelen naar achterstand"),
                reduction,
                tuple(
                    Term.signed(s.area.name, s.assessment.share) for s in interim.shares if s.assessment.share
                ),
            ),
        ),
        Fact(
            "achieved",
            _("achterstand werkelijk omlaag met"),
            national.achieved,
            *_achieved(interim, after, before),
        ),
        Fact("difference", label, national.difference, *facts_of_difference, signed=True),
    ]
    return {fact.key: fact for fact in facts}


def _achieved(
    interim: InterimResult, after: Fraction | int, before: Fraction | int
) -> tuple[Derivation | None, str]:
    """How far the balance rose, as a sum or (with fractions) in one line."""
    achieved = Fraction(after) - Fraction(before)
    if Fraction(after).denominator == Fraction(before).denominator == 1:
        due = formatting.date(interim.target.due_on, language())
        start = formatting.date(interim.target.baseline_on, language())
        terms = (
            Term.signed(_("saldo op %(day)s") % {"day": due}, int(after)),
            Term.signed(_("min het saldo op %(day)s") % {"day": start}, -int(before)),
        )
        return Derivation(_("achterstand omlaag met"), int(achieved), terms), ""
    return None, f"{exact(after, signed=True)} − ({exact(before, signed=True)}) = {exact(achieved)}"


def _difference(
    interim: InterimResult, old: AreaFigures, after: Fraction | int, before: Fraction | int
) -> tuple[Derivation | None, str]:
    """How the difference with the interim target comes about, as a sum or (with fractions) in one line."""
    balance, reduction, national = old.balance, interim.target.reduction, interim.national
    label = _("verschil met de tussendoelstelling")
    if balance.realised - balance.target + balance.exchanges == national.achieved:
        # Baseline and due date are the ends of the half-year: the letter's own way of putting it.
        terms: tuple[Term, ...] = (
            Term(PLUS, _("gehuisvest zonder hotelregeling"), balance.placed),
            Term(PLUS, _("hotelregeling"), balance.hotel),
            Term(MINUS, _("taakstelling"), balance.target),
            *([Term.signed(_("uitruil"), balance.exchanges)] if balance.exchanges else []),
            Term(MINUS, _("tussendoelstelling"), reduction),
        )
        return Derivation(label, int(national.difference), terms), ""
    change = f"{exact(after, signed=True)} − {exact(before, signed=True)} − {exact(reduction)}"
    return None, f"{change} = {exact(national.difference, signed=True)}"


def _target(row: AreaFigures) -> int:
    return row.balance.target


def facts_new(new: AreaFigures, rows: list[AreaFigures], period: HalfYear) -> dict[str, Fact]:
    """The half-year that begins: target, total obligation, and the pace that it asks."""
    balance = new.balance
    name = formatting.half_year(period, language())
    target = _("taakstelling %(period)s") % {"period": name}
    pace = rate(balance.obligation, MONTHS_PER_HALF_YEAR) or Fraction(0)
    formula = f"{exact(balance.obligation)} ÷ {MONTHS_PER_HALF_YEAR} = {exact(pace)}"
    facts = [
        Fact("target", target, balance.target, _by_province(target, balance.target, rows, _target)),
        Fact(
            "obligation",
            _("totale opgave %(period)s") % {"period": name},
            balance.obligation,
            explaining.obligation(balance),
        ),
        Fact("pace", _("tempo dat de opgave vraagt, per maand"), pace, formula=formula),
    ]
    return {fact.key: fact for fact in facts}


def facts_recent(recent: tuple[MonthFigures, ...]) -> dict[str, Fact]:
    """The average of the last two months of the half-year that ended."""
    total = sum(m.realised for m in recent)
    average = Fraction(total, len(recent))
    names = [formatting.month(m.month, language()) for m in recent]
    formula = f"({' + '.join(exact(m.realised) for m in recent)}) ÷ {len(recent)} = {exact(average)}"
    label = _("gemiddeld per maand in %(first)s en %(last)s") % {"first": names[0], "last": names[-1]}
    return {"recent": Fact("recent", label, average, formula=formula)}
