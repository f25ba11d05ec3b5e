"""National sums per half-year at a position: what a publication stores and `verify` compares."""

from housing.queries.as_of import COMPONENTS, NET, PERIOD_TOTALS
from housing.queries.sql import fetch

SUMS = f"""
    SELECT period_id, sum({NET})::int AS net, sum(opening + opening_transfers)::int AS posted_opening,
        sum(target)::int, sum(exchanges)::int, sum(corrections)::int, sum(transfers)::int,
        sum(home)::int, sum(transitional)::int, sum(hotel)::int
    FROM {PERIOD_TOTALS} AS total GROUP BY period_id
    HAVING {" OR ".join(f"sum({name}) <> 0" for name in COMPONENTS)}
    ORDER BY period_id
"""


def national_sums(seq: int) -> dict[str, dict[str, int]]:
    """Per half-year code the national opening, components and closing at a position; persons."""
    carried = 0
    sums: dict[str, dict[str, int]] = {}
    names = ("target", "exchanges", "corrections", "transfers", "home", "transitional", "hotel")
    for period, net, posted_opening, *components in fetch(SUMS, {"seq": seq}):
        sums[period] = {
            "opening": carried + posted_opening,
            **dict(zip(names, components, strict=True)),
            "closing": carried + net,
        }
        carried += net
    return sums
