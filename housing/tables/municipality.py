"""Tables of one municipality: its months, its half-years, and its ledger as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.domain.reporting import ReportState
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.tables.areas import COMPONENTS
from housing.tables.columns import NUMBER
from housing.templatetags.figures import day, half_year, month, number, signed

#: Dates and half-years stay on one line.
DATE = {"td": {"class": "ledger__date"}}
NAME = {"td": {"class": "ledger__date", "scope": "row"}}

Export = dict[str, Callable[[Any], object]]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month with what was reported; `reported_on` and `corrected_on` are None when that did not happen.

    `state` is that of its report as far as the visitor may know it; None when it was imported, or not
    reported. `coa` is COA's count, of homes and transitional housing together. `url` leads to the history of
    its report; empty for who may not see it.
    """

    figures: MonthFigures
    reported_on: date | None
    corrected_on: date | None
    is_due: bool
    state: ReportState | None = None
    coa: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A half-year of a municipality; `url` is empty when it has no page of its own there."""

    period: HalfYear
    balance: AreaBalance
    url: str = ""
    is_shown: bool = False
    is_running: bool = False

    @property
    def other(self) -> int:
        """Exchanges, corrections and transfers together, with the sign of the balance."""
        return self.balance.exchanges + self.balance.corrections + self.balance.transfers


class PlainColumn(django_tables2.Column):
    """A cell made from the whole row."""

    empty_values = ()

    def __init__(
        self, title: str | Promise, cell: Callable[[Any], object], attrs: dict[str, Any] = NUMBER
    ) -> None:
        self.cell = cell
        super().__init__(verbose_name=title, attrs=attrs, orderable=False)

    def render(self, record: Any) -> object:
        """The cell."""
        return self.cell(record)


class MonthNameColumn(PlainColumn):
    """The month; below it what the footer is."""

    def render_footer(self, table: Any) -> object:
        """The footer's name."""
        return _("Samen")


class MonthColumn(PlainColumn):
    """Persons in a month, a dash where nothing was reported; below it their sum."""

    def __init__(self, title: str | Promise, of: Callable[[MonthFigures], int]) -> None:
        self.of = of
        super().__init__(title, lambda row: number(of(row.figures) if row.figures.is_reported else None))

    def render_footer(self, table: Any) -> object:
        """All months together."""
        return number(sum(self.of(row.record.figures) for row in table.rows))


def _if_reported(name: str) -> Callable[[MonthRow], object]:
    """A figure of a month; empty where nothing was reported, which is not 0."""
    of = attrgetter(name)
    return lambda row: of(row.figures) if row.figures.is_reported else ""


class MonthsTable(django_tables2.Table):
    """The six months of a half-year: persons by kind, when it was reported, and when corrected.

    With `sees_reports` also COA's count and how far it differs.
    """

    caption_hidden = True

    month = MonthNameColumn(gettext_lazy("Maand"), lambda row: _month(row), NAME)
    state = PlainColumn(gettext_lazy("Status"), lambda row: _state(row), DATE)
    home = MonthColumn(gettext_lazy("Woning"), attrgetter("home"))
    transitional = MonthColumn(gettext_lazy("Doorstroomlocatie"), attrgetter("transitional"))
    hotel = MonthColumn(gettext_lazy("Hotelregeling"), attrgetter("hotel"))
    total = MonthColumn(gettext_lazy("Totaal"), attrgetter("realised"))
    coa = PlainColumn(gettext_lazy("Telling COA"), lambda row: _coa(row))
    reported = PlainColumn(gettext_lazy("Gemeld op"), lambda row: _reported(row), DATE)
    corrected = PlainColumn(gettext_lazy("Gecorrigeerd op"), lambda row: day(row.corrected_on), DATE)

    def __init__(self, rows: Sequence[MonthRow], caption: str = "", *, sees_reports: bool = False) -> None:
        self.caption, self.sees_reports = caption, sees_reports
        has_states = any(row.state is not None for row in rows)
        has_counts = sees_reports and (has_states or any(row.coa is not None for row in rows))
        hidden = [name for name, is_there in (("state", has_states), ("coa", has_counts)) if not is_there]
        super().__init__(rows, exclude=hidden)

    @property
    def export_columns(self) -> Export:
        """The same, plain; `status` is "final", "provisional" or (for who sees reports) "returned"."""
        return {
            "month": lambda row: str(row.figures.month),
            **{name: _if_reported(name) for name in ("home", "transitional", "hotel", "realised")},
            "reported_on": attrgetter("reported_on"),
            "corrected_on": attrgetter("corrected_on"),
            "status": _status,
            **({"coa": attrgetter("coa")} if self.sees_reports else {}),
        }


