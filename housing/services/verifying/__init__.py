"""Checking what the database promises: both chains, rollups, exchanges, reports and publications."""

from django.db import connection, transaction

from housing.models import Publication
from housing.services.verifying.chain import Anchors, check_chain, posting_text
from housing.services.verifying.events import check_events, check_texts, event_text
from housing.services.verifying.exchanges import check_exchanges
from housing.services.verifying.findings import Findings
from housing.services.verifying.reports import check_reports, check_steps
from housing.services.verifying.sums import check_conservation, check_publications, check_rollups

__all__ = ["Findings", "event_text", "posting_text", "verify"]

#: A number and hash, as printed earlier.
Anchor = tuple[int, str]


def verify(*, anchor: Anchor | None = None, events_anchor: Anchor | None = None) -> Findings:
    """Recompute everything that the journal and the log of events promise, in one snapshot of the database.

    The chains are hashed again here, not by the database's own functions, so that a changed function is
    found as well. An anchor is a (seq, hash) printed earlier, on a publication, a letter or by this check:
    it shows whether the tail was cut off or replaced since.
    """
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        findings = Findings()
        anchors: Anchors = {}
        for published in Publication.objects.order_by("seq", "id"):
            anchors.setdefault(published.seq, []).append((published.hash, f"publicatie {published.title!r}"))
        if anchor:
            anchors.setdefault(anchor[0], []).append((anchor[1], "het opgegeven anker"))
        check_chain(findings, anchors)
        check_rollups(findings)
        check_conservation(findings)
        check_exchanges(findings)
        check_publications(findings)
        check_events(findings, events_anchor)
        check_texts(findings)
        check_steps(findings)
        check_reports(findings)
    return findings
