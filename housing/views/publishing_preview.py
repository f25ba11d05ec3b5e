"""What publishing a position would do: its figures, what is provisional, what changed, and who sees what."""

from typing import Any

from django.urls import reverse

from housing.models import Publication
from housing.queries.areas import Registry
from housing.queries.journal import AMSTERDAM, JournalState, end_of_day
from housing.queries.position_changes import PositionChanges, changes_between
from housing.queries.position_marks import provisional_months, summarised
from housing.queries.position_postings import LineFilter, tallies
from housing.queries.positions import Position, Published
from housing.queries.publications import later_than, previous_of, sums_of
from housing.tables.position_changes import NationalChangesTable
from housing.tables.publications import ProvisionalTable, SumsTable
from housing.views.journal_texts import title_of
from housing.views.position_links import compare_url
from housing.views.position_words import SORTS


class Preview:
    """One publication that was not made yet, `made`, and what follows from making it."""

    def __init__(self, areas: Registry, state: JournalState, made: Publication) -> None:
        self.areas, self.state, self.made = areas, state, made
        day = made.known_on.astimezone(AMSTERDAM).date()
        self.position = Position(made.seq, made.hash, day, stand=day)
        self.since = previous_of(state, made.known_on)
        self.later = later_than(state, made.known_on)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        found = provisional_months(self.made.seq)
        areas = self.areas.municipalities
        return {
            "is_whole_day": self.made.known_on == end_of_day(self.position.today),
            "sums": SumsTable(sums_of(self.made.sums), lambda period: ""),
            "provisional": summarised(found),
            "months": ProvisionalTable(found, areas, self._month_url),
            "since": self.since,
            "since_title": title_of(self.since) if self.since else "",
            "later": self.later,
            "later_title": title_of(self.later) if self.later else "",
            **(self._differences(self.since) if self.since else {}),
        }

    def _month_url(self, row: Any) -> str:
        return reverse("municipality", args=[self.areas.municipalities[row.code].slug, row.month.half_year])

    def _differences(self, since: Published) -> dict[str, Any]:
        before = Position(since.seq, since.hash, since.day, publication=since)
        changes: PositionChanges = changes_between(self.areas, before, self.position)
        return {
            "changes": changes,
            "national": NationalChangesTable(changes.national),
            "sorts": [(SORTS[each.sort], each) for each in tallies(before, self.position, LineFilter())],
            "compare_url": compare_url(before, self._comparable()),
        }

    def _comparable(self) -> Position | None:
        """The position as the comparison can name it: a whole day, else now."""
        is_whole = self.made.known_on == end_of_day(self.position.today)
        return self.position if is_whole else None
