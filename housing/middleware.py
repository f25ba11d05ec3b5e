"""What every request passes: language, who visits, and a clear answer when the database is away."""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from housing.access import ANYBODY, Viewer, viewer_of
from housing.queries.journal import journal_state
from housing.services.events import acting_from

Handler = Callable[[HttpRequest], HttpResponse]


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
        if isinstance(exception, (OperationalError, InterfaceError)) and _is_away(exception):
            response = render(request, "503.html", status=503)
            response.headers["Retry-After"] = "30"
            return response
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _is_away(exception: Exception) -> bool:
    """Whether the server cannot be reached or has no means left; a refused posting is something else."""
    code = getattr(exception.__cause__, "pgcode", None)
    return code is None or code[:2] in ("08", "53", "57")
