"""The country: front page, half-year, all municipalities, and the charts of the half-year."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect

from housing.charts.frame import figure_json
from housing.charts.interim import provinces_interim
from housing.domain.periods import HalfYear
from housing.queries.targets import interim_results
from housing.tables.areas import MunicipalityTable, ProvinceTable
from housing.views.letter import interim_inputs
from housing.views.national_page import (
    build_chart,
    country_figures,
    home_figures,
    municipality_rows,
    national_figures,
)
from housing.views.page import Page, language, page_of_figures


@page_of_figures
def home(page: Page) -> HttpResponse:
    """The country now, a map, and the way to a municipality."""
    period = page.current_period
    return page.render(
        "national/home.html",
        home_period=period,
        figures=page.lazy(lambda: home_figures(page, period)),
        national_half_year_url=page.url("national", period),
    )


@page_of_figures
def latest(page: Page) -> HttpResponseRedirect:
    """To the half-year of today (or of the position)."""
    return HttpResponseRedirect(page.url("national", page.current_period))


@page_of_figures
def half_year(page: Page, *, period: HalfYear) -> HttpResponse:
    """One half-year of the country, with its provinces."""
    page.known(period)
    if page.wants_csv:
        rows = country_figures(page, period).provinces
        return page.csv(ProvinceTable(rows, page=page, period=period), f"provincies-{period}")
    return page.render(
        "national/half_year.html",
        period=period,
        figures=page.lazy(lambda: national_figures(page, period)),
    )


@page_of_figures
def municipalities(page: Page, *, period: HalfYear) -> HttpResponse:
    """All municipalities of the country in one table."""
    page.known(period)
    if page.wants_csv:
        rows = municipality_rows(page, period)
        return page.csv(MunicipalityTable(rows, page=page, period=period), f"gemeenten-{period}")
    return page.render(
        "national/municipalities.html",
        period=period,
        table=page.lazy(
            lambda: page.sorted(
                MunicipalityTable(municipality_rows(page, period), page=page, period=period)
            )
        ),
        crumbs=[(str(period), page.url("national", period))],
    )


@page_of_figures
def chart(page: Page, *, period: HalfYear, name: str) -> HttpResponse:
    """A chart of the half-year as JSON."""
    page.known(period)
    if name == "tussendoel":
        return page.chart(lambda: _interim_chart(page, period))
    return page.chart(lambda: build_chart(country_figures(page, period).total, name))


def _interim_chart(page: Page, period: HalfYear) -> dict[str, Any]:
    results = interim_results(page.registry, page.position, period)
    if not results:
        raise Http404
    return figure_json(provinces_interim(interim_inputs(results[-1]), language()))
