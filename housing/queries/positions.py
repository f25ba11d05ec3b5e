"""The position that a page shows: now, as known on a date, or as published."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from housing.models import Publication
from housing.queries.journal import AMSTERDAM, JournalState, end_of_day, seq_at


class PositionError(ValueError):
    """A position that cannot be shown; the message says why and what to do (Dutch, a msgid)."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication as pages name it."""

    slug: str
    title: str
    kind: str
    known_on: datetime
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the journal and the day from which it is looked at.

    `seq` decides which postings count; `today` decides pace, due dates and schedule. `stand` is the date
    that was asked for, `publication` the publication; both empty for the current position.
    """

    seq: int
    hash: str
    today: date
    stand: date | None = None
    publication: Published | None = None

    @property
    def is_current(self) -> bool:
        """Whether this is the present position."""
        return self.stand is None and self.publication is None

    @property
    def querystring(self) -> str:
        """What a link needs to stay at this position: "", "?stand=…" or "?publicatie=…"."""
        if self.publication is not None:
            return f"?publicatie={self.publication.slug}"
        return f"?stand={self.stand}" if self.stand else ""


def publications() -> list[Published]:
    """All publications, the latest position first; one query."""
    rows = Publication.objects.values_list("slug", "title", "kind", "known_on", "seq", "hash")
    return [Published(*row) for row in rows]


def find_position(state: JournalState, *, stand: str = "", publication: str = "") -> Position:
    """The position that a visitor asks for; both empty means the current one.

    `stand` is a date, YYYY-MM-DD: what was known at the end of that day in Amsterdam. Raises
    PositionError for a text that is no date, a date in the future, or an unknown publication.
    """
    if publication:
        row = Publication.objects.filter(slug=publication).values_list(
            "slug", "title", "kind", "known_on", "seq", "hash"
        )
        found = Published(*row[0]) if row else None
        if found is None:
            raise PositionError(gettext_noop("Deze publicatie bestaat niet. Kies er een uit de lijst."))
        return Position(found.seq, found.hash, found.known_on.astimezone(AMSTERDAM).date(), publication=found)
    if stand:
        day = _date(stand)
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
