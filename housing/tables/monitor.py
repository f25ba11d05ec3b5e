"""Tables of the monitor: a month beside earlier ones, provinces, reports, the hotel scheme, what changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.backlog import Reduction
from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.queries.balances import MonthFigures
from housing.queries.monitor import Course, ProvinceCourse, Provinces
from housing.queries.position_changes import HalfYearChange
from housing.tables.columns import plain
from housing.tables.municipality import NAME, Export, PlainColumn
from housing.templatetags.figures import decimal, half_year, month, number, rate, signed

Link = Callable[[HalfYear], str]


class _Table(django_tables2.Table):
    """No table here is sorted by visitors; a heading above says what it is."""

    caption = ""
    caption_hidden = True


def linked(name: str, url: str) -> SafeString | str:
    """A name that leads to its page."""
    return format_html('<a href="{}">{}</a>', url, name) if url else name


def whole(value: Any) -> str:
    """Persons that may be a fraction, in whole persons with their sign."""
    text = decimal(value, 0)
    return f"+{text}" if value > 0 and text != "0" else text


# ── A month beside earlier ones ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SameMonth:
    """Month `k` of one half-year."""

    course: Course
    k: int
    url: str

    @property
    def figures(self) -> MonthFigures:
        """The month itself."""
        return self.course.months[self.k - 1]


class SameMonthTable(_Table):
    """Month k of half-years, the last one first."""

    month = PlainColumn(gettext_lazy("Maand"), lambda row: linked(month(row.figures.month), row.url), NAME)
    realised = PlainColumn(gettext_lazy("Gehuisvest in de maand"), lambda row: number(row.figures.realised))
    hotel = PlainColumn(gettext_lazy("waarvan hotel"), lambda row: number(row.figures.hotel))
    housed = PlainColumn(gettext_lazy("Sinds het begin"), lambda row: number(row.course.housed_by(row.k)))
    obligation = PlainColumn(
        gettext_lazy("Opgave van het halfjaar"), lambda row: number(row.course.balance.obligation)
    )
    share = PlainColumn(gettext_lazy("Deel van de opgave"), lambda row: rate(row.course.share_by(row.k)))
    reported = PlainColumn(gettext_lazy("Gemeenten die meldden"), lambda row: reported_of(row.figures))

    export_columns: Export = {
        "month": lambda row: str(row.figures.month),
        "month_of_half_year": lambda row: row.k,
        "realised": lambda row: row.figures.realised,
        "hotel": lambda row: row.figures.hotel,
        "realised_total": lambda row: row.course.housed_by(row.k),
        "obligation": lambda row: row.course.balance.obligation,
        "percentage": lambda row: _percentage(row.course.share_by(row.k)),
        "municipalities_reported": lambda row: row.figures.reported,
        "municipalities_expected": lambda row: row.figures.expected,
    }

    def __init__(self, courses: Sequence[Course], k: int, link: Link) -> None:
        self.caption = _("Dezelfde maand in eerdere halfjaren")
        rows = [
            SameMonth(course, k, link(course.period))
            for place, course in enumerate(courses)
            if place == 0 or course.is_reported(k)
        ]
        super().__init__(rows)


def reported_of(figures: MonthFigures) -> str:
    """How many municipalities reported a month."""
    return _("%(reported)s van %(expected)s") % {
        "reported": number(figures.reported),
        "expected": number(figures.expected),
    }


# ── Provinces ────────────────────────────────────────────────────────────────────────────────────────────


class ContributionColumn(PlainColumn):
    """A figure of a province; below it that of all together."""

    def __init__(
        self, title: Any, cell: Callable[[ProvinceCourse], object], of: Callable[[Reduction], object]
    ):
        self.of = of
        super().__init__(title, cell)

    def render_footer(self, table: Any) -> object:
        """The country."""
        return self.of(table.provinces.total)


class GrossColumn(PlainColumn):
    """The gross backlog; gross figures of provinces add up to that of the country."""

    def render_footer(self, table: Any) -> object:
        """The country."""
        return decimal(table.provinces.by_month[-1].gross_backlog, 0)


class NameOfProvince(PlainColumn):
    """The province with a link; below it what the footer is."""

    def render_footer(self, table: Any) -> object:
        """The footer's name."""
        return _("Nederland")


