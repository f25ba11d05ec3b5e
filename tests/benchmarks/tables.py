"""The tables that a run prints, and that `--write` puts into docs/performance.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


@dataclass
class Table:
    """Rows of text under a title; `name` marks its place in the document."""

    name: str
    title: str
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def markdown(self) -> str:
        """The table, with columns of one width: reads well as plain text too."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        numbers = [all(map(_is_number, column)) for column in zip(*self.rows, strict=True)]
        rule = [
            "-" * (width - is_right) + ":" * is_right for width, is_right in zip(widths, numbers, strict=True)
        ]
        lines = (self.header, rule, *self.rows)
        return "\n".join(f"| {' | '.join(_padded(cells, widths, numbers))} |" for cells in lines)


def _is_number(cell: str) -> bool:
    return not cell or cell[0].isdigit()


def _padded(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> Iterator[str]:
    for cell, width, is_right in zip(cells, widths, numbers, strict=True):
        yield cell.rjust(width) if is_right else cell.ljust(width)


def write(parts: dict[str, str], document: Path = DOCUMENT) -> None:
    """Put each part between its marks in the document; raises ValueError when a mark is missing."""
    text = document.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"{document.name} has no place for {name!r}")
        text = f"{before}{begin}{part}\n{end}{after}"
    document.write_text(text, encoding="utf-8")
