"""The chain of the journal, hashed again."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from heapq import merge
from typing import Any

from housing.models import GENESIS, POSTING_MODELS, JournalHead, Posting
from housing.services.verifying.findings import Findings

#: By number of a posting: the hash that somebody knows of it, and who.
Anchors = dict[int, list[tuple[str, str]]]

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
#: Fields that came later: a line in which one of them is filled has a text of version 2, with all of them.
LATER_FIELDS = {"announcement": ("method", "exempt"), "interimtarget": ("replaces_id",)}


def posting_text(posting: Posting) -> str:
    """The text of a posting that is hashed: a JSON list of version, table and fields; times in UTC."""
    table = posting._meta.model_name or ""
    values = [getattr(posting, name) for name in (*_COMMON, *FIELDS[table])]
    later = [getattr(posting, name) for name in LATER_FIELDS.get(table, ())]
    version = TEXT_VERSION
    if any(later):
        version, values = TEXT_VERSION + 1, values + later
    return json.dumps([version, table, *map(plain, values)], ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value as the hashed text has it: moments in UTC, days as ISO dates."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else value


def _postings() -> Iterator[Posting]:
    """All lines of all tables in order of number; those without a number (which cannot be) first."""
    tables = [model._default_manager.order_by("seq").iterator(chunk_size=10_000) for model in POSTING_MODELS]
    return merge(*tables, key=lambda posting: posting.seq or 0)


def check_chain(findings: Findings, anchors: Anchors) -> None:
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
        for digest, owner in anchors.pop(posting.seq, ()):
            if digest != posting.hash:
                findings.wrong.append(
                    f"{name}: {owner} kent hier een andere keten; boekingen zijn vervangen."
                )
    for seq, digest, owner in sorted((seq, *each) for seq, some in anchors.items() for each in some):
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
