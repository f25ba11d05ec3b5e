"""Tables of completeness: months in numbers, municipalities or provinces by month, and who is late."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.completeness import Completeness, MonthStanding, Standing
from housing.domain.periods import Month
from housing.domain.reporting import Timeliness
from housing.queries.areas import Area
from housing.queries.completeness import AreaStanding, Contact, GroupStanding
from housing.tables.columns import NUMBER, plain

Link = Callable[[Area], str]
ROW = {"td": {"scope": "row"}}


def _language() -> str:
    return get_language() or "nl"


# ── Months in numbers ────────────────────────────────────────────────────────────────────────────────────


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


# ── Areas by month ───────────────────────────────────────────────────────────────────────────────────────


class AreaColumn(django_tables2.Column):
    """The name of an area with a link to its page."""

    def __init__(self, title: str, link: Link) -> None:
        self.link_to = link
        super().__init__(verbose_name=title, accessor="area", attrs=ROW, orderable=False)

    def render(self, value: Area) -> str:
        """The name, linked."""
        return _linked(value, self.link_to)


class StandingColumn(django_tables2.Column):
    """One month of each municipality: a word with an icon, and below it whether it was late."""

    def __init__(self, month: Month, place: int) -> None:
        self.place = place
        super().__init__(
            verbose_name=formatting.month_name(month, _language(), short=True),
            accessor="months",
            orderable=False,
        )

    def render(self, value: Sequence[MonthStanding]) -> str:
        """The cell."""
        return standing_badge(value[self.place])


class ShareColumn(django_tables2.Column):
    """One month of each province: how many of its municipalities are in."""

    def __init__(self, month: Month, place: int) -> None:
        self.place = place
        super().__init__(
            verbose_name=formatting.month_name(month, _language(), short=True),
            accessor="months",
            orderable=False,
        )

    def render(self, value: Sequence[Completeness]) -> str:
        """The cell."""
        total = value[self.place] if self.place < len(value) else Completeness()
        if not total.expected:
            return formatting.DASH
        tone = "done" if total.is_complete else "behind" if total.missing else "on-schedule"
        text = _("%(reported)d van %(expected)d") % {"reported": total.reported, "expected": total.expected}
        return _badge(tone, text)


def municipality_grid(months: Sequence[Month], group: GroupStanding, link: Link) -> django_tables2.Table:
    """Municipalities by month, in order of name."""
    columns = [
        ("area", AreaColumn(_("Gemeente"), link)),
        *((f"month_{place}", StandingColumn(month, place)) for place, month in enumerate(months)),
    ]
    return _Grid(group.members, extra_columns=columns, orderable=False)


def province_grid(
    months: Sequence[Month], provinces: Sequence[GroupStanding], link: Link
) -> django_tables2.Table:
    """Provinces by month, in order of name."""
    columns = [
        ("area", AreaColumn(_("Provincie"), link)),
        *((f"month_{place}", ShareColumn(month, place)) for place, month in enumerate(months)),
    ]
    return _Grid(provinces, extra_columns=columns, orderable=False)


class _Grid(django_tables2.Table):
    caption = ""
    caption_hidden = True

    class Meta:
        attrs = {"class": "data-table--wide standing-grid"}


# ── Who is late ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LateRow:
    """A municipality that is late, with whom to call; nobody when that may not be seen."""

    area: Area
    province: str
    streak: int
    is_longer: bool
    missing: tuple[Month, ...]
    contacts: tuple[Contact, ...]


class LateTable(django_tables2.Table):
    """Who is late, the longest first."""

    caption = ""
    caption_hidden = True

    class Meta:
        attrs = {"class": "late-list"}

    def __init__(
        self, rows: Iterable[LateRow], *, link: Link, shows_province: bool, shows_contacts: bool
    ) -> None:
        columns: list[tuple[str, django_tables2.Column]] = [("area", AreaColumn(_("Gemeente"), link))]
        if shows_province:
            columns.append(("province", _text(_("Provincie"))))
        columns += [
            ("streak", _text(_("Maanden op rij te laat"), NUMBER)),
            ("missing", _text(_("Ontbreekt nu"))),
        ]
        if shows_contacts:
            columns.append(("contacts", _text(_("Wie u belt"))))
        super().__init__(list(rows), extra_columns=columns, orderable=False)

    def render_streak(self, record: LateRow) -> str:
        """How long; when it began before the months that were looked at, at least so long."""
        count = formatting.number(record.streak, _language())
        return _("%(count)s of meer") % {"count": count} if record.is_longer else count

    def render_missing(self, value: tuple[Month, ...]) -> str:
        """The months of this half-year that are past due and not in."""
        names = [formatting.month_name(month, _language()) for month in value]
        return ", ".join(names) or formatting.DASH

    def render_contacts(self, value: tuple[Contact, ...]) -> str:
        """Names, telephone numbers and addresses, each of which can be chosen."""
        if not value:
            return format_html('<span class="muted">{}</span>', _("nog geen invoerder"))
        return format_html_join("", '<span class="contact">{}</span>', ((_contact(each),) for each in value))


def _text(title: str, attrs: Mapping[str, Any] | None = None) -> django_tables2.Column:
    return django_tables2.Column(
        verbose_name=title, attrs=attrs or {}, orderable=False, default=formatting.DASH
    )


def _contact(contact: Contact) -> SafeString:
    parts = [format_html("{}", contact.name)] if contact.name else []
    if contact.phone:
        parts.append(format_html('<a href="tel:{}">{}</a>', _dialled(contact.phone), contact.phone))
    parts.append(format_html('<a href="mailto:{}">{}</a>', contact.email, contact.email))
    return format_html_join(" · ", "{}", ((part,) for part in parts))


def _dialled(phone: str) -> str:
    """A telephone number as a link dials it."""
    return "".join(sign for sign in phone if sign.isdecimal() or sign == "+")


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file."""

    record: Any


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of a file that is no table on the screen."""

    rows: tuple[Record, ...]
    export_columns: Mapping[str, Callable[[Any], object]]


def standing_lines(members: Iterable[AreaStanding], provinces: Mapping[str, Area]) -> Lines:
    """One line for each municipality and month that is expected."""
    pairs = [
        Record((member.area, month))
        for member in members
        for month in member.months
        if month.standing is not Standing.NOT_EXPECTED
    ]
    return Lines(
        tuple(pairs),
        {
            "municipality_code": lambda pair: pair[0].code,
            "municipality": lambda pair: pair[0].name,
            "province": lambda pair: provinces[pair[0].province].name,
            "month": lambda pair: str(pair[1].month),
            "state": lambda pair: pair[1].standing.value,
            "timeliness": lambda pair: pair[1].timeliness.value if pair[1].timeliness else "unknown",
            "due_on": lambda pair: pair[1].due_on,
            "first_submitted_on": lambda pair: pair[1].first_on or "",
        },
    )


def late_lines(rows: Iterable[LateRow], *, shows_contacts: bool) -> Lines:
    """One line for each municipality that is late, or one for each person to call."""
    columns: dict[str, Callable[[Any], object]] = {
        "municipality_code": lambda pair: pair[0].area.code,
        "municipality": lambda pair: pair[0].area.name,
        "province": lambda pair: pair[0].province,
        "months_late_in_a_row": lambda pair: pair[0].streak,
        "missing": lambda pair: " ".join(str(month) for month in pair[0].missing),
    }
    if shows_contacts:
        columns |= {
            "name": lambda pair: harmless(pair[1].name) if pair[1] else "",
            "phone": lambda pair: harmless(pair[1].phone) if pair[1] else "",
            "email": lambda pair: harmless(pair[1].email) if pair[1] else "",
        }
    pairs = [
        Record((row, contact))
        for row in rows
        for contact in ((row.contacts or (None,)) if shows_contacts else (None,))
    ]
    return Lines(tuple(pairs), columns)


def harmless(text: str) -> str:
    """What somebody typed, so that a spreadsheet does not take it for a formula."""
    is_number = text[1:].replace(" ", "").replace("-", "").isdecimal()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not is_number else text


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────

_TONES = {
    Standing.NOT_EXPECTED: "none",
    Standing.NOT_OPEN: "none",
    Standing.OPEN: "on-schedule",
    Standing.MISSING: "behind",
    Standing.SUBMITTED: "on-schedule",
    Standing.RETURNED: "behind",
    Standing.REOPENED: "behind",
    Standing.APPROVED: "done",
    Standing.READ_IN: "done",
}


def standing_word(month: MonthStanding) -> str:
    """Where a month is, in a word or two."""
    if month.standing is Standing.OPEN and month.has_draft:
        return _("concept")
    words = {
        Standing.NOT_EXPECTED: _("bestaat niet"),
        Standing.NOT_OPEN: _("nog niet open"),
        Standing.OPEN: _("open"),
        Standing.MISSING: _("ontbreekt"),
        Standing.SUBMITTED: _("ingediend"),
        Standing.RETURNED: _("teruggestuurd"),
        Standing.REOPENED: _("heropend"),
        Standing.APPROVED: _("goedgekeurd"),
        Standing.READ_IN: _("ingelezen"),
    }
    return words[month.standing]


def standing_badge(month: MonthStanding) -> SafeString:
    """The same with its icon; below it that it came in late."""
    badge = _badge(_TONES[month.standing], standing_word(month))
    if month.timeliness is Timeliness.LATE:
        return format_html('{}<span class="cell-note">{}</span>', badge, _("te laat binnen"))
    return badge


def _badge(tone: str, word: str) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', tone, word)


def _linked(area: Area, link: Link) -> SafeString:
    url = link(area)
    return format_html('<a href="{}">{}</a>', url, area.name) if url else format_html("{}", area.name)


def _percentage(rate: Fraction | None) -> str:
    return "" if rate is None else plain(rate * 100)
