"""Interim targets, for the ministry: the list with a form and a preview, and one followed by month."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing import charts
from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.forms.entry import clean_text
from housing.forms.interim import InterimForm
from housing.queries.interim import (
    InterimResult,
    holding_results,
    interim_line,
    interim_result,
    past_lines,
)
from housing.queries.positions import PositionError, find_position
from housing.services import interim_targets as services
from housing.templatetags.reviewing import error_text
from housing.views.interim_page import (
    country_months,
    follow_charts,
    follow_lines,
    headline,
    notes,
    share_inputs,
)
from housing.views.page import Page, language, page_of_figures

#: No interim target has a larger number.
LARGEST = 2**63 - 1


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def interim_targets(request: Visit) -> HttpResponse:
    """All interim targets; a manager fills in a new one, sees the shares, and publishes it."""
    page = _page(request)
    if page is None:
        return _no_position(request)
    if request.method != "POST":
        return _list(page, InterimForm(initial={"einddatum": None}))
    form = InterimForm(request.POST)
    if not form.is_valid():
        return _list(page, form, status=422)
    preview = None
    try:
        preview = services.preview(page.state, **form.plan)
        shown = clean_text(request.POST.get("getoond", ""), 64)
        if request.POST.get("actie") != "bekendmaken" or shown != services.shares_digest(preview):
            return _list(page, form, preview)
        made = services.set_interim(by=user_of(request), shown=shown, **_sent(form))
    except DomainError as error:
        form.add_error(None, error_text(error))
        return _list(page, form, preview, status=422)
    messages.success(request, _("De tussendoelstelling is bekendgemaakt."))
    return HttpResponseRedirect(reverse("interim_target", args=[made.pk]))


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def interim_target(request: Visit, pk: int) -> HttpResponse:
    """One interim target, month by month and per province; a manager changes or withdraws it."""
    page = _page(request)
    if page is None:
        return _no_position(request)
    line = interim_line(page.position.seq, pk) if pk <= LARGEST else None
    if line is None:
        raise Http404(_("Deze tussendoelstelling bestaat niet."))
    if line.is_withdrawal:
        return HttpResponseRedirect(page.url("interim_target", line.replaces))
    result = interim_result(page.registry, page.position, pk)
    assert result is not None
    if page.wants_csv:
        return csv_response(follow_lines(result), f"tussendoelstelling-{result.target.due_on}.csv")
    if request.method != "POST":
        return _one(page, result, _change_form(result))
    return _change(page, result)


@requires(Permission.SEE_REPORTS)
@page_of_figures
def chart(page: Page, *, pk: int, name: str) -> HttpResponseBase:
    """A chart of an interim target as JSON: "maanden" or "provincies"."""
    result = interim_result(page.registry, page.position, pk) if pk <= LARGEST else None
    if result is None or name not in ("maanden", "provincies"):
        raise Http404(_("Deze grafiek bestaat niet."))
    return page.chart(
        lambda: charts.figure_json(
            charts.interim_months(country_months(result), language())
            if name == "maanden"
            else charts.provinces_interim(share_inputs(result), language())
        )
    )


# ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────


def _change(page: Page, result: InterimResult) -> HttpResponse:
    """Withdraw it; or replace it, after the new shares were shown."""
    request = page.request
    by = user_of(request)  # type: ignore[arg-type]  # every request is a visit
    if request.POST.get("actie") == "intrekken":
        reason = clean_text(request.POST.get("reden", ""), services.LONGEST_TEXT)
        try:
            services.withdraw(by=by, pk=result.pk, reason=reason)
        except DomainError as error:
            return _one(page, result, _change_form(result), error=error, withdrawal=reason, status=422)
        messages.success(request, _("De tussendoelstelling is ingetrokken."))
        return HttpResponseRedirect(reverse("interim_targets"))
    form, preview = InterimForm(request.POST, is_change=True), None
    if not form.is_valid():
        return _one(page, result, form, status=422)
    try:
        preview = services.preview(page.state, replaces=result.pk, **form.plan)
        shown = clean_text(request.POST.get("getoond", ""), 64)
        if request.POST.get("actie") != "wijzigen" or shown != services.shares_digest(preview):
            return _one(page, result, form, preview)
        made = services.replace(by=by, pk=result.pk, shown=shown, **_sent(form))
    except DomainError as error:
        form.add_error(None, error_text(error))
        return _one(page, result, form, preview, status=422)
    messages.success(request, _("De tussendoelstelling is gewijzigd."))
    return HttpResponseRedirect(reverse("interim_target", args=[made.pk]))


def _sent(form: InterimForm) -> dict[str, Any]:
    return {**form.plan, "source": form.cleaned_data["bron"], "reason": form.cleaned_data["reden"]}


def _change_form(result: InterimResult) -> InterimForm:
    """The form with what holds now."""
    plan = result.target
    initial = {
        "aantal": plan.reduction,
        "begindatum": plan.baseline_on,
        "einddatum": plan.due_on,
        "bron": result.source,
    }
    return InterimForm(initial=initial, is_change=True)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────


def _page(request: Visit) -> Page | None:
    """The page at the position that is asked for; changes are made at the present one. None: no such one."""
    asked = request.GET if request.method in ("GET", "HEAD") else {}
    texts = {name: asked.get(name, "").replace("\0", "") for name in ("stand", "publicatie")}
    try:
        found = find_position(request.journal, stand=texts["stand"], publication=texts["publicatie"])
    except PositionError as error:
        request.wrong_position = str(error)  # type: ignore[attr-defined]
        return None
    return Page(request, request.journal, found)


def _no_position(request: Visit) -> HttpResponse:
    return render(request, "400.html", {"reason": _(request.wrong_position)}, status=400)  # type: ignore[attr-defined]


def _list(
    page: Page, form: InterimForm, preview: InterimResult | None = None, *, status: int = 200
) -> HttpResponse:
    may_steer = page.viewer.may(Permission.STEER) and page.position.is_current
    context = {
        "results": [(result, headline(result)) for result in holding_results(page.registry, page.position)],
        "past": past_lines(page.position.seq),
        "form": form,
        "may_steer": may_steer,
        **_preview(page, preview),
        "crumbs": [(_("Beheer"), reverse("management"))],
        "nav_active": "management",
    }
    return page.render("interim/list.html", status=status, **context)


def _one(
    page: Page,
    result: InterimResult,
    form: InterimForm,
    preview: InterimResult | None = None,
    *,
    error: DomainError | None = None,
    withdrawal: str = "",
    status: int = 200,
) -> HttpResponse:
    line = interim_line(page.position.seq, result.pk)
    replaced_by = line.replaced_by if line else 0
    later = interim_line(page.position.seq, replaced_by) if replaced_by else None
    context = {
        "result": result,
        "headline": headline(result),
        "line": line,
        "later": later,
        "charts": follow_charts(page, result),
        "form": form,
        "is_changing": form.is_bound,
        "error": error,
        "withdrawal": withdrawal,
        "may_steer": page.viewer.may(Permission.STEER) and page.position.is_current and not replaced_by,
        **_preview(page, preview),
        "crumbs": [
            (_("Beheer"), reverse("management")),
            (_("Tussendoelstellingen"), page.url("interim_targets")),
        ],
        "nav_active": "management",
    }
    return page.render("interim/one.html", status=status, **context)


def _preview(page: Page, preview: InterimResult | None) -> dict[str, Any]:
    if preview is None:
        return {"preview": None}
    return {
        "preview": preview,
        "preview_digest": services.shares_digest(preview),
        "preview_notes": notes(preview),
    }
