"""Entering monthly reports: which municipality, the grid of a half-year, and what is sent with it."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from housing import formatting
from housing.access import Viewer, Visit, requires
from housing.domain.periods import HalfYear, Month
from housing.domain.roles import Permission
from housing.forms.entry import MonthFields, read_fields
from housing.queries.areas import Area, registry
from housing.queries.entry import EntrySheet, entry_sheet, waiting_months
from housing.queries.figures import municipality_figures
from housing.queries.journal import JournalState
from housing.queries.positions import Position
from housing.views.entry_page import Troubles, rows_of, summary_of
from housing.views.entry_rows import link
from housing.views.entry_saving import inputs_of, keep, send, take_theirs
from housing.views.entry_words import script_words, what_waits
from housing.views.municipality_words import headline
from housing.views.page import Choice, language

SHOWN_PERIODS = 6


@requires(Permission.OWN_ACCOUNT)
@never_cache
@require_safe
def home(request: Visit) -> HttpResponse:
    """The municipalities that somebody enters for, with what waits; straight to the only one."""
    viewer, state = viewer_of(request), state_of(request)
    areas = registry(state.reference_version)
    codes = dict.fromkeys(
        code for code in (*viewer.editable, *(g.municipality for g in viewer.grants)) if code
    )
    own = [areas.municipalities[code] for code in codes if code in areas.municipalities]
    if len(own) == 1:
        return redirect("entry_latest", slug=own[0].slug)
    waiting = _waiting(state, own)
    places = [(area, waiting[area.code], area.code in viewer.editable) for area in own]
    return render(request, "entry/home.html", {"places": places})


@requires(Permission.SEE_REPORTS, area="municipality")
@never_cache
@require_safe
def latest(request: Visit, *, slug: str) -> HttpResponse:
    """To the half-year in which something waits, the earlier one first."""
    state, area = state_of(request), area_of(request, slug)
    now = HalfYear.containing(state.today)
    spans = [period for period in (now.previous, now) if area.exists_in(period)]
    if not spans:
        # A municipality that has ended, or is still to come: its last or first half-year.
        known = [p for p in map(HalfYear.parse, state.half_years) if area.exists_in(p)]
        if not known:
            raise Http404
        return redirect("entry", slug=slug, period=known[-1] if known[-1] < now else known[0])
    first = spans[0]
    is_waiting = first < now and bool(waiting_months(state, [area], first)[area.code])
    return redirect("entry", slug=slug, period=first if is_waiting else spans[-1])


@requires(Permission.SEE_REPORTS, do=Permission.ENTER, area="municipality")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Visit, *, slug: str, period: HalfYear) -> HttpResponse:
    """The grid of a half-year; what is sent with it is saved or submitted."""
    found = sheet_of(request, slug, period)
    if request.method != "POST":
        return page(request, found)
    given = read_fields(request.POST, period.months)
    choice, _separator, which = request.POST.get("choice", "").partition(":")
    if choice in ("mine", "theirs"):
        given = [_chosen(found, fields, choice) if str(fields.month) == which else fields for fields in given]
        return _keep(request, found, given)
    if "submit" in request.POST:
        return _submit(request, found, given)
    return _keep(request, found, given)


def page(
    request: Visit,
    found: EntrySheet,
    given: list[MonthFields] | None = None,
    troubles: Troubles | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page; `given` are the fields that were sent, `troubles` why nothing came of it."""
    viewer, state = viewer_of(request), state_of(request)
    troubles = troubles or Troubles()
    rows = rows_of(found, viewer, given or (), troubles)
    may_enter = viewer.may(Permission.ENTER, municipality=found.area)
    return render(
        request,
        "entry/sheet.html",
        {
            "area": found.area,
            "period": found.period,
            "rows": rows,
            "first": next((row for row in rows if row.is_editable and row.is_waiting), None),
            "summary": summary_of(rows, troubles),
            "may_enter": may_enter,
            "can_send": any(row.is_editable for row in rows),
            "closed_at": found.closed_at,
            "token": uuid4(),
            "standing": _standing(state, found),
            "waits": what_waits(found) if may_enter else "",
            "periods": _periods(state, found),
            "words": script_words(),
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "login_url": link("account_login"),
        },
        status=status,
    )


