"""The demonstration in the tests' database: made once per session, copied in within a moment after that."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from housing.services.demonstration.load import load_demonstration
from tests.caches import empty_caches
from tests.conftest import TABLES, put_database_back

SCHEMA = "demonstrated"
_made: set[str] = set()


def make_demonstration() -> None:
    """Load the demonstration, set a copy of it aside, and leave the database as it was.

    Once per database: who asks for it later in a session finds the copy.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_namespace WHERE nspname = %s", [SCHEMA])
        if cursor.fetchone() and connection.settings_dict["NAME"] in _made:
            return
    # Emptied anew: tables that hold nothing but what was rolled back, and were analysed since, are planned
    # for as if a statement found one row in them, and then loading takes an hour.
    put_database_back()
    load_demonstration()
    _made.add(connection.settings_dict["NAME"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _tables():
            cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE public."{table}"')
    put_database_back()


@transaction.atomic
def put_demonstration() -> None:
    """Make every table hold the demonstration, its clock running; triggers are off meanwhile."""
    tables = _tables()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in tables:
            cursor.execute(f'INSERT INTO public."{table}" TABLE {SCHEMA}."{table}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')
        # The caller's transaction may go on: rules that hold at commit must wait for it again.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Only these: the catalogue of a server is shared with other runs, which would wait for this one.
        cursor.execute("ANALYZE " + ", ".join(f'public."{table}"' for table in tables))


@contextmanager
def demonstration_rolled_back() -> Iterator[None]:
    """The demonstration for as long as this lasts, in a transaction that is rolled back after it."""
    with transaction.atomic():
        put_demonstration()
        yield
        transaction.set_rollback(True)
    empty_caches()


@contextmanager
def demonstration_committed() -> Iterator[None]:
    """The demonstration for as long as this lasts, so that other connections see it too."""
    put_demonstration()
    try:
        yield
    finally:
        put_database_back()
        empty_caches()


def plain_statics() -> override_settings:
    """Static files by their own names, straight from the source: nothing has to be collected first."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": storage},
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    )


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return sorted(name for (name,) in cursor.fetchall())
