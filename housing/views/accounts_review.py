"""The quarterly review: which roles still hold, confirmed one by one or many at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.forms.account_lists import ReviewFilter
from housing.queries import accounts as queries
from housing.services import accounts
from housing.services.accounts import AccountError
from housing.tables.accounts import RoleFile, RoleLine
from housing.views.accounts import crumbs
from housing.views.accounts_common import areas_of, state_of, told, who, work_page

#: Fewer than the fields that one form may send.
PER_PAGE = 200


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Visit) -> HttpResponse:
    """All roles that count today, by area; those not confirmed in this quarter unless all are asked for."""
    if request.method == "POST":
        return _confirm(request)
    state, areas = state_of(request), areas_of(request)
    valid = [
        (person, held)
        for person in queries.people(areas)
        if person.is_active
        for held in person.valid_roles(state.today)
    ]
    choice = ReviewFilter(request.GET, areas=areas)
    lines = sorted(
        (
            RoleLine(person, held, state.now, is_own=person.id == who(request).pk)
            for person, held in choice.rows(valid, state.now)
        ),
        key=lambda line: line.key,
    )
    if request.GET.get("_export") == "csv":
        return csv_response(RoleFile(lines), f"kwartaalcontrole-{state.today}.csv")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return work_page(
        request,
        "accounts/review.html",
        crumbs=crumbs(),
        choice=choice,
        lines=page,
        quarter=(state.today.month + 2) // 3,
        total=len(valid),
        left=sum(not queries.confirmed_in_quarter(held.confirmed_at, state.today) for _person, held in valid),
        all_ticked=request.GET.get("vink") == "alles",
        query=urlencode(
            {k: v for k, v in request.GET.dict().items() if k not in ("page", "vink", "_export")}
        ),
    )


def _confirm(request: Visit) -> HttpResponse:
    """Confirm the roles that were ticked, and back to what is left."""
    ticked = [int(value) for value in request.POST.getlist("rol") if value.isdecimal() and len(value) < 19]
    back = HttpResponseRedirect(request.get_full_path())
    if not ticked:
        messages.warning(request, _("Vink eerst aan welke rollen nog kloppen."))
        return back
    try:
        confirmed = accounts.confirm(by=who(request), memberships=ticked)
    except AccountError as error:
        messages.error(request, told(error))
        return back
    if confirmed:
        text = ngettext("%(count)d rol is bevestigd.", "%(count)d rollen zijn bevestigd.", confirmed)
        messages.success(request, text % {"count": confirmed})
    else:
        messages.info(request, _("Deze rollen waren dit kwartaal al bevestigd."))
    return back
