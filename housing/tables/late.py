"""Who is late, since when, and whom to call: on the screen and as a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_tables2
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.periods import Month
from housing.queries.areas import Area
from housing.queries.completeness import Contact
from housing.tables.area_links import AreaColumn, Link
from housing.tables.columns import NUMBER, harmless
from housing.tables.lines import Lines, Record


def _language() -> str:
    return get_language() or "nl"


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
