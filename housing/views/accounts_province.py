"""Readers and editors of the municipalities of a province: who they are, inviting, ending."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing.access import Visit, requires
from housing.domain.roles import Permission, Role
from housing.forms.accounts import MUNICIPAL, InviteForm
from housing.models import Invitation
from housing.queries import accounts as queries
from housing.queries.areas import Area
from housing.tables.accounts import RoleLine
from housing.views.accounts_common import (
    Crumbs,
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
from housing.views.accounts_roles import change_role


def _province(request: Visit, slug: str) -> Area:
    """The province of the address, which the permission was checked for."""
    province = areas_of(request).province(slug)
    if province is None:
        raise Http404
    return province


def _crumbs(province: Area, *, below: bool = False) -> Crumbs:
    trail = [
        (_("Provincies"), reverse("provinces")),
        (province.name, reverse("province_latest", args=[province.slug])),
    ]
    return [*trail, (_("Accounts"), _back(province))] if below else trail


def _back(province: Area) -> str:
    return reverse("province_accounts", args=[province.slug])


@requires(Permission.INVITE, area="province")
@never_cache
@require_safe
def people(request: Visit, slug: str) -> HttpResponse:
    """Who reads and enters for the municipalities of the province, and which have nobody who enters."""
    province, state, areas = _province(request, slug), state_of(request), areas_of(request)
    members = areas.members(province.code)
    lines = sorted(
        (
            RoleLine(person, held, state.now, is_own=person.id == who(request).pk)
            for person in queries.people_of(areas, members)
            for held in person.roles
        ),
        key=lambda line: line.key,
    )
    served = {
        line.held.area
        for line in lines
        if line.held
        and line.person.is_active
        and line.held.role is Role.MUNICIPALITY_EDITOR
        and line.held.is_valid(state.today)
    }
    return work_page(
        request,
        "accounts/province.html",
        crumbs=_crumbs(province),
        province=province,
        lines=lines,
        unserved=[a for a in members if a.exists_between(state.today, state.today) and a not in served],
        ending=sum(bool(line.held and line.held.ends_soon(state.today)) for line in lines),
        invitations=queries.open_invitations(areas, state.now, municipalities=members),
    )


@requires(Permission.INVITE, area="province")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Visit, slug: str) -> HttpResponse:
    """Invite a reader or an editor of a municipality of the province."""
    province, areas = _province(request, slug), areas_of(request)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        today=state_of(request).today,
        roles=MUNICIPAL,
        within=province,
        initial=asked_area(request, areas),
    )
    if request.method == "POST" and sent(request, form):
        text = _("De uitnodiging is verstuurd naar %(email)s.") % {"email": form.cleaned_data["email"]}
        return done(request, text, _back(province))
    return work_page(
        request,
        "accounts/invite.html",
        crumbs=_crumbs(province, below=True),
        province=province,
        form=form,
        back=_back(province),
        status=status_of(form),
    )


@requires(Permission.INVITE, area="province")
@never_cache
@require_POST
def resend(request: Visit, slug: str, pk: int) -> HttpResponse:
    """Send an invitation for a municipality of the province again."""
    province = _province(request, slug)
    return resent(request, _invitation(province, pk), _back(province))


@requires(Permission.INVITE, area="province")
@never_cache
@require_POST
def withdraw(request: Visit, slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation for a municipality of the province."""
    province = _province(request, slug)
    return withdrawn(request, _invitation(province, pk), _back(province))


def _invitation(province: Area, pk: int) -> Invitation:
    return get_object_or_404(Invitation, pk=pk, municipality__province=province.code)


@requires(Permission.INVITE, area="province")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: Visit, slug: str, role: int) -> HttpResponse:
    """Another end date for a role at a municipality of the province, or revoking it."""
    province, areas = _province(request, slug), areas_of(request)
    for person in queries.people_of(areas, areas.members(province.code)):
        for held in person.roles:
            if held.id == role:
                return change_role(request, person, held, _crumbs(province, below=True), _back(province))
    if request.method != "POST":
        raise Http404
    gone = queries.Person(0, "", "", "", is_active=False, last_sign_in=None, has_factor=False)
    return change_role(request, gone, None, [], _back(province))
