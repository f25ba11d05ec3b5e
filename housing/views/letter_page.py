"""What the letter to parliament says: its facts for any half-year, each with the sum that it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from housing import explaining, formatting
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.pace import rate
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear, Month
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures, country, province_figures, summed
from housing.queries.targets import InterimResult, InterimShare, interim_results
from housing.views.page import Page, language


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
        if isinstance(self.persons, Fraction) and self.persons.denominator != 1:
            return formatting.decimal(self.persons, language())
        show = formatting.signed if self.signed else formatting.number
        return show(int(self.persons), language())


@dataclass(frozen=True)
class ProvinceRow:
    """A province in the letter: its part in the interim target, and what the new half-year starts with."""

    name: str
    url: str
    share: InterimShare | None
    closing: int
    obligation: int


@dataclass(frozen=True)
class LetterFigures:
    """Everything that the letter says: about the half-year that ended, and the one that begins."""

    period: HalfYear
    before: HalfYear
    facts: dict[str, Fact]
    interim: InterimResult | None
    provinces: tuple[ProvinceRow, ...]
    ahead: tuple[InterimShare, ...]
    short: tuple[InterimShare, ...]
    last_months: tuple[Month, ...]
    new_opening: int
    is_known: bool
    has_before: bool
    months_reported: int
    months_expected: int


def letter_figures(page: Page, period: HalfYear) -> LetterFigures:
    """The facts of the letter for a half-year, at the page's position; nine queries."""
    before = period.previous
    new_rows = province_figures(page.registry, page.position, period)
    old_rows = province_figures(page.registry, page.position, before)
    new, old = summed(country(), new_rows), summed(country(), old_rows)
    results = interim_results(page.registry, page.position, before)
    interim = results[-1] if results else None
    recent = old.months[-2:]
    shares = {share.area.code: share for share in interim.shares} if interim else {}
    has_before = old.balance.target > 0
    facts = (_facts_before(old, before) | _facts_recent(recent) if has_before else {}) | _facts_new(new, old, period)
    if interim is not None:
        facts |= _facts_interim(interim, old)
    return LetterFigures(
        period=period,
        before=before,
        facts=facts,
        interim=interim,
        provinces=tuple(
            ProvinceRow(
                row.area.name,
                page.url("province", row.area.slug, period),
                shares.get(row.area.code),
                row.balance.opening,
                row.balance.obligation,
            )
            for row in new_rows
        ),
        ahead=_ranked(shares.values(), met=True),
        short=_ranked(shares.values(), met=False),
        last_months=tuple(m.month for m in recent),
        new_opening=new.balance.opening,
        is_known=new.balance.target > 0,
        has_before=has_before,
        months_reported=sum(m.reported for m in old.months),
        months_expected=sum(m.expected for m in old.months),
    )


def _ranked(shares: Iterable[InterimShare], *, met: bool) -> tuple[InterimShare, ...]:
    """Provinces that met their share, furthest ahead first; or that did not, furthest short first."""
    found = [s for s in shares if s.assessment.share and s.assessment.met is met]
    return tuple(sorted(found, key=lambda s: abs(s.assessment.difference), reverse=True))


