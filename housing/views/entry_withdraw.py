"""Taking back a submitted month: a page that says what happens, and a button."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires
from housing.domain.errors import DomainError
from housing.domain.periods import Month
from housing.domain.roles import Permission
from housing.services.reporting import withdraw as take_back
from housing.views.entry import area_of, sheet_of, viewer_of
from housing.views.entry_words import message, months_named


@requires(Permission.ENTER, area="municipality")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Visit, *, slug: str, month: Month) -> HttpResponse:
    """Ask whether a month is to be taken back, and do it."""
    sheet = sheet_of(request, slug, month.half_year)
    entry = next((entry for entry in sheet.months if entry.month == month), None)
    viewer = viewer_of(request)
    if entry is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            assert viewer.user
            take_back(
                by=viewer.user,
                municipality=area_of(request, slug),
                month=month,
                version=_version(request.POST.get("version", "")),
            )
        except DomainError as refused:
            error = message(refused)
        else:
            words = {"month": months_named([month]).capitalize()}
            messages.success(request, _("%(month)s is ingetrokken en telt niet meer mee.") % words)
            return redirect("entry", slug=slug, period=month.half_year)
    elif entry.problem or not entry.state.counts:
        return redirect("entry", slug=slug, period=month.half_year)
    return render(
        request,
        "entry/withdraw.html",
        {"area": sheet.area, "period": month.half_year, "entry": entry, "month": month, "error": error},
        status=409 if error else 200,
    )


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
