"""Databases of the benchmark's own: made at the start, switched between, removed at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from housing.services.reference import load_reference

EMPTY = "bench_empty"


class Databases:
    """Several databases of one server, of which the program sees one at a time."""

    def __init__(self) -> None:
        self._server = connections["default"]
        self._open: dict[str, BaseDatabaseWrapper] = {}

    def create(self, name: str, fill: Callable[[], None] | None = None) -> None:
        """Make a database with the tables and the reference data, and fill it; the program sees it then."""
        if EMPTY not in self._open:
            self._make(EMPTY, "template1")
            call_command("migrate", verbosity=0)
            load_reference()
            connections["default"].close()
        self._make(name, EMPTY)
        if fill:
            fill()
        with connections["default"].cursor() as cursor:
            # What autovacuum does within minutes, and what else would fall on one page and not on another.
            cursor.execute("VACUUM (ANALYZE)")

    def use(self, name: str) -> None:
        """Let the program see this database from now on."""
        connections["default"] = self._open[name]

    def version(self) -> str:
        """The server and how it is set, for the record."""
        with self._server.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version'), current_setting('fsync'),"
                " current_setting('shared_buffers'), current_setting('work_mem')"
            )
            version, fsync, buffers, memory = cursor.fetchone()
        return f"PostgreSQL {version} (fsync {fsync}, shared_buffers {buffers}, work_mem {memory})"

    def size(self) -> int:
        """Bytes of the database that the program sees."""
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def remove(self) -> None:
        """Drop what was made."""
        for name, connection in self._open.items():
            connection.close()
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._open.clear()
        connections["default"] = self._server
        self._server.close()

    def _make(self, name: str, template: str) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection = connections.create_connection("default")
        connection.settings_dict = {**connection.settings_dict, "NAME": name}
        self._open[name] = connection
        self.use(name)

    def _on_server(self, statement: str) -> None:
        with self._server.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def databases() -> Iterator[Databases]:
    """Databases that are gone afterwards."""
    made = Databases()
    try:
        yield made
    finally:
        made.remove()
