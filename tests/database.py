"""The database from below the services: its own SQL, and what it checks at commit asked for at once."""

from collections.abc import Callable

from django.db import connection, transaction


def run(sql: str, *params: object) -> None:
    """Run a statement in a transaction of its own, so that a refusal leaves the rest alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def check_now() -> None:
    """Check at once what is checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def commit_after(change: Callable[[], object]) -> None:
    """Make a change, then check at once what is checked at commit."""
    change()
    check_now()
