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
BEGIN, END = "<!-- table: made by `make faults` -->", "<!-- end of table -->"


def as_dict(outcome: Outcome) -> dict[str, object]:
    """For programs."""
    return asdict(outcome)


def table(outcomes: Sequence[Outcome]) -> str:
    """Markdown."""
    lines = ["| Trial | Rounds | Must hold | Found | |", "|---|---:|---|---|---|"]
    lines += [
        f"| {o.what} | {o.rounds:,} | {o.must} | {o.found} | {'held' if o.held else '**missed**'} |"
        for o in outcomes
    ]
    return "\n".join(lines)


def write(outcomes: Sequence[Outcome]) -> None:
    """Put the table, with what it was measured on, between the marks in the document."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    where = (
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"PostgreSQL {version} (fsync {fsync}); load generator, web server and database on one machine."
    )
    text = DOCUMENT.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{where}\n\n{table(outcomes)}\n{END}{after}")
