"""The position that a page shows: now, as known on a date, or as published."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop

from housing.domain.periods import FIRST_YEAR
from housing.queries.journal import AMSTERDAM, JournalState, end_of_day, seq_at
from housing.queries.sql import fetch

_PUBLISHED = """
    SELECT slug, title, kind, known_on, seq, hash, p.id,
        ARRAY(SELECT jsonb_object_keys(sums) ORDER BY 1), withdrawn_at, reason
    FROM housing_publication p LEFT JOIN housing_withdrawal w ON w.publication_id = p.id
    ORDER BY known_on DESC, p.id DESC
"""


class PositionError(ValueError):
    """A position that cannot be shown; the message says why and what to do (Dutch, a msgid)."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a publication was taken back: when, and why."""

    at: datetime
    reason: str

    @property
    def day(self) -> date:
        """The day in Amsterdam."""
        return self.at.astimezone(AMSTERDAM).date()


@dataclass(frozen=True, slots=True)
class Published:
    """A publication as pages name it, with the codes of the half-years that it has figures of."""

    slug: str
    title: str
    kind: str
    known_on: datetime
    seq: int
    hash: str
    id: int = 0
    half_years: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None

    @property
    def day(self) -> date:
        """The day in Amsterdam whose knowledge it shows."""
        return self.known_on.astimezone(AMSTERDAM).date()

    @property
    def is_whole_day(self) -> bool:
        """Whether it shows all of that day; else up to the moment `known_on`."""
        return self.known_on == end_of_day(self.day)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the journal and the day from which it is looked at.

    `seq` decides which postings count; `today` decides pace, due dates and schedule. `stand` is the date
    that was asked for, `publication` the publication; both empty for the current position. `is_unasked`
    tells that the visitor gets this publication without asking: then addresses do not name it.
    """

    seq: int
    hash: str
    today: date
    stand: date | None = None
    publication: Published | None = None
    is_unasked: bool = False

    @property
    def is_current(self) -> bool:
        """Whether this is the present position."""
        return self.stand is None and self.publication is None

    @property
    def querystring(self) -> str:
        """What a link needs to stay at this position: "", "?stand=…" or "?publicatie=…"."""
        if self.publication is not None:
            return "" if self.is_unasked else f"?publicatie={self.publication.slug}"
        return f"?stand={self.stand}" if self.stand else ""


@lru_cache(maxsize=2)
def publications(version: int) -> tuple[Published, ...]:
    """All publications, the latest position first, also those that were withdrawn.

    They are never changed, so they are read once per version (`JournalState.publications`), which changes
    with withdrawals too.
    """
    return tuple(_published(*row) for row in fetch(_PUBLISHED))


def _published(slug: str, title: str, kind: str, *rest: Any) -> Published:
    known_on, seq, digest, number, half_years, withdrawn_at, reason = rest
    withdrawn = Withdrawn(withdrawn_at, reason) if withdrawn_at else None
    return Published(slug, title, kind, known_on, seq, digest, number, tuple(half_years), withdrawn)


def valid_publications(version: int) -> tuple[Published, ...]:
    """The publications that were not withdrawn, the latest position first."""
    return tuple(each for each in publications(version) if each.withdrawn is None)


def published_position(state: JournalState, slug: str = "") -> Position | None:
    """The position of a publication, without a slug that of the last valid one; None when it is not there.

    One that was withdrawn is found by its slug only.
    """
    known = publications(state.publications) if slug else valid_publications(state.publications)
    found = next((each for each in known if each.slug == slug or not slug), None)
    if found is None:
        return None
    return Position(found.seq, found.hash, found.day, publication=found, is_unasked=not slug)


def find_position(state: JournalState, *, stand: str = "", publication: str = "") -> Position:
    """The position that a visitor asks for; both empty means the current one.

    `stand` is a date, YYYY-MM-DD: what was known at the end of that day in Amsterdam. Raises
    PositionError for a text that is no date, a date in the future or before the calendar, or an unknown
    publication.
    """
    if publication:
        found = published_position(state, publication)
        if found is None:
            raise PositionError(gettext_noop("Deze publicatie bestaat niet. Kies er een uit de lijst."))
        return found
    if stand:
        day = _date(stand)
        if day.year < FIRST_YEAR:
            raise PositionError(gettext_noop("Deze dag is te lang geleden. Kies een latere dag."))
        if day > state.today:
            raise PositionError(
                gettext_noop("Deze datum ligt in de toekomst. Kies vandaag of een eerdere dag.")
            )
        seq, digest = seq_at(end_of_day(day)) if day < state.today else (state.seq, state.hash)
        return Position(seq, digest, day, stand=day)
    return Position(state.seq, state.hash, state.today)


def _date(text: str) -> date:
    """A date of exactly the form 2022-01-07; other ISO forms would give one page several addresses."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise PositionError(gettext_noop("Deze datum klopt niet. Schrijf hem als 2022-01-07.")) from error
