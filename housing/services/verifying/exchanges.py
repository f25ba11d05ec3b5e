"""Exchanges: what was agreed and booked, and what the journal holds of it, must be the same."""

from housing.queries.sql import fetch
from housing.services.verifying.findings import Findings

#: What was agreed beside what was posted, per municipality; they differ where one is not the other.
_AGREED = """
    SELECT DISTINCT number FROM (
        SELECT e.id AS number, e.period_id, p.municipality_id, p.persons
        FROM housing_exchange e JOIN housing_exchangepart p ON p.exchange_id = e.id WHERE e.state = 'booked'
    ) AS agreed FULL JOIN (
        SELECT e.id AS number, a.period_id, a.municipality_id, sum(a.persons) AS persons
        FROM housing_exchange e
            JOIN housing_adjustment a ON a.type = 'exchange' AND a."group" = 'uitruil ' || e.id
        WHERE e.state = 'booked' GROUP BY 1, 2, 3
    ) AS posted USING (number, period_id, municipality_id)
    WHERE agreed.persons IS DISTINCT FROM posted.persons ORDER BY number
"""

#: Groups with the name of an exchange that was not booked; or that somebody booked while there is none. What
#: was imported (by nobody in particular) may carry such a name without one.
_POSTED = """
    SELECT a."group", e.state FROM housing_adjustment a
        LEFT JOIN housing_exchange e ON a."group" = 'uitruil ' || e.id
    WHERE a.type = 'exchange' AND a."group" ~ '^uitruil [1-9][0-9]*$' AND e.state IS DISTINCT FROM 'booked'
    GROUP BY 1, 2 HAVING e.state IS NOT NULL OR bool_or(a.recorded_by_id IS NOT NULL) ORDER BY 1
"""

_PARTS = """
    SELECT e.id, count(p.id), coalesce(sum(p.persons), 0),
        e.state = 'booked' AND NOT coalesce(bool_and(p.confirmed_at IS NOT NULL), false)
    FROM housing_exchange e LEFT JOIN housing_exchangepart p ON p.exchange_id = e.id
    GROUP BY e.id, e.state ORDER BY e.id
"""


def check_exchanges(findings: Findings) -> None:
    """Every booked exchange equals its postings, and every group with its name is a booked exchange."""
    for number, count, total, is_unconfirmed in fetch(_PARTS):
        if count < 2 or total:
            findings.wrong.append(f"Uitruil {number} heeft {count} gemeenten en telt op tot {total}.")
        if is_unconfirmed:
            findings.wrong.append(f"Uitruil {number} is geboekt, maar niet door alle gemeenten bevestigd.")
    for (number,) in fetch(_AGREED):
        findings.wrong.append(f"De boekingen van uitruil {number} zijn niet wat was afgesproken.")
    for group, state in fetch(_POSTED):
        findings.wrong.append(
            f"Groep {group!r} is geboekt, maar die uitruil is er niet."
            if state is None
            else f"Groep {group!r} is geboekt, maar die uitruil heeft de staat {state!r}."
        )
