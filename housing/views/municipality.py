"""Municipalities: the list with its search, and each municipality in a half-year."""

from collections.abc import Callable
from itertools import groupby

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from housing import formatting
from housing.access import public
from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.figures import municipality_figures
from housing.queries.search import LONGEST, find
from housing.tables.areas import MunicipalityTable
from housing.tables.municipality import LedgerTable
from housing.views.municipality_charts import municipality_chart
from housing.views.municipality_page import MunicipalityFigures, municipality_page
from housing.views.municipality_search import results
from housing.views.municipality_words import ending, origin
from housing.views.page import Choice, Page, language, page_of_figures
from housing.views.work_links import of_municipality


@public
@page_of_figures
def overview(page: Page) -> HttpResponse:
    """All municipalities of the half-year by name; with `?q=` those that answer a search."""
    query = page.request.GET.get("q", "").strip()[:LONGEST]
    if query:
        return _search(page, query)
    period = page.current_period
    if page.wants_csv:
        return _areas_file(page, period, None, f"gemeenten-{period}")
    return page.render(
        "municipality/overview.html",
        letters=page.lazy(lambda: _by_letter(page, period)),
        shown_period=period,
        table_url=page.url("national_municipalities", period),
        csv_url=_with(page.url("municipalities"), "_export=csv"),
    )


@public
@page_of_figures
def latest(page: Page, *, slug: str) -> HttpResponse:
    """To the half-year of today (or of the position), or the nearest one in which the municipality exists."""
    area = _area(page, slug)
    known = [period for period in page.periods if area.exists_in(period)]
    if not known:
        return _absent(page, area, None)
    period = min(max(page.current_period, known[0]), known[-1])
    query = page.request.GET.urlencode()
    return HttpResponseRedirect(reverse("municipality", args=[slug, period]) + (f"?{query}" if query else ""))


@public
@page_of_figures
def half_year(page: Page, *, slug: str, period: HalfYear) -> HttpResponse:
    """A municipality in a half-year: what it must still do, its ledger, months and history."""
    area = _area(page, slug)
    if not area.exists_in(page.known(period)):
        return _absent(page, area, period)
    if page.wants_csv:
        return _file(page, area, period)
    province = page.registry.provinces[page.registry.province_of(area.code, period)]
    return page.render(
        "municipality/half_year.html",
        period=period,
        periods=_choices(page, area, period),
        area=area,
        province=province,
        province_url=page.url("province", province.slug, period),
        crumbs=[
            (_("Gemeenten"), page.url("municipalities")),
            (province.name, page.url("province", province.slug, period)),
        ],
        csv=_with(page.url("municipality", slug, period), "_export=csv"),
        shown=page.lazy(lambda: municipality_page(page, area, period)),
        sees_reports=page.sees_reports(municipality=area),
        work=of_municipality(page.viewer, area, period),
    )


@public
@page_of_figures
def chart(page: Page, *, slug: str, period: HalfYear, name: str) -> HttpResponse:
    """A chart of a municipality as JSON: its months, or its half-years."""
    area = _area(page, slug)
    if not area.exists_in(page.known(period)):
        raise Http404
    return page.chart(lambda: municipality_chart(page, area, period, name))


def _area(page: Page, slug: str) -> Area:
    area = page.registry.municipality(slug)
    if area is None:
        raise Http404(_("Deze gemeente staat niet in het systeem."))
    return area


def _search(page: Page, query: str) -> HttpResponse:
    """The results; straight to the page of the one municipality that was meant."""
    found = find(page.registry, query)
    only = found.only
    if only and not only.is_province and only.area.exists_in(page.current_period):
        ended_on = only.area.valid_to
        if ended_on is None or ended_on > page.position.today:
            return HttpResponseRedirect(page.url("municipality", only.area.slug, page.current_period))
    return page.render(
        "municipality/results.html",
        q=query,
        hits=results(page, found.hits),
        near=results(page, found.near),
        crumbs=[(_("Gemeenten"), page.url("municipalities"))],
        overview_url=page.url("municipalities"),
    )


def _by_letter(page: Page, period: HalfYear) -> list[tuple[str, list[Area]]]:
    areas = [area for area in page.registry.municipalities.values() if area.exists_in(period)]
    return [
        (letter, list(rows)) for letter, rows in groupby(areas, key=lambda area: area.sort_key[0].upper())
    ]


def _choices(page: Page, area: Area, active: HalfYear | None) -> list[Choice]:
    """The half-years in which the municipality existed."""
    return [
        Choice(
            formatting.half_year(period, language()),
            page.url("municipality", area.slug, period),
            period == active,
        )
        for period in page.periods
        if area.exists_in(period)
    ]


def _absent(page: Page, area: Area, period: HalfYear | None) -> HttpResponse:
    """404 that tells what became of the municipality, or where it came from."""
    today = page.position.today
    changes = [
        change
        for change in (origin(page.registry, area, today), ending(page.registry, area, today))
        if change
    ]
    return page.render(
        "municipality/absent.html",
        status=404,
        area=area,
        absent_in=period,
        periods=_choices(page, area, None),
        changes=changes,
        crumbs=[(_("Gemeenten"), page.url("municipalities"))],
        overview_url=page.url("municipalities"),
    )


def _file(page: Page, area: Area, period: HalfYear) -> HttpResponse:
    """The table that `?tabel=` names; without it the municipality's figures of the half-year."""
    tables: dict[str, Callable[[MunicipalityFigures], object]] = {
        "grootboek": lambda shown: LedgerTable(shown.ledger),
        "maanden": lambda shown: shown.months,
        "verloop": lambda shown: shown.history_table,
    }
    name = page.request.GET.get("tabel", "")
    if not name:
        return _areas_file(page, period, [area.code], f"{area.slug}-{period}")
    if name not in tables:
        raise Http404(_("Deze tabel bestaat niet."))
    return page.csv(tables[name](municipality_page(page, area, period)), f"{area.slug}-{period}-{name}")


def _areas_file(page: Page, period: HalfYear, codes: list[str] | None, name: str) -> HttpResponse:
    table = MunicipalityTable(
        municipality_figures(page.registry, page.position, period, codes),
        link=lambda figures: "",
        provinces=page.registry.provinces,
        order_by="name",
    )
    return page.csv(table, name)


def _with(url: str, parameter: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{parameter}"
