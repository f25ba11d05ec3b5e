"""Histories on the borders of today (as-is): a municipality together with what went into it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from fractions import Fraction

from housing.domain.balances import AreaBalance
from housing.domain.mergers import Succession, heirs_of, parts_of, split_balance
from housing.domain.periods import HalfYear
from housing.queries.ledger import HalfYearBalance, history

_COMPONENTS = tuple(field.name for field in fields(AreaBalance))


def history_as_is(seq: int, code: str, successions: Sequence[Succession], on: date) -> list[HalfYearBalance]:
    """The half-years of an area of day `on`, its predecessors' figures counted in; one query.

    A predecessor that was split counts by its share, component by component in whole persons, such that
    the parts of all successors are the whole. What that rounding leaves goes into its first opening, so that
    the area's balance today is the one of its own ledger. Transfers inside the lineage cancel each other.
    """
    changes: dict[HalfYear, AreaBalance] = {}
    for part, lines in history(seq, parts_of(code, successions, on)).items():
        own = _changes(lines)
        for period, change in (own if part == code else _share(own, code, part, successions, on)).items():
            changes[period] = changes.get(period, AreaBalance.ZERO) + change
    result = []
    carried = 0
    for period in sorted(changes):
        balance = changes[period] + AreaBalance(opening=carried)
        result.append(HalfYearBalance(period, balance))
        carried = balance.closing
    return result


def _changes(lines: Sequence[HalfYearBalance]) -> dict[HalfYear, AreaBalance]:
    """What each half-year added: its components, with only the newly posted part of the opening."""
    changes = {}
    carried = 0
    for line in lines:
        changes[line.period] = line.balance + AreaBalance(opening=-carried)
        carried = line.balance.closing
    return changes


def _share(
    changes: dict[HalfYear, AreaBalance], code: str, part: str, successions: Sequence[Succession], on: date
) -> dict[HalfYear, AreaBalance]:
    """The part of a predecessor's changes that falls to one of its heirs."""
    shares = {
        heir: parts_of(heir, successions, on).get(part, Fraction(0))
        for heir in heirs_of(part, successions, on)
    }
    parts = {
        period: AreaBalance(
            **{name: split_balance(getattr(change, name), shares)[code] for name in _COMPONENTS}
        )
        for period, change in changes.items()
    }
    # What the predecessor still holds is 0 once its transfer is booked, and its heirs' parts must say so.
    held = split_balance(sum(change.closing for change in changes.values()), shares)[code]
    off = held - sum(change.closing for change in parts.values())
    first = min(parts)
    return parts | {first: parts[first] + AreaBalance(opening=off)}
