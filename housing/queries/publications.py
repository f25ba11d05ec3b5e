"""Publications as they were released: words, national sums per half-year; and what publishing would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.models import Closing, Publication, User
from housing.queries.journal import JournalState
from housing.queries.position_changes import HalfYearChange, balance_of, changed_sums
from housing.queries.positions import Published, Withdrawn, valid_publications

#: National figures of half-years, the last half-year first.
Sums = tuple[tuple[HalfYear, AreaBalance], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A publication with its figures: the national balance of each half-year, the last half-year first.

    `stored` are the same sums as they stand in the database; `closed` is the half-year whose closing made it.
    """

    publication: Published
    published_at: datetime
    remarks: str
    sums: Sums
    stored: Mapping[str, Mapping[str, int]]
    closed: HalfYear | None = None


def release(slug: str) -> Release | None:
    """The publication with this slug, also when it was withdrawn, or None; one query."""
    row = Publication.objects.select_related("withdrawal", "closing").filter(slug=slug).first()
    if row is None:
        return None
    taken_back, closing = getattr(row, "withdrawal", None), getattr(row, "closing", None)
    withdrawn = Withdrawn(taken_back.withdrawn_at, taken_back.reason) if taken_back else None
    known = Published(
        row.slug,
        row.title,
        row.kind,
        row.known_on,
        row.seq,
        row.hash,
        row.pk,
        tuple(sorted(row.sums)),
        withdrawn,
    )
    closed = HalfYear.parse(closing.period_id) if isinstance(closing, Closing) else None
    return Release(known, row.published_at, row.remarks, sums_of(row.sums), row.sums, closed)


def sums_of(stored: Mapping[str, Mapping[str, int]]) -> Sums:
    """National sums as they are stored, the last half-year first."""
    return tuple((HalfYear.parse(code), balance_of(stored[code])) for code in sorted(stored, reverse=True))


def previous_of(state: JournalState, known_on: datetime, slug: str = "") -> Published | None:
    """The last valid publication of what was known at a moment, other than the one with `slug`."""
    return next(
        (
            each
            for each in valid_publications(state.publications)
            if each.known_on <= known_on and each.slug != slug
        ),
        None,
    )


def later_than(state: JournalState, known_on: datetime) -> Published | None:
    """The valid publication that visitors keep seeing, because it knows more than `known_on`; else None."""
    last = next(iter(valid_publications(state.publications)), None)
    return last if last and last.known_on > known_on else None


def differences(old: Release, new: Release) -> tuple[HalfYearChange, ...]:
    """The national figures of two publications beside each other, as they were stored."""
    return changed_sums(old.stored, new.stored)


def publication_by_slug(slug: str) -> Publication | None:
    """The publication as it stands in the database, with the closing that made it; one query."""
    return Publication.objects.select_related("closing").filter(slug=slug).first()


def same_publication(by: User, *, title: str, kind: str, known_on: datetime, remarks: str) -> str | None:
    """The slug of the publication that is just this, by the same person: a form that was sent twice.

    One that was withdrawn is another one: the same can be published again.
    """
    found = Publication.objects.filter(
        title=" ".join(title.split()),
        kind=kind,
        known_on=known_on,
        remarks=remarks.strip(),
        published_by=by,
        withdrawal=None,
    )
    return found.values_list("slug", flat=True).first()
