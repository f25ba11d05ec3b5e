"""What the national pages say: figures, provinces, map, charts and interim target, made when needed."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import explaining, formatting
from housing.charts.areas import AreaChart, Lines, area_chart, area_charts, area_lines, area_map
from housing.charts.hexmap import HexMap
from housing.domain.derivation import Derivation
from housing.domain.pace import ScheduleStatus
from housing.domain.periods import HalfYear
from housing.queries.figures import (
    AreaFigures,
    country,
    municipality_figures,
    province_figures,
    summed,
    whole_country,
)
from housing.queries.position_marks import Provisional, provisional_months, summarised
from housing.queries.targets import Announced, InterimResult, announcements, interim_results
from housing.tables.areas import ProvinceTable
from housing.views.journal_texts import shown
from housing.views.page import Page, language


@dataclass(frozen=True)
class Country:
    """The country in a half-year, with its provinces."""

    total: AreaFigures
    provinces: list[AreaFigures]


@dataclass(frozen=True)
class Derivations:
    """How the large figures come about."""

    obligation: Derivation
    catch_up: Derivation
    realised: Derivation
    remaining: Derivation


@dataclass(frozen=True)
class NationalFigures:
    """Everything on the page of a half-year."""

    total: AreaFigures
    derivations: Derivations
    headline: str
    is_over: bool
    announced: tuple[Announced, ...]
    interim: tuple[InterimResult, ...]
    charts: tuple[AreaChart, ...]
    table: ProvinceTable
    map: HexMap
    behind: int
    municipalities: int
    provisional: Provisional

    @property
    def is_known(self) -> bool:
        """Whether a target was known at the position."""
        return self.total.balance.target > 0


@dataclass(frozen=True)
class HomeFigures:
    """Everything on the front page."""

    total: AreaFigures
    derivations: Derivations
    headline: str
    is_over: bool
    map: HexMap
    behind: int
    municipalities: int
    provisional: Provisional


def provisional(page: Page, period: HalfYear) -> Provisional:
    """What of the half-year is provisional at the position; one query."""
    return summarised(provisional_months(page.position.seq, [period]))


def country_figures(page: Page, period: HalfYear) -> Country:
    """The country and its provinces; three queries."""
    rows = province_figures(page.registry, page.position, period)
    return Country(summed(country(), rows), rows)


def country_and_map(page: Page, period: HalfYear) -> tuple[Country, list[AreaFigures]]:
    """The country, its provinces, and all municipalities for the map; three queries."""
    provinces, municipalities = whole_country(page.registry, page.position, period)
    return Country(summed(country(), provinces), provinces), municipalities


def municipality_rows(page: Page, period: HalfYear) -> list[AreaFigures]:
    """All municipalities of the half-year; three queries."""
    return municipality_figures(page.registry, page.position, period)


def home_figures(page: Page, period: HalfYear) -> HomeFigures:
    """The front page; four queries."""
    found, rows = country_and_map(page, period)
    total = found.total
    return HomeFigures(
        total=total,
        derivations=derivations(total),
        headline=headline(total, is_over=is_over(page, period)),
        is_over=is_over(page, period),
        map=national_map(page, period, rows),
        behind=sum(row.status is ScheduleStatus.BEHIND for row in rows),
        municipalities=len(rows),
        provisional=provisional(page, period),
    )


def national_figures(page: Page, period: HalfYear) -> NationalFigures:
    """The page of a half-year; six queries, and those of the interim targets that count in it."""
    found, rows = country_and_map(page, period)
    marks = provisional(page, period)
    return NationalFigures(
        total=found.total,
        derivations=derivations(found.total),
        headline=headline(found.total, is_over=is_over(page, period)),
        is_over=is_over(page, period),
        announced=tuple(
            replace(line, source=shown(line.source)) for line in announcements(page.position).get(period, ())
        ),
        interim=tuple(interim_results(page.registry, page.position, period)),
        charts=area_charts(
            found.total, language(), lambda name: page.url("national_chart", period, name), marks.months
        ),
        table=page.sorted(province_table(page, period, found)),
        map=national_map(page, period, rows),
        behind=sum(row.status is ScheduleStatus.BEHIND for row in rows),
        municipalities=len(rows),
        provisional=marks,
    )


def province_table(page: Page, period: HalfYear, found: Country) -> ProvinceTable:
    """The provinces with their sum."""
    return ProvinceTable(
        found.provinces,
        total=found.total,
        link=lambda row: page.url("province", row.area.slug, period),
        caption=_("Provincies in de %(period)s") % {"period": formatting.half_year(period, language())},
    )


def national_map(page: Page, period: HalfYear, rows: list[AreaFigures]) -> HexMap:
    """All municipalities, as they lay on the last day that the position knows of the half-year."""
    day = min(page.position.today, period.ends_on)
    # The addresses differ in the slug only: reversing one is enough.
    pattern = reverse("municipality", args=["SLUG", period]) + page.position.querystring
    return area_map(
        rows,
        page.registry.layout_on(max(day, period.starts_on)),
        lambda row: pattern.replace("SLUG", row.area.slug),
        language(),
    )


def chart_json(page: Page, period: HalfYear, name: str) -> dict[str, Any]:
    """A chart of the country; 404 for an unknown name."""
    try:
        marks = provisional(page, period).months if name == "maanden" else ()
        return area_chart(country_figures(page, period).total, name, language(), marks)
    except KeyError as error:
        raise Http404(name) from error


def chart_lines(page: Page, period: HalfYear, name: str) -> Lines:
    """The data of a chart; 404 for an unknown name."""
    try:
        return area_lines(country_figures(page, period).total, name)
    except KeyError as error:
        raise Http404(name) from error


def derivations(figures: AreaFigures) -> Derivations:
    """The sums behind the large figures."""
    balance = figures.balance
    return Derivations(
        explaining.obligation(balance),
        explaining.catch_up(balance),
        explaining.realised(balance),
        explaining.remaining(balance),
    )


def is_over(page: Page, period: HalfYear) -> bool:
    """Whether the half-year has ended by the position's day, though its last months may not be due yet."""
    return page.position.today > period.ends_on


def headline(figures: AreaFigures, *, is_over: bool) -> str:
    """What stands at the top, in one or two sentences."""
    balance = figures.balance
    lang = language()
    values = {
        "realised": formatting.number(balance.realised, lang),
        "obligation": formatting.number(balance.obligation, lang),
        "remaining": formatting.number(abs(balance.remaining), lang),
        "until": formatting.date(figures.period.next.starts_on, lang),
        "pace": formatting.number(figures.pace_needed, lang),
        "months": figures.months_left,
    }
    first = _("Gemeenten huisvestten %(realised)s van de %(obligation)s mensen.") % values
    if balance.remaining <= 0:
        return first + " " + _("Daarmee is de opgave gehaald, met %(remaining)s voorsprong.") % values
    if figures.months_left and not is_over:
        second = _("Nog %(remaining)s vóór %(until)s: %(pace)s per maand.") % values
        return f"{first} {second}"
    if not all(month.is_complete for month in figures.months):
        second = _("Nog %(remaining)s. Het halfjaar is voorbij, maar nog niet elke maand is overal gemeld.")
        return f"{first} {second % values}"
    third = ngettext(
        "Er bleef een achterstand van %(remaining)s persoon.",
        "Er bleef een achterstand van %(remaining)s mensen.",
        abs(balance.remaining),
    )
    return f"{first} {third % values}"
