"""What a document is made of, whatever file it becomes: headings, paragraphs, tables, pictures, lists.

The same blocks are written as ODT (`housing.exports.odt`) and, by a template, as HTML for a page or a PDF.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from housing.charts.drawing import Drawing

#: Rows of a table that stays together on one page.
SHORT = 14


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. `url` makes it a link; `name` is where others can link to, in a page."""

    text: str
    is_bold: bool = False
    url: str = ""
    name: str = ""


class Style(StrEnum):
    """What a paragraph is; documents give each a named style."""

    TEXT = "text"
    ADDRESS = "address"
    SIGNATURE = "signature"
    SMALL = "small"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the document. `starts_page` for an annex."""

    text: str
    level: int = 2
    starts_page: bool = False
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs. `name` says which part of the document it is, for pages."""

    runs: tuple[Run, ...]
    style: Style = Style.TEXT
    name: str = ""
    kind: str = "paragraph"

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `is_number` puts it on the right. `name` is where others can link to, in a page."""

    text: str
    is_number: bool = False
    url: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row that repeats on every page; the first cell of a row names it.

    `foot` is the row of sums, empty for none. `widths` of the columns, relative to each other.
    """

    caption: str
    headers: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()
    widths: tuple[int, ...] = ()
    kind: str = "table"

    @property
    def is_short(self) -> bool:
        """Whether it fits a page well, so that it need not be split."""
        return len(self.rows) <= SHORT


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its caption."""

    drawing: Drawing
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    items: tuple[tuple[Run, ...], ...]
    kind: str = "bullets"


Block = Heading | Paragraph | Table | Picture | Bullets


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be written as a file.

    `moment` dates the file, so that the same document always gives the same bytes. `footer` stands on every
    page beside its number. `about` are facts for its properties, by name.
    """

    title: str
    subject: str
    creator: str
    moment: datetime
    footer: str
    blocks: tuple[Block, ...]
    language: str = "nl-NL"
    about: Mapping[str, str] = field(default_factory=dict)
