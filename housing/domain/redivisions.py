"""Redivisions before they happen: a merger or split, or a municipality that goes to another province.

What was entered is a plan. Here stand the rules that it must keep by itself; whether it fits what there is
(municipalities, half-years, postings) is checked where it is entered and booked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from housing.domain.errors import DomainError, gettext_noop
from housing.domain.mergers import Succession
from housing.domain.periods import HalfYear, Month

CODE = re.compile(r"GM[0-9]{4}", re.ASCII)
WHOLE = Decimal("1.0000")
LONGEST_NAME = 80
LONGEST_BASIS = 200
WHOLE_BASIS = "whole municipality"
#: Months for which people keep a role at a municipality that ended, for reports that are late.
MONTHS_KEPT = 3


class RedivisionError(DomainError):
    """A redivision that cannot be; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Heir:
    """A municipality into which others go. `name` and `province` (code) are those of a new one."""

    code: str
    name: str = ""
    province: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """From day `on` the municipalities `ends` (codes) are no more and go into `heirs`.

    `shares` tells for each that ends how much of it goes to which heir, in four decimals, together 1.
    One heir: a merger. Several: a split, of one municipality, on a `share_basis` (what the shares rest on).
    """

    on: date
    ends: tuple[str, ...]
    heirs: tuple[Heir, ...]
    shares: Mapping[str, Mapping[str, Decimal]]
    share_basis: str = ""

    @property
    def kind(self) -> str:
        """ "merger" or "split", as `Redivision.Kind`."""
        return "split" if len(self.heirs) > 1 else "merger"

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The codes of all that it concerns: first those that end."""
        return (*self.ends, *(heir.code for heir in self.heirs))

    @property
    def successions(self) -> tuple[Succession, ...]:
        """The same as the arithmetic of mergers knows it."""
        kind = "split" if self.kind == "split" else "merged"
        return tuple(
            Succession(self.on, ended, heir, Fraction(share), kind)
            for ended, shares in self.shares.items()
            for heir, share in shares.items()
        )

    def heirs_of(self, ended: str) -> tuple[Heir, ...]:
        """Into which municipalities one that ends goes."""
        return tuple(heir for heir in self.heirs if heir.code in self.shares[ended])

    def stored(self) -> dict[str, Any]:
        """As `Redivision.plan` keeps it."""
        return {
            "ends": list(self.ends),
            "heirs": [
                {"code": h.code, "name": h.name, "province": h.province, "is_new": h.is_new}
                for h in self.heirs
            ],
            "shares": {
                ended: {heir: f"{share:.4f}" for heir, share in shares.items()}
                for ended, shares in self.shares.items()
            },
            "share_basis": self.share_basis,
        }


@dataclass(frozen=True, slots=True)
class Relocation:
    """From day `on`, the first of a half-year, a municipality lies in another `province`; codes."""

    on: date
    municipality: str
    province: str
    kind: str = "province"

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The code of the one that it concerns."""
        return (self.municipality,)

    def stored(self) -> dict[str, Any]:
        """As `Redivision.plan` keeps it."""
        return {"municipality": self.municipality, "province": self.province}


Plan = Division | Relocation


def read_plan(on: date, kind: str, stored: Mapping[str, Any]) -> Plan:
    """The plan that `Redivision.plan` keeps."""
    if kind == "province":
        return Relocation(on, stored["municipality"], stored["province"])
    heirs = tuple(Heir(h["code"], h["name"], h["province"], h["is_new"]) for h in stored["heirs"])
    # The database keeps lists in order, but not the keys of shares.
    shares = {
        ended: {
            heir.code: Decimal(stored["shares"][ended][heir.code])
            for heir in heirs
            if heir.code in stored["shares"][ended]
        }
        for ended in stored["ends"]
    }
    return Division(on, tuple(stored["ends"]), heirs, shares, stored["share_basis"])


def read_share(text: str) -> Decimal:
    """A share as people write it, "0,1515"; raises `RedivisionError` for anything else."""
    try:
        share = Decimal(text.strip().replace(",", "."))
        if not share.is_finite() or not 0 < share <= 1 or share != share.quantize(WHOLE):
            raise InvalidOperation
    except InvalidOperation as error:
        raise RedivisionError(
            gettext_noop(
                "“%(text)s” is geen aandeel. Schrijf een getal boven 0 en hoogstens 1, met niet meer dan "
                "vier cijfers achter de komma, zoals 0,1515."
            ),
            text=text.strip()[:20],
        ) from error
    return share.quantize(WHOLE)


