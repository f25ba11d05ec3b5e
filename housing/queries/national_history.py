"""The country over half-years: sums, gross backlog and surplus; and what was forecast of their closes.

A forecast of long ago is made anew from what the journal held on its day, so that later knowledge has no part
in it. All of those days are read together, in as many queries as one would take.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from housing.domain.balances import AreaBalance
from housing.domain.forecast import Backtest, BacktestCase, Forecast, forecast
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear, Month
from housing.queries.areas import Registry
from housing.queries.as_of import NET, PERIOD_TOTALS
from housing.queries.figures import EARLIER
from housing.queries.journal import LAST_AT, end_of_day
from housing.queries.position_changes import balance_of
from housing.queries.positions import Position
from housing.queries.sql import fetch

_CLOSINGS = f"""
    WITH net AS (
        SELECT municipality_id, period_id, sum({NET})::int AS net FROM {PERIOD_TOTALS} AS total
        WHERE period_id <= %(last)s GROUP BY 1, 2
    ), balance AS (
        SELECT period_id, sum(coalesce(net, 0)) OVER (PARTITION BY municipality_id ORDER BY period_id) AS held
        FROM (SELECT DISTINCT municipality_id FROM net) AS area
            CROSS JOIN (SELECT DISTINCT period_id FROM net) AS period
            LEFT JOIN net USING (municipality_id, period_id)
    )
    SELECT period_id, sum(held)::int, coalesce(sum(-held) FILTER (WHERE held < 0), 0)::int,
        coalesce(sum(held) FILTER (WHERE held > 0), 0)::int, count(*) FILTER (WHERE held < 0)
    FROM balance GROUP BY 1 ORDER BY 1
"""

#: Numbers in the journal for several moments, each found as for one.
_SEQS = f"""
    SELECT moment, coalesce((SELECT seq FROM ({LAST_AT.replace("%(moment)s", "asked.moment")}) AS found), 0)
    FROM unnest(%(moments)s::timestamptz[]) AS asked(moment)
"""

#: What each step between two places in the journal (`bounds`) added, per half-year and month.
_STEPS = """
    SELECT period_id, month, width_bucket(seq, %(bounds)s::bigint[]), sum(net)::int, count(month)
    FROM (
        SELECT period_id, NULL::date AS month, seq, -persons AS net FROM housing_target
        UNION ALL SELECT period_id, NULL, seq, persons FROM housing_adjustment
        UNION ALL SELECT period_id, month, seq, persons FROM housing_placement
    ) AS line
    WHERE period_id <= %(last)s AND seq < %(end)s GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Closing:
    """The country at the end of a half-year: net balance, gross backlog and surplus; how many were behind."""

    period: HalfYear
    net: int
    gross_backlog: int
    gross_surplus: int
    behind: int


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """A day on which a close was forecast: the one after month `k` of a half-year was due; its position."""

    period: HalfYear
    k: int
    day: date
    seq: int = 0


def half_years(sums: Mapping[str, Mapping[str, int]]) -> dict[HalfYear, AreaBalance]:
    """The national balance of each half-year, in order of time, from the sums of a position; no query."""
    return {HalfYear.parse(code): balance_of(each) for code, each in sums.items()}


def closings(position: Position, last: HalfYear) -> list[Closing]:
    """Net and gross at the end of each half-year up to and including `last`; one query.

    The whole target counts, also in a half-year that is still running.
    """
    rows = fetch(_CLOSINGS, {"seq": position.seq, "last": last.code})
    return [Closing(HalfYear.parse(code), *figures) for code, *figures in rows]


# ── Earlier forecasts ────────────────────────────────────────────────────────────────────────────────────


def forecast_days(registry: Registry, periods: Iterable[HalfYear], today: date) -> list[ForecastDay]:
    """The days on which closes were forecast: of each half-year that is over, after its months 1 to 5.

    Over is a half-year of which all months are past their due date on `today`.
    """
    return [
        ForecastDay(period, k, registry.due_on(month) + timedelta(days=1))
        for period in periods
        if registry.months_due(period, today) == MONTHS_PER_HALF_YEAR
        for k, month in enumerate(period.months[:-1], start=1)
    ]


def earlier_forecasts(
    days: Sequence[ForecastDay], closed: Mapping[HalfYear, AreaBalance], most: int
) -> Backtest:
    """What was forecast on those days from what the journal held then, against how it closed; two queries.

    `closed` are the national balances as known now; nothing after place `most` of the journal counts.
    A day on which nothing was known of the half-year's target, or too little of its months, has no forecast.
    """
    if not days:
        return Backtest(())
    placed = _placed(days, most)
    sums = _Sums(placed, max(day.period for day in days))
    made = [(day, sums.forecast(day)) for day in placed if day.period in closed]
    return Backtest(
        tuple(
            BacktestCase(day.period.code, day.k, found, closed[day.period].closing)
            for day, found in made
            if found is not None
        )
    )


def _placed(days: Collection[ForecastDay], most: int) -> list[ForecastDay]:
    """The days with their place in the journal; one query."""
    moments = {day.day: end_of_day(day.day) for day in days}
    rows = fetch(_SEQS, {"moments": list(moments.values())})
    seqs = {moment: min(seq, most) for moment, seq in rows}
    return [ForecastDay(day.period, day.k, day.day, seqs[moments[day.day]]) for day in days]


class _Sums:
    """National sums at several places in the journal, from one reading of it."""

    def __init__(self, days: Sequence[ForecastDay], last: HalfYear) -> None:
        self.places = sorted({day.seq for day in days})
        # A line counts at a place when its number is not beyond it.
        bounds = [place + 1 for place in self.places]
        rows = fetch(_STEPS, {"bounds": bounds, "last": last.code, "end": bounds[-1]})
        self.rows: list[tuple[str, Month | None, int, int, int]] = [
            (code, None if day is None else Month(day.year, day.month), step, net, lines)
            for code, day, step, net, lines in rows
        ]

    def forecast(self, day: ForecastDay) -> Forecast | None:
        """As `AreaFigures.forecast` makes it: what is known of later months is left out."""
        until = bisect_right(self.places, day.seq)
        known = [row for row in self.rows if row[2] < until]
        if not any(code == day.period.code and month is None for code, month, *_ in known):
            return None
        first, counted = day.period.months[0], day.period.months[: day.k]
        beyond = set(day.period.months[day.k :])
        balance = sum(
            net for code, month, _, net, _ in known if code <= day.period.code and month not in beyond
        )
        months = [first.plus(offset) for offset in range(-EARLIER, 0)] + list(counted)
        reported = {month: 0 for month in months if any(row[1] == month and row[4] for row in known)}
        for _, month, _, net, _ in known:
            if month in reported:
                reported[month] += net
        return forecast(balance, list(reported.values()), MONTHS_PER_HALF_YEAR - day.k)
