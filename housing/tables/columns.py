"""The columns that tables of areas share: what they show, sort by and add up to."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.queries.areas import Area
from housing.queries.figures import AreaFigures
from housing.templatetags.figures import status_key

Of = Callable[[AreaFigures], Any]
Shown = Callable[[Any, str], str]
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


def number(value: int | None, language: str) -> str:
    """Whole persons; one address for the figures of all rows, most of which occur often."""
    return _known(formatting.number, value, language)


def signed(value: int | None, language: str) -> str:
    """A balance or a change of it, with its sign."""
    return _known(formatting.signed, value, language)


def rate(value: Fraction | None, language: str) -> str:
    """A percentage."""
    return _known(formatting.rate, value, language)


def one_decimal(value: Fraction | None, language: str) -> str:
    """A mean."""
    return _known(formatting.decimal, value, language)


@lru_cache(maxsize=8192)
def _known(write: Shown, value: Any, language: str) -> str:
    """Written once: a long table has a few thousand cells, with a few hundred figures between them."""
    return SafeString(escape(write(value, language)))


class FigureColumn(django_tables2.Column):
    """One figure of an area. `of` gives it, `shown` writes it in the language of the page.

    Sorted by the figure itself, the highest first; without a figure comes last. The footer holds the same
    figure of the table's total, so a rate there is sum over sum.
    """

    empty_values = ()
    language = "nl"

    def __init__(self, title: str | Promise, of: Of, shown: Shown = number, **options: Any) -> None:
        self.of = of
        self.shown = shown
        options.setdefault("attrs", NUMBER)
        options.setdefault("initial_sort_descending", True)
        # The accessor is not used; it has to name something that each record has, cheaply.
        super().__init__(verbose_name=title, accessor="area", **options)

    def render(self, record: AreaFigures) -> str:
        """The cell."""
        return self.shown(self.of(record), self.language)

    def render_footer(self, table: Any) -> str:
        """The same figure of all rows together."""
        return self.shown(self.of(table.total), self.language)

    def sort_value(self, record: AreaFigures) -> Any:
        """What rows are sorted by; None comes last in either direction."""
        return self.of(record)


class NameColumn(FigureColumn):
    """The area with a link to its page; a municipality that ended in the half-year says when."""

    def __init__(self, title: str | Promise) -> None:
        super().__init__(
            title,
            lambda figures: figures.area.sort_key,
            attrs={"td": {"scope": "row"}},
            initial_sort_descending=False,
        )
        self.link_to: Callable[[AreaFigures], str] = lambda figures: ""

    def render(self, record: AreaFigures) -> str:
        """The name, linked."""
        ended = record.area.valid_to
        link = f'<a href="{escape(self.link_to(record))}">{escape(record.area.name)}</a>'
        if ended is None or ended > record.period.ends_on:
            return SafeString(link)
        until = _("tot %(day)s") % {"day": formatting.date(ended, self.language)}
        return SafeString(f'{link}<span class="cell-note">{escape(until)}</span>')

    def render_footer(self, table: Any) -> str:
        """What the footer is."""
        return _("Samen (netto)")


class ProvinceColumn(FigureColumn):
    """The province of a municipality, by name."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Provincie"), self.sort_value, attrs={}, initial_sort_descending=False)
        self.provinces: Mapping[str, Area] = {}

    def render(self, record: AreaFigures) -> str:
        """Its name."""
        province = self.provinces.get(record.area.province)
        return province.name if province else ""

    def sort_value(self, record: AreaFigures) -> str | None:
        """Its place in order of name."""
        province = self.provinces.get(record.area.province)
        return province.sort_key if province else None

    def render_footer(self, table: Any) -> str:
        """Nothing: the total has no province."""
        return ""