class HistoryTable(django_tables2.Table):
    """The half-years of a municipality in order of time: from opening to closing."""

    caption_hidden = True

    half_year = PlainColumn(gettext_lazy("Halfjaar"), lambda row: _half_year(row), NAME)
    opening = PlainColumn(gettext_lazy("Saldo bij het begin"), lambda row: signed(row.balance.opening))
    target = PlainColumn(gettext_lazy("Taakstelling"), lambda row: number(row.balance.target))
    other = PlainColumn(gettext_lazy("Uitruil, correcties en herindeling"), lambda row: signed(row.other))
    obligation = PlainColumn(gettext_lazy("Opgave"), lambda row: number(row.balance.obligation))
    realised = PlainColumn(gettext_lazy("Gehuisvest"), lambda row: number(row.balance.realised))
    hotel = PlainColumn(gettext_lazy("waarvan hotelregeling"), lambda row: number(row.balance.hotel))
    closing = PlainColumn(gettext_lazy("Saldo aan het eind"), lambda row: _closing(row))

    def __init__(
        self, rows: Sequence[HistoryRow], *, area: Area, province: str, borders: str, caption: str = ""
    ) -> None:
        self.area, self.province, self.borders, self.caption = area, province, borders, caption
        super().__init__(rows, exclude=() if any(row.other for row in rows) else ("other",))

    @property
    def export_columns(self) -> Export:
        """The same figures, every component apart; `borders` is "as-was" or "as-is"."""
        return {
            "period": lambda row: str(row.period),
            "code": lambda row: self.area.code,
            "name": lambda row: self.area.name,
            "province": lambda row: self.province,
            **{name: attrgetter(f"balance.{name}") for name in COMPONENTS},
            "borders": lambda row: self.borders,
        }


class LedgerTable(django_tables2.Table):
    """The lines of a ledger, for a file; on screen they are components/ledger.html."""

    export_columns: Export = {
        "date": attrgetter("date"),
        "kind": attrgetter("kind"),
        "label": attrgetter("label"),
        "note": attrgetter("note"),
        "persons": attrgetter("persons"),
        "balance": attrgetter("balance"),
        "source": attrgetter("source"),
    }


def _status(row: MonthRow) -> str:
    if not row.figures.is_reported:
        return ""
    if row.state is ReportState.RETURNED:
        return "returned"
    return "provisional" if row.state and row.state.is_provisional else "final"


def _month(row: MonthRow) -> SafeString | str:
    name = month(row.figures.month)
    return format_html('<a href="{}">{}</a>', row.url, name) if row.url else name


def _state(row: MonthRow) -> SafeString | str:
    """What may still happen to the month, in a word."""
    words = {"": "", "returned": _("teruggestuurd"), "provisional": _("voorlopig"), "final": _("definitief")}
    word = words[_status(row)]
    if row.state is ReportState.REOPENED:
        return format_html('{}<span class="cell-note">{}</span>', word, _("heropend"))
    return word


def _coa(row: MonthRow) -> SafeString | str:
    """COA's count, with how far it lies from homes and transitional housing."""
    if row.coa is None:
        return _("nog niet vergeleken") if row.state is not None and row.figures.is_reported else ""
    if not row.figures.is_reported:
        return number(row.coa)
    difference = row.figures.placed - row.coa
    note = _("verschil %(persons)s") % {"persons": signed(difference)} if difference else _("gelijk")
    return format_html('{}<span class="cell-note">{}</span>', number(row.coa), note)


def _reported(row: MonthRow) -> str:
    return _("nog niet gemeld") if row.reported_on is None and row.is_due else day(row.reported_on)


def _half_year(row: HistoryRow) -> SafeString | str:
    name = half_year(row.period)
    if row.is_shown:
        return format_html("<strong>{}</strong>", name)
    return format_html('<a href="{}">{}</a>', row.url, name) if row.url else name


def _closing(row: HistoryRow) -> SafeString | str:
    closing = signed(row.balance.closing)
    if not row.is_running:
        return closing
    return format_html('{}<span class="cell-note">{}</span>', closing, _("loopt nog"))
