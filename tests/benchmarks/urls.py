"""The addresses of the system, the bare view, and the administration's list on one page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from housing.admin.journal import PeriodTotalAdmin
from housing.urls import *  # noqa: F403
from housing.urls import urlpatterns as pages

#: What the bare view answers, by number: the bytes and type of the page that it stands beside.
bare_content: list[tuple[bytes, str]] = []


def bare(request: HttpRequest, number: int) -> HttpResponse:
    """The same number of bytes (the same bytes even, so that compressing costs the same), no database."""
    content, content_type = bare_content[number]
    return HttpResponse(content, content_type=content_type)


PeriodTotalAdmin.list_per_page = 1000

urlpatterns = [path("kaal/<int:number>", bare), *pages]
