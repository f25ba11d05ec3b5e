"""The country: front page, half-year, all municipalities, and the charts of the half-year."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from housing import charts, formatting
from housing.access import public
from housing.domain.periods import HalfYear
from housing.forms.municipalities import MunicipalityFilter
from housing.queries.targets import interim_results
from housing.tables.areas import MunicipalityTable
from housing.views.letter import interim_inputs
from housing.views.national_page import (
    chart_json,
    chart_lines,
    country_figures,
    home_figures,
    municipality_rows,
    national_figures,
    province_table,
)
from housing.views.page import Page, language, page_of_figures
from housing.views.work_links import of_country


@public
@page_of_figures
def home(page: Page) -> HttpResponse:
    """The country now, a map, and the way to a municipality."""
    period = page.current_period
    return page.render(
        "national/home.html",
        home_period=period,
        figures=page.lazy(lambda: home_figures(page, period)),
        more_url=page.url("national", period),
        is_empty=not page.periods,
    )


@public
@page_of_figures
def half_year(page: Page, *, period: HalfYear) -> HttpResponse:
    """One half-year of the country, with its provinces."""
    page.known(period)
    if page.wants_csv:
        return page.csv(province_table(page, period, country_figures(page, period)), f"provincies-{period}")
    return page.render(
        "national/half_year.html",
        period=period,
        figures=page.lazy(lambda: national_figures(page, period)),
        letter_url=page.url("letter", period),
        municipalities_url=page.url("national_municipalities", period),
        csv_url=page.export_url(),
        interim_url=page.url("letter", period.next) if period.next in page.periods else "",
        work=of_country(page.viewer, period, page.position.querystring),
    )


@public
@page_of_figures
def municipalities(page: Page, *, period: HalfYear) -> HttpResponse:
    """All municipalities of the country in one table."""
    page.known(period)
    choice = MunicipalityFilter(
        page.request.GET,
        provinces=page.registry.provinces.values(),
        columns=MunicipalityTable.choices(),
    )
    if page.wants_csv:
        return page.csv(_municipality_table(page, period, choice), f"gemeenten-{period}")
    return page.render(
        "national/municipalities.html",
        period=period,
        choice=choice,
        table=page.lazy(lambda: page.sorted(_municipality_table(page, period, choice))),
        crumbs=[(formatting.half_year(period, language()), page.url("national", period))],
        csv_url=page.export_url(),
    )


@public
@page_of_figures
def chart(page: Page, *, period: HalfYear, name: str) -> HttpResponse:
    """A chart of the half-year as JSON, or its data as a file."""
    page.known(period)
    if name == "tussendoel":
        return page.chart(lambda: _interim_chart(page, period))
    if page.wants_csv:
        return page.csv_of(chart_lines(page, period, name), f"nederland-{period}-{name}")
    return page.chart(lambda: chart_json(page, period, name))


def _interim_chart(page: Page, period: HalfYear) -> dict[str, Any]:
    results = interim_results(page.registry, page.position, period)
    if not results:
        raise Http404
    return charts.figure_json(charts.provinces_interim(interim_inputs(results[-1]), language()))


def _municipality_table(page: Page, period: HalfYear, choice: MunicipalityFilter) -> MunicipalityTable:
    wanted = choice.chosen_columns
    hidden = [name for name in MunicipalityTable.base_columns if wanted and name not in ("name", *wanted)]
    # The addresses differ in the slug only: reversing one is enough for 342 rows.
    pattern = reverse("municipality", args=["SLUG", period]) + page.position.querystring
    return MunicipalityTable(
        choice.rows(municipality_rows(page, period)),
        exclude=hidden,
        provinces=page.registry.provinces,
        with_province=True,
        link=lambda row: pattern.replace("SLUG", row.area.slug),
        caption=_("Gemeenten in de %(period)s") % {"period": formatting.half_year(period, language())},
    )
