"""Pages that are not about figures: terms, support, accessibility, language, health, and errors."""

import sys
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe

from housing.access import Visit, public
from housing.account_adapter import remember_language
from housing.middleware import away
from housing.queries.positions import valid_publications
from housing.views.freshness import patch_freshness
from housing.views.journal_texts import title_of
from housing.views.page import NotPublishedError
from housing.views.worked import letter_2022

SECURITY_CONTACT_HOLDS = timedelta(days=180)
#: Publications that the page "not found" names.
NAMED = 6


@public
@require_safe
@conditional_page
def glossary(request: Visit) -> HttpResponse:
    """The terms, grouped, each with its arithmetic in the figures of one letter."""
    return _page(request, "general/glossary.html", example=letter_2022())


@public
@require_safe
@conditional_page
def support(request: Visit) -> HttpResponse:
    """Whom a municipality that is behind can ask for help, and what they can do."""
    return _page(request, "general/support.html", contact=settings.CONTACT_EMAIL)


@public
@require_safe
@conditional_page
def accessibility(request: Visit) -> HttpResponse:
    """What was done and tested for people with a disability, what was not, and how to report."""
    return _page(request, "general/accessibility.html", contact=settings.CONTACT_EMAIL)


# Without a CSRF token, so that pages carry none and stay the same for everybody: all that somebody else's
# form could do here is change the language of a visitor's pages.
@public
@csrf_exempt
@require_POST
def choose_language(request: Visit) -> HttpResponse:
    """Remember the language in a cookie and go back to the page that it was chosen on."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return bad_request(request)
    response = HttpResponseRedirect(_safe_address(request, request.POST.get("next", "")))
    response.status_code = 303
    remember_language(response, chosen)
    return response


@public
@require_safe
@never_cache
def health(request: Visit) -> HttpResponse:
    """ "ok" when the database answers, else 503: what a proxy or container manager asks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unavailable\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def robots(request: Visit) -> HttpResponse:
    """What search engines may list: pages, not every position and file of them, and no made-up figures."""
    if request.journal.is_demonstration:
        rules = ["Disallow: /"]
    else:
        rules = ["Disallow: /*?", f"Disallow: {reverse('admin:index')}"]
    return _lines("User-agent: *", *rules)


@public
@require_safe
def security(request: Visit) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); 404 where no contact is set."""
    contact = f"mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else settings.SOURCE_URL
    if not contact:
        raise Http404
    # The real clock, also in a demonstration: the reader compares it with his own.
    expires = datetime.combine(
        timezone.now().astimezone(timezone.get_fixed_timezone(0)).date() + SECURITY_CONTACT_HOLDS,
        time(),
        timezone.get_fixed_timezone(0),
    )
    return _lines(
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )


def bad_request(request: Visit, exception: Exception | None = None) -> HttpResponse:
    """400: a value in the address or form that means nothing; 503 when the session could not be kept."""
    if (response := away(exception)) is not None:
        return response
    return HttpResponseBadRequest(_without_request("400.html"))


def forbidden(request: Visit, exception: Exception | None = None) -> HttpResponse:
    """403: what may be seen but not done."""
    return _unkept(render(request, "403.html", _nowhere(), status=403))


def not_found(request: Visit, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, area or half-year; or one that this visitor may not see, which looks the same."""
    is_unpublished = isinstance(exception, NotPublishedError)
    context = {**_nowhere(), "is_unpublished": is_unpublished, **_released_if_possible(request)}
    return _unkept(render(request, "404.html", context, status=404))


def failed(request: Visit) -> HttpResponse:
    """500: our mistake; 503 when the database went away around the view. Must show when much else fails."""
    try:
        if (response := away(sys.exc_info()[1])) is not None:
            return response
        return HttpResponseServerError(_without_request("500.html"))
    except Exception:
        text = "Er ging iets mis. Probeer het over een minuut nog eens.\n"
        return HttpResponseServerError(text, content_type="text/plain; charset=utf-8")


def frame(request: Visit) -> dict[str, Any]:
    """What the frame of a page without figures shows; also while the journal is empty."""
    return {"demonstration": request.journal.is_demonstration}


def _released_if_possible(request: Visit) -> dict[str, Any]:
    """Whether the visitor sees publications only, and the last ones; nothing while the database is away."""
    try:
        if request.viewer.sees_current:
            return {}
        last = valid_publications(request.journal.publications)[:NAMED]
    except (Error, AttributeError, LookupError):
        return {}
    return {"sees_published": True, "released": [(title_of(each), each.slug) for each in last]}


def _nowhere() -> dict[str, Any]:
    """No part of the site is marked in the menu: that would tell which addresses are known."""
    return {"nav_active": ""}


def _unkept(response: HttpResponse) -> HttpResponse:
    """An answer that depends on who asks, and on what may be there tomorrow."""
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def _page(request: Visit, template: str, **context: Any) -> HttpResponse:
    response = render(request, template, {**frame(request), **context})
    patch_freshness(request, response)
    return response


def _without_request(template: str) -> str:
    """A page that needs no database, session or address."""
    return loader.get_template(template).render()


def _safe_address(request: Visit, address: str) -> str:
    """The address when it is one of ours, else the first page."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and urlsplit(address).path.startswith("/") else reverse("home")


def _lines(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
