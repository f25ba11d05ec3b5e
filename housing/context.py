"""What every template may use, whichever view renders it."""

from django.conf import settings
from django.http import HttpRequest

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
    """The part of the site for the menu, and where the source code is."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    active = next(
        (SECTIONS[part] for part in (name, name.split("_")[0], name.rstrip("s")) if part in SECTIONS), ""
    )
    return {"nav_active": active, "source_url": settings.SOURCE_URL}
