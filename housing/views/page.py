"""What all pages of figures share: the position they show, half-years, and cached fragments.

Whoever has a role sees the current position, or any other that is asked for. Everybody else sees
publications: the last one, or the one that is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig, Table

from housing import formatting
from housing.access import Viewer
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.csv import Rows, csv_response
from housing.queries.areas import Area, Registry, registry
from housing.queries.journal import JournalState
from housing.queries.positions import (
    Position,
    PositionError,
    Published,
    find_position,
    publications,
    published_position,
    valid_publications,
)
from housing.views.freshness import (
    DAY,
    cache,
    digest,
    keep,
    kept,
    language,
    message_waits,
    patch_freshness,
    tag_of,
)
from housing.views.journal_texts import title_of
from housing.views.position_links import compare_url
from housing.views.unpublished import nothing_published, withdrawn

#: Publications in the chooser.
OFFERED = 10


class NotPublishedError(Http404):
    """A visitor without a role asks for what was not published, or does not exist."""


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
    is_withdrawn: bool = False


class Page:
    """One request for a page of figures: state of the journal, position, half-year, and how to answer."""

    def __init__(self, request: HttpRequest, state: JournalState, position: Position) -> None:
        self.request = request
        self.state = state
        self.position = position

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        viewer: Viewer = self.request.viewer  # type: ignore[attr-defined]
        return viewer

    def sees_reports(self, *, municipality: Area | None = None, province: Area | None = None) -> bool:
        """Whether this visitor sees the states of reports in an area (without one: the country)."""
        return self.viewer.may(Permission.SEE_REPORTS, municipality=municipality, province=province)

    @cached_property
    def registry(self) -> Registry:
        """All areas."""
        return registry(self.state.reference_version)

    @cached_property
    def periods(self) -> list[HalfYear]:
        """Half-years that the ledger knows; for visitors without a role those of the publication."""
        published = None if self.viewer.sees_current else self.position.publication
        return [HalfYear.parse(code) for code in (published or self.state).half_years]

    @property
    def current_period(self) -> HalfYear:
        """The half-year of the position's day, or the nearest one that the ledger knows."""
        today = HalfYear.containing(self.position.today)
        if not self.periods or today in self.periods:
            return today
        return min(self.periods, key=lambda known: abs((known.starts_on - today.starts_on).days))

    def known(self, period: HalfYear) -> HalfYear:
        """The half-year itself; 404 when the ledger (or the publication) does not know it."""
        if period in self.periods:
            return period
        if not self.viewer.sees_current:
            raise NotPublishedError
        raise Http404(_("Dit halfjaar staat niet in het systeem."))

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
        self,
        template: str,
        *,
        period: HalfYear | None = None,
        status: int = 200,
        sees_reports: bool = False,
        **context: Any,
    ) -> HttpResponse:
        """The page, with what the frame needs.

        `sees_reports`: whether it shows more than what everybody at this position sees; parts that are kept
        are kept apart.
        """
        return render(
            self.request,
            template,
            {
                "page": self,
                "demonstration": self.state.is_demonstration,
                "sees_current": self.viewer.sees_current,
                "sees_reports": sees_reports,
                "position": ShownPosition(self.position),
                "publications": SimpleLazyObject(self._publications),
                "compare_url": SimpleLazyObject(self._compare_url),
                "period": period,
                "periods": SimpleLazyObject(lambda: self._period_choices(period)),
                "national_url": self._national_url(period),
                "fragment": self.key(self.request.get_full_path(), self.periods, sees_reports),
                **context,
            },
            status=status,
        )

    def _national_url(self, period: HalfYear | None) -> str:
        """Where "Landelijk" in the menu leads: the half-year; for who sees all reports the monitor."""
        if self.sees_reports():
            return reverse("national_latest")
        return reverse("national", args=[period or self.current_period])

    def chart(self, build: Callable[[], dict[str, Any]]) -> JsonResponse:
        """A chart as JSON, from the cache when nothing changed."""
        key = self.key("chart", self.request.path, self.periods)
        figure = cache.get(key)
        if figure is None:
            figure = build()
            cache.set(key, figure, DAY)
        return JsonResponse(figure)

    def _publications(self) -> list[PublicationChoice]:
        """The last ones that are valid, and the one that is shown; all of them have a page of their own."""
        shown = self.position.publication
        offered = valid_publications(self.state.publications)[:OFFERED]
        return [
            PublicationChoice(each.slug, title_of(each), shown == each, each.withdrawn is not None)
            for each in publications(self.state.publications)
            if each in offered or shown == each
        ]

    def _compare_url(self) -> str:
        """What changed since the position that is shown, or up to now since the last publication."""
        if not self.viewer.sees_current:
            return ""
        if not self.position.is_current:
            return compare_url(self.position)
        last = published_position(self.state)
        return compare_url(last) if last else ""

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


def page_of_figures(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view of a function of `Page`: finds the position, answers 304 when nothing changed.

    A position that cannot be shown is answered with 400 and the reason; to visitors without a role with 404.
    """

    @wraps(view)
    @require_safe
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        state: JournalState = request.journal  # type: ignore[attr-defined]
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        published = None if viewer.sees_current else _published(request)
        if published is None and not viewer.sees_current:
            return nothing_published(request, kwargs)
        if published and published.publication and published.publication.withdrawn:
            return withdrawn(request, published.publication)
        if message_waits(request):
            response = _fresh(view, request, state, published, kwargs)
        else:
            tag = tag_of(request, state, viewer, published)
            unchanged = get_conditional_response(request, etag=tag)
            response = unchanged or kept(request, tag) or _fresh(view, request, state, published, kwargs)
            if unchanged is None:
                keep(request, tag, response)
            if response.status_code in (200, 304):
                response.headers["ETag"] = tag
        patch_freshness(request, response)
        return response

    answer.shows_figures = True  # type: ignore[attr-defined]
    return answer


def _published(request: HttpRequest) -> Position | None:
    """The publication that a visitor without a role sees; None while there is none."""
    slug = _asked(request, "publicatie")
    position = None if _asked(request, "stand") else published_position(request.journal, slug)  # type: ignore[attr-defined]
    if position is None and (slug or _asked(request, "stand")):
        raise NotPublishedError
    return position


def _fresh(
    view: Callable[..., HttpResponseBase],
    request: HttpRequest,
    state: JournalState,
    published: Position | None,
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    try:
        position = published or find_position(
            state, stand=_asked(request, "stand"), publication=_asked(request, "publicatie")
        )
    except PositionError as error:
        return render(request, "400.html", {"reason": _(str(error))}, status=400)
    return view(Page(request, state, position), **kwargs)


def _asked(request: HttpRequest, name: str) -> str:
    """A value of the query string; PostgreSQL takes no text with a null character."""
    return request.GET.get(name, "").replace("\0", "\N{REPLACEMENT CHARACTER}")


__all__ = ["NotPublishedError", "Page", "Published", "ShownPosition", "digest", "language", "page_of_figures"]
