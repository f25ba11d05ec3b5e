"""Months in numbers: what is in, in time and approved, of a province or the country."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy

from housing import formatting
from housing.domain.completeness import Completeness
from housing.domain.periods import Month
from housing.queries.completeness import GroupStanding
from housing.tables.area_links import ROW
from housing.tables.columns import NUMBER, plain


def _language() -> str:
    return get_language() or "nl"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a province or the country."""

    month: Month
    total: Completeness


class CountColumn(django_tables2.Column):
    """A count of reports with its rate below it; the footer says the same of all months together."""

    empty_values = ()

    def __init__(
        self,
        title: str | Promise,
        of: Callable[[Completeness], int],
        rate: Callable[[Completeness], Fraction | None] | None = None,
    ) -> None:
        self.of, self.rate_of = of, rate
        super().__init__(verbose_name=title, accessor="total", attrs=NUMBER, orderable=False)

    def render(self, record: MonthRow) -> str:
        """The cell."""
        return self._shown(record.total)

    def render_footer(self, table: Any) -> str:
        """The same of all months together."""
        return self._shown(table.total)

    def _shown(self, total: Completeness) -> str:
        count = formatting.number(self.of(total) if total.expected else None, _language())
        if self.rate_of is None or not total.expected:
            return count
        note = formatting.rate(self.rate_of(total), _language())
        return format_html('{}<span class="cell-note">{}</span>', count, note)


class MonthTable(django_tables2.Table):
    """What is in, in time and approved, per month. A month that nobody is asked for yet has dashes."""

    caption = ""
    month = django_tables2.Column(
        verbose_name=gettext_lazy("Maand"), attrs=ROW, orderable=False, footer=gettext_lazy("Samen")
    )
    expected = CountColumn(gettext_lazy("Verwacht"), lambda total: total.expected)
    reported = CountColumn(
        gettext_lazy("Binnen"), lambda total: total.reported, lambda total: total.reported_rate
    )
    on_time = CountColumn(
        gettext_lazy("Op tijd"), lambda total: total.on_time, lambda total: total.on_time_rate
    )
    approved = CountColumn(
        gettext_lazy("Goedgekeurd"), lambda total: total.approved, lambda total: total.approved_rate
    )
    provisional = CountColumn(gettext_lazy("Voorlopig"), lambda total: total.provisional)
    read_in = CountColumn(gettext_lazy("Ingelezen"), lambda total: total.read_in)
    missing = CountColumn(gettext_lazy("Ontbreekt"), lambda total: total.missing)

    caption_hidden = True
    export_columns: Mapping[str, Callable[[MonthRow], object]] = {
        "month": lambda row: str(row.month),
        "expected": lambda row: row.total.expected,
        "reported": lambda row: row.total.reported,
        "reported_percentage": lambda row: _percentage(row.total.reported_rate),
        "timeliness_known": lambda row: row.total.timed,
        "on_time": lambda row: row.total.on_time,
        "on_time_percentage": lambda row: _percentage(row.total.on_time_rate),
        "approved": lambda row: row.total.approved,
        "approved_percentage": lambda row: _percentage(row.total.approved_rate),
        "provisional": lambda row: row.total.provisional,
        "read_in": lambda row: row.total.read_in,
        "missing": lambda row: row.total.missing,
    }

    def __init__(self, months: Sequence[Month], group: GroupStanding) -> None:
        self.total = group.total
        rows = [MonthRow(month, total) for month, total in zip(months, group.months, strict=False)]
        super().__init__(rows)

    def render_month(self, value: Month) -> str:
        """Its name."""
        return formatting.month(value, _language())


def _percentage(rate: Fraction | None) -> str:
    return "" if rate is None else plain(rate * 100)
