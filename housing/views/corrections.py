"""The page on which a municipality asks to correct a month that is final."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import Month
from housing.domain.reporting import Counts
from housing.domain.roles import Permission
from housing.forms.entry import KINDS
from housing.forms.review import CorrectionFields, read_number
from housing.models import CorrectionRequest, Report
from housing.queries.areas import Area, registry
from housing.queries.corrections import Change, Effect, Standing, effect, is_outdated, month_standing
from housing.services import corrections


@requires(Permission.ENTER, area="municipality")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: Visit, slug: str, month: Month) -> HttpResponse:
    """Ask for a correction: fill in, see the effect, send; or take the request back."""
    state = request.journal
    area = registry(state.reference_version).municipality(slug)
    if area is None or not area.exists_in(month) or month.first_day > state.today:
        raise Http404
    if request.method != "POST":
        return _page(request, area, month)
    try:
        if request.POST.get("actie") == "intrekken":
            return _take_back(request, area, month)
        return _ask(request, area, month)
    except DomainError as error:
        return _page(request, area, month, CorrectionFields.read(request.POST), error=error, status=422)


def _ask(request: Visit, area: Area, month: Month) -> HttpResponse:
    """Show the effect of what was filled in; send it when that effect was shown."""
    fields = CorrectionFields.read(request.POST)
    if not fields.is_valid:
        return _page(request, area, month, fields, has_errors=True, status=422)
    if request.POST.get("actie") != "versturen" or request.POST.get("getoond") != fields.digest:
        return _page(request, area, month, fields, is_preview=True)
    corrections.ask(
        by=user_of(request),
        municipality=area,
        month=month,
        counts=fields.counts,
        reason=fields.reason,
        submission=fields.submission,
    )
    messages.success(request, _("De correctie is aangevraagd. U krijgt bericht als de provincie besluit."))
    return HttpResponseRedirect(reverse("correction", args=[area.slug, month]))


def _take_back(request: Visit, area: Area, month: Month) -> HttpResponse:
    number = read_number(request.POST.get("aanvraag", "")) or 0
    corrections.take_back(by=user_of(request), municipality=area, request_id=number)
    messages.success(request, _("De aanvraag is ingetrokken. De maand blijft zoals zij was."))
    return HttpResponseRedirect(reverse("correction", args=[area.slug, month]))


def _page(
    request: Visit,
    area: Area,
    month: Month,
    fields: CorrectionFields | None = None,
    *,
    error: DomainError | None = None,
    has_errors: bool = False,
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    report, now = month_standing(area.code, month)
    shown = fields or CorrectionFields.of(now.counts, report.submission)
    asked = _requests(report)
    open_one = next((row for row in asked if row.state == CorrectionRequest.State.OPEN), None)
    outdated = open_one is not None and is_outdated(open_one, report, is_closed=now.is_closed)
    context: dict[str, Any] = {
        "area": area,
        "month": month,
        "now": request.journal.now,
        "nav_active": "municipalities",
        "standing": now,
        "fields": shown,
        "rows": [
            (kind, getattr(now.counts, kind), shown.typed[kind], shown.errors.get(kind)) for kind in KINDS
        ],
        "error": error,
        "has_errors": has_errors,
        "preview": _effect(request, area, month, now, shown.counts) if is_preview else None,
        "open_one": open_one,
        "open_is_outdated": outdated,
        "open_effect": (
            _effect(request, area, month, now, open_one.counts) if open_one and not outdated else None
        ),
        "decided": [row for row in asked if row.state != CorrectionRequest.State.OPEN],
        "may_ask": now.is_final and (open_one is None or outdated),
        "crumbs": [
            (_("Invoer"), reverse("entry", args=[area.slug, month.half_year])),
        ],
    }
    return render(request, "review/correction.html", context, status=status)


def _requests(report: Report) -> list[CorrectionRequest]:
    if report.pk is None:
        return []
    return list(report.corrections.select_related("asked_by", "decided_by"))


def _effect(request: Visit, area: Area, month: Month, now: Standing, new: Counts) -> Effect:
    state = request.journal
    change = Change(area, month, now.counts, new, now.is_closed)
    return effect(registry(state.reference_version), state, change)
