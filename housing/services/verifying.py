"""Checking the journal: chain, rollups, conservation and publications, recomputed from the postings."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from heapq import merge
from typing import Any

from django.db import connection, transaction

from housing.models import GENESIS, POSTING_MODELS, JournalHead, Posting, Publication
from housing.queries.sql import fetch
from housing.queries.sums import national_sums

TEXT_VERSION = 1
_COMMON = ("id", "persons", "recorded_at", "recorded_by_id", "reason", "source")
#: Fields of each table after the common ones, in the order of `journal_text` in journal.sql.
FIELDS = {
    "announcement": ("period_id", "population_date", "announced_on"),
    "interimtarget": ("baseline_on", "due_on"),
    "target": ("municipality_id", "period_id", "announcement_id"),
    "placement": ("municipality_id", "period_id", "month", "kind"),
    "reportstep": (
        "report_id",
        "municipality_id",
        "period_id",
        "month",
        "state",
        "number",
        "home",
        "transitional",
        "hotel",
    ),
    "coacount": ("municipality_id", "period_id", "month"),
    "adjustment": ("municipality_id", "period_id", "type", "effective_on", "group"),
}


@dataclass
class Findings:
    """What a check found: number of postings, the head, and what is wrong (empty: nothing)."""

    postings: int = 0
    seq: int = 0
    hash: str = GENESIS
    wrong: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.wrong


def verify(*, anchor: tuple[int, str] | None = None) -> Findings:
    """Recompute everything that the journal promises, in one snapshot of the database.

    The chain is hashed again here, not by the database's own functions, so that a changed function is found
    as well. `anchor` is a (seq, hash) printed earlier, on a publication or letter: it shows whether the tail
    was cut off or replaced since.
    """
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        findings = Findings()
        anchors = {p.seq: (p.hash, f"publicatie {p.title!r}") for p in Publication.objects.order_by("seq")}
        if anchor:
            anchors[anchor[0]] = (anchor[1], "het opgegeven anker")
        _check_chain(findings, anchors)
        _check_rollups(findings)
        _check_conservation(findings)
        _check_publications(findings)
    return findings


def posting_text(posting: Posting) -> str:
    """The text of a posting that is hashed: a JSON list of version, table and fields; times in UTC."""
    table = posting._meta.model_name or ""
    values = [getattr(posting, name) for name in (*_COMMON, *FIELDS[table])]
    return json.dumps([TEXT_VERSION, table, *map(_plain, values)], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else value


def _postings() -> Iterator[Posting]:
    """All lines of all tables in order of number; those without a number (which cannot be) first."""
    tables = [model._default_manager.order_by("seq").iterator(chunk_size=10_000) for model in POSTING_MODELS]
    return merge(*tables, key=lambda posting: posting.seq or 0)


def _check_chain(findings: Findings, anchors: dict[int, tuple[str, str]]) -> None:
    """Walk the chain; the first posting that does not fit is named, and the walk stops there."""
    previous: datetime | None = None
    for posting in _postings():
        name = f"boeking {posting.seq} ({posting._meta.model_name} {posting.pk})"
        if posting.seq != findings.seq + 1:
            findings.wrong.append(
                f"{name}: verwacht werd nummer {findings.seq + 1}; "
                "er is een boeking verwijderd, dubbel of verplaatst."
            )
            return
        expected = hashlib.sha256((findings.hash + posting_text(posting)).encode()).hexdigest()
        if posting.hash != expected:
            findings.wrong.append(f"{name}: de inhoud klopt niet met de keten; zij is later veranderd.")
            return
        if previous and posting.recorded_at and posting.recorded_at < previous:
            findings.wrong.append(f"{name}: is ouder dan de boeking ervoor.")
            return
        findings.postings += 1
        findings.seq, findings.hash, previous = posting.seq, posting.hash, posting.recorded_at
        known = anchors.pop(posting.seq, None)
        if known and known[0] != posting.hash:
            findings.wrong.append(f"{name}: {known[1]} kent hier een andere keten; boekingen zijn vervangen.")
    for seq, (digest, owner) in sorted(anchors.items()):
        if (seq, digest) != (0, GENESIS):
            findings.wrong.append(
                f"{owner} verwijst naar boeking {seq}, maar het journaal eindigt bij {findings.seq}: "
                "het einde is afgeknipt."
            )
    head = JournalHead.objects.get(id=1)
    if (head.seq, head.hash) != (findings.seq, findings.hash):
        findings.wrong.append(
            f"Het hoofd van het journaal zegt {head.seq}, maar de boekingen eindigen bij {findings.seq}."
        )


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


def _check_rollups(findings: Findings) -> None:
    """Both rollups must equal the sums of the postings, row by row."""
    for name, sums, rolled in (
        ("halfjaartotaal", _PERIODS, _ROLLED_PERIODS),
        ("maandtotaal", _MONTHS, _ROLLED_MONTHS),
    ):
        both = f"({sums} EXCEPT {rolled}) UNION ALL ({rolled} EXCEPT {sums})"
        difference = f"SELECT municipality_id, period_id FROM ({both}) AS d"
        for code, period in sorted(set(fetch(difference))):
            findings.wrong.append(f"Het {name} van {code} in {period} klopt niet met de boekingen.")


def _check_conservation(findings: Findings) -> None:
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


def _check_publications(findings: Findings) -> None:
    """What was published must still come out."""
    for publication in Publication.objects.order_by("seq"):
        if publication.sums != national_sums(publication.seq):
            findings.wrong.append(f"De cijfers van publicatie {publication.title!r} komen er niet meer uit.")
