"""The ledger of a municipality: every posting of a half-year line by line, and its half-years in a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear, Month
from housing.queries.as_of import PERIOD_TOTALS
from housing.queries.sql import fetch

_LINES = """
    SELECT seq, recorded_at, municipality_id, 'target', NULL::date, -persons, reason, source, '', NULL::date,
        recorded_by_id
    FROM housing_target WHERE seq <= %(seq)s AND period_id = %(period)s AND municipality_id = ANY(%(codes)s)
    UNION ALL
    SELECT seq, recorded_at, municipality_id, type, NULL::date, persons, reason, source, "group",
        effective_on, recorded_by_id
    FROM housing_adjustment
    WHERE seq <= %(seq)s AND period_id = %(period)s AND municipality_id = ANY(%(codes)s)
    UNION ALL
    SELECT seq, recorded_at, municipality_id, kind, month, persons, reason, source, '', NULL::date,
        recorded_by_id
    FROM housing_placement WHERE seq <= %(seq)s AND month BETWEEN %(first)s AND %(last)s
        AND municipality_id = ANY(%(codes)s)
    ORDER BY seq
"""

_HISTORY = f"""
    SELECT municipality_id, period_id, sum(opening + opening_transfers)::int, sum(target)::int,
        sum(exchanges)::int, sum(corrections)::int, sum(transfers)::int, sum(home)::int,
        sum(transitional)::int, sum(hotel)::int
    FROM {PERIOD_TOTALS} AS total WHERE municipality_id = ANY(%(codes)s)
    GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One posting as a line of the ledger.

    `persons` has the sign of the balance: a target is negative, a placement positive. `kind` is "target", a
    type of adjustment or a kind of placement; `month` is that of a placement, `effective_on` the day of
    a merger. `recorded_by_id` is the account of who posted it, None for what the system did.
    """

    seq: int
    recorded_at: datetime
    code: str
    kind: str
    month: Month | None
    persons: int
    reason: str
    source: str
    group: str
    effective_on: date | None
    recorded_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class HalfYearBalance:
    """The figures of one half-year in a history."""

    period: HalfYear
    balance: AreaBalance


def ledger_lines(seq: int, period: HalfYear, codes: Collection[str]) -> list[LedgerLine]:
    """All postings of municipalities in a half-year up to a position, in order of the journal; one query."""
    rows = fetch(
        _LINES,
        {
            "seq": seq,
            "period": period.code,
            "codes": sorted(codes),
            "first": period.months[0].first_day,
            "last": period.months[-1].first_day,
        },
    )
    return [
        LedgerLine(number, at, code, kind, month and Month(month.year, month.month), *rest)
        for number, at, code, kind, month, *rest in rows
    ]


def history(seq: int, codes: Collection[str]) -> dict[str, list[HalfYearBalance]]:
    """The balances of municipalities over all half-years with postings, in order of time; one query."""
    found: dict[str, list[HalfYearBalance]] = {}
    for code, lines in groupby(fetch(_HISTORY, {"seq": seq, "codes": sorted(codes)}), key=lambda row: row[0]):
        carried = 0
        found[code] = []
        for _, period, opening, *components in lines:
            balance = AreaBalance(carried + opening, *components)
            found[code].append(HalfYearBalance(HalfYear.parse(period), balance))
            carried = balance.closing
    return found
