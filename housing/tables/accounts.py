"""Tables of people and of roles, and the same for files: one line per role."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import django_tables2
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from housing import formatting
from housing.queries.accounts import HeldRole, Person, area_order, role_label
from housing.queries.journal import AMSTERDAM

#: A spreadsheet takes text that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RoleLine:
    """A role of a person on a day: a row of the review, of a province's list, and of every file."""

    person: Person
    held: HeldRole | None
    now: datetime
    is_own: bool = False

    @cached_property
    def today(self) -> date:
        """The day in Amsterdam."""
        return self.now.astimezone(AMSTERDAM).date()

    @property
    def key(self) -> tuple[tuple[int, str, str], str]:
        """Order of area, then of name."""
        area = area_order(self.held) if self.held else (3, "", "")
        return area, self.person.label.casefold()


@dataclass(frozen=True)
class PersonLine:
    """A person on a day, with what the columns sort by."""

    person: Person
    now: datetime

    @cached_property
    def today(self) -> date:
        """The day in Amsterdam."""
        return self.now.astimezone(AMSTERDAM).date()

    @property
    def name_key(self) -> str:
        """Order of name."""
        return self.person.label.casefold()

    @property
    def roles_key(self) -> tuple[int, ...] | tuple[Any, ...]:
        """Order of the first role that counts; nobody without one comes first."""
        roles = self.person.valid_roles(self.today)
        return area_order(roles[0]) if roles else (3, "", "")

    @property
    def ends_key(self) -> date:
        """The first end of a role that counts; those without come last."""
        ends = [held.valid_until for held in self.person.valid_roles(self.today) if held.valid_until]
        return min(ends, default=date.max)

    @property
    def sign_in_key(self) -> float:
        """Who was away longest comes first."""
        return self.person.last_sign_in.timestamp() if self.person.last_sign_in else 0.0

    @property
    def factor_key(self) -> int:
        """Whose roles wait for a second factor come first."""
        return 2 if self.person.has_factor else 0 if self.person.lacks_factor(self.today) else 1

    @property
    def state_key(self) -> int:
        """Accounts that are not active come first."""
        return int(self.person.is_active)


class PeopleTable(django_tables2.Table):
    """Who has what. `link` gives the address of a person's page."""

    name = django_tables2.Column(
        gettext_lazy("Naam"), accessor="name_key", attrs={"td": {"scope": "row"}}, empty_values=()
    )
    roles = django_tables2.Column(
        gettext_lazy("Rollen"),
        accessor="roles_key",
        attrs={"td": {"class": "cell-wide"}},
        empty_values=(),
    )
    ends = django_tables2.Column(gettext_lazy("Loopt af op"), accessor="ends_key", empty_values=())
    sign_in = django_tables2.Column(gettext_lazy("Laatst ingelogd"), accessor="sign_in_key", empty_values=())
    factor = django_tables2.Column(gettext_lazy("Tweede factor"), accessor="factor_key", empty_values=())
    state = django_tables2.Column(gettext_lazy("Account"), accessor="state_key", empty_values=())

    class Meta:
        attrs = {"class": "data-table--wide"}
        empty_text = gettext_lazy("Niemand voldoet aan deze keuze.")

    def __init__(self, people: Sequence[Person], *, now: datetime, link: Callable[[Person], str]) -> None:
        self.link, self.caption, self.caption_hidden = link, _("Accounts"), True
        super().__init__([PersonLine(person, now) for person in people])

    def render_name(self, record: PersonLine) -> str:
        """Name and address."""
        return name_cell(record.person, self.link(record.person))

    def render_roles(self, record: PersonLine) -> str:
        """A line per role, with all its areas; those that have ended say so."""
        held = sorted(
            record.person.roles, key=lambda h: (not h.is_valid(record.today), area_order(h)[0], h.role.value)
        )
        lines = []
        for (role, valid), group in groupby(held, key=lambda h: (h.role, h.is_valid(record.today))):
            names = ", ".join(found.area.name for found in group if found.area)
            lines.append(
                (
                    role_label(role, None),
                    f" {names}" if names else "",
                    "" if valid else f" ({_('afgelopen')})",
                )
            )
        return format_html_join(SafeString("<br>"), "{}{}{}", lines) if lines else _("geen")

    def render_ends(self, record: PersonLine) -> str:
        """The first end, with a warning when it is near."""
        return end_cell(record.ends_key, record.today) if record.ends_key != date.max else ""

    def render_sign_in(self, record: PersonLine) -> str:
        """The day of the last sign-in."""
        return sign_in_cell(record.person, record.now)

    def render_factor(self, record: PersonLine) -> str:
        """Whether there is one, and whether roles wait for it."""
        if record.person.lacks_factor(record.today):
            return format_html('{}<span class="cell-note">{}</span>', _("nee"), _("rol wacht hierop"))
        return _("ja") if record.person.has_factor else _("nee")

    def render_state(self, record: PersonLine) -> str:
        """Whether the account can be used."""
        return _("actief") if record.person.is_active else _("gedeactiveerd")


