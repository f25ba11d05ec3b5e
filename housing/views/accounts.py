"""The administrator's pages: who has what, inviting, one person, and whether an account may be used."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from housing.access import Visit, requires
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.forms.account_lists import PeopleFilter
from housing.forms.accounts import InviteForm, ReasonForm
from housing.models import Invitation, User
from housing.queries import accounts as queries
from housing.queries.events import events_about
from housing.services import accounts
from housing.tables.accounts import PeopleTable, RoleFile, RoleLine
from housing.views.accounts_common import (
    Crumbs,
    acted,
    areas_of,
    asked_area,
    done,
    resent,
    sent,
    state_of,
    status_of,
    who,
    withdrawn,
    work_page,
)
from housing.views.accounts_words import happened

PER_PAGE, EVENTS = 100, 50


def crumbs(person: queries.Person | None = None) -> Crumbs:
    """The trail to pages below the list, and below a person."""
    trail = [(_("Accounts"), reverse("accounts"))]
    return [*trail, (person.label, reverse("accounts_person", args=[person.id]))] if person else trail


def known_person(request: Visit, pk: int) -> queries.Person:
    """The person of the address."""
    found = queries.people(areas_of(request), [pk])
    if not found:
        raise Http404(_("Dit account bestaat niet."))
    return found[0]


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_safe
def people(request: Visit) -> HttpResponse:
    """Who has what, with filters; as a page or as a file."""
    state, areas = state_of(request), areas_of(request)
    everybody = queries.people(areas)
    choice = PeopleFilter(request.GET, areas=areas)
    rows = choice.rows(everybody, state.now)
    if request.GET.get("_export") == "csv":
        lines = [RoleLine(p, held, state.now) for p in rows for held in (p.roles or (None,))]
        return csv_response(RoleFile(lines), f"accounts-{state.today}.csv")
    table = PeopleTable(rows, now=state.now, link=lambda p: reverse("accounts_person", args=[p.id]))
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    active = [person for person in everybody if person.is_active]
    return work_page(
        request,
        "accounts/people.html",
        crumbs=[],
        choice=choice,
        table=table,
        shown=len(rows),
        total=len(everybody),
        ending=sum(held.ends_soon(state.today) for person in active for held in person.roles),
        without_factor=sum(person.lacks_factor(state.today) for person in active),
        invitations=queries.open_invitations(areas, state.now),
        export_url=f"{request.path}?{urlencode({**request.GET.dict(), '_export': 'csv'})}",
    )


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Visit) -> HttpResponse:
    """Invite somebody to any role."""
    areas = areas_of(request)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        today=state_of(request).today,
        initial=asked_area(request, areas),
    )
    if request.method == "POST" and sent(request, form):
        text = _("De uitnodiging is verstuurd naar %(email)s.") % {"email": form.cleaned_data["email"]}
        return done(request, text, reverse("accounts"))
    return work_page(
        request,
        "accounts/invite.html",
        crumbs=crumbs(),
        form=form,
        back=reverse("accounts"),
        status=status_of(form),
    )


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_POST
def resend(request: Visit, pk: int) -> HttpResponse:
    """Send an invitation again."""
    return resent(request, get_object_or_404(Invitation, pk=pk), reverse("accounts"))


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_POST
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    return withdrawn(request, get_object_or_404(Invitation, pk=pk), reverse("accounts"))


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_safe
def person(request: Visit, pk: int) -> HttpResponse:
    """One person: roles, invitations, what happened."""
    state, areas = state_of(request), areas_of(request)
    found = known_person(request, pk)
    return work_page(
        request,
        "accounts/person.html",
        crumbs=crumbs(),
        person=found,
        lines=[RoleLine(found, held, state.now, is_own=pk == who(request).pk) for held in found.roles],
        is_own=pk == who(request).pk,
        lacks_factor=found.lacks_factor(state.today),
        invitations=queries.open_invitations(areas, state.now, email=found.email),
        events=[happened(event, areas) for event in events_about(pk, EVENTS)],
    )


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: Visit, pk: int) -> HttpResponse:
    """Deactivate an account, or activate it again, with a reason."""
    found = known_person(request, pk)
    # What the page said when it was opened: a second click does not turn it back.
    deactivating = request.POST.get("step", "uit" if found.is_active else "aan") == "uit"
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        change = accounts.deactivate if deactivating else accounts.activate
        account = get_object_or_404(User, pk=pk)
        if acted(form, lambda: change(by=who(request), person=account, reason=form.cleaned_data["reason"])):
            text = (
                _("Het account van %(name)s is gedeactiveerd. Wie er nog mee was ingelogd, is nu uitgelogd.")
                if deactivating
                else _("Het account van %(name)s is weer actief.")
            )
            # Whoever deactivated the own account sees nothing of accounts any more.
            own = pk == who(request).pk
            url = reverse("home") if own else reverse("accounts_person", args=[pk])
            return done(request, text % {"name": found.label}, url)
    return work_page(
        request,
        "accounts/access.html",
        crumbs=crumbs(found),
        person=found,
        form=form,
        deactivating=deactivating,
        back=reverse("accounts_person", args=[pk]),
        status=status_of(form),
    )


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: Visit, pk: int) -> HttpResponse:
    """Take away a second factor that somebody lost, with a reason."""
    found = known_person(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("accounts_person", args=[pk])
    if request.method == "POST":
        account = get_object_or_404(User, pk=pk)
        if acted(
            form,
            lambda: accounts.remove_factors(
                by=who(request), person=account, reason=form.cleaned_data["reason"]
            ),
        ):
            text = _("%(name)s heeft nu geen tweede factor meer en is uitgelogd.")
            return done(request, text % {"name": found.label}, back)
    return work_page(
        request,
        "accounts/factor.html",
        crumbs=crumbs(found),
        person=found,
        form=form,
        back=back,
        status=status_of(form),
    )