class ContributionTable(_Table):
    """Provinces by what they brought the backlog down by, the most first. Balances are net."""

    name = NameOfProvince(gettext_lazy("Provincie"), lambda row: row.area.name, NAME)
    before = ContributionColumn(
        gettext_lazy("Saldo begin, netto"),
        lambda row: whole(row.reduction.before),
        lambda total: whole(total.before),
    )
    after = ContributionColumn(
        gettext_lazy("Saldo nu, netto"),
        lambda row: whole(row.reduction.after),
        lambda total: whole(total.after),
    )
    achieved = ContributionColumn(
        gettext_lazy("Afname achterstand"),
        lambda row: whole(row.reduction.achieved),
        lambda total: whole(total.achieved),
    )
    share = ContributionColumn(
        gettext_lazy("Aandeel in de afname"),
        lambda row: rate(row.reduction.share),
        lambda total: rate(total.share),
    )
    gross = GrossColumn(
        gettext_lazy("Achterstand nu, bruto"), lambda row: decimal(row.backlog.gross_backlog, 0)
    )

    export_columns: Export = {
        "code": lambda row: row.area.code,
        "name": lambda row: row.area.name,
        "net_before": lambda row: plain(row.reduction.before),
        "net_after": lambda row: plain(row.reduction.after),
        "reduction": lambda row: plain(row.reduction.achieved),
        "share_percentage": lambda row: _percentage(row.reduction.share),
        "gross_backlog": lambda row: plain(row.backlog.gross_backlog),
        "gross_surplus": lambda row: plain(row.backlog.gross_surplus),
    }

    def __init__(self, provinces: Provinces, link: Callable[[ProvinceCourse], str]) -> None:
        self.provinces = provinces
        self.caption = _("Provincies naar hun bijdrage, %(period)s") % {"period": half_year(provinces.period)}
        super().__init__(provinces.each)
        self.columns["name"].column.cell = lambda row: linked(row.area.name, link(row))


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReportedMonth:
    """How complete a month is at the position."""

    figures: MonthFigures
    provisional: int

    @property
    def missing(self) -> int:
        """Municipalities that did not report it."""
        return max(self.figures.expected - self.figures.reported, 0)


class ReportedTable(_Table):
    """The months of the half-year: in, provisional, missing."""

    month = PlainColumn(gettext_lazy("Maand"), lambda row: month(row.figures.month), NAME)
    expected = PlainColumn(gettext_lazy("Gemeenten"), lambda row: number(row.figures.expected))
    reported = PlainColumn(gettext_lazy("Gemeld"), lambda row: number(row.figures.reported))
    provisional = PlainColumn(gettext_lazy("waarvan voorlopig"), lambda row: number(row.provisional))
    missing = PlainColumn(gettext_lazy("Nog niet gemeld"), lambda row: number(row.missing))

    export_columns: Export = {
        "month": lambda row: str(row.figures.month),
        "municipalities_expected": lambda row: row.figures.expected,
        "municipalities_reported": lambda row: row.figures.reported,
        "provisional": lambda row: row.provisional,
        "not_reported": lambda row: row.missing,
    }

    def __init__(self, rows: Sequence[ReportedMonth]) -> None:
        self.caption = _("Maandopgaven per maand")
        super().__init__(rows)


# ── Hotel scheme, and what changed ───────────────────────────────────────────────────────────────────────


class HotelTable(_Table):
    """The hotel scheme per half-year, the last one first. Rows are (half-year, its balance)."""

    period = PlainColumn(gettext_lazy("Halfjaar"), lambda row: half_year(row[0]), NAME)
    hotel = PlainColumn(gettext_lazy("Hotelregeling"), lambda row: number(row[1].hotel))
    placed = PlainColumn(gettext_lazy("Woningen en doorstroomlocaties"), lambda row: number(row[1].placed))
    realised = PlainColumn(gettext_lazy("Samen"), lambda row: number(row[1].realised))

    export_columns: Export = {
        "period": lambda row: str(row[0]),
        "hotel": lambda row: row[1].hotel,
        "home": lambda row: row[1].home,
        "transitional": lambda row: row[1].transitional,
        "realised": lambda row: row[1].realised,
    }

    def __init__(self, rows: Mapping[HalfYear, AreaBalance]) -> None:
        self.caption = _("Hotelregeling per halfjaar")
        super().__init__([(period, rows[period]) for period in sorted(rows, reverse=True)])


class ChangedTable(_Table):
    """National figures that differ between two positions, the last half-year first."""

    period = PlainColumn(gettext_lazy("Halfjaar"), lambda row: half_year(row.period), NAME)
    target = PlainColumn(gettext_lazy("Taakstelling"), lambda row: signed(row.difference.target))
    placed = PlainColumn(
        gettext_lazy("Woningen en doorstroomlocaties"), lambda row: signed(row.difference.placed)
    )
    hotel = PlainColumn(gettext_lazy("Hotelregeling"), lambda row: signed(row.difference.hotel))
    other = PlainColumn(
        gettext_lazy("Uitruil, correcties en herindeling"), lambda row: signed(_other(row.difference))
    )
    closing = PlainColumn(gettext_lazy("Saldo, netto"), lambda row: signed(row.difference.closing))

    export_columns: Export = {
        "period": lambda row: str(row.period),
        "target": lambda row: row.difference.target,
        "home": lambda row: row.difference.home,
        "transitional": lambda row: row.difference.transitional,
        "hotel": lambda row: row.difference.hotel,
        "other": lambda row: _other(row.difference),
        "balance": lambda row: row.difference.closing,
    }

    def __init__(self, rows: Sequence[HalfYearChange]) -> None:
        self.caption = _("Wat landelijk anders is dan in de publicatie")
        super().__init__([row for row in rows if row.is_changed])


def _other(balance: AreaBalance) -> int:
    return balance.exchanges + balance.corrections + balance.transfers


def _percentage(value: Any) -> str:
    return "" if value is None else plain(value * 100)
