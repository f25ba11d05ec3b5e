"""The figures of an interim target in the letter: of the country, or the share of one province."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.interim import Assessment
from housing.queries.targets import InterimResult, InterimShare
from housing.templatetags.exact import exact_number as exact
from housing.views.letter_facts import Fact, Facts, by_key
from housing.views.page import language

How = tuple[Derivation | None, str]


@dataclass(frozen=True)
class Judged:
    """An area against its part of an interim target, with its balances on both days."""

    result: InterimResult
    assessment: Assessment
    before: Fraction
    after: Fraction

    @classmethod
    def country(cls, result: InterimResult) -> "Judged":
        """The whole country against the whole reduction."""
        before = sum((share.before for share in result.shares), Fraction(0))
        after = sum((share.after for share in result.shares), Fraction(0))
        return cls(result, result.national, before, after)

    @classmethod
    def province(cls, result: InterimResult, share: InterimShare) -> "Judged":
        """One province against its share."""
        return cls(result, share.assessment, share.before, share.after)

    @property
    def is_whole(self) -> bool:
        """Whether both balances are whole persons, so that they can stand in a sum."""
        return self.before.denominator == self.after.denominator == 1


def facts_interim(judged: Judged, balance: AreaBalance, share: InterimShare | None) -> Facts:
    """The reduction (and a province's share of it), what was achieved, and the difference.

    `balance` is that of the half-year before, in which the interim target was due.
    """
    national = judged.result.national
    label = _("boven de tussendoelstelling") if judged.assessment.met else _("onder de tussendoelstelling")
    facts = [
        Fact(
            "reduction",
            _("tussendoelstelling: achterstand omlaag met ten minste"),
            national.share,
            Derivation(
                _("aandelen naar achterstand"),
                national.share,
                tuple(
                    Term.signed(each.area.name, each.assessment.share)
                    for each in judged.result.shares
                    if each.assessment.share
                ),
            ),
        )
    ]
    if share is not None:
        facts.append(_share(judged.result, share))
        label = _("boven het aandeel") if judged.assessment.met else _("onder het aandeel")
    facts += [
        Fact(
            "achieved", _("achterstand werkelijk omlaag met"), judged.assessment.achieved, *_achieved(judged)
        ),
        Fact("difference", label, judged.assessment.difference, *_difference(judged, balance), signed=True),
    ]
    return by_key(facts)


def fact_of_share(share: InterimShare) -> Fact:
    """How far one province came above or below its share."""
    judged = share.assessment
    label = _("%(province)s: boven het aandeel") if judged.met else _("%(province)s: onder het aandeel")
    formula = (
        f"{exact(judged.achieved)} {_('bereikt')} − {exact(judged.share)} {_('aandeel')}"
        f" = {exact(judged.difference, signed=True)}"
    )
    return Fact(
        f"difference-{share.area.slug}",
        label % {"province": share.area.name},
        judged.difference,
        formula=formula,
        signed=True,
    )


def _share(result: InterimResult, share: InterimShare) -> Fact:
    """A province's share: in proportion to its backlog."""
    backlogs = sum((-each.before for each in result.shares if each.before < 0), Fraction(0))
    backlog = max(-share.before, Fraction(0))
    formula = _("%(reduction)s × %(backlog)s ÷ %(backlogs)s (achterstand van alle provincies), afgerond") % {
        "reduction": exact(result.target.reduction),
        "backlog": exact(backlog),
        "backlogs": exact(backlogs),
    }
    return Fact("share", _("aandeel in de tussendoelstelling"), share.assessment.share, formula=formula)


def _achieved(judged: Judged) -> How:
    """How far the balance rose, as a sum or (with fractions) in one line."""
    before, after = judged.before, judged.after
    if judged.is_whole:
        due = formatting.date(judged.result.target.due_on, language())
        start = formatting.date(judged.result.target.baseline_on, language())
        terms = (
            Term.signed(_("saldo op %(day)s") % {"day": due}, int(after)),
            Term.signed(_("min het saldo op %(day)s") % {"day": start}, -int(before)),
        )
        return Derivation(_("achterstand omlaag met"), int(after - before), terms), ""
    return None, f"{exact(after, signed=True)} − ({exact(before, signed=True)}) = {exact(after - before)}"


def _difference(judged: Judged, balance: AreaBalance) -> How:
    """How the difference comes about, as a sum or (with fractions) in one line."""
    assessment = judged.assessment
    if balance.realised - balance.target + balance.exchanges == assessment.achieved:
        # Baseline and due date are the ends of the half-year: the letter's own way of putting it.
        terms: tuple[Term, ...] = (
            Term(PLUS, _("gehuisvest zonder hotelregeling"), balance.placed),
            Term(PLUS, _("hotelregeling"), balance.hotel),
            Term(MINUS, _("taakstelling"), balance.target),
            *([Term.signed(_("uitruil"), balance.exchanges)] if balance.exchanges else []),
            Term(MINUS, _("tussendoelstelling"), assessment.share),
        )
        return Derivation(_("verschil met de tussendoelstelling"), int(assessment.difference), terms), ""
    line = f"{exact(assessment.achieved, signed=True)} − {exact(assessment.share)}"
    return None, f"{line} = {exact(assessment.difference, signed=True)}"
