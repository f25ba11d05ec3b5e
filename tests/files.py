"""Files that pages give, as the tests read them."""

import csv

from django.http import HttpResponse


def lines_of(response: HttpResponse) -> list[dict[str, str]]:
    """The lines of a CSV file, each by the names in its head."""
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(response.content.decode().splitlines()))
