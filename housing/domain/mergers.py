"""Mergers and splits: what passes to a successor, figures on other borders, and lineage.

On the day of a merger only the balance passes (Wet arhi art. 44); targets and placements stay where they
were posted. Totals never change by a merger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from itertools import groupby

from housing.domain.allocation import apportion
from housing.domain.errors import DomainError, gettext_noop

# Shares are recorded in four decimals, so three thirds add up to 0.9999
_SHARE_ROUNDING = Fraction(1, 20_000)


class MergerError(DomainError):
    """Successions that contradict themselves or each other; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Succession:
    """From day ``on`` the part ``share`` of ``predecessor`` belongs to ``successor``; codes of areas.

    ``kind`` is "merged" or "split". A predecessor that is split has a succession for each successor.
    Raises ``MergerError`` for a share outside 0-1 or an area that succeeds itself.
    """

    on: date
    predecessor: str
    successor: str
    share: Fraction = Fraction(1)
    kind: str = "merged"

    def __post_init__(self) -> None:
        if self.predecessor == self.successor:
            raise MergerError(
                gettext_noop("%(code)s kan niet in zichzelf opgaan. Kies een andere opvolger."),
                code=self.successor,
            )
        if not 0 < self.share <= 1:
            raise MergerError(
                gettext_noop("Het aandeel van %(code)s moet groter dan 0 en ten hoogste 1 zijn."),
                code=self.successor,
            )


