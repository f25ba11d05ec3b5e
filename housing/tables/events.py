"""The log of events as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_tables2
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.tables.columns import harmless
from housing.templatetags.figures import day


@dataclass(frozen=True, slots=True)
class Detail:
    """A line below what happened: a value from old to new, or a text; `is_muted` for what is not shown."""

    text: str
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the log shows it. `place` is the area that it is about, with its page when it has one.

    `address` is the network address; `was_erased` tells that there was one.
    """

    seq: int
    at: datetime
    clock: str
    action: str
    who: str
    who_email: str
    what: str
    place: str = ""
    place_url: str = ""
    details: tuple[Detail, ...] = ()
    address: str = ""
    was_erased: bool = False


class EventTable(django_tables2.Table):
    """The newest first; what changed and what was written stand below what happened."""

    at = django_tables2.Column(
        verbose_name=gettext_lazy("Wanneer"), attrs={"td": {"class": "log__when", "scope": "row"}}
    )
    who = django_tables2.Column(
        verbose_name=gettext_lazy("Wie"), attrs={"th": {"class": "log__who"}, "td": {"class": "log__who"}}
    )
    what = django_tables2.Column(verbose_name=gettext_lazy("Wat"), attrs={"td": {"class": "log__what"}})
    address = django_tables2.Column(
        verbose_name=gettext_lazy("Netwerkadres"),
        attrs={"th": {"class": "log__address"}, "td": {"class": "log__address"}},
        empty_values=(),
    )

    class Meta:
        orderable = False
        attrs = {"class": "log"}

    caption = gettext_lazy("Gebeurtenissen, de nieuwste bovenaan")
    caption_hidden = True

    export_columns: dict[str, Callable[[Any], object]] = {
        "number": lambda row: row.seq,
        "recorded_at": lambda row: row.at.isoformat(),
        "who": lambda row: harmless(row.who),
        "email": lambda row: harmless(row.who_email),
        "action": lambda row: row.action,
        "what": lambda row: row.what,
        "area": lambda row: row.place,
        "details": lambda row: " | ".join(detail.text for detail in row.details),
        "address": lambda row: row.address or (_("gewist") if row.was_erased else ""),
    }

    def __init__(self, rows: Sequence[EventRow]) -> None:
        super().__init__(rows)

    def render_at(self, record: EventRow) -> SafeString:
        """The day with the time below it."""
        return format_html('{}<span class="cell-note">{}</span>', day(record.at.date()), record.clock)

    def render_who(self, record: EventRow) -> SafeString:
        """The name with the address below it."""
        if not record.who_email or record.who_email == record.who:
            return format_html("{}", record.who)
        return format_html('{}<span class="cell-note">{}</span>', record.who, record.who_email)

    def render_what(self, record: EventRow) -> SafeString:
        """What happened, where, and what changed; on a narrow screen who did it as well."""
        place = (
            format_html('<a href="{}">{}</a>', record.place_url, record.place)
            if record.place_url
            else record.place
        )
        parts = [
            format_html('<span class="log__title">{}</span>', record.what),
            format_html('<span class="log__place">{}</span>', place) if place else "",
            format_html(
                '<span class="cell-note log__by">{}</span>',
                ", ".join(filter(None, (record.who, self.render_address(record)))),
            ),
            format_html_join(
                "",
                '<span class="cell-note{}">{}</span>',
                ((" log__muted" if detail.is_muted else "", detail.text) for detail in record.details),
            ),
        ]
        return format_html_join("", "{}", ((part,) for part in parts))

    def render_address(self, record: EventRow) -> str:
        """The address; that it was erased when it was."""
        return record.address or (_("gewist") if record.was_erased else "")