def merger(on: date, ends: Iterable[str], heir: Heir) -> Division:
    """Whole municipalities that go into one."""
    codes = tuple(ends)
    return Division(on, codes, (heir,), {code: {heir.code: WHOLE} for code in codes}, WHOLE_BASIS)


def kept_until(since: date) -> date:
    """The last day of a role at a municipality that ended, when that was settled on day `since`."""
    month = Month.containing(since).plus(MONTHS_KEPT)
    return month.first_day.replace(day=min(since.day, month.last_day.day)) - timedelta(days=1)


def check_plan(plan: Plan) -> None:
    """Raise `RedivisionError` for a plan that contradicts itself."""
    if not date(2000, 1, 1) <= plan.on <= date(2099, 12, 31):
        raise RedivisionError(gettext_noop("Kies een datum tussen 2000 en 2100."))
    if isinstance(plan, Relocation):
        if plan.on != HalfYear.containing(plan.on).starts_on:
            raise RedivisionError(
                gettext_noop(
                    "Een gemeente gaat naar een andere provincie op de eerste dag van een halfjaar: "
                    "1 januari of 1 juli. Kies een andere datum."
                )
            )
        return
    _check_codes(plan)
    _check_numbers(plan)
    for heir in plan.heirs:
        _check_heir(heir)
    for ended in plan.ends:
        _check_shares(ended, plan.shares.get(ended, {}))
    if plan.kind == "split" and not plan.share_basis.strip():
        raise RedivisionError(
            gettext_noop("Schrijf op waar de aandelen op berusten, bijvoorbeeld inwoners per kern.")
        )
    if len(plan.share_basis) > LONGEST_BASIS:
        raise RedivisionError(
            gettext_noop("Waar de aandelen op berusten: gebruik hoogstens %(most)s tekens."),
            most=LONGEST_BASIS,
        )


def _check_codes(plan: Division) -> None:
    for codes in (plan.ends, tuple(heir.code for heir in plan.heirs)):
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice:
            raise RedivisionError(
                gettext_noop("%(code)s staat er twee keer in. Noem elke gemeente één keer."), code=twice
            )
    both = next((heir.code for heir in plan.heirs if heir.code in plan.ends), None)
    if both:
        raise RedivisionError(
            gettext_noop(
                "%(code)s houdt op en krijgt er tegelijk iets bij: zo gaat de herindeling in een kring. "
                "Blijft de gemeente bestaan? Haal haar dan weg bij de gemeenten die ophouden."
            ),
            code=both,
        )


def _check_numbers(plan: Division) -> None:
    if not plan.ends:
        raise RedivisionError(gettext_noop("Noem ten minste één gemeente die ophoudt."))
    if not plan.heirs:
        raise RedivisionError(gettext_noop("Noem de gemeente die de opvolger is."))
    if len(plan.heirs) > 1 and len(plan.ends) > 1:
        raise RedivisionError(
            gettext_noop("Een splitsing gaat over één gemeente. Voer de andere apart in, op dezelfde datum.")
        )


def _check_heir(heir: Heir) -> None:
    if not CODE.fullmatch(heir.code):
        raise RedivisionError(
            gettext_noop("“%(code)s” is geen gemeentecode van het CBS. Schrijf GM en vier cijfers."),
            code=heir.code[:20],
        )
    if not heir.is_new:
        return
    if not heir.name.strip() or len(heir.name) > LONGEST_NAME:
        raise RedivisionError(
            gettext_noop("Geef de nieuwe gemeente %(code)s een naam van hoogstens %(most)s tekens."),
            code=heir.code,
            most=LONGEST_NAME,
        )
    if not heir.province:
        raise RedivisionError(
            gettext_noop("Kies de provincie van de nieuwe gemeente %(name)s."), name=heir.name
        )


def _check_shares(ended: str, shares: Mapping[str, Decimal]) -> None:
    total = sum(shares.values(), Decimal(0))
    if total != WHOLE or any(not 0 < share <= 1 for share in shares.values()):
        raise RedivisionError(
            gettext_noop(
                "De aandelen van %(code)s zijn samen %(total)s in plaats van 1. Verbeter de aandelen."
            ),
            code=ended,
            total=f"{total:.4f}".replace(".", ","),
        )
