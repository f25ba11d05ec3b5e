"""The state of the journal, its clock, and the place in it that a moment or a date stands for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from housing.models import GENESIS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class JournalState:
    """Head of the journal and the journal's clock, read in one query.

    `now` is the only clock of the system: the database's, or in a demonstration the demonstration's.
    `publications` changes with every publication and every withdrawal, `events` is the number of the last
    event; `half_years` are the codes of those that the ledger knows, in order of time.
    """

    seq: int
    hash: str
    recorded_at: datetime | None
    now: datetime
    is_demonstration: bool
    reference_version: int
    publications: int
    events: int
    half_years: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day in Amsterdam."""
        return self.now.astimezone(AMSTERDAM).date()


def journal_state() -> JournalState:
    """The journal as it is; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, hash, recorded_at, clock_timestamp() + coalesce(clock_offset, interval '0'),"
            " clock_offset IS NOT NULL, reference_version,"
            # The sum of their numbers also changes when two are made at once and the first is the last in.
            " (coalesce((SELECT sum(id) FROM housing_publication), 0)"
            " + 1000003 * coalesce((SELECT sum(id) FROM housing_withdrawal), 0))::bigint,"
            " (SELECT seq FROM housing_eventhead WHERE id = 1),"
            " ARRAY(SELECT code FROM housing_targetperiod ORDER BY code)"
            " FROM housing_journalhead WHERE id = 1"
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError("The journal has no head: run the migrations.")
    values: Any = (*row[:-1], tuple(row[-1]))
    return JournalState(*values)


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Amsterdam: what a date stands for in "stand per"."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM) - timedelta(microseconds=1)


def seq_at(moment: datetime) -> tuple[int, str]:
    """The number and hash of the last posting recorded at or before `moment`; (0, genesis) before the first.

    The answer for one moment is always the same: a posting gets its moment under the lock on the head, so
    when the head is already later than `moment` nothing earlier can still come; otherwise we wait for
    whoever holds that lock.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash, recorded_at FROM housing_journalhead WHERE id = 1")
        seq, digest, recorded_at = cursor.fetchone()
        if recorded_at is None or recorded_at <= moment:
            cursor.execute("SELECT seq, hash, recorded_at FROM housing_journalhead WHERE id = 1 FOR SHARE")
            seq, digest, recorded_at = cursor.fetchone()
            if recorded_at is None or recorded_at <= moment:
                return seq, digest
        cursor.execute(LAST_AT, {"moment": moment})
        return cursor.fetchone() or (0, GENESIS)


_TABLES = ("announcement", "interimtarget", "target", "adjustment", "placement", "coacount", "reportstep")

#: Moments follow the numbers, so each table's last line at a moment is found from its end backwards.
LAST_AT = (
    "SELECT seq, hash FROM ("
    + " UNION ALL ".join(
        f"(SELECT seq, hash FROM housing_{table} WHERE recorded_at <= %(moment)s ORDER BY recorded_at DESC,"
        " seq DESC LIMIT 1)"
        for table in _TABLES
    )
    + ") AS line ORDER BY seq DESC LIMIT 1"
)
