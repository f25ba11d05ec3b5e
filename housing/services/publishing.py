"""Releasing positions: a name for a place in the journal, with the national sums there; taking them back."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from housing import access
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.roles import Permission
from housing.models import JournalHead, Publication, User, Withdrawal
from housing.queries.journal import journal_state, seq_at
from housing.queries.sums import national_sums
from housing.services import events

LONGEST_TITLE, LONGEST_SLUG, LONGEST_REASON = 120, 80, 2000
#: Room for what a closing left open.
LONGEST_REMARKS = 10_000
#: Pages below `/publicaties/` that are no publications.
TAKEN_SLUGS = frozenset({"vergelijken"})


class PublishError(DomainError):
    """A publication that cannot be made or taken back; the message says why and what to do."""


class OvertakenError(PublishError):
    """Since the page was made somebody published or withdrew; what it showed may not hold any more."""


@transaction.atomic
def publish(
    *,
    title: str,
    kind: Publication.Kind | str,
    known_on: datetime,
    remarks: str = "",
    by: User | None = None,
    published_at: datetime | None = None,
    seen: int | None = None,
) -> Publication:
    """Release the position known at `known_on`; the sums are stored and re-checked by `manage.py verify`.

    `by` needs Permission.STEER; without it a command or a load publishes. `published_at` is now when left
    empty. `seen` is the version of the publications (`JournalState.publications`) that whoever confirms was
    shown. Raises `PublishError` without a title of letters or digits, for a text that is too long, and for a
    moment in the future or before the first posting; `OvertakenError` when publications changed since `seen`.
    """
    state = journal_state()
    if by is not None:
        access.require(by, Permission.STEER, state=state)
    _one_at_a_time(seen)
    made = release(
        title=title, kind=kind, known_on=known_on, remarks=remarks, published_at=published_at, by=by
    )
    events.record(
        "publication.made",
        by=by,
        new={"publication": made.slug, "kind": made.kind, "known_on": known_on.isoformat(), "seq": made.seq},
    )
    return made


def release(
    *,
    title: str,
    kind: Publication.Kind | str,
    known_on: datetime,
    remarks: str = "",
    published_at: datetime | None = None,
    by: User | None = None,
) -> Publication:
    """The publication itself, without a line in the log: for loads, which log what they did as a whole."""
    made = proposed(title=title, kind=kind, known_on=known_on, remarks=remarks)
    made.published_by = by
    made.published_at = published_at or made.published_at
    made.save(force_insert=True)
    return made


def proposed(
    *, title: str, kind: Publication.Kind | str, known_on: datetime, remarks: str = ""
) -> Publication:
    """The publication as it would be made now, not stored: its address, place in the journal and sums.

    Raises `PublishError` as `publish` does.
    """
    title, remarks = " ".join(title.split()), remarks.strip()
    _check(title, kind, remarks)
    now = journal_state().now
    if known_on > now:
        raise PublishError(
            gettext_noop("Dit moment ligt in de toekomst. Kies nu, of een moment dat voorbij is.")
        )
    seq, digest = seq_at(known_on)
    if seq == 0:
        raise PublishError(
            gettext_noop("Op dit moment stond er nog niets in het journaal. Kies een later moment.")
        )
    return Publication(
        slug=free_slug(title),
        title=title,
        kind=kind,
        known_on=known_on,
        published_at=now,
        seq=seq,
        hash=digest,
        remarks=remarks,
        sums=national_sums(seq),
    )


def free_slug(title: str) -> str:
    """The title as it stands in the address; where that is taken already with "-2" behind it, and so on."""
    wanted = slugify(title)[:LONGEST_SLUG].strip("-_")
    taken = TAKEN_SLUGS | set(
        Publication.objects.filter(slug__startswith=wanted[: LONGEST_SLUG - 8]).values_list("slug", flat=True)
    )
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST_SLUG - len(str(number)) - 1].rstrip('-_')}-{number}"
    return slug


@transaction.atomic
def withdraw(*, by: User, publication: Publication, reason: str, seen: int | None = None) -> Withdrawal:
    """Take a publication back, with a reason that everybody reads; the publication itself stays as it is.

    `seen` as with `publish`. Raises `PublishError` without a reason, for one that is too long, and when it
    was withdrawn already; `OvertakenError` when publications changed since `seen`.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    _one_at_a_time(seen)
    reason = reason.strip()
    if not reason.strip("\0") or len(reason) > LONGEST_REASON or "\0" in reason:
        raise PublishError(
            gettext_noop("Geef een reden van hoogstens %(most)s tekens: bezoekers lezen die ook."),
            most=LONGEST_REASON,
        )
    if Withdrawal.objects.filter(publication=publication).exists():
        raise PublishError(gettext_noop("Deze publicatie was al ingetrokken. Er is niets veranderd."))
    made = Withdrawal.objects.create(
        publication=publication, reason=reason, withdrawn_by=by, withdrawn_at=state.now
    )
    events.record(
        "publication.withdrawn",
        by=by,
        old={"publication": publication.slug, "kind": publication.kind, "seq": publication.seq},
        texts={"reason": reason},
    )
    return made


def _one_at_a_time(seen: int | None) -> None:
    """Let publications and withdrawals wait for each other, so that an address is taken once."""
    JournalHead.objects.select_for_update().get(id=1)
    if seen is not None and journal_state().publications != seen:
        raise OvertakenError(
            gettext_noop(
                "Intussen is er een publicatie gemaakt of ingetrokken. Bekijk de gevolgen opnieuw; "
                "er is niets veranderd."
            )
        )


def _check(title: str, kind: str, remarks: str) -> None:
    if not slugify(title) or "\0" in title:
        raise PublishError(gettext_noop("Geef de publicatie een titel van letters of cijfers."))
    if len(title) > LONGEST_TITLE:
        raise PublishError(
            gettext_noop("Maak de titel korter: hoogstens %(most)s tekens."), most=LONGEST_TITLE
        )
    if len(remarks) > LONGEST_REMARKS or "\0" in remarks:
        raise PublishError(
            gettext_noop("Maak de toelichting korter: hoogstens %(most)s tekens."), most=LONGEST_REMARKS
        )
    if kind not in Publication.Kind.values:
        raise PublishError(gettext_noop("Kies een soort publicatie uit de lijst."))
