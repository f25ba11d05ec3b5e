"""Closing half-years: the list of them, and one with its checklist, its figures and the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from housing import formatting
from housing.access import NotAllowedError, Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.forms.closing import read_remarks, read_seen
from housing.forms.review import read_number
from housing.queries.areas import registry
from housing.queries.closing import checklist, read_stored
from housing.queries.closing_figures import ClosingFigures, closing_figures
from housing.queries.closing_states import (
    PeriodState,
    earlier_open,
    period_states,
    withdrawn_closings,
)
from housing.services import closing as services
from housing.tables.closing import FiguresFile
from housing.templatetags.reviewing import error_text
from housing.views import closing_words
from housing.views.page import language


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_safe
def closings(request: Visit) -> HttpResponse:
    """All half-years, with whether they run, are over, or were closed."""
    states = period_states(request.journal)
    return render(
        request,
        "closing/overview.html",
        {
            "rows": [closing_words.period_row(each) for each in states],
            "headline": closing_words.overview_headline(states),
            "crumbs": closing_words.crumbs(),
            "nav_active": "management",
        },
    )


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: Visit, period: HalfYear) -> HttpResponse:
    """One half-year: what is open, what closing does, and asking, confirming or withdrawing it."""
    if request.method == "POST":
        try:
            return _done(request, period)
        except DomainError as error:
            return _page(request, period, error)
    return _page(request, period)


def _done(request: Visit, period: HalfYear) -> HttpResponseRedirect:
    """Do what the button says."""
    by, sent = user_of(request), request.POST
    seq, digest = read_seen(sent)
    number = read_number(sent.get("afsluiting", "")) or 0
    name = formatting.half_year(period, language())
    try:
        match sent.get("actie"):
            case "vragen":
                services.ask(by=by, period=period, remarks=read_remarks(sent), seen_seq=seq, seen_open=digest)
                messages.success(
                    request, _("Gevraagd. De andere beheerders krijgen bericht: een van hen bevestigt.")
                )
            case "bevestigen":
                services.confirm(by=by, closing_id=number, seen_seq=seq, seen_open=digest)
                messages.success(
                    request, _("De %(period)s is afgesloten en gepubliceerd.") % {"period": name}
                )
            case "intrekken":
                services.withdraw(by=by, closing_id=number)
                messages.success(request, _("De vraag om af te sluiten is ingetrokken."))
            case _unknown:
                raise DomainError(_("Kies wat u met dit halfjaar wilt doen."))
    except NotAllowedError as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("closing", args=[period]))


def _page(request: Visit, period: HalfYear, error: DomainError | None = None) -> HttpResponse:
    states = period_states(request.journal)
    state = next((each for each in states if each.period == period), None)
    if state is None:
        raise Http404(_("Dit halfjaar staat niet in het systeem."))
    seq = state.publication.seq if state.publication else request.journal.seq
    figures = closing_figures(registry(request.journal.reference_version), seq, period)
    if request.GET.get("_export") == "csv":
        return csv_response(FiguresFile(figures), f"afsluiting-{period}-{request.journal.today}.csv")
    context: dict[str, Any] = {
        "figures": figures,
        "state": state,
        "period": period,
        "row": closing_words.period_row(state),
        "error": error_text(error) if error else "",
        "remarks": read_remarks(request.POST) if error else "",
        "crumbs": [*closing_words.crumbs(), (_("Afsluiten"), reverse("closings"))],
        "withdrawn": withdrawn_closings(period),
        "nav_active": "management",
        "openings_url": reverse("openings", args=[period.next]),
    }
    context |= (
        _closed_part(request, state) if state.is_closed else _open_part(request, state, states, figures)
    )
    return render(request, "closing/closing.html", context, status=422 if error else 200)


def _closed_part(request: Visit, state: PeriodState) -> dict[str, Any]:
    """What a half-year was closed with."""
    areas = registry(request.journal.reference_version)
    left_open = read_stored(areas, state.closing.left_open) if state.closing else ()
    return {"lines": [closing_words.line(areas, state.period, item, solve=False) for item in left_open]}


def _open_part(
    request: Visit, state: PeriodState, states: list[PeriodState], figures: ClosingFigures
) -> dict[str, Any]:
    """What is open, and what may be done about it by whoever looks."""
    areas = registry(request.journal.reference_version)
    found = checklist(areas, request.journal, state.period)
    closing = state.closing
    may_steer = request.viewer.may(Permission.STEER)
    earlier = earlier_open(states, state.period)
    asked_seq = closing.left_open.get("asked_seq") if closing else None
    return {
        "found": found,
        "lines": [closing_words.line(areas, state.period, item) for item in found.items],
        "asked_figures": closing_words.asked_figures(areas, figures, asked_seq, state.period),
        "seen": f"{request.journal.seq}:{found.digest}",
        "may_steer": may_steer,
        "is_own": closing is not None and request.viewer.user == closing.asked_by,
        "earlier": earlier,
        "is_early": request.journal.today <= state.last_due_on,
        "can_close": state.can_be_closed and earlier is None,
    }
