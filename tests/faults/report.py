"""The table of outcomes, on the screen and in docs/reliability.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from django.db import connection

from housing.local.places import CHECKOUT
from tests.faults.outcome import Outcome

DOCUMENT = CHECKOUT / "docs" / "reliability.md"
HEAD = ("| Trial | Rounds | Must hold | Found | |", "|---|---:|---|---|---|")
BEGIN, END = "<!-- table: made by `make faults` -->", "<!-- end of table -->"


def as_dict(outcome: Outcome) -> dict[str, object]:
    """For programs."""
    return asdict(outcome)


def table(outcomes: Sequence[Outcome]) -> str:
    """Markdown."""
    return "\n".join([*HEAD, *map(_row, outcomes)])


def write(outcomes: Sequence[Outcome]) -> None:
    """Put the lines, with what they were measured on, between the marks in the document.

    Lines of trials that were not tried this time stay as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    where = (
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"PostgreSQL {version} (fsync {fsync}); load generator, web server and database on one machine."
    )
    text = DOCUMENT.read_text()
    before, rest = text.split(BEGIN, 1)
    old, after = rest.split(END, 1)
    rows = {_name(line): line for line in old.splitlines() if line.startswith("| ") and line != HEAD[0]}
    rows |= {_name(row): row for row in map(_row, outcomes)}
    lines = "\n".join([*HEAD, *rows.values()])
    DOCUMENT.write_text(f"{before}{BEGIN}\n{where}\n\n{lines}\n{END}{after}")


def _row(outcome: Outcome) -> str:
    held = "held" if outcome.held else "**missed**"
    return f"| {outcome.what} | {outcome.rounds:,} | {outcome.must} | {outcome.found} | {held} |"


def _name(row: str) -> str:
    return row.split("|")[1].strip()
