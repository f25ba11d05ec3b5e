"""Which mail one gets: the choices of an account, and stopping a kind with the link in a mail."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from housing.access import Visit, public, requires, user_of
from housing.domain.roles import Permission
from housing.forms.mail_choices import MailChoicesForm, kind_label
from housing.services.mail_choices import CHOICES, choose, read_unsubscribe_token
from housing.services.mailing import sign_in_link
from housing.views.task_words import link


@requires(Permission.OWN_ACCOUNT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: Visit) -> HttpResponse:
    """The choices of whoever is signed in."""
    user = user_of(request)
    if request.method == "POST":
        form = MailChoicesForm(request.POST)
        form.is_valid()
        choose(by=user, wanted=form.wanted)
        messages.success(request, _("Uw keuze is opgeslagen."))
        return HttpResponseRedirect(reverse("mail_choices"))
    return render(
        request,
        "oversight/mail_choices.html",
        {"form": MailChoicesForm.of(user), "user": user, "account_url": link("account")},
    )


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Visit, token: str) -> HttpResponse:
    """Stop one kind of mail, with the link in it: a page with a button, or a mail program's one click.

    No signing in, and no check of where the form came from: the token says whose mail it is, and a mail
    program that posts by itself has nothing else.
    """
    found = read_unsubscribe_token(token)
    if found is None:
        raise Http404(_("Deze link werkt niet meer. Kies uw berichten bij uw account."))
    user, kind = found
    if request.method == "POST":
        choose(by=user, wanted={kind: False})
    with override(user.language):
        response = render(
            request,
            "oversight/unsubscribe.html",
            {
                "label": kind_label(kind),
                "is_off": request.method == "POST" or not getattr(user, CHOICES[kind]),
                "choices_url": sign_in_link(reverse("mail_choices")),
            },
        )
    response.headers["Content-Language"] = user.language
    return response
