"""Reviewing reports: approving them as they were reviewed, returning and reopening them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Greatest

from housing import access
from housing.access import NotAllowedError
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import HalfYear
from housing.domain.reporting import ReportState, Step, after
from housing.domain.roles import Permission
from housing.models import JournalHead, Report, ReviewLook, TargetPeriod, User
from housing.queries.areas import Area, registry
from housing.queries.comparisons import compared
from housing.queries.journal import JournalState, journal_state
from housing.services import review_mail
from housing.services.half_years import hold
from housing.services.posting import ensure_periods
from housing.services.report_steps import Taken, locked, take

LONGEST_REASON = 2000


class ReviewError(DomainError):
    """A decision that cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of reports that were to be approved.

    `changed` are no longer as they were reviewed; `blocked` differ from COA's count without explanation;
    `already` were approved, as reviewed, before.
    """

    approved: tuple[Report, ...] = ()
    changed: tuple[Report, ...] = ()
    blocked: tuple[Report, ...] = ()
    already: tuple[Report, ...] = ()


@transaction.atomic
def approve(*, by: User, province: Area, reviewed: Mapping[int, int]) -> Approval:
    """Approve reports of a province as they were reviewed: `reviewed` gives the submission seen of each.

    Those that were submitted anew, withdrawn or returned since, and those with an unexplained difference from
    COA's count, are left as they are; the others go through. Raises `ReviewError` when the half-year of one
    was closed, `NotAllowedError` when one of them is not of this province.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    reports = _locked_of(province, state, reviewed, holding=True)
    _must_be_open(
        reports,
        gettext_noop(
            "Dit halfjaar is afgesloten: maanden worden niet meer goedgekeurd. Wat voorlopig was, blijft "
            "zo heten; een fout wordt met een correctie hersteld."
        ),
    )
    same = [report for report in reports if report.submission == reviewed[report.pk]]
    waiting = [report for report in same if report.report_state.waits_for_review]
    already = [report for report in same if report.report_state is ReportState.APPROVED]
    # Under the head's lock no overview of COA can come in between the comparison and the approval.
    seq = JournalHead.objects.select_for_update().get(id=1).seq
    beside = compared(seq, waiting)
    good = [report for report in waiting if not beside[report.pk].is_open]
    for report in good:
        report.is_compared = beside[report.pk].coa is not None
        report.review_reason = ""
    take([Taken(report, Step.APPROVE) for report in good], by=by, now=state.now)
    handled = {report.pk for report in (*waiting, *already)}
    return Approval(
        approved=tuple(good),
        changed=tuple(report for report in reports if report.pk not in handled),
        blocked=tuple(report for report in waiting if beside[report.pk].is_open),
        already=tuple(already),
    )


@transaction.atomic
def send_back(*, by: User, province: Area, report_id: int, submission: int, reason: str) -> Report:
    """Return a submitted report to the municipality, as it was reviewed, with a reason; editors get mail.

    Raises `ReviewError` without a reason, when it was submitted anew since, and after the half-year was
    closed; `StepError` when it is not waiting for review.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    [report] = _locked_of(province, state, [report_id], holding=True)
    reason = checked_reason(reason)
    after(report.report_state, Step.RETURN)
    if report.submission != submission:
        raise ReviewError(
            gettext_noop(
                "De gemeente heeft deze maand intussen opnieuw ingediend. Bekijk de nieuwe opgave "
                "en besluit dan."
            )
        )
    _must_be_open(
        [report],
        gettext_noop(
            "Dit halfjaar is afgesloten: de gemeente kan de maand niet meer wijzigen. "
            "Een fout wordt met een correctie hersteld, die in het lopende halfjaar wordt geboekt."
        ),
    )
    report.review_reason = reason
    take([Taken(report, Step.RETURN, texts={"reason": reason})], by=by, now=state.now)
    review_mail.tell_editors(report, reason, state)
    return report


@transaction.atomic
def reopen(*, by: User, province: Area, report_id: int, reason: str) -> Report:
    """Open an approved report again, so that the municipality can change it; editors get mail.

    Raises `ReviewError` without a reason and after the half-year was closed, `StepError` when it is not
    approved.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    [report] = _locked_of(province, state, [report_id], holding=True)
    reason = checked_reason(reason)
    after(report.report_state, Step.REOPEN)
    _must_be_open(
        [report],
        gettext_noop(
            "Dit halfjaar is afgesloten: een maand kan niet meer worden heropend. "
            "Laat de gemeente een correctie aanvragen; die wordt in het lopende halfjaar geboekt."
        ),
    )
    report.review_reason = reason
    take([Taken(report, Step.REOPEN, texts={"reason": reason})], by=by, now=state.now)
    review_mail.tell_editors(report, reason, state)
    return report


@transaction.atomic
def mark_seen(*, by: User, province: Area, period: HalfYear, seq: int | None = None) -> None:
    """Remember that somebody has seen the queue up to a place in the journal (empty: up to now).

    It never goes back. Only what the person sees as changed depends on it, so that no event is written.
    """
    state = journal_state()
    access.require(by, Permission.REVIEW, province=province, state=state)
    ensure_periods([period])
    place = state.seq if seq is None else max(0, min(seq, state.seq))
    look, is_new = ReviewLook.objects.get_or_create(
        user=by,
        province_id=province.code,
        period_id=period.code,
        defaults={"seq": place, "looked_at": state.now},
    )
    if not is_new:
        ReviewLook.objects.filter(pk=look.pk).update(seq=Greatest("seq", place), looked_at=state.now)


def checked_reason(reason: str) -> str:
    """The reason without white space around it; `ReviewError` when it is empty or too long."""
    text = reason.strip()
    if not text:
        raise ReviewError(gettext_noop("Geef een reden: de gemeente leest die terug."))
    if len(text) > LONGEST_REASON:
        raise ReviewError(
            gettext_noop("De reden is te lang. Gebruik hoogstens %(most)s tekens."), most=LONGEST_REASON
        )
    return text


def _locked_of(
    province: Area, state: JournalState, ids: Iterable[int], *, holding: bool = False
) -> list[Report]:
    """The reports, locked; `NotAllowedError` when one does not exist or is not of the province.

    `holding` keeps their half-years from being closed meanwhile.
    """
    wanted = set(ids)
    if holding:
        hold(Report.objects.filter(pk__in=wanted).values_list("period_id", flat=True))
    members = {area.code for area in registry(state.reference_version).members(province.code)}
    reports = locked(wanted)
    if len(reports) != len(wanted) or any(report.municipality_id not in members for report in reports):
        raise NotAllowedError(Permission.REVIEW.value)
    return reports


def _must_be_open(reports: Iterable[Report], why_not: str) -> None:
    """Refuse when a half-year of these was closed."""
    codes = {report.period_id for report in reports}
    if TargetPeriod.objects.filter(code__in=codes, closed_at__isnull=False).exists():
        raise ReviewError(why_not)
