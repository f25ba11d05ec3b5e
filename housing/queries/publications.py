"""A publication as it was released: its words, its national sums per half-year, and what was provisional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.models import Publication
from housing.queries.positions import Published

COMPONENTS = ("opening", "target", "exchanges", "corrections", "transfers", "home", "transitional", "hotel")


@dataclass(frozen=True, slots=True)
class Release:
    """A publication with its figures: the national balance of each half-year, the last half-year first."""

    publication: Published
    published_at: datetime
    remarks: str
    sums: tuple[tuple[HalfYear, AreaBalance], ...]


def release(slug: str) -> Release | None:
    """The publication with this slug, or None; one query."""
    row = Publication.objects.filter(slug=slug).first()
    if row is None:
        return None
    known = Published(row.slug, row.title, row.kind, row.known_on, row.seq, row.hash, row.pk)
    sums = tuple((HalfYear.parse(code), _balance(row.sums[code])) for code in sorted(row.sums, reverse=True))
    return Release(known, row.published_at, row.remarks, sums)


def _balance(sums: Mapping[str, int]) -> AreaBalance:
    return AreaBalance(**{name: sums[name] for name in COMPONENTS})
