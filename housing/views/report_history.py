"""What happened to one month of a municipality, for whoever may see its reports."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from housing import formatting
from housing.access import Viewer, Visit, requires
from housing.domain.periods import Month
from housing.domain.reporting import ReportState
from housing.domain.roles import Permission
from housing.models import Placement, Report
from housing.queries.areas import Area, registry
from housing.queries.events import Person
from housing.queries.month_sources import MonthPosting
from housing.queries.report_history import Happening, MonthHistory, month_history
from housing.views.event_values import KIND_KEYS, Change, changes
from housing.views.event_words import KeptText, kept_texts, name_of, sentence
from housing.views.journal_texts import shown
from housing.views.page import language

TITLES = {
    "report.submitted": gettext_lazy("Ingediend"),
    "report.withdrawn": gettext_lazy("Ingetrokken"),
    "report.returned": gettext_lazy("Teruggestuurd"),
    "report.approved": gettext_lazy("Goedgekeurd"),
    "report.reopened": gettext_lazy("Heropend"),
    "correction.asked": gettext_lazy("Correctie gevraagd"),
    "correction.accepted": gettext_lazy("Correctie toegekend"),
    "correction.refused": gettext_lazy("Correctie afgewezen"),
    "correction.withdrawn": gettext_lazy("Aanvraag voor een correctie ingetrokken"),
    "exception.granted": gettext_lazy("Andere uiterste dag gegeven"),
    "exception.revoked": gettext_lazy("Andere uiterste dag ingetrokken"),
    "figures.imported": gettext_lazy("Cijfers ingelezen"),
    "coa.counted": gettext_lazy("Overzicht van COA ingelezen"),
}
MUNICIPALITY = gettext_lazy("de gemeente")
PROVINCE = gettext_lazy("de provincie")
#: Who does what, for readers who may not see names.
SIDES = {
    "report.submitted": MUNICIPALITY,
    "report.withdrawn": MUNICIPALITY,
    "report.returned": PROVINCE,
    "report.approved": PROVINCE,
    "report.reopened": PROVINCE,
    "correction.asked": MUNICIPALITY,
    "correction.accepted": PROVINCE,
    "correction.refused": PROVINCE,
    "correction.withdrawn": MUNICIPALITY,
    "exception.granted": PROVINCE,
    "exception.revoked": PROVINCE,
}


@dataclass(frozen=True, slots=True)
class ShownPosting:
    """A posting that came with it: what it changed, and its number in the journal."""

    label: str
    persons: int
    seq: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `who` is a name, or the side for those who may not see names."""

    at: datetime
    title: str
    who: str
    side: str = ""
    changes: tuple[Change, ...] = ()
    texts: tuple[KeptText, ...] = ()
    postings: tuple[ShownPosting, ...] = ()
    comparison: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShownHistory:
    """What `trace/_history.html` shows. `notes_hidden`: this viewer sees no names and no texts."""

    entries: tuple[Entry, ...]
    notes_hidden: bool
    was_imported: bool
    state: str = ""
    """The state as a code, "" when nothing was submitted."""


@requires(Permission.SEE_REPORTS, area="municipality")
@never_cache
@require_safe
def report_history(request: Visit, *, slug: str, month: Month) -> HttpResponse:
    """The month from its first draft to now: who, when, what, and why."""
    viewer = request.viewer
    areas = registry(request.journal.reference_version)
    area = areas.municipality(slug)
    if area is None or not area.exists_in(month) or month.first_day > request.journal.today:
        raise Http404(_("Van deze maand kan er geen opgave zijn."))
    history = shown_history(viewer, area, month)
    return render(
        request,
        "trace/report_history.html",
        {
            "area": area,
            "month": month,
            "period": month.half_year,
            "history": history,
            "headline": _headline(area, month, history),
            "crumbs": [
                (_("Gemeenten"), reverse("municipalities")),
                (area.name, reverse("municipality", args=[area.slug, month.half_year])),
            ],
        },
    )


