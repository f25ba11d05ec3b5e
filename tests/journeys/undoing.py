"""Journeys that change what others rest on: afterwards the demonstration is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.caches import forget_versions
from tests.conftest import TABLES

SCHEMA = "before_journey"


@contextmanager
def all_undone() -> Iterator[None]:
    """Set every table aside, and put it back at the end."""
    _copy()
    try:
        yield
    finally:
        _put_back()
        forget_versions()


def _copy() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _tables():
            cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE public."{table}"')


def _put_back() -> None:
    """Triggers are off meanwhile."""
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in tables:
            cursor.execute(f'INSERT INTO public."{table}" TABLE {SCHEMA}."{table}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return sorted(name for (name,) in cursor.fetchall())
