"""What pages about accounts share: their frame, errors in the reader's language, and forms that act."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from housing.access import Visit, user_of
from housing.domain.errors import DomainError
from housing.forms.accounts import InviteForm
from housing.models import Invitation, User
from housing.queries.areas import Area, Registry, registry
from housing.queries.journal import JournalState
from housing.services import accounts
from housing.services.accounts import AccountError

Crumbs = list[tuple[str, str]]


def areas_of(request: Visit) -> Registry:
    """All areas."""
    return registry(state_of(request).reference_version)


def state_of(request: Visit) -> JournalState:
    """The journal and its clock."""
    return request.journal


def who(request: Visit) -> User:
    """Who is signed in; only behind a permission that needs it."""
    return user_of(request)


def told(error: DomainError) -> str:
    """An error in the language of the page."""
    return _(error.template) % error.params if error.params else _(error.template)


def work_page(
    request: Visit, template: str, *, crumbs: Crumbs, status: int = 200, **context: Any
) -> HttpResponse:
    """A page to work on: with a trail of crumbs, kept in no cache."""
    now: datetime = state_of(request).now
    context |= {"crumbs": crumbs, "now": now, "today": state_of(request).today}
    return render(request, template, context, status=status)


def acted(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form holds and the service did it; else the form tells why not, on top."""
    if not form.is_valid():
        return False
    try:
        act()
    except AccountError as error:
        form.add_error(None, told(error))
        return False
    return True


def status_of(form: forms.Form) -> int:
    """422 for a form that was refused, so that nobody takes it for done; else 200."""
    return 422 if form.is_bound and form.errors else 200


def done(request: Visit, text: str, url: str) -> HttpResponseRedirect:
    """On to a page that says what was done."""
    messages.success(request, text)
    return HttpResponseRedirect(url)


def sent(request: Visit, form: InviteForm) -> bool:
    """Whether the invitation of the form went out."""
    cleaned = form.cleaned_data if form.is_valid() else {}
    return acted(
        form,
        lambda: accounts.invite(
            by=who(request),
            email=cleaned["email"],
            name=cleaned["name"],
            role=cleaned["role"],
            area=cleaned["area"],
            valid_until=cleaned["valid_until"],
        ),
    )


def resent(request: Visit, invitation: Invitation, back: str) -> HttpResponse:
    """Send an invitation again, and say so."""
    try:
        waiting = accounts.resend(by=who(request), invitation=invitation.pk)
    except AccountError as error:
        messages.error(request, told(error))
        return HttpResponseRedirect(back)
    if waiting == invitation:
        messages.info(request, _("Deze uitnodiging is net verstuurd. Probeer het over een minuut opnieuw."))
        return HttpResponseRedirect(back)
    text = _("De uitnodiging is opnieuw gestuurd naar %(email)s. De vorige link werkt niet meer.")
    return done(request, text % {"email": invitation.email}, back)


def withdrawn(request: Visit, invitation: Invitation, back: str) -> HttpResponse:
    """Withdraw an invitation, and say so; also when it was withdrawn already."""
    if not accounts.revoke_invitation(by=who(request), invitation=invitation.pk):
        invitation.refresh_from_db()
        if invitation.accepted_at:
            messages.warning(request, _("Deze uitnodiging is intussen aangenomen. Trek de rol zelf in."))
            return HttpResponseRedirect(back)
    text = _("De uitnodiging van %(email)s is ingetrokken. De link in de mail werkt niet meer.")
    return done(request, text % {"email": invitation.email}, back)


def asked_area(request: Visit, areas: Registry) -> dict[str, str]:
    """What a link fills in on a form: the municipality or province (`?gebied=GM0599`), a role (`?rol=`)."""
    code, role = request.GET.get("gebied", ""), request.GET.get("rol", "")
    known: Sequence[Area] = (*areas.municipalities.values(), *areas.provinces.values())
    return {"role": role, "area": code if any(area.code == code for area in known) else ""}
