"""What the page of a municipality shows in a half-year, looked up and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from housing import explaining, formatting
from housing.charts.history import describe_history, history_table
from housing.charts.inputs import ChartTable
from housing.charts.months import describe_months, months_table
from housing.domain.derivation import Derivation
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.queries.areas import Area
from housing.queries.exchanges import partners
from housing.queries.figures import AreaFigures, municipality_figures
from housing.queries.ledger import ledger_lines
from housing.queries.reports import coa_counts, report_states
from housing.tables.columns import shown_status
from housing.tables.municipality import HistoryTable, MonthRow, MonthsTable
from housing.views.municipality_charts import closings, months_data, provisional_among
from housing.views.municipality_history import MunicipalityHistory, municipality_history
from housing.views.municipality_ledger import LedgerRow, ledger_rows, month_rows, opening_derivation
from housing.views.municipality_words import BorderChange, border_changes, headline, is_known
from housing.views.page import Page, language


@dataclass(frozen=True, slots=True)
class Rank:
    """A place by realised ÷ obligation among those in the province with an obligation; equals share one."""

    place: int
    among: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as components/chart.html wants it."""

    url: str
    description: str
    table: ChartTable


@dataclass(frozen=True)
class MunicipalityFigures:
    """All that the page of a municipality says about one half-year."""

    figures: AreaFigures
    headline: str
    is_known: bool
    is_to_come: bool
    is_over: bool
    status: str
    changes: tuple[tuple[BorderChange, tuple[Area, ...]], ...]
    rank: Rank | None
    opening: Derivation
    obligation: Derivation
    realised: Derivation
    remaining: Derivation
    closing: Derivation
    ledger: list[LedgerRow]
    months: MonthsTable
    months_chart: Drawn
    has_pace: bool
    history: MunicipalityHistory
    history_table: HistoryTable
    history_chart: Drawn


def municipality_page(page: Page, area: Area, period: HalfYear) -> MunicipalityFigures:
    """Everything about a municipality in a half-year, at the page's position; six queries.

    Who sees its reports sees the count of COA beside them: seven. One more where targets were exchanged.
    """
    lay_in = page.registry.province_of(area.code, period)
    members = [member.code for member in page.registry.lying_in(lay_in, period)]
    province = municipality_figures(page.registry, page.position, period, members)
    figures = next(row for row in province if row.area.code == area.code)
    lines = ledger_lines(page.position.seq, period, [area.code])
    balance, today = figures.balance, page.position.today
    history = municipality_history(page, area, period)
    sees_reports = page.sees_reports(municipality=area)
    states = _states(page, area, period, sees_reports=sees_reports)
    counts = coa_counts(page.position.seq, period, [area.code]) if sees_reports else {}
    return MunicipalityFigures(
        figures=figures,
        headline=headline(figures, today),
        is_known=is_known(figures, today),
        is_to_come=today < period.starts_on,
        is_over=today > period.ends_on,
        status="" if today < period.starts_on else shown_status(figures),
        changes=tuple((change, change.besides(area.code)) for change in border_changes(page, area, period)),
        rank=rank(figures, province, today),
        opening=opening_derivation(balance, period, lines),
        obligation=explaining.obligation(balance),
        realised=explaining.realised(balance),
        remaining=explaining.remaining(balance),
        closing=explaining.closing(balance),
        ledger=ledger_rows(
            page.registry,
            area,
            period,
            balance,
            lines,
            is_over=today > period.ends_on,
            exchanged=partners(page.position.seq, {line.group for line in lines if line.kind == "exchange"}),
        ),
        months=MonthsTable(
            _with_history(
                month_rows(page.registry, figures.months, lines, today, states, counts.get(area.code, {})),
                area,
                today,
                sees_reports=sees_reports,
            ),
            _("Gehuisvest per maand in %(area)s, %(half_year)s") % _names(area, period),
            sees_reports=sees_reports,
        ),
        months_chart=_months_chart(page, figures, provisional_among(states)),
        has_pace=months_data(figures).pace is not None,
        history=history,
        history_table=history_file(page, area, history),
        history_chart=_history_chart(page, area, period, history),
    )


def _with_history(rows: list[MonthRow], area: Area, today: date, *, sees_reports: bool) -> list[MonthRow]:
    """The months that have begun lead to their history, for who sees reports."""
    return [
        replace(row, url=reverse("report_history", args=[area.slug, row.figures.month]))
        if sees_reports and row.figures.expected and row.figures.month.first_day <= today
        else row
        for row in rows
    ]


def _states(page: Page, area: Area, period: HalfYear, *, sees_reports: bool) -> dict[Month, ReportState]:
    """The states of the reports; who may not see reports learns which are provisional, and no more."""
    known = report_states(page.position.seq, period, [area.code]).get(area.code, {})
    return {
        month: each.state if sees_reports else ReportState.SUBMITTED
        for month, each in known.items()
        if sees_reports or each.state.is_provisional
    }


def rank(figures: AreaFigures, province: Sequence[AreaFigures], today: date) -> Rank | None:
    """The place of a municipality; None when it has no obligation, or before anybody housed somebody.

    Municipalities that ended in the half-year stand outside it: their transfer made them close at 0.
    """
    rates = [row.rate for row in province if row.rate is not None and not _has_ended(row, today)]
    own = figures.rate
    if own is None or not any(rates) or _has_ended(figures, today):
        return None
    return Rank(1 + sum(rate > own for rate in rates), len(rates))


def _has_ended(figures: AreaFigures, today: date) -> bool:
    end = figures.area.valid_to
    return end is not None and end <= min(today, figures.period.ends_on)


def history_file(page: Page, area: Area, history: MunicipalityHistory) -> HistoryTable:
    """The half-years as a table."""
    return HistoryTable(
        history.rows,
        area=area,
        province=page.registry.provinces[area.province].name,
        borders="as-is" if history.is_as_is else "as-was",
        caption=_("Halfjaren van %(area)s") % {"area": area.name},
    )


def _months_chart(page: Page, figures: AreaFigures, provisional: frozenset[Month]) -> Drawn:
    data = months_data(figures, provisional)
    return Drawn(
        page.url("municipality_chart", figures.area.slug, figures.period, "maanden"),
        describe_months(data, language()),
        months_table(data, language()),
    )


def _history_chart(page: Page, area: Area, period: HalfYear, history: MunicipalityHistory) -> Drawn:
    data = closings(history)
    name = "verloop-huidig" if history.is_as_is else "verloop"
    return Drawn(
        page.url("municipality_chart", area.slug, period, name),
        describe_history(data, language()),
        history_table(data, language()),
    )


def _names(area: Area, period: HalfYear) -> dict[str, str]:
    return {"area": area.name, "half_year": formatting.half_year(period, language())}
