"""The figures of the letter one by one, each with the sum or quotient that it comes from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import explaining, formatting
from housing.domain.balances import AreaBalance
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.pace import rate
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.queries.letter import Halves
from housing.templatetags.exact import exact_number as exact
from housing.views.page import language


@dataclass(frozen=True)
class Fact:
    """A figure of the letter: its name, the figure as written, and how it comes about.

    `derivation` is a sum; `formula` the same in one line, for a quotient or a count.
    """

    key: str
    label: str
    persons: int | Fraction
    derivation: Derivation | None = None
    formula: str = ""
    signed: bool = False

    @property
    def shown(self) -> str:
        """The figure as the list of figures writes it."""
        return exact(self.persons, signed=self.signed)

    @property
    def how(self) -> str:
        """How it comes about, in one line: "10.000 taakstelling + 3.728 achterstand aan het begin"."""
        if self.derivation is None:
            return self.formula or _("rechtstreeks uit de boekingen")
        parts: list[str] = []
        for term in self.derivation.terms:
            if term.sign != "=" and term.persons:
                sign = "" if term.sign == PLUS and not parts else f"{term.sign} "
                parts.append(f"{sign}{exact(term.persons)} {term.label}")
        return " ".join(parts) or "0"


Facts = dict[str, Fact]


def by_key(facts: Iterable[Fact]) -> Facts:
    """Facts by their key, in the same order."""
    return {fact.key: fact for fact in facts}


def half(period: HalfYear) -> str:
    """The name of a half-year."""
    return formatting.half_year(period, language())


def of_months(months: Iterable[MonthFigures], label: str, total: int, kind: str = "realised") -> Derivation:
    """A figure as the sum over the months that were reported."""
    return Derivation(
        label,
        total,
        tuple(
            Term.signed(formatting.month(month.month, language()), getattr(month, kind))
            for month in months
            if month.is_reported
        ),
    )


def of_parts(
    key: str,
    label: str,
    total: int,
    parts: Sequence[AreaFigures],
    of: Callable[[AreaFigures], int],
    *,
    is_country: bool,
    signed: bool = False,
) -> Fact:
    """A figure as the sum over provinces, or over the municipalities in the table of a province."""
    if is_country:
        terms = tuple(Term.signed(part.area.name, of(part)) for part in parts)
        return Fact(key, label, total, Derivation(label, total, terms), signed=signed)
    count = len(parts)
    formula = ngettext(
        "van de ene gemeente in de tabel", "de som van %(count)s gemeenten, zie de tabel", count
    )
    return Fact(key, label, total, formula=formula % {"count": count}, signed=signed)


def facts_before(halves: Halves, *, is_country: bool, is_over: bool) -> Facts:
    """The half-year that ended: target, opening, obligation, homes, hotel scheme, what is left."""
    figures, parts = halves.before, halves.parts_before
    balance, name = figures.balance, half(figures.period)
    homes = Derivation(
        _("gehuisvest zonder hotelregeling"),
        balance.placed,
        (Term(PLUS, _("woningen"), balance.home), Term.signed(_("doorstroomlocaties"), balance.transitional)),
    )
    return by_key(
        [
            of_parts(
                "target_before",
                _("taakstelling %(period)s") % {"period": name},
                balance.target,
                parts,
                lambda row: row.balance.target,
                is_country=is_country,
            ),
            of_parts(
                "opening",
                _("saldo aan het begin"),
                balance.opening,
                parts,
                lambda row: row.balance.opening,
                is_country=is_country,
                signed=True,
            ),
            *_other("other_before", balance),
            Fact(
                "obligation_before",
                _("opgave %(period)s") % {"period": name},
                balance.obligation,
                explaining.obligation(balance),
            ),
            Fact("homes", _("gehuisvest zonder hotelregeling"), balance.placed, homes),
            Fact(
                "hotel",
                _("hotelregeling"),
                balance.hotel,
                of_months(figures.months, _("hotelregeling"), balance.hotel, "hotel"),
            ),
            Fact(
                "realised",
                _("gehuisvest, alles samen"),
                balance.realised,
                of_months(figures.months, _("gehuisvest"), balance.realised),
            ),
            Fact("left", _left_label(balance, is_over=is_over), balance.remaining, left(balance)),
        ]
    )


def _left_label(balance: AreaBalance, *, is_over: bool) -> str:
    if balance.remaining < 0:
        return _("voorsprong (met minteken)")
    return _("achterstand die overblijft") if is_over else _("nog te huisvesten")


def left(balance: AreaBalance) -> Derivation:
    """The obligation less everybody who was housed."""
    return Derivation(
        _("achterstand") if balance.remaining >= 0 else _("voorsprong (met minteken)"),
        balance.remaining,
        (
            Term.signed(_("opgave"), balance.obligation),
            Term(MINUS, _("gehuisvest zonder hotelregeling"), balance.placed),
            Term(MINUS, _("hotelregeling"), balance.hotel),
        ),
    )


def _other(key: str, balance: AreaBalance) -> tuple[Fact, ...]:
    """What else changes an obligation: exchanges, corrections and transfers; none when they are nothing."""
    terms = tuple(Term.signed(label, -persons) for label, persons in other_parts(balance))
    if not terms:
        return ()
    label = _("verandering van de opgave")
    total = -(balance.exchanges + balance.corrections + balance.transfers)
    return (Fact(key, label, total, Derivation(label, total, terms), signed=True),)


def other_parts(balance: AreaBalance) -> list[tuple[str, int]]:
    """Exchanges, corrections and transfers by name, as far as there are any; in the sign of the balance."""
    parts = (
        (_("uitruil"), balance.exchanges),
        (_("correcties"), balance.corrections),
        (_("overdrachten door herindeling"), balance.transfers),
    )
    return [(label, persons) for label, persons in parts if persons]


def facts_new(halves: Halves, *, is_country: bool, has_before: bool) -> Facts:
    """The half-year that begins: target, total obligation, and the pace that it asks."""
    balance, name = halves.new.balance, half(halves.new.period)
    facts = [
        of_parts(
            "target",
            _("taakstelling %(period)s") % {"period": name},
            balance.target,
            halves.parts_new,
            lambda row: row.balance.target,
            is_country=is_country,
        )
    ]
    if not has_before or balance.opening != halves.before.balance.closing:
        facts.append(
            of_parts(
                "new_opening",
                _("saldo aan het begin van de %(period)s") % {"period": name},
                balance.opening,
                halves.parts_new,
                lambda row: row.balance.opening,
                is_country=is_country,
                signed=True,
            )
        )
    obligation = Fact(
        "obligation",
        _("totale opgave %(period)s") % {"period": name},
        balance.obligation,
        explaining.obligation(balance),
    )
    facts += [*_other("other", balance), obligation]
    if balance.obligation > 0:
        pace = rate(balance.obligation, MONTHS_PER_HALF_YEAR) or Fraction(0)
        formula = f"{exact(balance.obligation)} ÷ {MONTHS_PER_HALF_YEAR} = {exact(pace)}"
        facts.append(Fact("pace", _("tempo dat de opgave vraagt, per maand"), pace, formula=formula))
    return by_key(facts)


def facts_progress(new: AreaFigures) -> Facts:
    """How far the new half-year is already; nothing while no month of it was reported."""
    balance = new.balance
    if not any(month.is_reported for month in new.months):
        return {}
    label = _("gehuisvest in de %(period)s tot nu toe") % {"period": half(new.period)}
    facts = [
        Fact("so_far", label, balance.realised, of_months(new.months, label, balance.realised)),
        Fact("to_go", _left_label(balance, is_over=False), balance.remaining, left(balance)),
    ]
    if new.months_left and balance.remaining > 0:
        needed = Fraction(balance.remaining, new.months_left)
        formula = f"{exact(balance.remaining)} ÷ {new.months_left} = {exact(needed)}"
        if needed.denominator != 1:
            formula += ", " + _("naar boven afgerond")
        facts.append(
            Fact("pace_needed", _("nodig per maand vanaf nu"), new.pace_needed or 0, formula=formula)
        )
    return by_key(facts)


def facts_recent(recent: tuple[MonthFigures, ...]) -> Facts:
    """The average of the last two reported months of the half-year that ended, or of the only one."""
    if not recent:
        return {}
    total = sum(month.realised for month in recent)
    average = Fraction(total, len(recent))
    last = formatting.month(recent[-1].month, language())
    if len(recent) == 1:
        label = _("gehuisvest in %(month)s") % {"month": last}
        return {"recent": Fact("recent", label, average, of_months(recent, label, total))}
    formula = f"({' + '.join(exact(month.realised) for month in recent)}) ÷ {len(recent)} = {exact(average)}"
    label = _("gemiddeld per maand in %(first)s en %(last)s") % {
        "first": formatting.month_name(recent[0].month, language()),
        "last": last,
    }
    return {"recent": Fact("recent", label, average, formula=formula)}
