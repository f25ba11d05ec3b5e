"""Balances, months and earlier closings at a position of the journal, by area."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear, Month
from housing.queries.as_of import MONTH_TOTALS, NET, PERIOD_TOTALS
from housing.queries.sql import Row, fetch

_ONLY = "AND municipality_id = ANY(%(codes)s)"

_BALANCES = f"""
    SELECT municipality_id,
        sum(CASE WHEN period_id = %(period)s THEN opening + opening_transfers ELSE {NET} END)::int,
        coalesce(sum(target) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(exchanges) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(corrections) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(transfers) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(home) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(transitional) FILTER (WHERE period_id = %(period)s), 0)::int,
        coalesce(sum(hotel) FILTER (WHERE period_id = %(period)s), 0)::int
    FROM {PERIOD_TOTALS} AS total
    WHERE period_id <= %(period)s {{only}}
    GROUP BY municipality_id
"""

# Withdrawn and not submitted again since: nothing is reported, though the journal has lines, which add up to
# zero. So only months of zero persons have to be looked up.
_WITHDRAWN = """
    SELECT gone.municipality_id, gone.month FROM housing_reportstep AS gone
    WHERE gone.state = 'withdrawn' AND gone.month BETWEEN %(first)s AND %(last)s AND gone.seq <= %(seq)s
        AND NOT EXISTS (
            SELECT FROM housing_reportstep AS later
            WHERE later.period_id = gone.period_id AND later.municipality_id = gone.municipality_id
                AND later.month = gone.month AND later.seq > gone.seq AND later.seq <= %(seq)s
        )
"""

# The half-years say nothing that the months do not, but they have an index.
_REPORTED = f"""
    SELECT municipality_id, month, sum(home)::int AS home, sum(transitional)::int AS transitional,
        sum(hotel)::int AS hotel, (sum(postings) > 0)::int AS reported
    FROM {MONTH_TOTALS} AS total
    WHERE month BETWEEN %(first)s AND %(last)s AND period_id BETWEEN %(from)s AND %(until)s {{only}}
    GROUP BY municipality_id, month
    HAVING sum(home) <> 0 OR sum(transitional) <> 0 OR sum(hotel) <> 0
        OR (sum(postings) > 0 AND (municipality_id, month) NOT IN ({_WITHDRAWN}))
"""

# In which province municipalities that changed it lay, from a day until another (empty: no bound).
_LAY = """(
    SELECT municipality_id AS code, joined_id AS province_id, date AS since,
        lead(date) OVER (PARTITION BY municipality_id ORDER BY date) AS until
    FROM housing_provincechange
    UNION ALL
    SELECT municipality_id, left_id, NULL, date FROM housing_provincechange AS first
    WHERE NOT EXISTS (
        SELECT FROM housing_provincechange AS earlier
        WHERE earlier.municipality_id = first.municipality_id AND earlier.date < first.date
    )
)"""

_REPORTED_BY_PROVINCE = f"""
    SELECT coalesce(lay.province_id, housing_municipality.province_id), month, sum(home)::int,
        sum(transitional)::int, sum(hotel)::int, sum(reported)::int
    FROM ({_REPORTED}) AS reported JOIN housing_municipality ON housing_municipality.code = municipality_id
    LEFT JOIN {_LAY} AS lay ON lay.code = municipality_id
        AND (lay.since IS NULL OR lay.since <= month) AND (lay.until IS NULL OR lay.until > month)
    GROUP BY 1, 2
"""

# The same while no municipality ever changed province: half the work.
_REPORTED_BY_PRESENT_PROVINCE = f"""
    SELECT housing_municipality.province_id, month, sum(home)::int, sum(transitional)::int, sum(hotel)::int,
        sum(reported)::int
    FROM ({_REPORTED}) AS reported JOIN housing_municipality ON housing_municipality.code = municipality_id
    GROUP BY 1, 2
"""

_CLOSINGS = f"""
    SELECT municipality_id, period_id, sum({NET})::int FROM {PERIOD_TOTALS} AS total
    WHERE period_id < %(period)s {{only}}
    GROUP BY 1, 2 HAVING sum({NET}) <> 0
"""


def _half_year(day: str) -> str:
    """The code of the half-year that begins on a day."""
    return f"(to_char({day}, 'YYYY') || CASE WHEN extract(month FROM {day}) < 7 THEN '-1' ELSE '-2' END)"


# A municipality that changes province takes along what it held: out of the one and into the other.
_MOVED = f"""
    SELECT {{province}}, {_half_year("moved.date")}, {{sign}}{NET}
    FROM housing_provincechange AS moved JOIN {PERIOD_TOTALS} AS total USING (municipality_id)
    WHERE {_half_year("moved.date")} < %(period)s AND period_id < {_half_year("moved.date")} {{{{only}}}}
