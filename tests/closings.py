"""Half-years to close in tests: the clock set to a day, and a closing from asking to confirming."""

from datetime import datetime

from django.db import connection

from housing.domain.periods import HalfYear
from housing.models import Closing, User
from housing.queries.areas import registry
from housing.queries.closing import Checklist, checklist
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services import closing

PERIOD = HalfYear(2022, 1)


def set_clock(moment: str) -> None:
    """Let the journal's clock run from a moment in Amsterdam ("2022-07-05 12:00"). In test code only."""
    at = datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE housing_journalhead DISABLE TRIGGER USER")
        cursor.execute("UPDATE housing_journalhead SET clock_offset = %s - clock_timestamp()", [at])
        cursor.execute("ALTER TABLE housing_journalhead ENABLE TRIGGER USER")


def listed(period: HalfYear = PERIOD) -> Checklist:
    """The checklist as it is now."""
    state = journal_state()
    return checklist(registry(state.reference_version), state, period)


def ask(by: User, period: HalfYear = PERIOD, remarks: str = "") -> Closing:
    """Ask to close what is seen now."""
    return closing.ask(by=by, period=period, remarks=remarks, seen_seq=journal_state().seq)


def closed(first: User, second: User, period: HalfYear = PERIOD, remarks: str = "") -> Closing:
    """Ask and confirm."""
    asked = ask(first, period, remarks)
    return closing.confirm(by=second, closing_id=asked.pk, seen_seq=journal_state().seq)
