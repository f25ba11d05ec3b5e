"""Corrections of months that are final: asked for by a municipality, decided by its province."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from housing import access, formatting
from housing.access import NotAllowedError
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts
from housing.domain.roles import Permission
from housing.models import Adjustment, CorrectionRequest, Placement, Report, TargetPeriod, User
from housing.queries.areas import Area, registry
from housing.queries.comparisons import compared
from housing.queries.corrections import Change, Standing, bookings, is_outdated, standing
from housing.queries.journal import JournalState, journal_state
from housing.services import events, review_mail
from housing.services.correction_rules import LONGEST_REASON, CorrectionError, already, check, reason_of
from housing.services.half_years import hold
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import correct, ensure_reports, locked

#: What stands with the postings; the words of people stand in the request and the log.
OPEN_REASON = gettext_noop("Correctie van een goedgekeurde maand")
CLOSED_REASON = gettext_noop("Correctie na afsluiting van het halfjaar")

State = CorrectionRequest.State


@transaction.atomic
def ask(
    *,
    by: User,
    municipality: Area,
    month: Month,
    counts: Counts,
    reason: str,
    submission: int | None = None,
) -> CorrectionRequest:
    """Ask to change what a final month counts. One request per month can be open.

    `submission` is the one that the asker saw, when known. A request that the month has overtaken makes room
    for the new one. Raises `CorrectionError` when the month is not final, nothing would change, or without a
    reason.
    """
    state = journal_state()
    access.require(by, Permission.ENTER, municipality=municipality, state=state)
    report = _locked_month(municipality, month)
    period = TargetPeriod.objects.get(code=report.period_id)
    now = standing(report, period.closed_at)
    check(now, counts, submission is None or submission == report.submission)
    text = reason_of(reason)
    _make_room(report, by, state, is_closed=now.is_closed)
    request = CorrectionRequest.objects.create(
        report=report,
        submission=report.submission,
        home=counts.home or 0,
        transitional=counts.transitional or 0,
        hotel=counts.hotel or 0,
        reason=text,
        asked_at=state.now,
        asked_by=by,
    )
    _record("correction.asked", request, by, now, {"reason": text})
    return request


@transaction.atomic
def accept(
    *,
    by: User,
    province: Area,
    request_id: int,
    reason: str = "",
    booked_in: HalfYear | None = None,
) -> CorrectionRequest:
    """Grant a correction and post it as a dated difference; the asker gets mail.

    In an open half-year the month itself changes and stays approved. After the half-year was closed the month
    stays as it was, also when nobody had approved or reported it, and the difference is a correction in the
    running half-year. `booked_in` is the half-year
    that the reviewer was shown, when known. Raises `CorrectionError` when it was decided already, when the
    month was changed since, or when it would be booked elsewhere than was shown.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    request, report, closed_at = _locked_request(province, request_id, state)
    before = standing(report, closed_at)
    if is_outdated(request, report, is_closed=before.is_closed) or not before.is_final:
        raise CorrectionError(
            gettext_noop(
                "Deze maand is veranderd nadat de correctie was gevraagd. Wijs de aanvraag af; "
                "de gemeente kan een nieuwe doen als die nog nodig is."
            )
        )
    change = Change(
        registry(state.reference_version).municipalities[report.municipality_id],
        report.calendar_month,
        before.counts,
        request.counts,
        before.is_closed,
    )
    period, _ = bookings(registry(state.reference_version), state.today, change)
    if booked_in is not None and booked_in != period:
        raise CorrectionError(
            gettext_noop(
                "Deze correctie wordt intussen in een ander halfjaar geboekt. "
                "Bekijk het gevolg opnieuw en besluit dan."
            )
        )
    if before.is_closed:
        _book(change, state, by)
    else:
        report.is_compared = compared(state.seq, [report])[report.pk].coa is not None
        if report.submission == 0:
            _take_over(report, request)
        correct(report, request.counts, by=by, now=state.now, reason=OPEN_REASON)
    _decide(request, State.ACCEPTED, by, state, reason.strip()[:LONGEST_REASON])
    review_mail.tell_asker(request, state)
    _record("correction.accepted", request, by, before, {"decision": request.decision_reason})
    return request


@transaction.atomic
def refuse(*, by: User, province: Area, request_id: int, reason: str) -> CorrectionRequest:
    """Refuse a correction with a reason; the asker gets mail. `CorrectionError` when decided already."""
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    request, report, closed_at = _locked_request(province, request_id, state)
    _decide(request, State.REFUSED, by, state, reason_of(reason))
    review_mail.tell_asker(request, state)
    _record(
        "correction.refused",
        request,
        by,
        standing(report, closed_at),
        {"decision": request.decision_reason},
    )
    return request


