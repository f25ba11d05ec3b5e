"""Targets per half-year: what was announced, and what another number would mean."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from housing.access import Visit, requires
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.domain.simulation import SimulationError
from housing.exports.csv import csv_response
from housing.queries.announcements import half_year_targets
from housing.queries.simulation import Simulation, simulate
from housing.views.target_page import (
    PLAN,
    SHOWN,
    TargetPage,
    carried,
    effects,
    methods,
    page_of,
    plan_query,
    told,
)


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_safe
def targets(request: Visit) -> HttpResponse:
    """Every half-year with what was announced and revised, and the way to the next number."""
    held = half_year_targets(request.journal.today)
    return render(
        request,
        "steering/targets.html",
        {
            "half_years": held,
            "next": next((each for each in held if each.is_open and not each.steps), None),
            "now": request.journal.now,
            "nav_active": "management",
            "may_steer": request.viewer.may(Permission.STEER),
            "crumbs": [(_("Beheer"), reverse("management"))],
        },
    )


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_safe
def target(request: Visit, period: HalfYear) -> HttpResponse:
    """One half-year: a number, and what it would mean for everybody. Nothing is kept."""
    page = page_of(request, period)
    form = page.form()
    missing: list[str] = []
    found = None
    if form.is_bound and form.is_valid():
        try:
            found = simulate(page.registry, request.journal, form.plan)
        except DomainError as error:
            form.add_error(None, told(error))
            if isinstance(error, SimulationError):
                missing = list(error.codes)
    if found is not None and request.GET.get("_export") == "csv":
        name = f"taakstelling-{period}-{found.plan.persons}-{request.journal.today}.csv"
        return csv_response(effects(page, found).municipalities, name)
    context = _consequences(page, found) if found else {}
    return page.render(
        "steering/target.html",
        form=form,
        missing=[
            page.registry.municipalities[code] for code in missing if code in page.registry.municipalities
        ],
        kept=carried(request, SHOWN),
        status=422 if form.is_bound and form.errors else 200,
        **context,
    )


def _consequences(page: TargetPage, found: Simulation) -> dict[str, object]:
    export = page.request.GET.copy()
    export["_export"] = "csv"
    for name, value in (pair.split("=", 1) for pair in plan_query(found).split("&")):
        export.setdefault(name, value)
    return {
        "found": found,
        "effects": effects(page, found),
        "methods": methods(page, found),
        "plan_fields": carried(page.request, PLAN),
        "csv_url": f"{page.request.path}?{export.urlencode()}",
        "publish_url": f"{page.url('target_publish')}?{plan_query(found)}",
        "can_publish": page.may_announce and bool(found.changes),
    }
