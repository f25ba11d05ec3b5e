"""How a figure comes about: its terms, checked to add up, for "hoe komt dit getal tot stand?"."""

from dataclasses import dataclass
from typing import Literal, Self

PLUS: Literal["+"] = "+"
MINUS: Literal["\u2212"] = "\u2212"
EQUALS: Literal["="] = "="

Sign = Literal["+", "\u2212", "="]


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a derivation: a sign, what it is (in the reader's language), and persons.

    "+" and "\u2212" (U+2212) add and subtract ``persons``; "=" is a subtotal, equal to everything above it.
    ``persons`` may itself be negative (a negative balance that is added).
    """

    sign: Sign
    label: str
    persons: int

    @classmethod
    def signed(cls, label: str, persons: int) -> Self:
        """A term with the sign of its number: -20 becomes "\u2212 20", so that no line shows two signs."""
        return cls(MINUS, label, -persons) if persons < 0 else cls(PLUS, label, persons)


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure with the terms that it is made of. Labels are given by the caller, in the reader's language.

    Raises ``ValueError`` when the terms do not add up to ``result`` or a subtotal is not the sum above it:
    a page never shows arithmetic that is wrong.
    """

    label: str
    result: int
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        total = 0
        for term in self.terms:
            if term.sign == PLUS:
                total += term.persons
            elif term.sign == MINUS:
                total -= term.persons
            elif term.sign != EQUALS:
                raise ValueError(f"{self.label}: unknown sign {term.sign!r} of {term.label!r}")
            elif term.persons != total:
                raise ValueError(
                    f"{self.label}: subtotal {term.label!r} is {term.persons}, terms give {total}"
                )
        if total != self.result:
            raise ValueError(f"{self.label}: terms give {total}, not {self.result}")
