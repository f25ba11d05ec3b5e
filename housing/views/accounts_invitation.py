"""What somebody sees who opens the link of an invitation: who invites for what, and how to accept.

The link leads on to an address without the secret in it; the session remembers which invitation it was, and
the form names it, signed. So the secret stands in no address that a page passes on.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from housing.access import Visit, public, viewer_of
from housing.forms.accounts import AcceptForm
from housing.models import Invitation, User
from housing.queries.accounts import (
    InvitationStatus,
    invitation_numbered,
    invitation_status,
    person_with_address,
    role_label,
)
from housing.services import accounts
from housing.services.accounts import AccountError, ClosedInvitationError, SignInFirstError
from housing.services.accounts.rules import area_of
from housing.views.accounts_common import state_of, status_of, told

SEEN = "invitation"
UNKNOWN = "unknown"
signer = Signer(salt="housing.invitation")


@public
@never_cache
@require_safe
def invitation(request: Visit, token: str) -> HttpResponse:
    """The link of the mail: on to the page where it is accepted, or an explanation why it cannot be."""
    found = accounts.find_invitation(token)
    status = invitation_status(found, state_of(request).now) if found else UNKNOWN
    if found and status == InvitationStatus.OPEN:
        request.session[SEEN] = found.pk
        response: HttpResponse = redirect("invitation_accept")
    else:
        response = _closed(request, status, found)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Visit) -> HttpResponse:
    """Accept the invitation whose link was opened in this browser."""
    found = invitation_numbered(_seen(request) or 0)
    if found is None:
        return _closed(request, UNKNOWN, None)
    status = invitation_status(found, state_of(request).now)
    if status is not InvitationStatus.OPEN and request.method != "POST":
        return _closed(request, status, found)
    viewer = request.viewer
    person = person_with_address(found.email)
    if request.method != "POST" or (person is None and viewer.is_signed_in):
        return _page(request, found, person, _form(request, found))
    try:
        if viewer.is_signed_in:
            user = accounts.accept(invitation=found.pk, by=viewer.user)
            return _welcome(request, _onward(request, user))
        return _accept_anew(request, found, person)
    except ClosedInvitationError as error:
        return _closed(request, error.status, found)
    except SignInFirstError as error:
        messages.warning(request, told(error))
    except AccountError as error:
        messages.error(request, told(error))
    return redirect("invitation_accept")


def _seen(request: Visit) -> int | None:
    """The invitation whose link was opened: named by the form, so that two clicks are one, or the session."""
    try:
        return int(signer.unsign_object(request.POST.get("invitation", "")))
    except (BadSignature, ValueError, TypeError):
        seen: int | None = request.session.get(SEEN)
        return seen


def _accept_anew(request: Visit, found: Invitation, person: User | None) -> HttpResponse:
    """Make the account and sign in with it."""
    form = _form(request, found)
    if not form.is_valid():
        return _page(request, found, person, form)
    cleaned = form.cleaned_data
    user = accounts.accept(
        invitation=found.pk, name=cleaned["name"], phone=cleaned["phone"], password=cleaned["password"]
    )
    # As if the password had just been typed on the sign-in page: on to what the role asks for.
    response = perform_password_login(request, {"email": user.email}, Login(user=user, email=user.email))
    return _welcome(request, response)


def _welcome(request: Visit, response: HttpResponse) -> HttpResponse:
    request.session.pop(SEEN, None)
    messages.success(request, _("Welkom. U hebt de uitnodiging aangenomen."))
    return response


def _onward(request: Visit, user: User) -> HttpResponse:
    """To the start page, or first to the second factor that the role needs."""
    if viewer_of(user, state_of(request)).must_add_factor:
        return redirect("mfa_index")
    return HttpResponseRedirect(get_adapter(request).get_login_redirect_url(request))


def _form(request: Visit, found: Invitation) -> AcceptForm:
    data = request.POST if request.method == "POST" and "password" in request.POST else None
    return AcceptForm(data, email=found.email, initial={"name": found.name})


def _page(request: Visit, found: Invitation, person: User | None, form: AcceptForm) -> HttpResponse:
    """Who invites for what, and what to do: make an account, sign in, or accept."""
    user = request.viewer.user
    way = "accept" if user and person == user else "other" if user else "sign_in" if person else "new"
    return render(
        request,
        "accounts/invitation.html",
        {**_about(request, found), "way": way, "form": form, "signed": signer.sign_object(found.pk)},
        status=status_of(form),
    )


def _closed(request: Visit, status: str, found: Invitation | None) -> HttpResponse:
    """Why the link does nothing, and what to do; 404 for a link that never was."""
    return render(
        request,
        "accounts/invitation_closed.html",
        {**_about(request, found), "status": str(status)},
        status=404 if status == UNKNOWN else 410,
    )


def _about(request: Visit, found: Invitation | None) -> dict[str, Any]:
    if found is None:
        return {"contact_email": settings.CONTACT_EMAIL}
    return {
        "invitation": found,
        "label": role_label(found.role, area_of(found, state_of(request))),
        "inviter": str(found.invited_by) if found.invited_by else "",
        "contact_email": settings.CONTACT_EMAIL,
        "days": settings.INVITATION_DAYS,
    }
