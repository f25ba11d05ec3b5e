"""Rollups, conservation and publications, recomputed from the postings."""

from housing.models import GENESIS, Publication
from housing.queries.journal import LAST_AT
from housing.queries.sql import fetch
from housing.queries.sums import national_sums
from housing.services.verifying.findings import Findings

_PERIODS = """
    SELECT municipality_id, period_id, sum(opening), sum(opening_transfers), sum(target), sum(exchanges),
        sum(corrections), sum(transfers), sum(home), sum(transitional), sum(hotel)
    FROM (
        SELECT municipality_id, period_id, 0 AS opening, 0 AS opening_transfers, persons AS target,
            0 AS exchanges, 0 AS corrections, 0 AS transfers, 0 AS home, 0 AS transitional, 0 AS hotel
        FROM housing_target
        UNION ALL
        SELECT municipality_id, period_id, persons * (type = 'opening')::int,
            persons * (type = 'merger' AND effective_on <= starts_on)::int, 0,
            persons * (type = 'exchange')::int, persons * (type = 'correction')::int,
            persons * (type = 'merger' AND effective_on > starts_on)::int, 0, 0, 0
        FROM housing_adjustment JOIN housing_targetperiod ON code = period_id
        UNION ALL
        SELECT municipality_id, period_id, 0, 0, 0, 0, 0, 0, persons * (kind = 'home')::int,
            persons * (kind = 'transitional')::int, persons * (kind = 'hotel')::int FROM housing_placement
    ) AS line GROUP BY 1, 2
"""
_ROLLED_PERIODS = """
    SELECT municipality_id, period_id, opening, opening_transfers, target, exchanges, corrections, transfers,
        home, transitional, hotel FROM housing_periodtotal
"""
_MONTHS = """
    SELECT municipality_id, period_id, month, sum(persons * (kind = 'home')::int),
        sum(persons * (kind = 'transitional')::int), sum(persons * (kind = 'hotel')::int), count(*)
    FROM housing_placement GROUP BY 1, 2, 3
"""
_ROLLED_MONTHS = """
    SELECT municipality_id, period_id, month, home, transitional, hotel, postings FROM housing_monthtotal
"""


def check_rollups(findings: Findings) -> None:
    """Both rollups must equal the sums of the postings, row by row."""
    for name, sums, rolled in (
        ("halfjaartotaal", _PERIODS, _ROLLED_PERIODS),
        ("maandtotaal", _MONTHS, _ROLLED_MONTHS),
    ):
        both = f"({sums} EXCEPT {rolled}) UNION ALL ({rolled} EXCEPT {sums})"
        difference = f"SELECT municipality_id, period_id FROM ({both}) AS d"
        for code, period in sorted(set(fetch(difference))):
            findings.wrong.append(f"Het {name} van {code} in {period} klopt niet met de boekingen.")


def check_conservation(findings: Findings) -> None:
    """Groups of exchanges and mergers sum to zero; municipalities that have ended hold nothing."""
    groups = """
        SELECT type, "group", sum(persons) FROM housing_adjustment WHERE type IN ('exchange', 'merger')
        GROUP BY 1, 2 HAVING sum(persons) <> 0 ORDER BY 1, 2
    """
    for kind, group, persons in fetch(groups):
        findings.wrong.append(f"Groep {group!r} ({kind}) telt op tot {persons} in plaats van 0.")
    ended = f"""
        SELECT line.municipality_id, sum(line.opening + line.opening_transfers - line.target + line.exchanges
            + line.corrections + line.transfers + line.home + line.transitional + line.hotel)
        FROM ({_PERIODS}) AS line(municipality_id, period_id, opening, opening_transfers, target, exchanges,
            corrections, transfers, home, transitional, hotel)
        JOIN housing_municipality m ON m.code = line.municipality_id, housing_journalhead h
        WHERE m.valid_to <= (h.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date
        GROUP BY 1 HAVING sum(line.opening + line.opening_transfers - line.target + line.exchanges
            + line.corrections + line.transfers + line.home + line.transitional + line.hotel) <> 0
    """
    for code, persons in fetch(ended):
        findings.wrong.append(f"{code} is opgeheven, maar houdt een saldo van {persons} in plaats van 0.")


def check_publications(findings: Findings) -> None:
    """What was published must still come out, and be all that was known at its moment."""
    for publication in Publication.objects.order_by("seq"):
        place = next(iter(fetch(LAST_AT, {"moment": publication.known_on})), (0, GENESIS))
        if place != (publication.seq, publication.hash):
            findings.wrong.append(
                f"Publicatie {publication.title!r} staat bij boeking {publication.seq}, maar op haar moment "
                f"was boeking {place[0]} de laatste."
            )
        if publication.sums != national_sums(publication.seq):
            findings.wrong.append(f"De cijfers van publicatie {publication.title!r} komen er niet meer uit.")
