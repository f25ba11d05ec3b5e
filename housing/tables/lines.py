"""Files of rows that are no table on the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file."""

    record: Any


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of a file that is no table on the screen."""

    rows: tuple[Record, ...]
    export_columns: Mapping[str, Callable[[Any], object]]
