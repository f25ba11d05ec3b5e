"""Signals of a manager: those that are set, and a new one that first shows what it would find now."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires, user_of
from housing.alert_words import Line, found_lines, rule_text, summary
from housing.domain.alerts import AlertKind, Hit, Rule
from housing.domain.errors import DomainError
from housing.domain.roles import Permission
from housing.forms.alerts import AlertForm, read_kind
from housing.forms.review import read_number
from housing.queries.alerts import findings, signals
from housing.queries.areas import Registry, registry
from housing.services import alerts as services
from housing.templatetags.reviewing import error_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule in words with what it finds now; `pk` is None for one that is not set yet."""

    title: str
    summary: str
    lines: tuple[Line, ...]
    by_mail: bool = True
    pk: int | None = None


@requires(Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: Visit) -> HttpResponse:
    """One's own signals; `?soort=&grens=&provincie=` shows what a new one would find."""
    areas = registry(request.journal.reference_version)
    if request.method != "POST":
        return _page(request, areas, request.GET)
    action = request.POST.get("actie", "")
    if action == "weghalen":
        return _remove(request)
    return _set(request, areas)


def _set(request: Visit, areas: Registry) -> HttpResponse:
    """Set the signal that was shown."""
    form = _form(request.POST, areas)
    if form is None or not form.is_valid():
        return _page(request, areas, request.POST, status=422)
    try:
        services.set_alert(
            by=user_of(request),
            kind=form.kind,
            threshold=form.cleaned_data["grens"],
            province=form.province,
            by_mail=request.POST.get("mail") == "ja",
        )
    except DomainError as error:
        return _page(request, areas, request.POST, error=error_text(error), status=422)
    messages.success(request, _("Het signaal is ingesteld."))
    return HttpResponseRedirect(reverse("alerts"))


def _remove(request: Visit) -> HttpResponse:
    try:
        services.remove_alert(by=user_of(request), pk=read_number(request.POST.get("signaal", "")) or 0)
    except DomainError as error:
        messages.warning(request, error_text(error))
    else:
        messages.success(request, _("Het signaal is weggehaald."))
    return HttpResponseRedirect(reverse("alerts"))


def _page(
    request: Visit, areas: Registry, asked: Mapping[str, str], *, error: str = "", status: int = 200
) -> HttpResponse:
    """The signals that are set, the three kinds of new ones, and what the one that is asked for finds."""
    state = request.journal
    chosen = _form(asked, areas)
    if chosen is not None and not chosen.is_valid():
        status = 422
    preview = None
    if chosen is not None and chosen.is_valid():
        found = findings(areas, state, [chosen.rule])[chosen.rule]
        preview = _shown(areas, chosen.rule, found)
    mine = [
        _shown(areas, signal.rule, signal.hits, by_mail=signal.by_mail, pk=signal.pk)
        for signal in signals(areas, state, [user_of(request)])
    ]
    provinces = areas.provinces.values()
    context = {
        "now": state.now,
        "nav_active": "national",
        "mine": mine,
        "preview": preview,
        "chosen": chosen,
        "error": error,
        "by_mail": asked.get("mail", "ja") == "ja" if request.method != "POST" else asked.get("mail") == "ja",
        "forms": [
            chosen
            if chosen is not None and chosen.kind is kind
            else AlertForm(None, kind=kind, provinces=provinces)
            for kind in AlertKind
        ],
    }
    return render(request, "monitor/alerts.html", context, status=status)


def _form(asked: Mapping[str, str], areas: Registry) -> AlertForm | None:
    """The signal that is asked for; None when none is."""
    kind = read_kind(asked.get("soort", ""))
    return AlertForm(asked, kind=kind, provinces=areas.provinces.values()) if kind else None


def _shown(
    areas: Registry, rule: Rule, hits: tuple[Hit, ...], *, by_mail: bool = True, pk: int | None = None
) -> Shown:
    return Shown(rule_text(rule, areas), summary(rule, hits), found_lines(rule, hits, areas), by_mail, pk)
