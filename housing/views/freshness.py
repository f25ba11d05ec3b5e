"""Whether somebody has a page already: tags, pages kept for everybody, and what a browser may keep."""

import hashlib

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

from housing.access import Viewer
from housing.queries.journal import JournalState
from housing.queries.positions import Position

DAY = 24 * 60 * 60
cache = caches["template_fragments"]


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def digest(*parts: object) -> str:
    """A short name for a combination of values."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def tag_of(request: HttpRequest, state: JournalState, viewer: Viewer, published: Position | None) -> str:
    """The tag of a page: names all that it depends on.

    With `published` a page of publications, which stays the same while the journal moves on.
    """
    if published is None:
        shown: tuple[object, ...] = (state.seq, state.hash, state.today)
    else:
        shown = (published.publication,)
    # A page for somebody holds forms that work within one session only.
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME) if viewer.is_signed_in else ()
    who = (viewer.key, state.events, *map(request.COOKIES.get, cookies)) if viewer.is_signed_in else ()
    return quote_etag(
        digest(shown, who, state.publications, state.reference_version, state.is_demonstration)
        + digest(settings.RELEASE, request.get_full_path(), language())
    )


def message_waits(request: HttpRequest) -> bool:
    """Whether the page will show a message that is shown once."""
    in_session = _has_session(request) and "_messages" in request.session
    return in_session or _has_message_cookie(request)


def kept(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The page as it was made for another visitor; the tag names all that it depends on."""
    found = cache.get(_place(tag)) if _is_shared(request) else None
    return HttpResponse(found[0], headers=found[1]) if found else None


def keep(request: HttpRequest, tag: str, response: HttpResponseBase) -> None:
    """Keep a page for other visitors, when everybody gets it alike."""
    is_alike = _is_shared(request) and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if is_alike and isinstance(response, HttpResponse) and response.status_code == 200:
        cache.set(_place(tag), (response.content, dict(response.headers)), DAY)


def patch_freshness(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say who may keep a page that can be read again: anybody what everybody gets, else the browser only.

    Each time it is asked for again; a page with a message is kept by nobody.
    """
    if message_waits(request):
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, no_cache=True, **{"public" if _is_shared(request) else "private": True})
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _has_message_cookie(request: HttpRequest) -> bool:
    return bool(request.COOKIES.get("messages"))


def _is_shared(request: HttpRequest) -> bool:
    """Whether everybody gets this page alike: nobody is signed in, and no message waits."""
    return not _has_session(request) and not _has_message_cookie(request)


def _place(tag: str) -> str:
    return "page-" + tag.strip('"')
