"""One's own account: the page about it, and where allauth's views need a little more than settings."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import EditWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from django.contrib import messages
from django.forms import Form, model_to_dict
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods
from requests import RequestException

from housing.access import Visit, user_of
from housing.account_adapter import remember_language
from housing.forms.account import DetailsForm
from housing.queries.own_account import held_roles, sign_in_ways
from housing.services.account_events import passkey_renamed
from housing.services.demonstration.people import PASSWORD, PEOPLE
from housing.services.own_account import change_details

log = logging.getLogger("housing.sign_in")


class SignIn(LoginView):  # type: ignore[misc]  # allauth comes without types
    """Address and password, a passkey, or the account of one's organisation."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the organisation's button where that is set, and in a demonstration with its people."""
        is_demonstration = self.request.journal.is_demonstration
        return super().get_context_data(**kwargs) | {
            "organisations": get_adapter(self.request).list_providers(self.request),
            "people": PEOPLE if is_demonstration else (),
            "password": PASSWORD if is_demonstration else "",
        }


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """A passkey instead of address and password; the answer to a refused one keeps where to go next."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Back to signing in, with what went wrong."""
        response: HttpResponse = super().form_invalid(form)
        query = self.request.POST.get("next", "")
        return redirect(reverse("account_login", query={"next": query})) if query else response


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey, before something that matters."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """The same page again, with what went wrong."""
        for message in form.errors.get("credential", []):
            messages.error(self.request, str(message))
        return HttpResponseRedirect(self.request.get_full_path())


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Another name for a passkey; the log tells of it."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the name, when it is another."""
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data["name"] != form.initial["name"]:
            passkey_renamed(user=user_of(self.request), name=form.cleaned_data["name"])
        return response


def by_organisation(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Of allauth's views to and from the organisation's sign-in page: one that says so when that is away."""

    @wraps(view)
    def answer(request: Visit, **kwargs: str) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except (RequestException, ValueError, KeyError):
            log.exception("The sign-in page of the organisation does not answer as it should")
            return render(request, "socialaccount/authentication_error.html", status=502)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: Visit) -> HttpResponse:
    """Name, telephone and language; roles; how this person signs in."""
    user = user_of(request)
    form = DetailsForm(request.POST or None, initial=model_to_dict(user, DetailsForm.Meta.fields))
    if request.method == "POST" and form.is_valid():
        change_details(by=user, **form.cleaned_data)
        response = redirect("account")
        remember_language(response, form.cleaned_data["language"])
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Uw gegevens zijn bewaard."))
        return response
    state = request.journal
    context = {"form": form, "roles": held_roles(user.pk, state.today), "ways": sign_in_ways(user.pk)}
    return render(request, "account/own.html", context)
