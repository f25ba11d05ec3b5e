"""The worked example of the glossary: the figures of the letter of 7 January 2022, each with its arithmetic.

The figures were published, so they are the same on every installation, also before anything was posted.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from housing.domain.balances import AreaBalance
from housing.domain.derivation import Derivation, Term
from housing.domain.interim import InterimTarget, assess
from housing.domain.pace import norm, pace_needed, rate
from housing.domain.periods import HalfYear

LETTER_DAY = date(2022, 1, 7)
PERIOD = HalfYear(2021, 2)
COUNTRY = AreaBalance(opening=-5_586, target=11_000, home=12_787, hotel=71)
NEXT_TARGET = 10_000
INTERIM = InterimTarget(1_500, baseline_on=date(2021, 7, 1), due_on=date(2021, 12, 31))


@dataclass(frozen=True, slots=True)
class Example:
    """The country in the second half of 2021 and the half-year after it, as the letter had them."""

    day: date
    period: HalfYear
    balance: AreaBalance
    following: AreaBalance
    interim: InterimTarget
    realised: Derivation
    obligation: Derivation
    remaining: Derivation
    closing: Derivation
    next_obligation: Derivation
    interim_difference: Derivation
    rate: Fraction | None
    next_pace: int
    next_norm_after_two: int


def letter_2022() -> Example:
    """The example with its sums in the language of the page."""
    following = AreaBalance(opening=COUNTRY.closing, target=NEXT_TARGET)
    return Example(
        day=LETTER_DAY,
        period=PERIOD,
        balance=COUNTRY,
        following=following,
        interim=INTERIM,
        realised=_realised(),
        obligation=_obligation(COUNTRY),
        remaining=_remaining(),
        closing=_closing(),
        next_obligation=_obligation(following),
        interim_difference=_interim_difference(),
        rate=rate(COUNTRY.realised, COUNTRY.obligation),
        next_pace=pace_needed(following.remaining, 6) or 0,
        next_norm_after_two=_whole(norm(following.obligation, 2)),
    )


def _realised() -> Derivation:
    return Derivation(
        _("Gehuisvest"),
        COUNTRY.realised,
        (
            Term("+", _("Woningen en doorstroomlocaties"), COUNTRY.placed),
            Term("+", _("Hotelregeling"), COUNTRY.hotel),
        ),
    )


def _obligation(balance: AreaBalance) -> Derivation:
    return Derivation(
        _("Opgave"),
        balance.obligation,
        (
            Term("+", _("Taakstelling"), balance.target),
            Term("+", _("Achterstand bij het begin"), balance.catch_up),
        ),
    )


def _remaining() -> Derivation:
    return Derivation(
        _("Nog te huisvesten"),
        COUNTRY.remaining,
        (Term("+", _("Opgave"), COUNTRY.obligation), Term.signed(_("Gehuisvest"), -COUNTRY.realised)),
    )


def _closing() -> Derivation:
    return Derivation(
        _("Eindsaldo"),
        COUNTRY.closing,
        (
            Term.signed(_("Beginsaldo"), COUNTRY.opening),
            Term.signed(_("Taakstelling"), -COUNTRY.target),
            Term.signed(_("Gehuisvest"), COUNTRY.realised),
        ),
    )


def _interim_difference() -> Derivation:
    assessment = assess(INTERIM.reduction, COUNTRY.opening, COUNTRY.closing)
    return Derivation(
        _("Boven de tussendoelstelling"),
        _whole(assessment.difference),
        (
            Term.signed(_("Gehuisvest"), COUNTRY.realised),
            Term.signed(_("Taakstelling"), -COUNTRY.target),
            Term.signed(_("Tussendoelstelling"), -INTERIM.reduction),
        ),
    )


def _whole(persons: Fraction) -> int:
    """A fraction of persons that is a whole number here."""
    if persons.denominator != 1:
        raise ValueError(f"{persons} is no whole number of persons")
    return persons.numerator
