"""Half-years of the demonstration that are closed, opened again: for tests that correct them later."""

from django.db import connection


def open_half_years() -> None:
    """Let closed half-years take postings; the database itself would never, so its triggers are off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE housing_targetperiod DISABLE TRIGGER USER")
        cursor.execute("UPDATE housing_targetperiod SET closed_at = NULL")
        cursor.execute("ALTER TABLE housing_targetperiod ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