def name_cell(person: Person, url: str) -> SafeString:
    """Name with a link, the address below it."""
    note = person.email if person.name else ""
    return format_html('<a href="{}">{}</a><span class="cell-note">{}</span>', url, person.label, note)


def end_cell(day: date | None, today: date) -> str:
    """The last day of a role; "(over 12 dagen)" or "afgelopen" where that matters."""
    if day is None:
        return ""
    left = (day - today).days
    note = ""
    if left < 0:
        note = _("afgelopen")
    elif left == 0:
        note = _("vandaag is de laatste dag")
    elif left <= 30:
        note = _("nog 1 dag") if left == 1 else _("nog %(days)d dagen") % {"days": left}
    shown = formatting.date(day, get_language() or "nl")
    return format_html('{}<span class="cell-note">{}</span>', shown, note) if note else shown


def sign_in_cell(person: Person, now: datetime) -> str:
    """The day of the last sign-in, and whether that is long ago."""
    if person.last_sign_in is None:
        return _("nog nooit")
    shown = formatting.date(person.last_sign_in.astimezone(AMSTERDAM).date(), get_language() or "nl")
    if not person.is_long_away(now):
        return shown
    return format_html('{}<span class="cell-note">{}</span>', shown, _("meer dan 90 dagen geleden"))


@dataclass(frozen=True)
class _Row:
    record: RoleLine


class RoleFile:
    """Roles as a file, one line each; somebody without a role has a line as well."""

    def __init__(self, lines: Iterable[RoleLine]) -> None:
        self.rows = [_Row(line) for line in lines]

    @property
    def export_columns(self) -> dict[str, Callable[[RoleLine], object]]:
        """Machine headers with their plain values."""
        return {
            "email": lambda line: _text(line.person.email),
            "name": lambda line: _text(line.person.name),
            "active": lambda line: "yes" if line.person.is_active else "no",
            "role": lambda line: line.held.role.value if line.held else "",
            "area_code": lambda line: line.held.area.code if line.held and line.held.area else "",
            "area": lambda line: line.held.area.name if line.held and line.held.area else "",
            "valid_until": lambda line: _day(line.held.valid_until if line.held else None),
            "granted_on": lambda line: _day(line.held.granted_at if line.held else None),
            "granted_by": lambda line: _text(line.held.granted_by if line.held else ""),
            "confirmed_on": lambda line: _day(line.held.confirmed_at if line.held else None),
            "confirmed_by": lambda line: _text(line.held.confirmed_by if line.held else ""),
            "last_sign_in": lambda line: _day(line.person.last_sign_in),
            "second_factor": lambda line: "yes" if line.person.has_factor else "no",
        }


def _text(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(AMSTERDAM).date()
    return value.isoformat() if value else ""
