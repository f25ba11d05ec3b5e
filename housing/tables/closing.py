"""Files of closing a half-year: the figures of every municipality as they are closed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from housing.queries.closing_figures import ClosingFigures, ClosingRow
from housing.tables.areas import COMPONENTS


@dataclass(frozen=True, slots=True)
class Line:
    """A row as files read it."""

    record: ClosingRow


class FiguresFile:
    """The municipalities with all components of their balance and their next opening."""

    export_columns: Mapping[str, Callable[[ClosingRow], object]] = {
        "code": lambda row: row.area.code,
        "name": lambda row: row.area.name,
        **{
            name: (lambda row, name=name: getattr(row.balance, name))  # type: ignore[misc]
            for name in COMPONENTS
        },
        "next_opening": lambda row: row.next_opening,
    }

    def __init__(self, figures: ClosingFigures) -> None:
        self._figures = figures

    @property
    def rows(self) -> Iterator[Line]:
        """A line per municipality, in order of name."""
        return (Line(row) for row in self._figures.municipalities)
