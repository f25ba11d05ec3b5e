"""One role of a person: granting it, another end date, revoking. Shared with the page of a province."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires
from housing.domain.roles import Permission
from housing.forms.accounts import EndForm, GrantForm, ReasonForm
from housing.models import User
from housing.queries.accounts import HeldRole, Person
from housing.services import accounts
from housing.tables.accounts import RoleLine
from housing.views.accounts import crumbs, known_person
from housing.views.accounts_common import (
    Crumbs,
    acted,
    areas_of,
    asked_area,
    done,
    state_of,
    status_of,
    who,
    work_page,
)


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: Visit, pk: int) -> HttpResponse:
    """Give a person a role."""
    person, areas = known_person(request, pk), areas_of(request)
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        today=state_of(request).today,
        initial=asked_area(request, areas),
    )
    back = reverse("accounts_person", args=[pk])
    if request.method == "POST":
        account = get_object_or_404(User, pk=pk)
        if acted(
            form,
            lambda: accounts.grant(
                by=who(request),
                person=account,
                role=form.cleaned_data["role"],
                area=form.cleaned_data["area"],
                valid_until=form.cleaned_data["valid_until"],
                reason=form.cleaned_data["reason"],
            ),
        ):
            return done(request, _("%(name)s heeft de rol nu.") % {"name": person.label}, back)
    return work_page(
        request,
        "accounts/grant.html",
        crumbs=crumbs(person),
        person=person,
        form=form,
        back=back,
        is_own=pk == who(request).pk,
        status=status_of(form),
    )


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: Visit, pk: int, role: int) -> HttpResponse:
    """Another end date for a role, or revoking it."""
    person = known_person(request, pk)
    held = next((found for found in person.roles if found.id == role), None)
    return change_role(request, person, held, crumbs(person), reverse("accounts_person", args=[pk]))


def change_role(
    request: Visit, person: Person, held: HeldRole | None, trail: Crumbs, back: str
) -> HttpResponse:
    """The page of one role; a role that is gone leads back, so that a second click does no harm."""
    if held is None:
        messages.info(request, _("Deze rol is al ingetrokken."))
        return HttpResponseRedirect(back)
    state = state_of(request)
    step = request.POST.get("step", "")
    end = EndForm(
        request.POST if step == "einddatum" else None,
        today=state.today,
        initial={"valid_until": held.valid_until},
        auto_id="einddatum-%s",
    )
    stop = ReasonForm(request.POST if step == "intrekken" else None, auto_id="intrekken-%s")
    if step == "einddatum" and acted(
        end,
        lambda: accounts.change_end(
            by=who(request),
            membership=held.id,
            valid_until=end.cleaned_data["valid_until"],
            reason=end.cleaned_data["reason"],
        ),
    ):
        return done(request, _("De einddatum is gewijzigd."), back)
    if step == "intrekken" and acted(
        stop,
        lambda: accounts.revoke(by=who(request), membership=held.id, reason=stop.cleaned_data["reason"]),
    ):
        text = _("De rol %(role)s van %(name)s is ingetrokken. Dat geldt meteen.")
        own = person.id == who(request).pk
        return done(
            request, text % {"role": held.label, "name": person.label}, reverse("home") if own else back
        )
    return work_page(
        request,
        "accounts/role.html",
        crumbs=trail,
        line=RoleLine(person, held, state.now, is_own=person.id == who(request).pk),
        end=end,
        stop=stop,
        back=back,
        status=max(status_of(end), status_of(stop)),
    )