def _facts_before(old: AreaFigures, before: HalfYear) -> dict[str, Fact]:
    """The half-year that ended: target, opening, obligation, homes, hotel scheme, backlog left."""
    balance = old.balance
    name = formatting.half_year(before, language())
    homes = Derivation(
        _("gehuisvest zonder hotelregeling"),
        balance.placed,
        (Term(PLUS, _("woningen"), balance.home), Term.signed(_("doorstroomlocaties"), balance.transitional)),
    )
    monthly = Derivation(
        _("gehuisvest"),
        balance.realised,
        tuple(
            Term.signed(formatting.month(m.month, language()), m.realised) for m in old.months if m.is_reported
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
        Fact("target_before", _("taakstelling %(period)s") % {"period": name}, balance.target),
        Fact("opening", _("saldo aan het begin"), balance.opening, signed=True),
        Fact("obligation_before", _("opgave %(period)s") % {"period": name}, obligation, explaining.obligation(balance)),
        Fact("homes", _("gehuisvest zonder hotelregeling"), balance.placed, homes),
        Fact("hotel", _("hotelregeling"), balance.hotel, hotel),
        Fact("realised", _("gehuisvest, alles samen"), balance.realised, monthly),
        Fact("left", _("achterstand die overblijft"), balance.remaining, left),
    ]
    return {fact.key: fact for fact in facts}


def _facts_interim(interim: InterimResult, old: AreaFigures) -> dict[str, Fact]:
    """The interim target: its reduction, what was achieved, and by how much it was met or missed."""
    reduction, national = interim.target.reduction, interim.national
    before, after = sum(s.before for s in interim.shares), sum(s.after for s in interim.shares)
    balance = old.balance
    by_year = national.achieved == balance.closing - balance.opening and not (balance.corrections or balance.transfers)
    if by_year:
        # Baseline and due date are the ends of the half-year: the letter's own way of putting it.
        terms: tuple[Term, ...] = (
            Term(PLUS, _("gehuisvest zonder hotelregeling"), balance.placed),
            Term(PLUS, _("hotelregeling"), balance.hotel),
            Term(MINUS, _("taakstelling"), balance.target),
            *([Term.signed(_("uitruil"), balance.exchanges)] if balance.exchanges else []),
            Term(MINUS, _("tussendoelstelling"), reduction),
        )
    else:
        terms = (
            Term.signed(_("saldo op de einddatum"), int(after)),
            Term.signed(_("saldo op de begindatum"), -int(before)),
            Term(MINUS, _("tussendoelstelling"), reduction),
        )
    difference = int(after) - int(before) - reduction if not by_year else int(national.difference)
    facts = [
        Fact("reduction", _("tussendoelstelling: achterstand omlaag met ten minste"), reduction),
        Fact("achieved", _("achterstand werkelijk omlaag met"), national.achieved),
        Fact(
            "difference",
            _("boven de tussendoelstelling") if national.met else _("onder de tussendoelstelling"),
            difference,
            Derivation(_("verschil met de tussendoelstelling"), difference, terms),
            signed=True,
        ),
    ]
    return {fact.key: fact for fact in facts}


def _facts_new(new: AreaFigures, old: AreaFigures, period: HalfYear) -> dict[str, Fact]:
    """The half-year that begins: target, total obligation, and the pace that it asks."""
    balance = new.balance
    name = formatting.half_year(period, language())
    pace = rate(balance.obligation, MONTHS_PER_HALF_YEAR) or Fraction(0)
    formula = "%s ÷ %s = %s" % (
        formatting.number(balance.obligation, language()),
        MONTHS_PER_HALF_YEAR,
        formatting.number(int(pace), language())
        if pace.denominator == 1
        else formatting.decimal(pace, language()),
    )
    facts = [
        Fact("target", _("taakstelling %(period)s") % {"period": name}, balance.target),
        Fact("obligation", _("totale opgave %(period)s") % {"period": name}, balance.obligation, explaining.obligation(balance)),
        Fact("pace", _("tempo dat de opgave vraagt, per maand"), pace, formula=formula),
    ]
    return {fact.key: fact for fact in facts}


def _facts_recent(recent: tuple[MonthFigures, ...]) -> dict[str, Fact]:
    """The average of the last two months of the half-year that ended."""
    total = sum(m.realised for m in recent)
    average = Fraction(total, len(recent))
    names = [formatting.month(m.month, language()) for m in recent]
    formula = "(%s) ÷ %s = %s" % (
        " + ".join(formatting.number(m.realised, language()) for m in recent),
        len(recent),
        formatting.decimal(average, language()) if average.denominator != 1 else formatting.number(int(average), language()),
    )
    label = _("gemiddeld per maand in %(first)s en %(last)s") % {"first": names[0], "last": names[-1]}
    return {"recent": Fact("recent", label, average, formula=formula)}


