"""The demonstration's clock: the one setting that moves every moment and deadline of the system."""

from datetime import datetime

from django.db import connection


def start_demonstration_clock(*, at: datetime) -> None:
    """Make the journal's clock say `at` now and run on from there; only while the journal is empty.

    It stays in the database, so that it runs on through restarts. Raises the database's error when the
    journal holds postings already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE housing_journalhead SET clock_offset = %s - clock_timestamp() WHERE id = 1", [at]
        )
