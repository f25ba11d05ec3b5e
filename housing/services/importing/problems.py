"""What is wrong with files: each problem with its place, value and remedy, all of them in one go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

#: So many problems are told; beyond that they are counted.
TOLD = 100
VALUE_LENGTH = 40


class CellError(ValueError):
    """A value that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; `number` tells the files of one call apart. Line 0 is the file as a whole."""

    number: int
    file: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `str()` is the finished sentence."""

    place: Place
    column: str
    value: str | None
    message: str

    def __str__(self) -> str:
        where = [printable(self.place.file)]
        if self.place.line:
            where.append(_("regel %(line)d") % {"line": self.place.line})
        if self.column:
            where.append(_("kolom %(column)s") % {"column": self.column})
        shown = "" if self.value is None else f"“{printable(self.value)}”: "
        return f"{', '.join(where)}: {shown}{self.message}"


class ImportRefusedError(Exception):
    """Nothing was posted. `problems` holds the first, in order of place; `count` is how many there are."""

    def __init__(self, problems: list[Problem], count: int) -> None:
        self.problems = problems
        self.count = count
        super().__init__("\n".join(str(problem) for problem in problems))


class Problems:
    """Collects what is wrong while reading goes on."""

    def __init__(self) -> None:
        self.told: list[Problem] = []
        self.count = 0

    @property
    def is_full(self) -> bool:
        """Whether a further problem would only be counted."""
        return self.count >= TOLD

    def add(self, place: Place, message: str, *, column: str = "", value: str | None = None) -> None:
        """Note a problem."""
        if not self.is_full:
            self.told.append(Problem(place, column, value, message))
        self.count += 1

    def refuse_if_any(self) -> None:
        """Raise `ImportRefusedError` when something is wrong."""
        if self.count:
            raise ImportRefusedError(sorted(self.told, key=lambda problem: problem.place), self.count)


def printable(text: str) -> str:
    """A value of a file, safe and short enough to show."""
    short = text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)
