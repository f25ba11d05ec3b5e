"""When months open and are due: exceptions for one municipality, and lead times of a whole half-year."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from housing import access
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import LeadTimes
from housing.domain.roles import Permission
from housing.models import DueDateException, JournalHead, TargetPeriod, User
from housing.queries.areas import Area
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.posting import ensure_periods

#: An exception lies at most this many days after the usual due date.
LONGEST_EXCEPTION = 60
LONGEST_REASON = 2000


class LeadTimeError(DomainError):
    """A due date that cannot be; the message says why and what to do."""


@transaction.atomic
def grant_exception(
    *, by: User, municipality: Area, month: Month, due_on: date, reason: str
) -> DueDateException:
    """Give one municipality another due date for one month, or change the one that it had.

    Raises `LeadTimeError` when the day is not after the usual one or over 60 days after it, without a reason,
    for a month in which the municipality did not exist, and after the half-year was closed.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, municipality=municipality, state=state)
    period = _locked_period(month.half_year)
    reason = reason.strip()
    _check_exception(period, municipality, month, due_on, reason)
    before = DueDateException.objects.filter(municipality_id=municipality.code, month=month.first_day).first()
    granted, _ = DueDateException.objects.update_or_create(
        municipality_id=municipality.code,
        month=month.first_day,
        defaults={"due_on": due_on, "reason": reason, "granted_by": by, "granted_at": state.now},
    )
    events.record(
        "exception.granted",
        by=by,
        municipality=municipality.code,
        period=period.code,
        month=month.first_day,
        old={"due_on": before.due_on.isoformat()} if before else {},
        new={"due_on": due_on.isoformat()},
        texts={"reason": reason},
    )
    return granted


@transaction.atomic
def revoke_exception(*, by: User, municipality: Area, month: Month) -> None:
    """Make the usual due date hold again.

    Raises `LeadTimeError` when there is no exception any more, and after the half-year was closed: what was
    in time by it stays so.
    """
    access.require(by, Permission.REVIEW, municipality=municipality)
    period = _locked_period(month.half_year)
    found = DueDateException.objects.filter(municipality_id=municipality.code, month=month.first_day).first()
    if found is None:
        raise LeadTimeError(gettext_noop("Deze uitzondering is er niet meer. Er is niets veranderd."))
    _must_be_open(period)
    found.delete()
    events.record(
        "exception.revoked",
        by=by,
        municipality=municipality.code,
        period=period.code,
        month=month.first_day,
        old={"due_on": found.due_on.isoformat()},
    )


@transaction.atomic
def set_lead_times(*, by: User, period: HalfYear, opens_before: int, due_day: int) -> TargetPeriod:
    """Set when the months of a half-year open and are due, for the whole country.

    Only before the first due date of the half-year, old and new, has passed: what was in time stays so.
    Pages that were kept learn of it by the `reference_version` of the journal's head.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    if not 0 <= opens_before <= 31 or not 1 <= due_day <= 28:
        raise LeadTimeError(
            gettext_noop(
                "Een maand opent 0 tot en met 31 dagen voor haar einde, en moet binnen zijn op dag 1 tot "
                "en met 28 van de volgende maand."
            )
        )
    row = _locked_period(period)
    old, new = row.lead_times, LeadTimes(opens_before, due_day)
    if old == new:
        return row
    first = period.months[0]
    if min(old.due_on(first), new.due_on(first)) < state.today:
        raise LeadTimeError(
            gettext_noop(
                "De termijnen van dit halfjaar staan vast: de eerste uiterste dag is al voorbij. "
                "Geef gemeenten een uitzondering, of kies een later halfjaar."
            )
        )
    row.opens_before, row.due_day = opens_before, due_day
    row.save(update_fields=["opens_before", "due_day"])
    JournalHead.objects.select_for_update().get(id=1)
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    events.record(
        "lead_times.changed",
        by=by,
        period=period.code,
        old={"opens_before": old.opens_before, "due_day": old.due_day},
        new={"opens_before": opens_before, "due_day": due_day},
    )
    return row


def _locked_period(period: HalfYear) -> TargetPeriod:
    """The row of a half-year, locked for others that change it; postings to it go on."""
    ensure_periods([period])
    return TargetPeriod.objects.select_for_update(no_key=True).get(code=period.code)


def _must_be_open(period: TargetPeriod) -> None:
    if period.closed_at is not None:
        raise LeadTimeError(
            gettext_noop("Dit halfjaar is afgesloten: een andere termijn heeft geen zin meer.")
        )


def _check_exception(
    period: TargetPeriod, municipality: Area, month: Month, due_on: date, reason: str
) -> None:
    usual = period.lead_times.due_on(month)
    _must_be_open(period)
    if not municipality.exists_in(month):
        raise LeadTimeError(
            gettext_noop("%(name)s bestond in deze maand niet. Kies een andere maand of gemeente."),
            name=municipality.name,
        )
    if not usual < due_on <= usual + timedelta(days=LONGEST_EXCEPTION):
        raise LeadTimeError(
            gettext_noop(
                "De nieuwe uiterste dag moet na de gewone liggen en hoogstens %(days)s dagen later: "
                "kies een dag van %(first)s tot en met %(last)s."
            ),
            days=LONGEST_EXCEPTION,
            first=f"{usual + timedelta(days=1):%d-%m-%Y}",
            last=f"{usual + timedelta(days=LONGEST_EXCEPTION):%d-%m-%Y}",
        )
    if not reason or len(reason) > LONGEST_REASON:
        raise LeadTimeError(
            gettext_noop("Geef in het kort een reden (hoogstens %(most)s tekens)."), most=LONGEST_REASON
        )
