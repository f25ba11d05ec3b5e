"""How figures come about, in the reader's words: derivations that pages fold out under a figure."""

from django.utils.translation import gettext as _

from housing.domain.balances import AreaBalance
from housing.domain.derivation import EQUALS, MINUS, PLUS, Derivation, Term


def obligation(balance: AreaBalance) -> Derivation:
    """Target − opening − exchanges − corrections − transfers: what must be housed in the half-year."""
    return Derivation(_("opgave"), balance.obligation, _obligation_terms(balance))


def catch_up(balance: AreaBalance) -> Derivation:
    """The part of the obligation that is backlog, beside the new target."""
    terms = (
        Term(PLUS, _("opgave"), balance.obligation),
        *_signed((_("nieuwe taakstelling"), -balance.target)),
        *_signed(
            (_("uitruil"), balance.exchanges),
            (_("correcties"), balance.corrections),
            (_("overdrachten"), balance.transfers),
        ),
    )
    return Derivation(_("achterstand aan het begin"), -balance.opening, terms)


def realised(balance: AreaBalance) -> Derivation:
    """Homes + transitional housing + hotel scheme: everybody who counts for the balance."""
    return Derivation(_("gehuisvest"), balance.realised, _realised_terms(balance))


def remaining(balance: AreaBalance) -> Derivation:
    """Obligation − realised."""
    terms = (
        *_obligation_terms(balance),
        Term(EQUALS, _("opgave"), balance.obligation),
        *_signed(*((label, -persons) for label, persons in _realised_parts(balance))),
    )
    return Derivation(_("nog te huisvesten"), balance.remaining, terms)


def closing(balance: AreaBalance) -> Derivation:
    """Opening − target + exchanges + corrections + transfers + realised; the next opening."""
    terms = (
        Term.signed(_("beginsaldo"), balance.opening),
        Term(MINUS, _("taakstelling"), balance.target),
        *_signed(
            (_("uitruil"), balance.exchanges),
            (_("correcties"), balance.corrections),
            (_("overdrachten"), balance.transfers),
        ),
        *_realised_terms(balance),
    )
    return Derivation(_("saldo"), balance.closing, terms)


def _obligation_terms(balance: AreaBalance) -> tuple[Term, ...]:
    opening = _("achterstand aan het begin") if balance.opening <= 0 else _("voorsprong aan het begin")
    return (
        Term(PLUS, _("taakstelling"), balance.target),
        Term.signed(opening, -balance.opening),
        *_signed(
            (_("uitruil"), -balance.exchanges),
            (_("correcties"), -balance.corrections),
            (_("overdrachten door herindeling"), -balance.transfers),
        ),
    )


def _realised_parts(balance: AreaBalance) -> tuple[tuple[str, int], ...]:
    return (
        (_("woningen"), balance.home),
        (_("doorstroomlocaties"), balance.transitional),
        (_("hotelregeling"), balance.hotel),
    )


def _realised_terms(balance: AreaBalance) -> tuple[Term, ...]:
    return tuple(Term.signed(label, persons) for label, persons in _realised_parts(balance))


def _signed(*parts: tuple[str, int]) -> tuple[Term, ...]:
    """Terms for the parts that are not zero: a line of nothing explains nothing."""
    return tuple(Term.signed(label, persons) for label, persons in parts if persons)