def split_balance(balance: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide a balance over successors by their shares, in whole persons; parts add up to ``balance``.

    By largest remainder on the absolute value, sign restored, so that a backlog splits as a surplus of
    the same size would. ``shares`` by code of successor add up to 1, but for the rounding of shares to
    four decimals. Raises ``MergerError`` when they do not.
    """
    _check_shares(shares)
    sign = -1 if balance < 0 else 1
    return {code: sign * persons for code, persons in apportion(abs(balance), shares).items()}


def on_borders(
    figures: Mapping[str, int], successions: Iterable[Succession], known_on: date, border_on: date
) -> dict[str, int]:
    """Figures by area on the borders of ``known_on``, restated on the borders of ``border_on``.

    Applies the successions after ``known_on`` up to and including ``border_on`` in order of time, so that
    chains of mergers come out, also on one day. Splits in whole persons; the total stays the same.
    Figures may be negative; areas that are not among them have nothing to pass on. In order of code.
    Raises ``MergerError`` for shares that do not add up, successions that go round in a circle or into
    an area that had ended, or ``border_on`` before ``known_on``: figures alone cannot undo a merger.
    """
    if border_on < known_on:
        raise MergerError(
            gettext_noop(
                "Cijfers van %(known_on)s zijn niet terug te rekenen naar de indeling van %(border_on)s. "
                "Kies een indeling van dezelfde dag of later."
            ),
            known_on=known_on,
            border_on=border_on,
        )
    current = dict(figures)
    for predecessor, shares in _steps(s for s in successions if known_on < s.on <= border_on):
        if predecessor in current:
            for code, persons in split_balance(current.pop(predecessor), shares).items():
                current[code] = current.get(code, 0) + persons
    return dict(sorted(current.items()))


def weights_on_borders(
    weights: Mapping[str, int], successions: Iterable[Succession], population_date: date, border_date: date
) -> dict[str, int]:
    """Inhabitants of ``population_date`` by area on the borders of ``border_date``, for an allocation.

    Huisvestingswet 2014 art. 29: inhabitants of 1 January of the year before, on the borders at the start
    of the half-year. As ``on_borders``; besides, raises ``MergerError`` when an area has inhabitants on a
    day on which it had ended already.
    """
    known = tuple(successions)
    for succession in known:
        if succession.on <= population_date and weights.get(succession.predecessor):
            raise MergerError(
                gettext_noop(
                    "%(code)s is op %(on)s opgegaan in een andere gemeente, maar heeft inwoners op %(day)s. "
                    "Verbeter de inwoners of de datum van de herindeling."
                ),
                code=succession.predecessor,
                on=succession.on,
                day=population_date,
            )
    return on_borders(weights, known, population_date, border_date)


def transfers(
    balances: Mapping[str, int], successions: Iterable[Succession], after: date, until: date
) -> dict[str, int]:
    """What to book so that balances pass to successors: gain (+) or loss (-) by area; adds up to 0.

    For the day of a merger pass the day before as ``after`` and the day itself as ``until``. For a late
    posting to an area that has ended pass what was posted, the day before it ended, and today: the answer
    carries it through to the areas of today. Areas without a change are left out. Errors as ``on_borders``.
    """
    passed = on_borders(balances, successions, after, until)
    changes = {code: passed.get(code, 0) - balances.get(code, 0) for code in sorted({*balances, *passed})}
    return {code: persons for code, persons in changes.items() if persons}


def in_force(successions: Iterable[Succession], on: date) -> tuple[Succession, ...]:
    """The successions that have happened by the end of a day, in order of time."""
    return tuple(
        sorted((s for s in successions if s.on <= on), key=lambda s: (s.on, s.predecessor, s.successor))
    )


def parts_of(code: str, successions: Iterable[Succession], on: date) -> dict[str, Fraction]:
    """What an area of day ``on`` consists of: itself (1) and its predecessors, each with the share in it.

    Through chains of mergers; a whole predecessor has share 1, a part of a split one less.
    """
    parts = {code: Fraction(1)}
    for predecessor, shares in reversed(_steps(in_force(successions, on))):
        part = sum((parts[heir] * share for heir, share in shares.items() if heir in parts), Fraction(0))
        if part:
            parts[predecessor] = part
    return parts


def predecessors_of(code: str, successions: Iterable[Succession], on: date) -> frozenset[str]:
    """All areas that had gone into this one by day ``on``, wholly or in part, through chains of mergers."""
    return frozenset(parts_of(code, successions, on)) - {code}


def successors_of(code: str, successions: Iterable[Succession], on: date) -> frozenset[str]:
    """All areas that this one had gone into by day ``on``, through chains of mergers, ended ones included."""
    found = {code}
    for predecessor, shares in _steps(in_force(successions, on)):
        if predecessor in found:
            found.update(shares)
    return frozenset(found) - {code}


def heirs_of(code: str, successions: Iterable[Succession], on: date) -> frozenset[str]:
    """The areas that exist on day ``on`` in place of this one: itself when it has not ended."""
    happened = in_force(successions, on)
    ended = {succession.predecessor for succession in happened}
    return (successors_of(code, happened, on) | {code}) - ended


def _steps(successions: Iterable[Succession]) -> list[tuple[str, dict[str, Fraction]]]:
    """Each area that ends, with its successors' shares, in an order in which chains can be followed."""
    steps: list[tuple[str, dict[str, Fraction]]] = []
    ended: set[str] = set()
    by_day = sorted(successions, key=lambda s: (s.on, s.predecessor, s.successor))
    for _, of_day in groupby(by_day, key=lambda s: s.on):
        shares: dict[str, dict[str, Fraction]] = {}
        for s in of_day:
            _check_alive(s, ended)
            heirs = shares.setdefault(s.predecessor, {})
            heirs[s.successor] = heirs.get(s.successor, Fraction(0)) + s.share
        ended |= shares.keys()
        steps.extend((predecessor, shares[predecessor]) for predecessor in _chained(shares))
    return steps


def _chained(shares: Mapping[str, Mapping[str, Fraction]]) -> list[str]:
    """The areas that end on one day, each after those that go into it."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for predecessor, heirs in shares.items():
        order.add(predecessor)
        for heir in heirs:
            order.add(heir, predecessor)
    try:
        return [code for code in order.static_order() if code in shares]
    except CycleError as error:
        raise MergerError(
            gettext_noop("De herindelingen van %(codes)s lopen in een kring. Verbeter de opvolgers."),
            codes=", ".join(sorted(set(error.args[1]))),
        ) from error


def _check_alive(succession: Succession, ended: set[str]) -> None:
    """Refuse what would pass persons to an area that ended earlier, where nobody looks for them."""
    for code in (succession.predecessor, succession.successor):
        if code in ended:
            raise MergerError(
                gettext_noop(
                    "%(predecessor)s gaat op %(on)s op in %(successor)s, maar %(code)s was toen al opgegaan "
                    "in een andere gemeente. Verbeter de datum of de opvolger."
                ),
                predecessor=succession.predecessor,
                successor=succession.successor,
                on=succession.on,
                code=code,
            )


def _check_shares(shares: Mapping[str, Fraction]) -> None:
    total = sum(shares.values(), Fraction(0))
    if any(share < 0 for share in shares.values()) or abs(total - 1) > _SHARE_ROUNDING * max(len(shares), 1):
        raise MergerError(
            gettext_noop(
                "De aandelen van %(codes)s zijn samen %(total)s in plaats van 1. "
                "Verbeter de aandelen: elk 0 of meer, samen 1."
            ),
            codes=", ".join(sorted(shares)),
            total=f"{float(total):.4f}",
        )
