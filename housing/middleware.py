"""What every request passes: language, who visits, and a clear answer when the database is away."""

import ipaddress
import time
from collections.abc import Callable
from contextlib import suppress

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from housing.access import ANYBODY, Viewer, viewer_of
from housing.queries.journal import journal_state
from housing.services.account_events import LAST_USE
from housing.services.events import acting_from

Handler = Callable[[HttpRequest], HttpResponse]

#: Seconds of use after which a session is written anew, so that hours without use count from the last one.
RENEW_AFTER = 15 * 60


def client_address(get_response: Handler) -> Handler:
    """Behind our proxy `REMOTE_ADDR` is the proxy's: put the visitor's in its place.

    The last address in X-Forwarded-For is the one that our own proxy wrote; what stands before it anybody
    can claim.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        claimed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.HTTPS and claimed:
            # Not the form that a proxy writes: the address of the connection will do.
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(claimed))
        return get_response(request)

    return middleware


def stay_signed_in(get_response: Handler) -> Handler:
    """Renew the session of whoever uses the site, at most four times an hour."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = time.time()
            if now - request.session.get(LAST_USE, 0) > RENEW_AFTER:
                request.session[LAST_USE] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(
                    last_seen_at=timezone.now()
                )
        return get_response(request)

    return middleware


def language(get_response: Handler) -> Handler:
    """Dutch unless the visitor chose English; the browser's preference is not used: links look alike."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def visit(get_response: Handler) -> Handler:
    """Give the request its `journal` (state of the journal) and `viewer`, looked up once, when asked for."""

    def viewer(request: HttpRequest) -> Viewer:
        # Without a session nobody is signed in; asking would cost a query.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return ANYBODY
        return viewer_of(request.user, request.journal)  # type: ignore[arg-type, attr-defined]

    def middleware(request: HttpRequest) -> HttpResponse:
        request.journal = SimpleLazyObject(journal_state)  # type: ignore[attr-defined]
        request.viewer = SimpleLazyObject(lambda: viewer(request))  # type: ignore[attr-defined]
        with acting_from(request.META.get("REMOTE_ADDR", "")):
            return get_response(request)

    return middleware


def unavailable(get_response: Handler) -> Handler:
    """Answer 503 with an explanation when the database cannot be reached."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return away(exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def away(exception: BaseException | None) -> HttpResponse | None:
    """The answer when this exception says that the database is away; None when it says something else.

    What goes wrong in a view comes here by the middleware, what goes wrong before or after it (a session that
    cannot be read or kept) by the pages for failures. What Django made of it on the way (a session that
    "was deleted") is looked through.
    """
    while exception and not (
        isinstance(exception, (OperationalError, InterfaceError)) and _is_away(exception)
    ):
        exception = exception.__context__
    if exception is None:
        return None
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})


def _is_away(exception: Exception) -> bool:
    """Whether the server cannot be reached or has no means left; a refused posting is something else."""
    code = getattr(exception.__cause__, "pgcode", None)
    return code is None or code[:2] in ("08", "53", "57")
