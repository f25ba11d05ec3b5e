"""Redivisions: what happened and what is ahead, entering one, and what it does before it is booked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing import formatting
from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.roles import Permission
from housing.forms.redivisions import (
    MergerForm,
    RedivisionForm,
    RelocationForm,
    SplitForm,
    municipality_names,
)
from housing.models import Redivision
from housing.queries.areas import Registry, registry
from housing.queries.redivision_effects import Effects
from housing.queries.redivisions import (
    booked_redivisions,
    found_redivision,
    plan_of,
    waiting_redivisions,
)
from housing.services import redivisions as services
from housing.templatetags.reviewing import error_text
from housing.views import redivision_words
from housing.views.page import language

#: Texts of an address that fill in a form: a list of CBS leads here with what it shows.
LONGEST = 80


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def redivisions(request: Visit) -> HttpResponse:
    """The list, and the forms to enter one."""
    areas = registry(request.journal.reference_version)
    if request.method != "POST":
        return _list(request, areas, _forms(request, areas))
    forms = _forms(request, areas)
    form = next((each for each in forms if each.is_bound), None)
    if form is None:
        messages.warning(request, _("Kies wat u wilt invoeren. Er is niets veranderd."))
        return HttpResponseRedirect(reverse("redivisions"))
    if form.is_valid() and form.made is not None:
        try:
            entered = services.enter(by=user_of(request), plan=form.made, source=form.cleaned_data["bron"])
        except DomainError as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("Ingevoerd. Kijk hieronder wat er gebeurt, en boek dan."))
            return HttpResponseRedirect(reverse("redivision", args=[entered.pk]))
    return _list(request, areas, forms, status=422)


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def redivision(request: Visit, pk: int) -> HttpResponse:
    """One redivision: what it will do, or what it did; booking it, or letting it lapse."""
    row = found_redivision(pk)
    if row is None:
        raise Http404(_("Deze herindeling is er niet."))
    if request.method != "POST":
        return _one(request, row)
    try:
        return _done(request, row)
    except DomainError as error:
        # What is there now, not what was there when the form was made.
        return _one(request, found_redivision(pk) or row, error)


def _done(request: Visit, row: Redivision) -> HttpResponseRedirect:
    """Do what the button says."""
    by, action = user_of(request), request.POST.get("actie")
    if action == "boeken":
        booked = services.book(by=by, pk=row.pk, seen=request.POST.get("getoond", ""))
        day = formatting.date(booked.date, language())
        messages.success(
            request,
            _("Geboekt. De herindeling geldt vanaf %(day)s.") % {"day": day}
            if booked.date <= request.journal.today
            else _("Geboekt. Op %(day)s gaat zij vanzelf in.") % {"day": day},
        )
        return HttpResponseRedirect(reverse("redivision", args=[row.pk]))
    if action == "vervallen":
        services.cancel(by=by, pk=row.pk)
        messages.success(request, _("De herindeling is vervallen. Er is niets geboekt."))
        return HttpResponseRedirect(reverse("redivisions"))
    raise DomainError(_("Kies wat u met deze herindeling wilt doen."))


def _forms(request: Visit, areas: Registry) -> list[RedivisionForm]:
    """The three forms: the one that was sent with what it holds, or filled in from the address."""
    chosen = (request.POST or request.GET).get("soort", "")
    sent = request.POST if request.method == "POST" else None
    given = _given(request.GET) if sent is None else {}

    def options(kind: str) -> dict[str, Any]:
        return {
            "data": sent if chosen == kind else None,
            "registry": areas,
            "initial": given if chosen == kind else {},
        }

    return [
        MergerForm(**options(MergerForm.kind)),
        SplitForm(**options(SplitForm.kind)),
        RelocationForm(**options(RelocationForm.kind), today=request.journal.today),
    ]


def _given(query: QueryDict) -> dict[str, str]:
    """What an address fills in."""
    return {name: query.get(name, "")[:LONGEST] for name in query if name != "soort"}


def _list(request: Visit, areas: Registry, forms: list[RedivisionForm], status: int = 200) -> HttpResponse:
    today = request.journal.today
    booked = booked_redivisions(areas)
    waiting = waiting_redivisions(areas)
    merger, split, relocation = forms
    context = {
        "waiting": [redivision_words.line(each, today) for each in waiting],
        "ahead": [redivision_words.line(each, today) for each in reversed(booked) if each.on > today],
        "past": [redivision_words.line(each, today) for each in booked if each.on <= today],
        "lapsed": [
            redivision_words.line(each, today)
            for each in waiting_redivisions(areas, Redivision.State.CANCELLED)
        ],
        "may_steer": request.viewer.may(Permission.STEER),
        "merger": merger,
        "split": split,
        "relocation": relocation,
        "chosen": (request.POST or request.GET).get("soort", ""),
        "names": municipality_names(areas, today),
        "crumbs": [(_("Beheer"), reverse("management"))],
        "nav_active": "management",
    }
    return render(request, "geography/redivisions.html", context, status=status)


def _one(request: Visit, row: Redivision, error: DomainError | None = None) -> HttpResponse:
    areas = registry(request.journal.reference_version)
    plan = plan_of(row)
    known = next(
        (
            each
            for each in (
                booked_redivisions(areas)
                if row.state == Redivision.State.BOOKED
                else waiting_redivisions(areas, row.state)
            )
            if each.pk == row.pk
        ),
        None,
    )
    effects: Effects | None = None
    refused: DomainError | None = None
    if row.state == Redivision.State.ENTERED:
        try:
            effects = services.preview(plan, areas, request.journal)
        except DomainError as found:
            refused = found
    sees_people = request.viewer.may(Permission.SEE_CONTACTS)
    context = {
        "row": row,
        "plan": plan,
        "line": redivision_words.line(known, request.journal.today) if known else None,
        "effects": effects,
        "endings": _endings(effects) if effects else [],
        "moved": _moved(effects) if effects else [],
        "sees_people": sees_people,
        "refused": error_text(refused) if refused else "",
        "error": error_text(error) if error else "",
        "may_steer": request.viewer.may(Permission.STEER),
        "is_ahead": row.date > request.journal.today,
        "concerned": [areas.municipalities[c] for c in plan.municipalities if c in areas.municipalities],
        "crumbs": [
            (_("Beheer"), reverse("management")),
            (_("Herindelingen"), reverse("redivisions")),
        ],
        "nav_active": "management",
    }
    return render(request, "geography/redivision.html", context, status=422 if error else 200)


def _endings(effects: Effects) -> list[dict[str, Any]]:
    """Each municipality that ends, with its months and loose ends in words."""
    return [
        {
            "ending": each,
            "parts": [(effects.names[part.heir], part) for part in each.parts],
            "months": redivision_words.months_waiting(each.months),
            "loose": redivision_words.loose_ends(each),
        }
        for each in effects.endings
    ]


def _moved(effects: Effects) -> list[tuple[str, int]]:
    """Who loses and gains how many persons, those that end first."""
    changes = effects.transfers or {}
    ends = [each.code for each in effects.endings]
    order = [*ends, *(code for code in effects.names if code not in ends)]
    return [(effects.names[code], changes.get(code, 0)) for code in order]
