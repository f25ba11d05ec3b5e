"""Lists of exchanges with the form to propose one: of a municipality, of a province, of the country."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from housing.access import Visit, requires
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.forms.exchanges import ExchangeFields
from housing.forms.review import read_half_year
from housing.queries.areas import Area, Registry, registry
from housing.queries.exchanges import (
    exchanges_among,
    exchanges_in,
    exchanges_of,
    imported_exchanges,
)
from housing.views.exchange_page import (
    Preview,
    form_context,
    imported_rows,
    known_period,
    listed,
    period_name,
    preview_of,
    propose,
)
from housing.views.page import Choice


@requires(Permission.SEE_REPORTS, do=Permission.ENTER, area="municipality")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def of_municipality(request: Visit, slug: str, period: HalfYear) -> HttpResponse:
    """The exchanges of a municipality in a half-year, and the form to propose one."""
    area = registry(request.journal.reference_version).municipality(slug)
    if area is None or not area.exists_in(known_period(request.journal, period)):
        raise Http404
    return _answer(request, period, municipality=area)


@requires(Permission.SEE_REPORTS, do=Permission.REVIEW, area="province")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def of_province(request: Visit, slug: str, period: HalfYear) -> HttpResponse:
    """All exchanges of a province in a half-year; its coordinator can propose one."""
    area = registry(request.journal.reference_version).province(slug)
    known_period(request.journal, period)
    if area is None:
        raise Http404
    return _answer(request, period, province=area)


@requires(Permission.SEE_REPORTS)
@cache_control(private=True, no_store=True)
@require_safe
def of_country(request: Visit) -> HttpResponse:
    """All exchanges of the country in one half-year (`?halfjaar=`)."""
    state = request.journal
    crumbs = [(_("Beheer"), reverse("management"))]
    asked = read_half_year(request.GET.get("halfjaar", ""))
    periods = [HalfYear.parse(code) for code in state.half_years]
    period = asked if asked in periods else _nearest(periods, HalfYear.containing(state.today))
    if period is None:
        return render(request, "exchanges/country.html", {"now": state.now, "crumbs": crumbs})
    areas = registry(state.reference_version)
    found = exchanges_in(period)
    context = {
        "period": period,
        "periods": [
            Choice(period_name(each), f"{reverse('all_exchanges')}?halfjaar={each}", each == period)
            for each in periods
        ],
        "rows": listed(found, request.viewer),
        "imported": imported_rows(areas, imported_exchanges(state.seq, period), found),
        "persons": sum(each.persons for each in found if each.is_booked),
        "open_count": sum(each.is_open for each in found),
        "now": state.now,
        "nav_active": "management",
        "crumbs": crumbs,
    }
    return render(request, "exchanges/country.html", context)


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(request: Visit, period: HalfYear, **place: Area) -> HttpResponse:
    """The page; a preview of what was filled in; or, when that was shown, the proposal itself."""
    own = place.get("municipality")
    if request.method != "POST":
        return _page(request, period, ExchangeFields.blank(own), place)
    areas = registry(request.journal.reference_version)
    fields = ExchangeFields.read(areas, request.POST)
    if not fields.is_valid:
        return _page(request, period, fields, place, status=422)
    preview: Preview | None = None
    try:
        proposer = {f"for_{kind}": area for kind, area in place.items()}
        preview = preview_of(request.journal, areas, period, fields, **proposer)
        if request.POST.get("actie") != "voorstellen" or fields.shown != preview.digest:
            return _page(request, period, fields, place, preview)
        made = propose(request, period, fields, **place)
    except DomainError as error:
        return _page(request, period, fields, place, preview, error, status=422)
    messages.success(
        request,
        _(
            "Het voorstel is gedaan. De andere gemeenten krijgen bericht. "
            "Het gaat pas in als allen bevestigen."
        ),
    )
    return HttpResponseRedirect(reverse("exchange", args=[_first(areas, fields, place).slug, made.pk]))


def _first(areas: Registry, fields: ExchangeFields, place: dict[str, Area]) -> Area:
    """The municipality as which the new proposal is opened: one of the area that proposed it."""
    parts = [areas.municipalities[code] for code in fields.parts]
    codes = {area.code for area in place.values()}
    return next(area for area in parts if area.code in codes or area.province in codes)


def _page(
    request: Visit,
    period: HalfYear,
    fields: ExchangeFields,
    place: dict[str, Area],
    preview: Preview | None = None,
    error: DomainError | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    state, viewer = request.journal, request.viewer
    areas = registry(state.reference_version)
    own, province = place.get("municipality"), place.get("province")
    codes = [own.code] if own else [area.code for area in areas.members(province.code)] if province else []
    found = exchanges_of(codes[0], period) if own else exchanges_among(codes, period)
    kind = "municipality" if own else "province"
    permission = Permission.ENTER if own else Permission.REVIEW
    area = own or province
    assert area is not None
    context: dict[str, Any] = {
        "area": area,
        "kind": kind,
        "period": period,
        "periods": _choices(request, area, "exchanges" if own else "province_exchanges"),
        "rows": listed(found, viewer, codes),
        "imported": imported_rows(areas, imported_exchanges(state.seq, period, codes), found),
        "may_propose": viewer.may(permission, **place),
        "now": state.now,
        "nav_active": "municipalities" if own else "provinces",
        "crumbs": [
            (_("Gemeenten"), reverse("municipalities")) if own else (_("Provincies"), reverse("provinces")),
            (area.name, reverse(kind, args=[area.slug, period])),
        ],
        **form_context(areas, period, fields, preview, error, is_sent=request.method == "POST"),
    }
    return render(request, "exchanges/area.html", context, status=status)


def _choices(request: Visit, area: Area, name: str) -> list[Choice]:
    """The half-years in which the area exists."""
    match = request.resolver_match
    shown = match.kwargs["period"] if match else None
    periods = [HalfYear.parse(code) for code in request.journal.half_years]
    return [
        Choice(period_name(each), reverse(name, args=[area.slug, each]), each == shown)
        for each in periods
        if area.exists_in(each)
    ]


def _nearest(periods: list[HalfYear], today: HalfYear) -> HalfYear | None:
    return min(periods, key=lambda each: abs((each.starts_on - today.starts_on).days), default=None)
