"""Landelijk, for the ministry: how the country does now, beside earlier half-years.

One address with two answers: who sees all reports gets the monitor, anybody else is led to the half-year.
Only pages of visitors are kept for others, and these never hold the monitor.
"""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from housing.access import public, requires
from housing.domain.roles import Permission
from housing.exports.csv import Rows
from housing.views.monitor_charts import chart_json, chart_lines, monitor_chart
from housing.views.monitor_page import Monitor
from housing.views.monitor_signals import signals_of
from housing.views.page import Page, page_of_figures
from housing.views.work_links import of_monitor


@public
@page_of_figures
def latest(page: Page) -> HttpResponse:
    """The monitor; or to the half-year of the position, for who does not see reports of the whole country."""
    if not page.sees_reports():
        return HttpResponseRedirect(page.url("national", page.current_period))
    monitor = page.lazy(lambda: Monitor(page))
    if page.wants_csv:
        name = page.request.GET.get("tabel", "")
        return page.csv_of(_table(monitor, name), f"landelijk-{name}")
    return page.render(
        "monitor/monitor.html",
        sees_reports=True,
        nav_active="national",
        figures=monitor,
        chart=page.lazy(lambda: {name: monitor_chart(monitor, name) for name in _charts(monitor)}),
        signals=signals_of(page.viewer, page.registry, page.state),
        signals_are_now=page.position.is_current,
        work=of_monitor(page.viewer, page.current_period, page.position.querystring),
        files=page.lazy(lambda: {name: _file_url(page, name) for name in TABLES}),
    )


@requires(Permission.SEE_REPORTS)
@page_of_figures
def chart(page: Page, *, name: str) -> HttpResponse:
    """A chart of the monitor as JSON, or its data as a file."""
    if page.wants_csv:
        return page.csv_of(chart_lines(Monitor(page), name), f"landelijk-{name}")
    return page.chart(lambda: chart_json(Monitor(page), name))


#: Tables that can be taken along, by the name in the address.
TABLES = ("maand", "provincies", "vorige", "opgaven", "hotel", "anders")


def _table(monitor: Monitor, name: str) -> Rows:
    """The table of a file; 404 for one that is not there."""
    tables: dict[str, Rows] = {}
    if name in TABLES and monitor.is_known:
        tables = {"maand": monitor.same_month, "opgaven": monitor.reported, "hotel": monitor.hotel}
        tables |= dict(zip(("provincies", "vorige"), monitor.contributions, strict=False))
        if monitor.changed is not None:
            tables["anders"] = monitor.changed
    if name not in tables:
        raise Http404(_("Deze tabel bestaat niet."))
    return tables[name]


def _charts(monitor: Monitor) -> tuple[str, ...]:
    names = ("maanden", "bijdrage", "achterstand", "verloop")
    return (*names, "verwachtingen") if monitor.backtest.cases else names


def _file_url(page: Page, name: str) -> str:
    query = page.request.GET.copy()
    query["_export"], query["tabel"] = "csv", name
    return f"{page.request.path}?{query.urlencode()}"
