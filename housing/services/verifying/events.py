"""The log of events: its chain, and the texts that are still kept beside it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from housing.models import Event, EventHead, EventText
from housing.services.events import text_digest
from housing.services.verifying.chain import plain
from housing.services.verifying.findings import Findings

EVENT_VERSION = 1
#: What is hashed of an event, in the order of `event_text` in reporting.sql; both last texts but one are
#: what the database prints for them, so that the text does not depend on how JSON is written here.
FIELDS = (
    "id",
    "action",
    "recorded_at",
    "actor_id",
    "subject_id",
    "province_id",
    "municipality_id",
    "period_id",
    "month",
    "report_id",
    "printed_data",
    "printed_digests",
    "journal_seq",
)


def event_text(values: Sequence[Any]) -> str:
    """The text of an event that is hashed: a JSON list of version and the values of `FIELDS`."""
    return json.dumps([EVENT_VERSION, *map(plain, values)], ensure_ascii=False)


def check_events(findings: Findings, anchor: tuple[int, str] | None = None) -> None:
    """Walk the chain; the first event that does not fit is named, and the walk stops there."""
    previous: datetime | None = None
    for seq, digest, *values in _rows():
        number, action, recorded_at = values[0], values[1], values[2]
        name = f"gebeurtenis {seq} ({action}, {number})"
        if seq != findings.events + 1:
            findings.wrong.append(
                f"{name}: verwacht werd nummer {findings.events + 1}; "
                "er is een gebeurtenis verwijderd, dubbel of verplaatst."
            )
            return
        expected = hashlib.sha256((findings.events_hash + event_text(values)).encode()).hexdigest()
        if digest != expected:
            findings.wrong.append(f"{name}: de inhoud klopt niet met de keten; zij is later veranderd.")
            return
        if previous and recorded_at and recorded_at < previous:
            findings.wrong.append(f"{name}: is ouder dan de gebeurtenis ervoor.")
            return
        findings.events, findings.events_hash, previous = seq, digest, recorded_at
        if anchor and anchor[0] == seq and anchor[1] != digest:
            findings.wrong.append(
                f"{name}: het opgegeven anker kent hier een andere keten; gebeurtenissen zijn vervangen."
            )
    _check_end(findings, anchor)


def _check_end(findings: Findings, anchor: tuple[int, str] | None) -> None:
    """Neither head nor anchor may know more than there is."""
    if anchor and anchor[0] > findings.events:
        findings.wrong.append(
            f"het opgegeven anker verwijst naar gebeurtenis {anchor[0]}, maar het logboek eindigt bij "
            f"{findings.events}: het einde is afgeknipt."
        )
    head = EventHead.objects.get(id=1)
    if (head.seq, head.hash) != (findings.events, findings.events_hash):
        findings.wrong.append(
            f"Het hoofd van het logboek zegt {head.seq}, maar de gebeurtenissen eindigen bij "
            f"{findings.events}."
        )


def _rows() -> Any:
    """All events in order of number; those without a number (which cannot be) last."""
    return (
        Event.objects.order_by("seq")
        .annotate(printed_data=Cast("data", TextField()), printed_digests=Cast("digests", TextField()))
        .values_list("seq", "hash", *FIELDS)
        .iterator(chunk_size=10_000)
    )


def check_texts(findings: Findings) -> None:
    """A text that is still there must be the one that was written; the first that is not is named."""
    texts = EventText.objects.order_by("event__seq", "kind").values_list(
        "event__seq", "kind", "text", "salt", "event__digests"
    )
    for seq, kind, text, salt, digests in texts.iterator(chunk_size=10_000):
        if digests.get(kind) != text_digest(salt, text):
            findings.wrong.append(
                f"De tekst “{kind}” van gebeurtenis {seq} is niet de tekst die toen is geschreven."
            )
            return
