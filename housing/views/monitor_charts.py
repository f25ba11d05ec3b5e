"""The charts of the monitor: what they are drawn from, their tables, and their data as files."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from housing import charts, formatting
from housing.charts.areas import AreaChart, Line, Lines
from housing.charts.inputs import ChartTable
from housing.charts.monitoring import Contribution, Prediction, Progress, Standing
from housing.charts.monitoring import Line as ProgressLine
from housing.domain.periods import HalfYear
from housing.queries.monitor import Course
from housing.tables.columns import plain
from housing.views.monitor_page import Monitor
from housing.views.page import language


def monitor_chart(monitor: Monitor, name: str) -> AreaChart:
    """One chart as the page shows it; 404 for a name that is none."""
    title, intro, describe, table = _shown(monitor, name)
    # Two charts of the same kind stand on one page: their tables are told apart by the title.
    table = replace(table, caption=title)
    url = monitor.page.url("monitor_chart", name)
    export = f"{url}{'&' if '?' in url else '?'}_export=csv"
    return AreaChart(name, title, intro, describe, table, url, export)


def chart_json(monitor: Monitor, name: str) -> dict[str, Any]:
    """The drawing of one chart; 404 for a name that is none, or where nothing is known."""
    _check(monitor, name)
    draw: dict[str, Callable[[], Any]] = {
        "maanden": lambda: charts.progress(progress_input(monitor), language()),
        "bijdrage": lambda: charts.contributions(contributions_input(monitor), language()),
        "achterstand": lambda: charts.backlog(closings_input(monitor), language()),
        "verloop": lambda: charts.backlog(months_input(monitor), language()),
        "verwachtingen": lambda: charts.predictions(predictions_input(monitor), language()),
    }
    return charts.figure_json(draw[name]())


def chart_lines(monitor: Monitor, name: str) -> Lines:
    """The data of one chart; 404 for a name that is none."""
    _check(monitor, name)
    rows: list[dict[str, object]] = {
        "maanden": _progress_rows,
        "bijdrage": _contribution_rows,
        "achterstand": lambda found: _standing_rows(closings_input(found)),
        "verloop": lambda found: _standing_rows(months_input(found)),
        "verwachtingen": _prediction_rows,
    }[name](monitor)
    return Lines(tuple(Line(row) for row in rows))


NAMES = ("maanden", "bijdrage", "achterstand", "verloop", "verwachtingen")


def _check(monitor: Monitor, name: str) -> None:
    is_there = name in NAMES and monitor.is_known
    if not is_there or (name == "verwachtingen" and not monitor.backtest.cases):
        raise Http404(_("Deze grafiek bestaat niet."))


def _shown(monitor: Monitor, name: str) -> tuple[str, str, str, ChartTable]:
    lang = language()
    half_year = formatting.half_year(monitor.period, lang)
    if name == "maanden":
        data = progress_input(monitor)
        return (
            _("Deel van de opgave dat is gehaald"),
            _("Elke lijn is een halfjaar; de dikke lijn is de %(period)s.") % {"period": half_year},
            charts.describe_progress(data, lang),
            charts.progress_table(data, lang),
        )
    if name == "bijdrage":
        parts = contributions_input(monitor)
        return (
            _("Afname van de achterstand per provincie"),
            _("In de %(period)s tot nu toe, netto. Wie het meest bijdroeg staat bovenaan.")
            % {"period": half_year},
            charts.describe_contributions(parts, lang),
            charts.contributions_table(parts, lang),
        )
    if name == "verwachtingen":
        made = predictions_input(monitor)
        return (
            _("Eerdere verwachtingen en hoe het afliep"),
            _("De stip is de verwachting van toen, de balk de marge van 80%, de streep het eindsaldo."),
            charts.describe_predictions(made, lang),
            charts.predictions_table(made, lang),
        )
    standings = closings_input(monitor) if name == "achterstand" else months_input(monitor)
    titles = {
        "achterstand": (
            _("Aan het eind van elk halfjaar"),
            _("De hele taakstelling telt mee. In een halfjaar dat nog loopt is dat wat nog te doen is."),
        ),
        "verloop": (
            _("In de %(period)s, na elke maand") % {"period": half_year},
            _("Na elke maand telt een zesde deel van de taakstelling mee: zo zijn maanden te vergelijken."),
        ),
    }
    return (*titles[name], charts.describe_backlog(standings, lang), charts.backlog_table(standings, lang))


# ── From figures to charts ───────────────────────────────────────────────────────────────────────────────


def progress_input(monitor: Monitor) -> Progress:
    """Half-years beside each other; of the running one only the months that are known."""
    names = tuple(_("maand %(k)s") % {"k": k} for k in range(1, 7))
    return Progress(names, tuple(_line(course, monitor) for course in monitor.courses))


def _line(course: Course, monitor: Monitor) -> ProgressLine:
    is_shown = course.period == monitor.period
    known = monitor.k if is_shown else len(course.months)
    shares = tuple(
        course.share_by(k) if k <= known and course.is_reported(k) else None
        for k in range(1, len(course.months) + 1)
    )
    return ProgressLine(_name(course.period), shares, is_running=is_shown)


def contributions_input(monitor: Monitor) -> tuple[Contribution, ...]:
    """Provinces, who contributed most first."""
    return tuple(
        Contribution(each.area.name, each.reduction.achieved, each.reduction.share)
        for each in monitor.provinces.each
    )


def closings_input(monitor: Monitor) -> tuple[Standing, ...]:
    """The end of each half-year."""
    return tuple(
        Standing(
            _name(each.period),
            each.net,
            each.gross_backlog,
            each.gross_surplus,
            is_running=each.period == monitor.period and not monitor.is_over,
        )
        for each in monitor.closings
    )


def months_input(monitor: Monitor) -> tuple[Standing, ...]:
    """The start of the half-year, and the end of each month that is known."""
    lang = language()
    start = f"1 {formatting.month_name(monitor.period.starts_on, lang, short=True)}"
    labels = [start, *(formatting.month_name(m, lang, short=True) for m in monitor.period.months)]
    return tuple(
        Standing(label, each.net, each.gross_backlog, each.gross_surplus)
        for label, each in zip(labels, monitor.provinces.by_month, strict=False)
    )


def predictions_input(monitor: Monitor) -> tuple[Prediction, ...]:
    """Forecasts of long ago, in order of time; each named by the last month that was known."""
    lang = language()
    return tuple(
        Prediction(
            formatting.month(HalfYear.parse(case.code).months[case.k - 1], lang, short=True),
            case.forecast.expected,
            case.forecast.low,
            case.forecast.high,
            case.closing,
        )
        for case in monitor.backtest.cases
    )


def _name(period: HalfYear) -> str:
    return formatting.half_year(period, language())


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────


def _progress_rows(monitor: Monitor) -> list[dict[str, object]]:
    return [
        {
            "period": course.period,
            "month_of_half_year": k,
            "realised_total": course.housed_by(k),
            "obligation": course.balance.obligation,
            "percentage": plain(share * 100),
        }
        for course, line in zip(monitor.courses, progress_input(monitor).lines, strict=True)
        for k, share in enumerate(line.shares, start=1)
        if share is not None
    ]


def _contribution_rows(monitor: Monitor) -> list[dict[str, object]]:
    return [
        {
            "code": each.area.code,
            "name": each.area.name,
            "reduction": plain(each.reduction.achieved),
            "share_percentage": plain(None if each.reduction.share is None else each.reduction.share * 100),
        }
        for each in monitor.provinces.each
    ]


def _standing_rows(standings: tuple[Standing, ...]) -> list[dict[str, object]]:
    return [
        {
            "moment": each.label,
            "gross_backlog": plain(Fraction(each.gross_backlog)),
            "gross_surplus": plain(Fraction(each.gross_surplus)),
            "net_balance": plain(Fraction(each.net)),
        }
        for each in standings
    ]


def _prediction_rows(monitor: Monitor) -> list[dict[str, object]]:
    return [
        {
            "period": case.code,
            "months_known": case.k,
            "expected": case.forecast.expected,
            "low": case.forecast.low,
            "high": case.forecast.high,
            "closing": case.closing,
            "error": case.error,
            "inside_interval": "yes" if case.is_held else "no",
        }
        for case in monitor.backtest.cases
    ]