"""

_CLOSINGS_BY_PROVINCE = f"""
    SELECT province_id, period_id, sum(persons)::int FROM (
        SELECT coalesce(lay.province_id, housing_municipality.province_id) AS province_id, period_id,
            {NET} AS persons
        FROM {PERIOD_TOTALS} AS total JOIN housing_municipality ON housing_municipality.code = municipality_id
        LEFT JOIN {_LAY} AS lay ON lay.code = municipality_id
            AND (lay.since IS NULL OR {_half_year("lay.since")} <= period_id)
            AND (lay.until IS NULL OR {_half_year("lay.until")} > period_id)
        WHERE period_id < %(period)s {{only}}
        UNION ALL {_MOVED.format(province="joined_id", sign="")}
        UNION ALL {_MOVED.format(province="left_id", sign="-")}
    ) AS line
    GROUP BY 1, 2 HAVING sum(persons) <> 0
"""

_CLOSINGS_BY_PRESENT_PROVINCE = f"""
    SELECT housing_municipality.province_id, period_id, sum({NET})::int
    FROM {PERIOD_TOTALS} AS total JOIN housing_municipality ON housing_municipality.code = municipality_id
    WHERE period_id < %(period)s {{only}}
    GROUP BY 1, 2 HAVING sum({NET}) <> 0
"""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Persons housed in one month by kind, and how many of the area's municipalities reported it."""

    month: Month
    home: int = 0
    transitional: int = 0
    hotel: int = 0
    reported: int = 0
    expected: int = 0

    @property
    def placed(self) -> int:
        """Homes and transitional housing."""
        return self.home + self.transitional

    @property
    def realised(self) -> int:
        """All who count for the balance."""
        return self.home + self.transitional + self.hotel

    @property
    def is_reported(self) -> bool:
        """Whether anything was reported; a reported zero counts."""
        return self.reported > 0

    @property
    def is_complete(self) -> bool:
        """Whether every municipality of the area reported it."""
        return self.is_reported and self.reported >= self.expected


def balances(seq: int, period: HalfYear, codes: Collection[str] | None = None) -> dict[str, AreaBalance]:
    """The balance per municipality in a half-year, by code; one query. Opening = all that came before.

    A municipality whose figures are all zero is left out.
    """
    rows = _rows(_BALANCES, {"seq": seq, "period": period.code}, codes)
    return {code: AreaBalance(*components) for code, *components in rows if any(components)}


def months(
    seq: int,
    first: Month,
    last: Month,
    codes: Collection[str] | None = None,
    *,
    by_province: bool = False,
    moved: bool = True,
) -> dict[str, dict[Month, MonthFigures]]:
    """Months in which something was reported, by code of municipality (or province) and month; one query.

    `expected` of a municipality is 1; of a province the caller knows it. In a province count those that lay
    in it in that month.
    """
    sql = _REPORTED_BY_PROVINCE if by_province else _REPORTED
    span = {"first": first.first_day, "last": last.first_day}
    half_years = {"from": first.half_year.code, "until": last.half_year.code}
    rows = _rows(sql, {"seq": seq, **span, **half_years}, codes)
    known: dict[date, Month] = {}
    found: dict[str, dict[Month, MonthFigures]] = {}
    expected = 0 if by_province else 1
    for code, day, home, transitional, hotel, reported in rows:
        month = known.get(day) or known.setdefault(day, Month(day.year, day.month))
        figures = MonthFigures(month, home, transitional, hotel, reported, expected)
        found.setdefault(code, {})[month] = figures
    return found


def closings_before(
    seq: int,
    period: HalfYear,
    codes: Collection[str] | None = None,
    *,
    by_province: bool = False,
    moved: bool = True,
) -> dict[str, list[int]]:
    """Closing balances of all half-years before `period`, in order of time, by code; one query.

    In a province count those that lay in it in that half-year, with the balance that they brought along;
    `moved` False says that none ever changed province, which is faster.
    """
    across = _CLOSINGS_BY_PROVINCE if moved else _CLOSINGS_BY_PRESENT_PROVINCE
    sql = across if by_province else _CLOSINGS
    rows = _rows(sql, {"seq": seq, "period": period.code}, codes)
    codes_of_periods = sorted({period_code for _, period_code, _ in rows})
    nets: dict[str, dict[str, int]] = {}
    for code, period_code, net in rows:
        nets.setdefault(code, {})[period_code] = net
    return {code: _accumulated(codes_of_periods, by_period) for code, by_period in nets.items()}


def _accumulated(period_codes: list[str], nets: Mapping[str, int]) -> list[int]:
    """Closings from nets: from the first half-year with a posting on, also where a later one has none."""
    closings: list[int] = []
    balance = 0
    for code in period_codes[period_codes.index(min(nets)) :]:
        balance += nets.get(code, 0)
        closings.append(balance)
    return closings


def _rows(sql: str, params: dict[str, Any], codes: Collection[str] | None) -> list[Row]:
    text = sql.format(only="" if codes is None else _ONLY)
    return fetch(text, params | ({} if codes is None else {"codes": sorted(codes)}))
