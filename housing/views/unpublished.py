"""In place of figures, for visitors without a role: nothing was published, or it was taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from housing.queries.journal import JournalState
from housing.queries.positions import Published, publications, published_position
from housing.views.freshness import patch_freshness
from housing.views.journal_texts import title_of


def nothing_published(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    """In place of every page of figures; what asks for something in particular is not there."""
    state: JournalState = request.journal  # type: ignore[attr-defined]
    status = 404 if kwargs or request.GET else 200
    context = {"were_withdrawn": bool(publications(state.publications))}
    response = render(request, "publications/none.html", context, status=status)
    patch_freshness(request, response)
    return response


def withdrawn(request: HttpRequest, publication: Published) -> HttpResponse:
    """410: that these figures were taken back, why, and where the present ones are."""
    state: JournalState = request.journal  # type: ignore[attr-defined]
    last = published_position(state)
    present = last.publication if last else None
    context = {
        "title": title_of(publication),
        "publication": publication,
        "present": present,
        "present_title": title_of(present) if present else "",
    }
    response = render(request, "publications/withdrawn.html", context, status=410)
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    return response
