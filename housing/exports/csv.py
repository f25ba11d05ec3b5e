"""Tables as files: UTF-8, comma, plain numbers, headers that machines can rely on."""

import csv
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any, Protocol

from django.http import HttpResponse


class Rows(Protocol):
    """What can go out as a file: a table, or the data of a chart."""

    @property
    def rows(self) -> Iterable[Any]:
        """Rows, each with its `record`."""

    @property
    def export_columns(self) -> Mapping[str, Callable[[Any], object]]:
        """Machine headers, each with a function from a record to a plain value."""


def csv_response(table: Rows, filename: str) -> HttpResponse:
    """The rows of a table as a download, in the order of the screen.

    The table says what goes out: `export_columns` maps a machine header to a function of a row's record, so
    that the file holds the figures of the screen, unformatted.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.export_columns)
    for row in table.rows:
        writer.writerow([value(row.record) for value in table.export_columns.values()])
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
