"""What every template may use, whichever view renders it."""

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from housing.access import ANYBODY, Viewer

SECTIONS = {
    "home": "national",
    "national": "national",
    "letter": "national",
    "province": "provinces",
    "municipality": "municipalities",
    "municipalities": "municipalities",
    "glossary": "glossary",
    "support": "support",
}


def page(request: HttpRequest) -> dict[str, object]:
    """The part of the site for the menu, where the source code is, who looks, whether it is a demonstration.

    A view may say the last one itself. Error pages are shown with the database away: then nobody is known.
    """
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    active = next(
        (SECTIONS[part] for part in (name, name.split("_")[0], name.rstrip("s")) if part in SECTIONS), ""
    )
    return {
        "nav_active": active,
        "source_url": settings.SOURCE_URL,
        "viewer": SimpleLazyObject(lambda: _viewer(request)),
        "demonstration": SimpleLazyObject(lambda: _is_demonstration(request)),
    }


def _viewer(request: HttpRequest) -> Viewer:
    try:
        viewer: Viewer = getattr(request, "viewer", ANYBODY)
        return viewer if viewer.is_signed_in else ANYBODY
    except Error:
        return ANYBODY


def _is_demonstration(request: HttpRequest) -> bool:
    try:
        return bool(request.journal.is_demonstration)  # type: ignore[attr-defined]
    except (Error, AttributeError, LookupError):
        return False