def sheet_of(request: Visit, slug: str, period: HalfYear) -> EntrySheet:
    """What the page is about; 404 where there is nothing to enter."""
    state, area = state_of(request), area_of(request, slug)
    if not is_known(state, period) or not area.exists_in(period):
        raise Http404(_("Deze gemeente bestond niet in dit halfjaar, of het halfjaar is niet bekend."))
    return entry_sheet(state, area, period)


def is_known(state: JournalState, period: HalfYear) -> bool:
    """Whether it is a half-year of the ledger, or the running one."""
    return period.code in state.half_years or period == HalfYear.containing(state.today)


def area_of(request: Visit, slug: str) -> Area:
    """The municipality; 404 when there is none of that name."""
    area = registry(state_of(request).reference_version).municipality(slug)
    if area is None:
        raise Http404
    return area


def viewer_of(request: Visit) -> Viewer:
    """Who looks."""
    return request.viewer


def state_of(request: Visit) -> JournalState:
    """The journal, and the clock."""
    return request.journal


def _keep(request: Visit, found: EntrySheet, given: list[MonthFields]) -> HttpResponse:
    by = viewer_of(request).user
    assert by
    kept, troubles = keep(by, found, given)
    if troubles:
        again = sheet_of(request, found.area.slug, found.period)
        return page(request, again, kept, troubles, status=409 if troubles.conflicts else 422)
    messages.success(request, _("Concept bewaard. Het telt pas mee als u indient."))
    return redirect("entry", slug=found.area.slug, period=found.period)


def _submit(request: Visit, found: EntrySheet, given: list[MonthFields]) -> HttpResponse:
    by = viewer_of(request).user
    assert by
    token = _token(request)
    if token is None:
        return page(request, found, given, Troubles(is_unmarked=True), status=422)
    done, kept, troubles = send(by, found, given, token)
    if done is None:
        again = sheet_of(request, found.area.slug, found.period)
        return page(request, again, kept, troubles, status=409 if troubles.conflicts else 422)
    if done.is_repeat and not done.says(inputs_of(found, given)):
        messages.warning(
            request,
            _("Dit formulier was al eerder verstuurd. Hieronder staat wat er is ingediend; controleer het."),
        )
        return redirect("entry", slug=found.area.slug, period=found.period)
    response = redirect("entry_done", slug=found.area.slug, period=found.period)
    return HttpResponseRedirect(f"{response.url}?inzending={done.token}")


def _token(request: Visit) -> UUID | None:
    """What marks this form as one that is sent once; None when it has no such mark."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def _chosen(found: EntrySheet, fields: MonthFields, choice: str) -> MonthFields:
    """One side of a conflict; "mine" goes over the version that was shown, and over no later one."""
    if choice == "theirs":
        return take_theirs(found, fields)
    return fields.saved(fields.version if fields.shown_version is None else fields.shown_version)


def _waiting(state: JournalState, areas: list[Area]) -> dict[str, list[Month]]:
    now = HalfYear.containing(state.today)
    spans = [waiting_months(state, areas, period) for period in (now.previous, now)]
    return {area.code: [entry.month for span in spans for entry in span[area.code]] for area in areas}


def _standing(state: JournalState, found: EntrySheet) -> str:
    """The sentence of the municipality's page."""
    areas = registry(state.reference_version)
    position = Position(state.seq, state.hash, state.today)
    figures = municipality_figures(areas, position, found.period, [found.area.code])
    return headline(figures[0], state.today) if figures else ""


def _periods(state: JournalState, found: EntrySheet) -> list[Choice]:
    known = {*map(HalfYear.parse, state.half_years), found.period}
    now = HalfYear.containing(state.today)
    shown = sorted(period for period in known if found.area.exists_in(period) and period <= now.next)
    return [
        Choice(
            formatting.half_year(period, language()),
            redirect("entry", slug=found.area.slug, period=period).url,
            period == found.period,
        )
        for period in shown[-SHOWN_PERIODS:]
    ]
