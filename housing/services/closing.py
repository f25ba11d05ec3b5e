"""Closing half-years: one manager asks, another confirms; it locks the half-year and publishes its figures.

Closing posts nothing: the next opening is derived. Lock order: the half-year, its closing, the head of the
journal, the head of the events.
"""

from datetime import date

from django.db import transaction
from django.db.models import F

from housing import access, formatting
from housing.access import NotAllowedError
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.models import Closing, JournalHead, Publication, TargetPeriod, User
from housing.queries.areas import registry
from housing.queries.closing import Checklist, changed_since, checklist
from housing.queries.closing_states import earlier_open, period_states
from housing.queries.journal import JournalState, journal_state
from housing.services import closing_mail, events
from housing.services.closing_texts import publication_remarks, publication_title
from housing.services.publishing import publish

LONGEST_REMARKS = 2000

State = Closing.State


class ClosingError(DomainError):
    """A half-year that cannot be closed; the message says why and what to do."""


class ClosingChangedError(ClosingError):
    """Figures or the checklist are no longer as they were shown."""


@transaction.atomic
def ask(*, by: User, period: HalfYear, remarks: str, seen_seq: int, seen_open: str | None = None) -> Closing:
    """Ask to close a half-year that is over; the other managers get mail.

    `seen_seq` is the position that was shown, `seen_open` the `Checklist.digest`. Before the last due date
    has passed a remark is needed. Raises `ClosingError` when the half-year is not over, closed, asked for
    already, or follows one that is open; `ClosingChangedError` when it is not as it was shown.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    _locked(period)
    text = remarks.strip()
    _check_remarks(text)
    _check_time(state, period, text)
    if Closing.objects.filter(period=period.code, state=State.ASKED).exists():
        raise ClosingError(
            gettext_noop(
                "Er is al gevraagd om dit halfjaar af te sluiten. Een tweede beheerder bevestigt dat."
            )
        )
    found = _as_seen(state, period, seen_seq, seen_open)
    closing = Closing.objects.create(
        period_id=period.code,
        remarks=text,
        left_open={"asked_seq": state.seq, **found.stored()},
        asked_by=by,
        asked_at=state.now,
    )
    closing_mail.tell_managers(closing, found, state)
    events.record(
        "closing.asked", by=by, period=period.code, new={"left_open": found.count}, texts={"remarks": text}
    )
    return closing


@transaction.atomic
def confirm(*, by: User, closing_id: int, seen_seq: int, seen_open: str | None = None) -> Closing:
    """Close the half-year that another manager asked to close: lock it and publish its figures.

    Whoever is changing a month of it is waited for, and then figures are not as shown. The publication names
    what was left open. Coordinators and managers get mail. Raises `ClosingError` for whoever asked, and when
    it was withdrawn or confirmed meanwhile; `ClosingChangedError` when it is not as it was shown.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    closing = _locked_closing(closing_id)
    period = HalfYear.parse(closing.period_id)
    if closing.asked_by_id == by.pk:
        raise ClosingError(
            gettext_noop(
                "U hebt zelf om het afsluiten gevraagd. Een andere beheerder moet het bevestigen: "
                "zo kijken er altijd twee mensen naar."
            )
        )
    # Under the head's lock nobody posts, and none can come between these figures and the publication.
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    _check_time(state, period, closing.remarks)
    found = _as_seen(state, period, seen_seq, seen_open)
    TargetPeriod.objects.filter(code=period.code).update(closed_at=state.now)
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    closing.publication = publish(
        title=publication_title(period, state.today),
        kind=Publication.Kind.CLOSE,
        known_on=state.now,
        remarks=publication_remarks(registry(state.reference_version), found, closing.remarks),
        by=by,
    )
    closing.left_open = found.stored()
    _decide(closing, State.CONFIRMED, by, state)
    closing_mail.tell_everybody(closing, found, state)
    events.record(
        "closing.confirmed",
        by=by,
        period=period.code,
        new={"publication": closing.publication.slug, "left_open": found.count},
    )
    return closing


