"""Official openings: hand in a list, see what it changes, book the differences; corrections by source."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing import formatting
from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.forms.closing import OpeningsForm, read_digest
from housing.forms.entry import clean_text
from housing.forms.review import read_number
from housing.models import Upload
from housing.queries.areas import registry
from housing.queries.closing_states import period_states
from housing.queries.openings import corrections_by_source
from housing.services import openings as services
from housing.services import uploads
from housing.services.openings import LONGEST_SOURCE, OpeningsError
from housing.templatetags.reviewing import error_text
from housing.views import closing_words
from housing.views.page import language


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: Visit, period: HalfYear) -> HttpResponse:
    """The corrections of a half-year by source; for managers a list to hand in, with its preview."""
    if request.method != "POST":
        return _page(request, period, number=read_number(request.GET.get("bestand", "")))
    if request.POST.get("actie") == "boeken":
        return _book(request, period)
    form = OpeningsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, period, form=form, status=422)
    try:
        services.refuse(period_states(request.journal), period)
        handed = form.cleaned_data["bestand"]
        upload = uploads.keep(
            by=user_of(request),
            kind=Upload.Kind.OPENINGS,
            about=period.code,
            name=handed.name,
            content=handed.read(),
        )
    except DomainError as error:
        form.add_error("bestand", error_text(error))
        return _page(request, period, form=form, status=422)
    query = urlencode({"bestand": upload.pk, "bron": clean_text(form.cleaned_data["bron"], LONGEST_SOURCE)})
    return HttpResponseRedirect(f"{reverse('openings', args=[period])}?{query}#voorbeeld")


def _book(request: Visit, period: HalfYear) -> HttpResponse:
    """Book what was shown."""
    number = read_number(request.POST.get("bestand", "")) or 0
    source = clean_text(request.POST.get("bron", ""), LONGEST_SOURCE)
    try:
        booked = services.import_openings(
            by=user_of(request),
            period=period,
            upload_id=number,
            source=source,
            seen=read_digest(request.POST.get("gezien", "")),
        )
    except DomainError as error:
        return _page(request, period, number=number, source=source, error=error_text(error), status=422)
    if booked.lines:
        messages.success(
            request,
            ngettext(
                "%(count)s correctie is geboekt, samen %(persons)s.",
                "%(count)s correcties zijn geboekt, samen %(persons)s.",
                booked.lines,
            )
            % {
                "count": formatting.number(booked.lines, language()),
                "persons": formatting.signed(booked.persons, language()),
            },
        )
    else:
        messages.success(request, _("Er was geen verschil: er is niets geboekt."))
    return HttpResponseRedirect(reverse("openings", args=[period]))


def _page(
    request: Visit,
    period: HalfYear,
    *,
    form: OpeningsForm | None = None,
    number: int | None = None,
    source: str | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    states = period_states(request.journal)
    if not services.can_have_openings(states, period):
        raise Http404(_("Dit halfjaar staat niet in het systeem."))
    areas = registry(request.journal.reference_version)
    wanted = clean_text(request.GET.get("bron", ""), LONGEST_SOURCE) if source is None else source
    context: dict[str, Any] = {
        "period": period,
        "form": form or OpeningsForm(initial={"bron": wanted}),
        "error": error,
        "why_not": _why_not(request, period),
        "may_steer": request.viewer.may(Permission.STEER),
        "sources": corrections_by_source(areas, request.journal.seq, period),
        "crumbs": [*closing_words.crumbs(), (_("Afsluiten"), reverse("closings"))],
        "nav_active": "management",
        "bron": wanted,
    }
    if number is not None:
        status = _add_preview(request, period, number, context) or status
    return render(request, "closing/openings.html", context, status=status)


def _why_not(request: Visit, period: HalfYear) -> str:
    """Why no list can be handed in for this half-year; "" when it can."""
    try:
        services.refuse(period_states(request.journal), period)
    except OpeningsError as error:
        return error_text(error)
    return ""


def _add_preview(request: Visit, period: HalfYear, number: int, context: dict[str, Any]) -> int | None:
    """Add what a file would do; the status when it cannot be shown."""
    upload = uploads.find(pk=number, kind=Upload.Kind.OPENINGS)
    if upload is None or upload.about != period.code:
        context["error"] = context["error"] or _("Dit bestand wordt niet meer bewaard. Kies het opnieuw.")
        return 404 if request.method != "POST" else None
    areas = registry(request.journal.reference_version)
    try:
        shown = services.preview(
            registry=areas, state=request.journal, period=period, upload=upload, source=context["bron"]
        )
    except DomainError as error:
        context["error"] = error_text(error)
        return 422
    context |= {
        "upload": upload,
        "listed": shown.listed,
        "plan": shown.plan,
        "provinces": shown.plan.by_province(areas),
        "more_problems": shown.listed.count - len(shown.listed.problems),
    }
    return None
