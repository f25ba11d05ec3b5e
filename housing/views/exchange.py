"""One exchange: who shifts how much, what that does to each, and confirming, refusing or withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing.access import Viewer, Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.exchanges import ExchangeError
from housing.domain.roles import Permission
from housing.forms.entry import clean_text
from housing.queries.areas import Area, Registry, registry
from housing.queries.exchanges import (
    Agreement,
    booked_between,
    consequences,
    proposed_in,
)
from housing.queries.exchanges import exchange as find_exchange
from housing.services import exchanges as services
from housing.views.exchange_page import Preview, history, sees_booking, sees_proposal

#: No exchange has a larger number.
LARGEST = 2**63 - 1


@requires(Permission.SEE_PUBLISHED, do=Permission.SEE_REPORTS, area="municipality")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: Visit, slug: str, pk: int) -> HttpResponse:
    """A proposal is seen by who sees reports of one of its municipalities, a booking by who sees figures."""
    areas = registry(request.journal.reference_version)
    area, found = areas.municipality(slug), find_exchange(pk) if pk <= LARGEST else None
    if area is None or found is None or found.part(area.code) is None:
        raise Http404
    booked = booked_between(pk) if found.is_booked else None
    is_inside = sees_proposal(request.viewer, areas, found)
    if not is_inside and not sees_booking(request.viewer, request.journal, booked[1] if booked else None):
        raise Http404
    if request.method != "POST":
        return _page(request, areas, area, found, booked)
    try:
        return _decide(request, areas, area, found)
    except DomainError as error:
        again = find_exchange(pk) or found
        return _page(request, areas, area, again, booked_between(pk), error, status=422)


def _decide(request: Visit, areas: Registry, area: Area, found: Agreement) -> HttpResponse:
    """Confirm or refuse for the municipality that the form names; withdraw for whoever proposed."""
    by, action = user_of(request), request.POST.get("actie", "")
    reason = clean_text(request.POST.get("reden", ""), services.LONGEST_REASON)
    named = areas.municipality(clean_text(request.POST.get("gemeente", ""), 80)) or area
    if action == "bevestigen":
        shown = clean_text(request.POST.get("getoond", ""), 64)
        # Without it nothing was shown, and so nothing can be agreed.
        ended = services.confirm(by=by, exchange_id=found.pk, municipality=named, shown=shown or "-")
        if ended.state == ended.State.BOOKED:
            text = _("De uitruil is geboekt: alle gemeenten hebben bevestigd.")
        else:
            text = _("%(name)s heeft bevestigd. De uitruil wacht nog op de andere gemeenten.")
    elif action == "afwijzen":
        services.refuse(by=by, exchange_id=found.pk, municipality=named, reason=reason)
        text = _("De uitruil is afgewezen. De taakstellingen blijven zoals ze waren.")
    elif action == "intrekken":
        province = areas.provinces.get(proposed_in(found.pk)) if not found.proposed_for else None
        proposer = areas.municipalities[found.proposed_for] if found.proposed_for else None
        services.withdraw(
            by=by, exchange_id=found.pk, municipality=proposer, province=province, reason=reason
        )
        text = _("Het voorstel is ingetrokken. De taakstellingen blijven zoals ze waren.")
    else:
        raise ExchangeError(gettext_noop("Kies wat u wilt doen: bevestigen, afwijzen of intrekken."))
    messages.success(request, text % {"name": named.name} if "%(" in text else text)
    return HttpResponseRedirect(reverse("exchange", args=[area.slug, found.pk]))


def _page(
    request: Visit,
    areas: Registry,
    area: Area,
    found: Agreement,
    booked: tuple[int, int] | None,
    error: DomainError | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    viewer, state = request.viewer, request.journal
    # What was booked is shown as it was just before.
    seq = booked[0] - 1 if booked else state.seq
    preview = Preview(consequences(areas, seq, found.period, found.changes, besides=found.pk))
    province = "" if found.proposed_for else proposed_in(found.pk)
    sees_people = viewer.may(Permission.SEE_NOTES, municipality=area)
    context: dict[str, Any] = {
        "area": area,
        "found": found,
        "preview": preview,
        "error": error,
        "sent_action": request.POST.get("actie", ""),
        "sent_reason": clean_text(request.POST.get("reden", ""), services.LONGEST_REASON),
        **_deeds(viewer, areas, found, province),
        "steps": history(areas, found, province, with_people=sees_people),
        "sees_people": sees_people,
        "now": state.now,
        "nav_active": "municipalities",
        "crumbs": _crumbs(viewer, area, found),
    }
    return render(request, "exchanges/exchange.html", context, status=status)


def _deeds(viewer: Viewer, areas: Registry, found: Agreement, province: str) -> dict[str, object]:
    """What this person may do: municipalities to confirm for and to refuse for, and whether to withdraw."""
    if not found.is_open:
        return {"confirms": (), "refuses": (), "withdraws": "", "withdraws_as": ""}
    own = [
        part
        for part in found.parts
        if viewer.may(Permission.ENTER, municipality=areas.municipalities[part.code])
    ]
    proposer = areas.municipalities.get(found.proposed_for)
    if proposer is not None:
        withdraws = proposer.name if viewer.may(Permission.ENTER, municipality=proposer) else ""
        withdraws_as = proposer.slug
    else:
        area = areas.provinces.get(province)
        withdraws = area.name if area and viewer.may(Permission.REVIEW, province=area) else ""
        withdraws_as = next((part.slug for part in found.parts if part.province == province), "")
    return {
        "confirms": [part for part in own if not part.is_confirmed],
        "refuses": [part for part in own if part.code != found.proposed_for],
        "withdraws": withdraws,
        "withdraws_as": withdraws_as,
    }


def _crumbs(viewer: Viewer, area: Area, found: Agreement) -> list[tuple[str, str]]:
    crumbs = [
        (_("Gemeenten"), reverse("municipalities")),
        (area.name, reverse("municipality", args=[area.slug, found.period])),
    ]
    if viewer.may(Permission.SEE_REPORTS, municipality=area):
        crumbs.append((_("Uitruil"), reverse("exchanges", args=[area.slug, found.period])))
    return crumbs
