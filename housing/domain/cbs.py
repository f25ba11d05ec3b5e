"""What the lists of Statistics Netherlands (CBS) say: municipalities, and inhabitants on 1 January."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedMunicipality:
    """A line of "Gemeenten alfabetisch": codes of the municipality and its province, and the name."""

    code: str
    name: str
    province: str


@dataclass(frozen=True, slots=True)
class ListedInhabitants:
    """Inhabitants of one municipality on the day of the list; `code` is "" where only the name is given."""

    code: str
    name: str
    inhabitants: int
