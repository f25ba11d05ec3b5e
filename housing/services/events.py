"""Writing the log of what people change. Called by services, inside their transaction, as the last thing."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from django.conf import settings

from housing.models import Event, EventText, JournalHead, Report, User
from housing.queries.journal import journal_state

_address: ContextVar[str] = ContextVar("address", default="")

#: Kinds of text that are erased sooner than the others.
SHORT_LIVED = frozenset({"address"})


@contextmanager
def acting_from(address: str) -> Iterator[None]:
    """The network address from which whatever happens in here is done."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def record(
    action: str,
    *,
    by: User | None,
    report: Report | None = None,
    municipality: str | None = None,
    province: str | None = None,
    period: str | None = None,
    month: date | None = None,
    subject: User | None = None,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Event:
    """Add an event. `report` fills in municipality, period and month.

    `old` and `new` hold figures, states, codes and ISO dates, never names, addresses or free text: those go
    into `texts` (kind → text; empty ones are left out), which can be erased. The network address is added.
    `action` is "<thing>.<what happened>", for example "report.submitted".
    """
    if report is not None:
        municipality, period, month = report.municipality_id, report.period_id, report.month
    kept = {kind: text for kind, text in (texts or {}).items() if text}
    if _address.get():
        kept["address"] = _address.get()
    salts = {kind: secrets.token_hex(16) for kind in kept}
    event = Event.objects.create(
        action=action,
        actor=by,
        subject=subject,
        report=report,
        municipality_id=municipality,
        province_id=province,
        period_id=period,
        month=month,
        data={"old": dict(old or {}), "new": dict(new or {})},
        digests={kind: text_digest(salts[kind], text) for kind, text in kept.items()},
        journal_seq=JournalHead.objects.values_list("seq", flat=True).get(id=1),
    )
    today = journal_state().today
    EventText.objects.bulk_create(
        EventText(event=event, kind=kind, text=text, salt=salts[kind], expires_on=_expires(kind, today))
        for kind, text in kept.items()
    )
    return event


def text_digest(salt: str, text: str) -> str:
    """What the chain keeps of a text: useless for guessing it once salt and text are erased."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def _expires(kind: str, today: date) -> date:
    days = settings.ADDRESS_RETENTION_DAYS if kind in SHORT_LIVED else settings.TEXT_RETENTION_DAYS
    return today + timedelta(days=days)
