"""Mail about reviews: to the editors of a municipality, and to whoever asked for a correction."""

from django.db.models import Q
from django.urls import reverse

from housing.domain.roles import Role
from housing.models import CorrectionRequest, Mail, Report, User
from housing.queries.journal import JournalState
from housing.services.mailing import owe, sign_in_link


def tell_editors(report: Report, reason: str, state: JournalState) -> None:
    """Owe every editor of the municipality a message that a month was returned or reopened."""
    path = reverse("entry", args=[report.municipality.slug, report.calendar_month.half_year])
    for editor in editors_of(report.municipality_id, state):
        owe(
            kind=Mail.Kind.RETURNED,
            key=f"report {report.pk} version {report.version}",
            template="returned",
            context={
                "municipality": report.municipality.name,
                "month": report.calendar_month,
                "is_reopened": report.state == Report.State.REOPENED,
                "reason": reason,
                "url": sign_in_link(path),
            },
            user=editor,
        )


def tell_asker(request: CorrectionRequest, state: JournalState) -> None:
    """Owe whoever asked for a correction a message about the decision.

    Who no longer enters for the municipality is not told any more; its present editors are.
    """
    report = request.report
    editors = editors_of(report.municipality_id, state)
    for editor in [request.asked_by] if request.asked_by in editors else editors:
        owe(
            kind=Mail.Kind.CORRECTION,
            key=f"correction {request.pk}",
            template="correction",
            context={
                "municipality": report.municipality.name,
                "month": report.calendar_month,
                "is_accepted": request.state == CorrectionRequest.State.ACCEPTED,
                "reason": request.decision_reason,
                "url": sign_in_link(
                    reverse("correction", args=[report.municipality.slug, report.calendar_month])
                ),
            },
            user=editor,
        )


def editors_of(code: str, state: JournalState) -> list[User]:
    """The active people who may enter for a municipality today; one query."""
    return list(
        User.objects.filter(
            Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=state.today),
            memberships__role=Role.MUNICIPALITY_EDITOR.value,
            memberships__municipality_id=code,
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )
