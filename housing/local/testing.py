"""For pytest: a PostgreSQL of the tests' own, unless DATABASE_URL names one."""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg2
import pytest

from housing.local.places import data_folder, socket_folder
from housing.local.postgres import DATABASE, ROLE, Cluster, command_of
from housing.local.progress import Problem
from housing.local.sharing import running
from housing.local.surroundings import surround

SECRET_KEY = "for-the-tests-only"  # noqa: S105
open_until_the_end = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before anybody reads the settings."""
    try:
        address = os.environ.get("DATABASE_URL") or _start()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from None
    surround(address, secret_key=SECRET_KEY)
    return (yield)


def _start() -> str:
    """The address of a database name of this run's own, so that two runs do not meet."""
    cluster = Cluster(data_folder("postgres-test"), hasty=True)
    address = open_until_the_end.enter_context(running(cluster))
    _remove_leftovers(cluster)
    return address.replace(f"/{DATABASE}?", f"/run_{os.getpid()}?")


def _remove_leftovers(cluster: Cluster) -> None:
    """Remove the databases of runs that were killed."""
    connection = psycopg2.connect(
        dbname=DATABASE, user=ROLE, host=str(socket_folder(cluster.data)), port=5432
    )
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_run_[0-9]+$'")
        for (name,) in cursor.fetchall():
            if not command_of(int(name.removeprefix("test_run_"))):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# Not at the end of the session: a run that fails early has none.
atexit.register(open_until_the_end.close)
