"""Pages on which a province reviews the months of its municipalities."""

from collections.abc import Mapping
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

from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear, Month
from housing.domain.roles import Permission
from housing.forms.review import read_half_year, read_number, read_reason, read_reviewed
from housing.queries.areas import Area
from housing.services import corrections, reviewing
from housing.templatetags.reviewing import error_text
from housing.views.review_page import FILTERS, Province, month_context, province_of, queue_context

#: Changed months that an address names at most; servers take no endless addresses.
MOST_CHANGED = 100


@requires(Permission.SEE_REPORTS, do=Permission.REVIEW, area="province")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Visit, slug: str, period: HalfYear) -> HttpResponse:
    """The queue of a province: what is in, late, missing; approve what was seen."""
    province = province_of(request, slug, period)
    if request.method != "POST":
        return render(request, "review/queue.html", queue_context(province))
    _mark_seen(province)
    if request.POST.get("actie") == "gezien":
        messages.success(request, _("Alles is als gezien aangemerkt."))
        return _back(province)
    return _approve(province)


@requires(Permission.SEE_REPORTS, do=Permission.REVIEW, area="province")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review_month(
    request: Visit, slug: str, period: HalfYear, municipality: str, month: Month
) -> HttpResponse:
    """One month of one municipality: everything about it, and each decision."""
    province = province_of(request, slug, period)
    area = province.registry.municipality(municipality)
    if area is None or area.province != province.area.code or month.half_year != period:
        raise Http404
    if request.method != "POST":
        return render(request, "review/month.html", month_context(province, area, month))
    _mark_seen(province)
    if request.POST.get("actie") == "goedkeuren":
        return _approve(province)
    try:
        done = _decide(province, request.POST)
    except DomainError as error:
        return _month_again(province, area, month, error)
    messages.success(request, done % {"municipality": area.name})
    return _back(province)


def _approve(province: Province) -> HttpResponse:
    """Approve what the form names, and go back to the queue with what was not approved."""
    request = province.request
    reviewed = read_reviewed(request.POST.getlist("beoordeeld"))
    if not reviewed:
        messages.warning(request, _("Er was niets om goed te keuren. Er is niets veranderd."))
        return _back(province)
    try:
        result = reviewing.approve(by=user_of(request), province=province.area, reviewed=reviewed)
    except DomainError as error:
        messages.warning(request, error_text(error))
        return _back(province)
    count = len(result.approved) + len(result.already)
    if count:
        messages.success(
            request,
            ngettext("%(count)s maand is goedgekeurd.", "%(count)s maanden zijn goedgekeurd.", count)
            % {"count": count},
        )
    if result.changed:
        messages.warning(
            request,
            ngettext(
                "%(count)s maand is veranderd sinds u keek, en is niet goedgekeurd. U ziet hem hieronder.",
                "%(count)s maanden zijn veranderd sinds u keek, en zijn niet goedgekeurd. "
                "U ziet ze hieronder.",
                len(result.changed),
            )
            % {"count": len(result.changed)},
        )
    if result.blocked:
        messages.warning(
            request,
            ngettext(
                "%(count)s maand is niet goedgekeurd: COA telt anders, en dat is niet uitgelegd.",
                "%(count)s maanden zijn niet goedgekeurd: COA telt anders, en dat is niet uitgelegd.",
                len(result.blocked),
            )
            % {"count": len(result.blocked)},
        )
    changed = [f"{report.pk}:{reviewed[report.pk]}" for report in result.changed]
    return _back(province, changed[:MOST_CHANGED])


def _decide(province: Province, sent: Mapping[str, str]) -> str:
    """Do what one of the buttons of a month says; the sentence that tells that it was done."""
    by, area, reason = user_of(province.request), province.area, read_reason(sent)
    number = read_number(sent.get("maandopgave", "") or sent.get("aanvraag", "")) or 0
    match sent.get("actie"):
        case "terugsturen":
            submission = read_number(sent.get("indiening", "")) or 0
            reviewing.send_back(by=by, province=area, report_id=number, submission=submission, reason=reason)
            return _("%(municipality)s is teruggestuurd. De invoerders krijgen bericht.")
        case "heropenen":
            reviewing.reopen(by=by, province=area, report_id=number, reason=reason)
            return _("%(municipality)s is heropend. De invoerders krijgen bericht.")
        case "toekennen":
            corrections.accept(
                by=by,
                province=area,
                request_id=number,
                reason=reason,
                booked_in=read_half_year(sent.get("boeken_in", "")),
            )
            return _("De correctie van %(municipality)s is toegekend en geboekt.")
        case "afwijzen":
            corrections.refuse(by=by, province=area, request_id=number, reason=reason)
            return _("De correctie van %(municipality)s is afgewezen.")
    raise DomainError(_("Kies wat u met deze maand wilt doen."))


def _month_again(province: Province, area: Area, month: Month, error: DomainError) -> HttpResponse:
    """The month with what is wrong, and the reason as it was typed."""
    sent = province.request.POST
    context: dict[str, Any] = month_context(province, area, month)
    action = {"toekennen": "aanvraag", "afwijzen": "aanvraag"}.get(sent.get("actie", ""), sent.get("actie"))
    context |= {"error": error, "errors": {action: error}, "reasons": {action: read_reason(sent)}}
    return render(province.request, "review/month.html", context, status=422)


def _mark_seen(province: Province) -> None:
    """Remember up to where the reviewer has seen the queue: what the page showed, not what came after."""
    seq = read_number(province.request.POST.get("gezien_tot", ""))
    if seq is not None:
        reviewing.mark_seen(
            by=user_of(province.request), province=province.area, period=province.period, seq=seq
        )


def _back(province: Province, changed: list[str] | None = None) -> HttpResponseRedirect:
    """To the queue, limited as it was."""
    shown = province.request.POST.get("toon", "")
    query: dict[str, object] = {"toon": shown} if shown in FILTERS else {}
    if changed:
        query["gewijzigd"] = changed
    address = reverse("review", args=[province.area.slug, province.period])
    return HttpResponseRedirect(f"{address}?{urlencode(query, doseq=True)}" if query else address)
