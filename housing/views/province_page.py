"""What a province's page shows of a half-year: figures with their arithmetic, tables, charts, map."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from housing import explaining
from housing.charts.areas import AreaChart, area_charts, area_map
from housing.charts.hexmap import HexMap
from housing.domain.balances import GroupBalance
from housing.domain.derivation import MINUS, PLUS, Derivation, Term
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures, country, summed
from housing.queries.figures import province_figures as all_provinces
from housing.queries.position_marks import Provisional, provisional_months, summarised
from housing.queries.provinces import MovedBalance, moved_balances, province_with_municipalities
from housing.queries.targets import InterimResult, InterimShare, interim_results
from housing.tables.areas import MunicipalityTable, ProvinceTable
from housing.tables.columns import other_changes
from housing.views import province_words
from housing.views.page import Page, language


@dataclass(frozen=True, slots=True)
class MissingMonth:
    """A month that is due, with the municipalities that have not reported it: name and address."""

    month: Month
    municipalities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Interim:
    """The province's share of an interim target of which months lie in the half-year."""

    result: InterimResult
    share: InterimShare


@dataclass(frozen=True, slots=True)
class ProvinceHalfYear:
    """Everything on the page of a province in a half-year."""

    total: AreaFigures
    table: MunicipalityTable
    map: HexMap
    charts: dict[str, AreaChart]
    interim: tuple[Interim, ...]
    missing: tuple[MissingMonth, ...]
    headline: str
    lead: str
    is_to_come: bool
    obligation: Derivation
    realised: Derivation
    remaining: Derivation
    catch_up: Derivation | None
    provisional: Provisional
    moved: tuple[MovedBalance, ...] = ()

    @property
    def tone(self) -> str:
        """How the figure that the page is about looks."""
        return "behind" if self.total.status is ScheduleStatus.BEHIND else "accent"

    @property
    def other(self) -> int:
        """What exchanges, corrections and mergers add to the obligation."""
        return -other_changes(self.total)

    @property
    def last_reported(self) -> MonthFigures | None:
        """The last month of which anything was reported."""
        return next((month for month in reversed(self.total.months) if month.is_reported), None)

    @property
    def complete_months(self) -> int:
        """Months that every municipality reported."""
        return sum(month.is_complete for month in self.total.months)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """In place of a half-year of which nothing was known at the position."""

    reason: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All provinces in one half-year."""

    total: AreaFigures
    table: ProvinceTable
    headline: str


def province_figures(page: Page, province: Area, period: HalfYear) -> tuple[AreaFigures, list[AreaFigures]]:
    """The province and its municipalities; three queries. No forecast of a half-year that has not begun."""
    total, rows = province_with_municipalities(page.registry, page.position, period, province)
    return (total if page.position.today >= period.starts_on else replace(total, earlier=())), rows


def province_half_year(
    page: Page, province: Area, period: HalfYear, more_time: Collection[tuple[str, Month]] = ()
) -> ProvinceHalfYear | NotKnown:
    """The page of a province; six queries, and three for each interim target that counts in the half-year.

    `more_time` names months, by code of municipality, that are not missing yet: a later day was granted.
    """
    total, rows = province_figures(page, province, period)
    if not province_words.is_known(total):
        return NotKnown(province_words.unknown(period, page.position))
    today, balance = page.position.today, total.balance
    link = municipality_link(page, period)
    marks = provisional(page, province, period)
    charts = area_charts(
        total, language(), lambda name: page.url("province_chart", province.slug, period, name), marks.months
    )
    return ProvinceHalfYear(
        total=total,
        table=municipality_table(page, period, total, rows),
        map=_map(page, period, rows, link),
        charts={chart.name: chart for chart in charts},
        interim=_interim(page, province, period),
        missing=_missing(rows, total.months_due, link, more_time),
        headline=province_words.headline(total, today),
        lead=province_words.lead(total, today),
        is_to_come=today < period.starts_on,
        obligation=explaining.obligation(balance),
        realised=explaining.realised(balance),
        remaining=explaining.remaining(balance),
        catch_up=_catch_up(total.group),
        provisional=marks,
        moved=tuple(moved_balances(page.registry, page.position, period, province)),
    )


def provisional(page: Page, province: Area, period: HalfYear) -> Provisional:
    """What of the half-year is provisional in a province at the position; one query."""
    codes = [member.code for member in page.registry.lying_in(province.code, period)]
    return summarised(provisional_months(page.position.seq, [period], codes))


def municipality_table(
    page: Page, period: HalfYear, total: AreaFigures, rows: list[AreaFigures]
) -> MunicipalityTable:
    """The municipalities of a province, in the order that the visitor asks for."""
    table = MunicipalityTable(
        rows, link=municipality_link(page, period), total=total, provinces=page.registry.provinces
    )
    table.caption = _("Gemeenten van %(name)s, met hun cijfers") % {"name": total.area.name}
    table.caption_hidden = True
    return page.sorted(table)


def overview(page: Page, period: HalfYear) -> Overview | NotKnown:
    """All provinces in a half-year; three queries."""
    rows = all_provinces(page.registry, page.position, period)
    total = summed(country(), rows)
    if not province_words.is_known(total):
        return NotKnown(province_words.unknown(period, page.position))
    return Overview(total, province_table(page, period, rows), province_words.overview_headline(rows))


def province_table(page: Page, period: HalfYear, rows: list[AreaFigures]) -> ProvinceTable:
    """The provinces, in the order that the visitor asks for."""
    table = ProvinceTable(rows, link=lambda row: page.url("province", row.area.slug, period))
    table.caption_hidden = True
    return page.sorted(table)


def municipality_link(page: Page, period: HalfYear) -> Callable[[AreaFigures], str]:
    """The way to the page of a municipality, at the position of this page."""
    # The addresses differ in the slug only: reversing one is enough.
    pattern = page.url("municipality", "SLUG", period)
    return lambda row: pattern.replace("SLUG", row.area.slug, 1)


def _map(page: Page, period: HalfYear, rows: list[AreaFigures], link: Callable[[AreaFigures], str]) -> HexMap:
    """The municipalities as they lay on the last day that the position knows of the half-year."""
    day = max(min(page.position.today, period.ends_on), period.starts_on)
    return area_map(rows, page.registry.layout_on(day), link, language(), abbreviated=True)


def _catch_up(group: GroupBalance) -> Derivation | None:
    """From gross to net; None when there is no catch-up obligation."""
    if not group.catch_up:
        return None
    terms = (
        Term(PLUS, _("gemeenten met achterstand, samen"), group.gross_opening_backlog),
        Term(MINUS, _("gemeenten met voorsprong, samen"), group.gross_opening_surplus),
    )
    return Derivation(_("inhaalopgave, netto"), group.catch_up, terms)


def _interim(page: Page, province: Area, period: HalfYear) -> tuple[Interim, ...]:
    results = interim_results(page.registry, page.position, period)
    return tuple(
        Interim(result, share)
        for result in results
        for share in result.shares
        if share.area.code == province.code
    )


def _missing(
    rows: list[AreaFigures],
    months_due: int,
    link: Callable[[AreaFigures], str],
    more_time: Collection[tuple[str, Month]],
) -> tuple[MissingMonth, ...]:
    """Months that are due, the last one first, as far as municipalities have not reported them."""
    found = []
    for place in reversed(range(months_due)):
        late = [
            row
            for row in rows
            if row.months[place].expected
            and not row.months[place].is_reported
            and (row.area.code, row.months[place].month) not in more_time
        ]
        if late:
            names = tuple((row.area.name, link(row)) for row in late)
            found.append(MissingMonth(rows[0].months[place].month, names))
    return tuple(found)
