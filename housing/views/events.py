"""The log of everything that people changed, for the administrator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from housing.access import Viewer, Visit, requires
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.forms.events import EventSearch
from housing.queries.areas import Registry, registry
from housing.queries.events import (
    EventFilter,
    EventPage,
    LoggedEvent,
    all_events,
    count_events,
    event_page,
)
from housing.queries.journal import AMSTERDAM
from housing.tables.events import Detail, EventRow, EventTable
from housing.views.event_values import changes
from housing.views.event_words import GROUPS, KeptText, kept_texts, name_of, sentence

PAGE_SIZE = 50
#: Beyond this the page says "more than"; a file holds no more than the other.
MOST_COUNTED = 1_000
MOST_IN_FILE = 50_000

NOTHING = EventPage([], has_newer=False, has_older=False)


@requires(Permission.SEE_EVENTS)
@never_cache
@require_safe
def log(request: Visit) -> HttpResponse:
    """What happened, the newest first, as far as the search in the query string finds it."""
    viewer, areas = request.viewer, registry(request.journal.reference_version)
    form = EventSearch(request.GET, areas=areas, groups=GROUPS)
    wanted = _filter(form, viewer)
    if request.GET.get("_export") == "csv" and wanted is not None:
        rows = [event_row(event, viewer, areas) for event in all_events(wanted, MOST_IN_FILE)]
        return csv_response(EventTable(rows), f"logboek-{request.journal.today}.csv")
    page = NOTHING if wanted is None else _page(form, wanted)
    return render(
        request,
        "trace/log.html",
        {
            "form": form,
            "table": EventTable([event_row(event, viewer, areas) for event in page.events]),
            "number": 0 if wanted is None else count_events(wanted, MOST_COUNTED),
            "most": MOST_COUNTED,
            "newer_url": _turned(request, na=page.events[0].seq) if page.has_newer and page.events else "",
            "older_url": _turned(request, voor=page.events[-1].seq) if page.has_older and page.events else "",
            "csv_url": _turned(request, _export="csv"),
            "areas": areas,
            "reports_hidden": not viewer.may(Permission.SEE_NOTES),
        },
        status=200 if form.is_valid() else 400,
    )


def event_row(event: LoggedEvent, viewer: Viewer, areas: Registry) -> EventRow:
    """An event as this viewer may see it: figures and notes of reports only where reports may be seen."""
    area = areas.municipalities.get(event.municipality)
    province = areas.provinces.get(event.province)
    sees_reports = viewer.may(Permission.SEE_REPORTS, municipality=area)
    sees_notes = viewer.may(Permission.SEE_NOTES, municipality=area)
    details = [Detail(str(change)) for change in changes(event, with_figures=sees_reports)]
    details += [_kept(text) for text in kept_texts(event, with_notes=sees_notes)]
    local = event.at.astimezone(AMSTERDAM)
    return EventRow(
        seq=event.seq,
        at=local,
        clock=f"{local:%H:%M}",
        action=event.action,
        who=name_of(event.actor),
        who_email=event.actor.email if event.actor else "",
        what=sentence(event),
        place=area.name if area else province.name if province else "",
        place_url=(
            reverse("report_history", args=[area.slug, event.month])
            if area and event.month and sees_reports
            else ""
        ),
        details=tuple(details),
        address=event.texts.get("address") or "",
        was_erased="address" in event.texts,
    )


def _kept(text: KeptText) -> Detail:
    return Detail(str(text), is_muted=not text.text)


def _filter(form: EventSearch, viewer: Viewer) -> EventFilter | None:
    """What to search for; None when the search cannot be understood."""
    if not form.is_valid():
        return None
    return form.filter(with_reports=viewer.may(Permission.SEE_NOTES))


def _page(form: EventSearch, wanted: EventFilter) -> EventPage:
    return event_page(wanted, size=PAGE_SIZE, before=form.cleaned_data["voor"], after=form.cleaned_data["na"])


def _turned(request: Visit, **changed: object) -> str:
    """This search at another place."""
    query = request.GET.copy()
    for name in ("voor", "na", "_export"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"