def shown_history(viewer: Viewer, area: Area, month: Month) -> ShownHistory:
    """The history of a month as this viewer may see it, for `trace/_history.html`.

    The caller has checked that the viewer may see reports of the municipality.
    """
    found = month_history(area.code, month)
    sees_notes = viewer.may(Permission.SEE_NOTES, municipality=area)
    entries = [_entry(happening, sees_notes) for happening in found.happenings]
    draft = _draft(found, viewer, area, sees_notes)
    if draft:
        entries = sorted([*entries, draft], key=lambda entry: entry.at)
    submitted = found.report is not None and found.report.submission > 0
    return ShownHistory(
        tuple(entries),
        notes_hidden=not sees_notes,
        was_imported=found.was_imported,
        state=found.report.state if found.report and submitted else "",
    )


def _entry(happening: Happening, sees_notes: bool) -> Entry:
    event = happening.event
    side = str(SIDES.get(event.action, ""))
    return Entry(
        at=event.at,
        title=str(TITLES.get(event.action) or sentence(event)),
        who=_who(event.actor, side, sees_notes),
        side=side if sees_notes and event.actor else "",
        changes=tuple(_changes(happening)),
        texts=tuple(kept_texts(event)) if sees_notes else (),
        postings=tuple(_posting(posting) for posting in happening.postings),
        comparison=_comparison(happening),
        source=shown(happening.source),
    )


def _who(actor: Person | None, side: str, sees_notes: bool) -> str:
    if sees_notes or actor is None:
        return name_of(actor)
    return side or _("een beheerder")


def _changes(happening: Happening) -> list[Change]:
    """From old to new, without the state, which the title says; of a first submission what it says."""
    event = happening.event
    found = [change for change in changes(event) if change.key != "state"]
    before = str(event.old.get("state", ""))
    if event.action == "report.submitted" and before in ("draft", "withdrawn"):
        found = [change for change in changes(event, everything=True) if change.key in KIND_KEYS]
        return [Change(change.key, change.label, "", change.new) for change in found]
    return found


def _posting(posting: MonthPosting) -> ShownPosting:
    if posting.period:
        label = _("correctie in de %(period)s") % {"period": formatting.half_year(posting.period, language())}
    else:
        label = str(Placement.Kind(posting.kind).label)
    return ShownPosting(label, posting.persons, posting.seq)


def _comparison(happening: Happening) -> str:
    """COA's count beside that of the municipality, where one of the two came in."""
    event, coa, counts = happening.event, happening.coa, happening.counts
    if coa is None or event.action not in ("report.submitted", "correction.accepted", "coa.counted"):
        return ""
    words = {"coa": formatting.number(coa, language())}
    if counts is None:
        return _("COA telt %(coa)s; er is nog geen opgave.") % words
    difference = counts.placed - coa
    words |= {
        "placed": formatting.number(counts.placed, language()),
        "difference": formatting.signed(difference, language()),
    }
    if difference == 0:
        return _("COA telt er ook %(coa)s.") % words
    return (
        _("COA telt %(coa)s, de gemeente %(placed)s (woning en doorstroomlocatie): verschil %(difference)s.")
        % words
    )


def _draft(found: MonthHistory, viewer: Viewer, area: Area, sees_notes: bool) -> Entry | None:
    """That there is a draft that was not sent; only for the municipality itself, and without its values."""
    report = found.report
    is_own = any(grant.municipality == area.code for grant in viewer.grants)
    if report is None or report.edited_at is None or not is_own:
        return None
    sent = report.submitted_at
    if (report.submission and not report.has_unsent_changes) or (sent and report.edited_at <= sent):
        return None
    editor = report.edited_by
    person = Person(editor.pk, editor.name, editor.email) if editor else None
    return Entry(
        report.edited_at,
        _("Concept bewaard, nog niet ingediend"),
        _who(person, str(MUNICIPALITY), sees_notes),
        str(MUNICIPALITY) if sees_notes else "",
    )


def _headline(area: Area, month: Month, history: ShownHistory) -> str:
    words = {"area": area.name, "month": formatting.month(month, language())}
    if history.state:
        words["state"] = str(Report.State(history.state).label)
        if ReportState(history.state).is_provisional:
            return _("%(area)s, %(month)s: %(state)s, telt voorlopig mee") % words
        return _("%(area)s, %(month)s: %(state)s") % words
    if history.was_imported:
        return _("%(area)s, %(month)s: ingelezen, staat vast") % words
    return _("%(area)s, %(month)s: nog niets ingediend") % words
