"""What all pages of figures share: the position they show, freshness, half-years, and cached fragments."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig, Table

from housing import formatting
from housing.domain.periods import HalfYear
from housing.exports.csv import Rows, csv_response
from housing.queries.areas import Registry, registry
from housing.queries.journal import JournalState, journal_state
from housing.queries.positions import (
    Position,
    PositionError,
    Published,
    find_position,
    publications,
)
from housing.queries.targets import periods
from housing.views.journal_texts import title_of

DAY = 24 * 60 * 60
cache = caches["template_fragments"]


@dataclass(frozen=True)
class ShownPosition:
    """A position as the position bar and links show it."""

    position: Position

    def __getattr__(self, name: str) -> Any:
        return getattr(self.position, name)

    @property
    def label(self) -> str:
        """ "stand per 7 januari 2022"."""
        return _("stand per %(day)s") % {"day": formatting.date(self.position.today, language())}

    @property
    def publication_title(self) -> str:
        """The name of its publication; "" without one."""
        return title_of(self.position.publication) if self.position.publication else ""


@dataclass(frozen=True)
class Choice:
    """A link among several: a half-year in the switch."""

    label: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class PublicationChoice:
    """A publication in the chooser."""

    slug: str
    title: str
    is_active: bool


class Page:
    """One request for a page of figures: state of the journal, position, half-year, and how to answer."""

    def __init__(self, request: HttpRequest, state: JournalState, position: Position, etag: str) -> None:
        self.request = request
        self.state = state
        self.position = position
        self.etag = etag

    @cached_property
    def registry(self) -> Registry:
        """All areas."""
        return registry(self.state.reference_version)

    @cached_property
    def periods(self) -> list[HalfYear]:
        """Half-years that the ledger knows; one query."""
        return periods()

    @property
    def current_period(self) -> HalfYear:
        """The half-year of the position's day, or the nearest one that the ledger knows."""
        today = HalfYear.containing(self.position.today)
        if not self.periods or today in self.periods:
            return today
        return min(self.periods, key=lambda known: abs((known.starts_on - today.starts_on).days))

    def known(self, period: HalfYear) -> HalfYear:
        """The half-year itself; 404 when the ledger does not know it."""
        if period not in self.periods:
            raise Http404(_("Dit halfjaar staat niet in het systeem."))
        return period

    def url(self, name: str, *args: object) -> str:
        """An address that stays at this page's position."""
        return reverse(name, args=[str(arg) for arg in args]) + self.position.querystring

    @property
    def wants_csv(self) -> bool:
        """Whether the table is asked for as a file."""
        return self.request.GET.get("_export") == "csv"

    def sorted(self, table: Table) -> Table:
        """The table in the order that the visitor asks for (`?sort=`)."""
        RequestConfig(self.request, paginate=False).configure(table)
        return table

    def csv(self, table: Table, name: str) -> HttpResponse:
        """The table as a file, with the figures of the screen."""
        return csv_response(self.sorted(table), f"{name}-{self.position.today}.csv")

    def csv_of(self, lines: Rows, name: str) -> HttpResponse:
        """The data of a chart as a file."""
        return csv_response(lines, f"{name}-{self.position.today}.csv")

    def export_url(self) -> str:
        """This page as a file, in the order and position of the screen."""
        query = self.request.GET.copy()
        query["_export"] = "csv"
        return f"{self.request.path}?{query.urlencode()}"

    def lazy(self, build: Callable[[], Any]) -> Any:
        """Figures that are looked up only when a fragment is not in the cache yet."""
        return SimpleLazyObject(build)

    def key(self, *parts: object) -> str:
        """Names a cached fragment: everything that its content depends on."""
        return digest(
            settings.RELEASE,
            self.state.is_demonstration,
            self.state.reference_version,
            self.position,
            language(),
            *parts,
        )

    def render(
        self, template: str, *, period: HalfYear | None = None, status: int = 200, **context: Any
    ) -> HttpResponse:
        """The page, with what the frame needs."""
        return render(
            self.request,
            template,
            {
                "page": self,
                "state": self.state,
                "demonstration": self.state.is_demonstration,
                "now": self.state.now,
                "position": ShownPosition(self.position),
                "publications": SimpleLazyObject(self._publications),
                "period": period,
                "periods": SimpleLazyObject(lambda: self._period_choices(period)),
                "national_url": reverse("national", args=[period or self.current_period]),
                "fragment": self.key(self.request.get_full_path(), self.periods),
                **context,
            },
            status=status,
        )

    def chart(self, build: Callable[[], dict[str, Any]]) -> JsonResponse:
        """A chart as JSON, from the cache when nothing changed."""
        key = self.key("chart", self.request.path, self.periods)
        figure = cache.get(key)
        if figure is None:
            figure = build()
            cache.set(key, figure, DAY)
        return JsonResponse(figure)

    def _publications(self) -> list[PublicationChoice]:
        return [
            PublicationChoice(p.slug, title_of(p), self.position.publication == p) for p in publications()
        ]

    def _period_choices(self, active: HalfYear | None) -> list[Choice]:
        match = self.request.resolver_match
        if match is None or active is None:
            return []
        return [
            Choice(
                formatting.half_year(period, language()),
                reverse(match.view_name, kwargs={**match.kwargs, "period": period})
                + self.position.querystring,
                period == active,
            )
            for period in self.periods
        ]


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def digest(*parts: object) -> str:
    """A short name for a combination of values."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def page_of_figures(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view of a function of `Page`: finds the position, answers 304 when nothing changed.

    A position that cannot be shown is answered with 400 and the reason.
    """

    @wraps(view)
    @require_safe
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        state = journal_state()
        etag = quote_etag(
            digest(state.seq, state.hash, state.reference_version, state.publications, settings.RELEASE)
            + digest(state.today, request.get_full_path(), language())
        )
        unchanged = get_conditional_response(request, etag=etag)
        response = unchanged or _kept(request, etag) or _fresh(view, request, state, etag, kwargs)
        if unchanged is None:
            _keep(request, etag, response)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
        patch_cache_control(response, no_cache=True, private=True)
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        return response

    return answer


def _is_shared(request: HttpRequest) -> bool:
    """Whether everybody gets this page alike: nobody is signed in, and no message waits."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def _place(etag: str) -> str:
    return "page-" + etag.strip('"')


def _kept(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The page as it was made for somebody else since the last change; the tag names all it depends on."""
    kept = cache.get(_place(etag)) if _is_shared(request) else None
    return HttpResponse(kept[0], headers=kept[1]) if kept else None


def _keep(request: HttpRequest, etag: str, response: HttpResponseBase) -> None:
    if _is_shared(request) and isinstance(response, HttpResponse) and response.status_code == 200:
        cache.set(_place(etag), (response.content, dict(response.headers)), DAY)


def _fresh(
    view: Callable[..., HttpResponseBase],
    request: HttpRequest,
    state: JournalState,
    etag: str,
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    try:
        position = find_position(
            state, stand=_asked(request, "stand"), publication=_asked(request, "publicatie")
        )
    except PositionError as error:
        return render(request, "400.html", {"reason": _(str(error))}, status=400)
    return view(Page(request, state, position, etag), **kwargs)


def _asked(request: HttpRequest, name: str) -> str:
    """A value of the query string; PostgreSQL takes no text with a null character."""
    return request.GET.get(name, "").replace("\0", "\N{REPLACEMENT CHARACTER}")


__all__ = ["Page", "Published", "ShownPosition", "digest", "language", "page_of_figures"]
