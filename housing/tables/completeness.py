"""Municipalities or provinces by month: where each month stands, on the screen and as a file."""

from collections.abc import Iterable, Mapping, Sequence

import django_tables2
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.completeness import Completeness, MonthStanding, Standing
from housing.domain.periods import Month
from housing.queries.areas import Area
from housing.queries.completeness import AreaStanding, GroupStanding
from housing.tables.area_links import AreaColumn, Link
from housing.tables.lines import Lines, Record
from housing.tables.standing import badge, standing_badge


def _language() -> str:
    return get_language() or "nl"


class _MonthColumn(django_tables2.Column):
    """A column for one month; `place` is where it stands among the months of a row."""

    def __init__(self, month: Month, place: int) -> None:
        self.place = place
        super().__init__(
            verbose_name=formatting.month_name(month, _language(), short=True),
            accessor="months",
            orderable=False,
        )


class StandingColumn(_MonthColumn):
    """One month of each municipality: a word with an icon, and below it whether it was late."""

    def render(self, value: Sequence[MonthStanding]) -> str:
        """The cell."""
        return standing_badge(value[self.place])


class ShareColumn(_MonthColumn):
    """One month of each province: how many of its municipalities are in."""

    def render(self, value: Sequence[Completeness]) -> str:
        """The cell."""
        total = value[self.place] if self.place < len(value) else Completeness()
        if not total.expected:
            return formatting.DASH
        tone = "done" if total.is_complete else "behind" if total.missing else "on-schedule"
        text = _("%(reported)d van %(expected)d") % {"reported": total.reported, "expected": total.expected}
        return badge(tone, text)


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
