"""Provinces: the list of twelve, and the half-year of one with its municipalities."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from housing.access import public
from housing.charts.areas import NAMES, area_chart, area_lines
from housing.domain.periods import HalfYear, Month
from housing.exports.csv import csv_response
from housing.queries.areas import Area
from housing.queries.due_dates import exceptions
from housing.queries.figures import province_figures
from housing.views import province_page
from housing.views.page import Page, language, page_of_figures
from housing.views.work_links import of_province


@public
@page_of_figures
def overview(page: Page) -> HttpResponse:
    """All provinces in the half-year of the position."""
    period = page.current_period
    if page.wants_csv:
        rows = province_figures(page.registry, page.position, period)
        return page.csv(province_page.province_table(page, period, rows), f"provincies-{period}")
    return page.render(
        "province/overview.html",
        period=period,
        figures=page.lazy(lambda: province_page.overview(page, period)),
    )


@public
@page_of_figures
def latest(page: Page, *, slug: str) -> HttpResponseRedirect:
    """To the half-year of the position."""
    address = reverse("province", args=[_province(page, slug).slug, page.current_period])
    query = page.request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@public
@page_of_figures
def half_year(page: Page, *, slug: str, period: HalfYear) -> HttpResponse:
    """One half-year of a province."""
    province = _province(page, slug)
    page.known(period)
    if page.wants_csv:
        total, rows = province_page.province_figures(page, province, period)
        table = province_page.municipality_table(page, period, total, rows)
        return page.csv(table, f"{province.slug}-{period}")
    granted = _more_time(page, province, period)
    return page.render(
        "province/half_year.html",
        period=period,
        province=province,
        figures=page.lazy(lambda: province_page.province_half_year(page, province, period, granted)),
        fragment=page.key(page.request.get_full_path(), page.periods, sorted(granted)),
        crumbs=[(_("Provincies"), page.url("provinces"))],
        work=of_province(page.viewer, province, period),
    )


@public
@page_of_figures
def chart(page: Page, *, slug: str, period: HalfYear, name: str) -> HttpResponse:
    """A chart of the half-year as JSON, or its data as a file."""
    province = _province(page, slug)
    page.known(period)
    if name not in NAMES:
        raise Http404(_("Deze grafiek bestaat niet."))
    if page.wants_csv:
        lines = area_lines(province_page.province_figures(page, province, period)[0], name)
        return csv_response(lines, f"{province.slug}-{period}-{name}-{page.position.today}.csv")
    return page.chart(lambda: _chart(page, province, period, name))


def _chart(page: Page, province: Area, period: HalfYear, name: str) -> dict[str, Any]:
    marks = province_page.provisional(page, province, period).months if name == "maanden" else ()
    return area_chart(province_page.province_figures(page, province, period)[0], name, language(), marks)


def _more_time(page: Page, province: Area, period: HalfYear) -> frozenset[tuple[str, Month]]:
    """Months that a municipality may still report by exception, for who sees reports; one query for them."""
    if not page.sees_reports(province=province):
        return frozenset()
    codes = [member.code for member in page.registry.lying_in(province.code, period)]
    return frozenset(
        place for place, due_on in exceptions(period, codes).items() if due_on >= page.position.today
    )


def _province(page: Page, slug: str) -> Area:
    province = page.registry.province(slug)
    if province is None:
        raise Http404(_("Deze provincie bestaat niet."))
    return province
