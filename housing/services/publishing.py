"""Releasing positions: a name for a place in the journal, with the national sums as they are there."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from housing.models import Publication
from housing.queries.journal import journal_state, seq_at
from housing.queries.sums import national_sums
from housing.services import events


@transaction.atomic
def publish(
    *,
    title: str,
    kind: Publication.Kind,
    known_on: datetime,
    remarks: str = "",
    published_at: datetime | None = None,
) -> Publication:
    """Release the position known at `known_on`; the sums are stored and re-checked by `manage.py verify`.

    `published_at` is now when left empty. Raises ValueError for a moment in the future: what is known then
    cannot be published yet.
    """
    made = release(title=title, kind=kind, known_on=known_on, remarks=remarks, published_at=published_at)
    events.record(
        "publication.made",
        by=None,
        new={"publication": made.slug, "kind": made.kind, "known_on": known_on.isoformat(), "seq": made.seq},
    )
    return made


def release(
    *,
    title: str,
    kind: Publication.Kind,
    known_on: datetime,
    remarks: str = "",
    published_at: datetime | None = None,
) -> Publication:
    """The publication itself, without a line in the log: for loads, which log what they did as a whole."""
    now = journal_state().now
    if known_on > now:
        raise ValueError(f"Publiceren kan niet voor een moment in de toekomst ({known_on}).")
    seq, digest = seq_at(known_on)
    return Publication.objects.create(
        slug=slugify(title),
        title=title,
        kind=kind,
        known_on=known_on,
        published_at=published_at or now,
        seq=seq,
        hash=digest,
        remarks=remarks,
        sums=national_sums(seq),
    )