@transaction.atomic
def take_back(*, by: User, municipality: Area, request_id: int) -> CorrectionRequest:
    """Withdraw one's municipality's request; `CorrectionError` when it was decided already."""
    state = journal_state()
    access.require(by, Permission.ENTER, municipality=municipality, state=state)
    request, report, closed_at = _locked_request(municipality, request_id, state)
    _decide(request, State.WITHDRAWN, by, state)
    _record("correction.withdrawn", request, by, standing(report, closed_at))
    return request


def _locked_month(municipality: Area, month: Month) -> Report:
    """The report of the month, locked; made when the month was imported and never reported here."""
    if not municipality.exists_in(month):
        raise CorrectionError(
            gettext_noop("%(name)s bestond in deze maand niet. Kies een andere maand."),
            name=municipality.name,
        )
    ensure_reports(municipality.code, [month])
    hold([month.half_year.code])
    report = Report.objects.get(municipality_id=municipality.code, month=month.first_day)
    return locked([report.pk])[0]


def _locked_request(
    area: Area, request_id: int, state: JournalState
) -> tuple[CorrectionRequest, Report, datetime | None]:
    """An open request of this area with its report, both locked, and when the half-year was closed."""
    found = CorrectionRequest.objects.filter(pk=request_id).select_related("report").first()
    areas = registry(state.reference_version)
    if found is None or area.code not in (
        found.report.municipality_id,
        areas.municipalities[found.report.municipality_id].province,
    ):
        raise NotAllowedError(Permission.REVIEW.value)
    hold([found.report.period_id])
    [report] = locked([found.report_id])
    request = CorrectionRequest.objects.select_for_update().get(pk=request_id)
    request.report = report
    if request.state != State.OPEN:
        raise CorrectionError(already(request))
    return request, report, TargetPeriod.objects.get(code=report.period_id).closed_at


def _make_room(report: Report, by: User, state: JournalState, *, is_closed: bool) -> None:
    """Withdraw an open request that the month has overtaken; any other open request is in the way."""
    open_one = report.corrections.select_for_update().filter(state=State.OPEN).first()
    if open_one is None:
        return
    if not is_outdated(open_one, report, is_closed=is_closed):
        raise CorrectionError(
            gettext_noop(
                "Voor deze maand is al een correctie gevraagd. Trek die eerst in, of wacht op het besluit."
            )
        )
    open_one.report = report
    _decide(open_one, State.WITHDRAWN, by, state)
    _record("correction.withdrawn", open_one, by, None)


def _take_over(report: Report, request: CorrectionRequest) -> None:
    """Make the report of an imported month an approved one, reported on the day of its import."""
    first = Placement.objects.filter(municipality_id=report.municipality_id, month=report.month)
    report.state = Report.State.APPROVED
    report.submitted_by = request.asked_by
    report.first_submitted_at = first.order_by("seq").values_list("recorded_at", flat=True).first()


def _book(change: Change, state: JournalState, by: User) -> None:
    """Book the difference in the running half-year, of an ended municipality with its successors."""
    period, parts = bookings(registry(state.reference_version), state.today, change)
    ensure_periods([period])
    reason = f"{CLOSED_REASON}, {formatting.month(change.month, 'nl')}"
    post(
        lines=[
            Adjustment(
                municipality_id=code,
                period_id=period.code,
                type=Adjustment.Type.CORRECTION,
                persons=persons,
                recorded_by=by,
                reason=reason,
            )
            for code, persons in parts.items()
        ]
    )


def _decide(
    request: CorrectionRequest, outcome: "State", by: User, state: JournalState, reason: str = ""
) -> None:
    request.state = outcome
    request.decided_at, request.decided_by, request.decision_reason = state.now, by, reason
    request.save()


def _record(
    action: str,
    request: CorrectionRequest,
    by: User,
    before: Standing | None,
    texts: dict[str, str] | None = None,
) -> None:
    """Log what was asked or decided: the values that counted, and those that were asked for."""
    events.record(
        action,
        by=by,
        report=request.report,
        old=_values(before.counts) if before else {},
        new={"request": request.pk, **_values(request.counts)},
        texts=texts,
    )


def _values(counts: Counts) -> dict[str, object]:
    return {"home": counts.home, "transitional": counts.transitional, "hotel": counts.hotel}
