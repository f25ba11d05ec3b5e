"""Figures about figures in the letter: who is behind, which reports are in, and what is provisional."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import explaining, formatting
from housing.domain.derivation import PLUS, Derivation, Term
from housing.queries.areas import Registry
from housing.queries.figures import AreaFigures
from housing.queries.letter import Halves
from housing.queries.position_marks import ProvisionalMonth
from housing.views.letter_facts import Fact, Facts, by_key, half
from housing.views.page import language

#: Municipalities that a sum names one by one; more are counted.
LISTED = 12


def facts_leading(parts: Sequence[AreaFigures], leading: Iterable[AreaFigures]) -> Facts:
    """How many areas are behind and how many ahead, and the balance of those furthest behind."""
    if not parts:
        return {}
    behind = sum(part.balance.remaining > 0 for part in parts)
    ahead = sum(part.balance.remaining < 0 for part in parts)
    counted = _("geteld in de tabel")
    return by_key(
        [
            Fact("areas", _("in de tabel"), len(parts), formula=counted),
            Fact("areas_behind", _("met een achterstand"), behind, formula=counted),
            Fact("areas_ahead", _("met een voorsprong"), ahead, formula=counted),
            *(
                Fact(
                    f"balance-{part.area.slug}",
                    _("%(area)s: saldo aan het eind van de %(period)s")
                    % {"area": part.area.name, "period": half(part.period)},
                    part.balance.closing,
                    explaining.closing(part.balance),
                    signed=True,
                )
                for part in leading
            ),
        ]
    )


def facts_provisional(
    registry: Registry, halves: Halves, provisional: Sequence[ProvisionalMonth], *, is_country: bool
) -> Facts:
    """Reports of the earlier half-year that are in, and persons of months that nobody approved yet."""
    facts: list[Fact] = []
    if halves.before.balance.target > 0:
        for key, label, name in (
            ("reports", _("maandopgaven die binnen zijn"), "reported"),
            ("reports_expected", _("maandopgaven die verwacht worden"), "expected"),
        ):
            terms = tuple(
                Term(PLUS, formatting.month(month.month, language()), getattr(month, name))
                for month in halves.before.months
            )
            total = sum(term.persons for term in terms)
            facts.append(Fact(key, label, total, Derivation(label, total, terms)))
    if provisional:
        facts += _of_provisional(registry, provisional, is_country=is_country)
    return by_key(facts)


def _of_provisional(
    registry: Registry, provisional: Sequence[ProvisionalMonth], *, is_country: bool
) -> list[Fact]:
    persons: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    for row in provisional:
        code = registry.province_of(row.code, row.month) if is_country else row.code
        area = registry.provinces[code] if is_country else registry.municipalities[code]
        persons[area.name] += row.persons
        reports[area.name] += 1
    return [
        _counted("provisional", _("voorlopig: mensen"), persons),
        _counted("provisional_reports", _("voorlopig: maandopgaven"), reports),
    ]


def _counted(key: str, label: str, counted: Counter[str]) -> Fact:
    """A sum over areas by name, in order of name; over many areas only their number."""
    total = sum(counted.values())
    if len(counted) > LISTED:
        formula = ngettext("van %(count)s gemeente", "de som van %(count)s gemeenten", len(counted))
        return Fact(key, label, total, formula=formula % {"count": len(counted)})
    terms = tuple(Term.signed(name, counted[name]) for name in sorted(counted))
    return Fact(key, label, total, Derivation(label, total, terms))