@transaction.atomic
def withdraw(*, by: User, closing_id: int) -> Closing:
    """Take back that somebody asked to close a half-year; whoever asked or another manager may.

    Raises `ClosingError` when it was confirmed or withdrawn already.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    closing = _locked_closing(closing_id)
    _decide(closing, State.WITHDRAWN, by, state)
    events.record("closing.withdrawn", by=by, period=closing.period_id)
    return closing


def _locked(period: HalfYear) -> TargetPeriod:
    """The row of the half-year: whoever changes months in it is done, or waits (`half_years.hold`)."""
    row = TargetPeriod.objects.select_for_update(no_key=True).filter(code=period.code).first()
    if row is None:
        raise ClosingError(gettext_noop("Dit halfjaar staat niet in het systeem. Kies er een uit de lijst."))
    if row.closed_at is not None:
        raise ClosingError(gettext_noop("Dit halfjaar is al afgesloten. Er is niets veranderd."))
    return row


def _locked_closing(closing_id: int) -> Closing:
    """A closing that waits, with its half-year, both locked."""
    found = Closing.objects.filter(pk=closing_id).first()
    if found is None:
        raise NotAllowedError(Permission.STEER.value)
    if found.state == State.ASKED:
        TargetPeriod.objects.select_for_update(no_key=True).get(code=found.period_id)
        found = Closing.objects.select_for_update().get(pk=closing_id)
    if found.state != State.ASKED:
        raise ClosingError(
            gettext_noop("Dit halfjaar is intussen al afgesloten. Er is niets veranderd.")
            if found.state == State.CONFIRMED
            else gettext_noop("De vraag om af te sluiten is intussen ingetrokken. Er is niets veranderd.")
        )
    return found


def _check_remarks(text: str) -> None:
    if len(text) > LONGEST_REMARKS:
        raise ClosingError(
            gettext_noop("De opmerking is te lang. Gebruik hoogstens %(most)s tekens."), most=LONGEST_REMARKS
        )


def _check_time(state: JournalState, period: HalfYear, remarks: str) -> None:
    """Refuse a half-year that is not over, or follows one that is open; early only with a remark."""
    states = period_states(state)
    due_on = next((each.last_due_on for each in states if each.period == period), period.ends_on)
    earlier = earlier_open(states, period)
    if state.today <= period.ends_on:
        raise ClosingError(
            gettext_noop("Dit halfjaar loopt nog tot en met %(day)s. Sluit het daarna af."),
            day=_day(period.ends_on),
        )
    if earlier is not None:
        raise ClosingError(
            gettext_noop("De %(period)s is nog niet afgesloten. Sluit die eerst af."),
            period=formatting.half_year(earlier.period, "nl"),
        )
    if state.today <= due_on and not remarks:
        raise ClosingError(
            gettext_noop(
                "Gemeenten kunnen nog indienen tot en met %(day)s. "
                "Schrijf in de opmerking waarom u daar niet op wacht."
            ),
            day=_day(due_on),
        )


def _as_seen(state: JournalState, period: HalfYear, seen_seq: int, seen_open: str | None) -> Checklist:
    """The checklist now; `ClosingChangedError` when it or the figures are not as they were shown."""
    found = checklist(registry(state.reference_version), state, period)
    if changed_since(seen_seq, period) or seen_open not in (None, found.digest):
        raise ClosingChangedError(
            gettext_noop(
                "Er is iets veranderd sinds u de pagina opende. U ziet nu de nieuwe cijfers: bekijk ze en "
                "besluit dan."
            )
        )
    return found


def _decide(closing: Closing, outcome: "State", by: User, state: JournalState) -> None:
    closing.state = outcome
    closing.decided_by, closing.decided_at = by, state.now
    closing.save()


def _day(day: date) -> str:
    return formatting.date(day, "nl")
