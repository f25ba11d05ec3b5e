"""Running a statement of our own: the few that the ORM cannot say."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

Row = tuple[Any, ...]


def fetch(sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cast("list[Row]", cursor.fetchall())