class StatusColumn(FigureColumn):
    """Whether the area is on schedule, as a word with an icon; sorted by who needs attention first."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Schema"), shown_status, _badge, attrs={}, initial_sort_descending=False
        )

    def sort_value(self, record: AreaFigures) -> Any:
        """Who needs attention first."""
        return record.attention


class CatchUpColumn(FigureColumn):
    """The catch-up obligation. Of a group it is net; below the sum of municipalities the gross one too."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("waarvan inhalen"), lambda figures: figures.group.catch_up)

    def render_footer(self, table: Any) -> str:
        """Net, and the gross sum where that differs: the column's own figures add up to the latter."""
        group = table.total.group
        if table.shows_gross or group.gross_opening_backlog == group.catch_up:
            return number(group.catch_up, self.language)
        gross = _("bruto %(persons)s") % {"persons": number(group.gross_opening_backlog, self.language)}
        return format_html(
            '{}<span class="cell-note">{}</span>', number(group.catch_up, self.language), gross
        )


class StreakColumn(FigureColumn):
    """Half-years in a row that closed with a backlog; of single areas only."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Halfjaren op rij achter"), lambda figures: figures.streak)

    def render_footer(self, table: Any) -> str:
        """Nothing: a streak does not add up."""
        return ""


def shown_status(figures: AreaFigures) -> str:
    """The schedule status; empty for an area without any figures, which is neither done nor behind."""
    return "" if figures.balance == AreaBalance.ZERO else figures.status


def other_changes(figures: AreaFigures) -> int:
    """Exchanges, corrections and transfers together, with the sign of the balance."""
    balance = figures.balance
    return balance.exchanges + balance.corrections + balance.transfers


def plain(value: Fraction | None) -> str:
    """A fraction as machines read it, with the decimal of the screen: "12.5"; empty without one."""
    if value is None:
        return ""
    return formatting.decimal(value, "en").replace(",", "").replace(formatting.MINUS, "-")


def harmless(text: str) -> str:
    """What somebody typed, so that a spreadsheet does not take it for a formula."""
    is_number = text[1:].replace(" ", "").replace("-", "").isdecimal()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not is_number else text


def target() -> FigureColumn:
    """The new target."""
    return FigureColumn(gettext_lazy("Taakstelling"), lambda figures: figures.balance.target)


def opening() -> FigureColumn:
    """The balance at the start, signed; the largest backlog comes first."""
    return FigureColumn(
        gettext_lazy("Saldo begin"),
        lambda figures: figures.balance.opening,
        signed,
        initial_sort_descending=False,
    )


def gross_backlog() -> FigureColumn:
    """What the municipalities that were behind at the start owed together."""
    return FigureColumn(
        gettext_lazy("Achterstand begin, bruto"), lambda figures: figures.group.gross_opening_backlog
    )


def other() -> FigureColumn:
    """Exchanges, corrections and mergers; only shown where there are any."""
    return FigureColumn(gettext_lazy("Wijzigingen"), other_changes, signed)


def obligation() -> FigureColumn:
    """What must be housed."""
    return FigureColumn(gettext_lazy("Opgave"), lambda figures: figures.balance.obligation)


def realised() -> FigureColumn:
    """All who were housed."""
    return FigureColumn(gettext_lazy("Gehuisvest"), lambda figures: figures.balance.realised)


def hotel() -> FigureColumn:
    """Those of them in the hotel scheme."""
    return FigureColumn(gettext_lazy("waarvan hotel"), lambda figures: figures.balance.hotel)


def realised_rate() -> FigureColumn:
    """Realised over obligation."""
    return FigureColumn(gettext_lazy("Van de opgave"), lambda figures: figures.rate, rate)


def remaining() -> FigureColumn:
    """What is still to be housed; negative when more was housed than had to be."""
    return FigureColumn(gettext_lazy("Nog te huisvesten"), lambda figures: figures.balance.remaining)


def pace_needed() -> FigureColumn:
    """Persons a month that it still takes."""
    return FigureColumn(gettext_lazy("Nodig per maand"), lambda figures: figures.pace_needed)


def recent_pace() -> FigureColumn:
    """Persons a month over the last three reported months."""
    return FigureColumn(
        gettext_lazy("Tempo laatste 3 maanden"), lambda figures: figures.recent_pace, one_decimal
    )


def _badge(status: str, language: str) -> str:
    """The badge of the whole site with a shorter word, since the header says what it is about."""
    words = {"behind": _("achter"), "on_schedule": _("op schema"), "done": _("klaar")}
    word, key = words.get(status, _("geen opgave")), status_key(status)
    return SafeString(f'<span class="status status--{key}">{escape(word)}</span>')
