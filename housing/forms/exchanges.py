"""A proposal for an exchange as it is typed: rows of a municipality, a direction and a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from housing.domain.errors import DomainError
from housing.domain.exchanges import MOST_PERSONS, ExchangeError
from housing.forms.entry import CountError, clean_text, read_count
from housing.queries.areas import Area, Registry
from housing.queries.search import LONGEST, find

ROWS = 6
#: Rows that are always in view; the others unfold.
IN_VIEW = 2
OVER, TAKEN = "over", "neemt"
LONGEST_REASON, LONGEST_DOCUMENT = 2000, 200
NAMES_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality of the proposal: what was typed, what it means, and what is wrong with it."""

    number: int
    place: str = ""
    direction: str = OVER
    count: str = ""
    area: Area | None = None
    persons: int = 0
    place_error: DomainError | None = None
    count_error: DomainError | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.place and not self.count

    @property
    def is_valid(self) -> bool:
        """Whether it says who shifts how much."""
        return self.area is not None and not (self.place_error or self.count_error)


@dataclass(frozen=True)
class ExchangeFields:
    """The whole proposal as it was sent, or as the page shows it first."""

    rows: tuple[Row, ...]
    reason: str = ""
    document: str = ""
    shown: str = ""
    errors: Mapping[str, DomainError] = field(default_factory=dict)

    @classmethod
    def blank(cls, own: Area | None = None) -> "ExchangeFields":
        """Empty rows; the first with one's own municipality."""
        first = Row(1, own.name if own else "")
        others = (Row(number, direction=TAKEN if number == 2 else OVER) for number in range(2, ROWS + 1))
        return cls((first, *others))

    @classmethod
    def read(cls, registry: Registry, data: Mapping[str, str]) -> "ExchangeFields":
        """What was sent: municipalities by name or code, numbers as people write them."""
        rows: list[Row] = []
        for number in range(1, ROWS + 1):
            rows.append(_row(registry, data, number, {row.area.code for row in rows if row.area}))
        reason = clean_text(data.get("reden", ""), LONGEST_REASON)
        document = clean_text(data.get("document", ""), LONGEST_DOCUMENT).replace("\n", " ")
        errors: dict[str, DomainError] = {}
        if not reason:
            errors["reden"] = ExchangeError(gettext_noop("Geef in het kort een reden."))
        if not document:
            errors["document"] = ExchangeError(
                gettext_noop("Noem het document met de afspraak: nummer, titel en datum.")
            )
        return cls(tuple(rows), reason, document, clean_text(data.get("getoond", ""), 64), errors)

    @property
    def is_valid(self) -> bool:
        """Whether every row that was filled in is clear, and reason and document are there."""
        return not self.errors and all(row.is_empty or row.is_valid for row in self.rows)

    @property
    def parts(self) -> dict[str, int]:
        """Persons in the sign of the balance, by code of municipality."""
        return {row.area.code: row.persons for row in self.rows if row.area is not None}

    @property
    def first_rows(self) -> tuple[Row, ...]:
        """The rows in view."""
        return self.rows[:IN_VIEW]

    @property
    def more_rows(self) -> tuple[Row, ...]:
        """The rows that unfold."""
        return self.rows[IN_VIEW:]

    @property
    def uses_more(self) -> bool:
        """Whether one of the rows that unfold was filled in."""
        return any(not row.is_empty for row in self.more_rows)


def _row(registry: Registry, data: Mapping[str, str], number: int, taken: set[str]) -> Row:
    place = clean_text(data.get(f"gemeente-{number}", ""), LONGEST).replace("\n", " ")
    direction = TAKEN if data.get(f"richting-{number}") == TAKEN else OVER
    count = clean_text(data.get(f"aantal-{number}", ""), 40)
    if not place and not count:
        return Row(number, direction=direction)
    area, place_error = None, None
    try:
        area = municipality_of(registry, place)
        if area.code in taken:
            raise ExchangeError(
                gettext_noop("%(name)s staat al in een andere regel. Gebruik één regel."), name=area.name
            )
    except ExchangeError as error:
        area, place_error = None, error
    persons, count_error = 0, None
    try:
        persons = _persons(count)
    except DomainError as error:
        count_error = error
    return Row(
        number,
        place,
        direction,
        count,
        area,
        persons if direction == OVER else -persons,
        place_error,
        count_error,
    )


def municipality_of(registry: Registry, text: str) -> Area:
    """The municipality that a name or code stands for; `ExchangeError` with what it could be otherwise."""
    if not text:
        raise ExchangeError(gettext_noop("Vul de naam van de gemeente in."))
    found = find(registry, text)
    hits = [hit for hit in found.hits if not hit.is_province]
    best = [hit for hit in hits if hit.is_exact] or hits
    if len(best) == 1:
        return best[0].area
    near = [hit.area.name for hit in best or found.near if not hit.is_province][:NAMES_SUGGESTED]
    if near:
        raise ExchangeError(
            gettext_noop("“%(text)s” is niet duidelijk. Bedoelt u: %(names)s?"),
            text=text,
            names=", ".join(near),
        )
    raise ExchangeError(
        gettext_noop("Gemeente “%(text)s” is niet gevonden. Vul de naam of de CBS-code in."), text=text
    )


def _persons(text: str) -> int:
    persons = read_count(text)
    if not persons:
        raise CountError(gettext_noop("Vul een aantal van 1 of meer in."))
    if persons > MOST_PERSONS:
        raise CountError(gettext_noop("Een aantal is hoogstens %(most)s."), most=MOST_PERSONS)
    return persons
