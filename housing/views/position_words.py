"""Postings between two positions in words, as this reader may see them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing import formatting
from housing.access import Viewer
from housing.domain.roles import Permission
from housing.models import Placement
from housing.queries.areas import Area, Registry
from housing.queries.journal import AMSTERDAM
from housing.queries.position_postings import ChangedLine, Sort
from housing.queries.positions import Position
from housing.tables.position_changes import LineRow
from housing.views.event_words import name_of
from housing.views.freshness import language
from housing.views.journal_texts import shown

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SORTS: Mapping[Sort, "StrOrPromise"] = {
    Sort.MONTH: gettext_lazy("maand gemeld, op tijd"),
    Sort.LATE: gettext_lazy("maand gemeld, te laat"),
    Sort.CORRECTED: gettext_lazy("maand later gewijzigd"),
    Sort.WITHDRAWN: gettext_lazy("maand ingetrokken"),
    Sort.TARGET: gettext_lazy("taakstelling bekendgemaakt"),
    Sort.REVISED: gettext_lazy("taakstelling herzien"),
    Sort.OPENING: gettext_lazy("beginsaldo"),
    Sort.CORRECTION: gettext_lazy("correctie van het saldo"),
    Sort.EXCHANGE: gettext_lazy("uitruil"),
    Sort.MERGER: gettext_lazy("overdracht door herindeling"),
}
STEPS: Mapping[str, "StrOrPromise"] = {
    "submitted": gettext_lazy("keer ingediend"),
    "approved": gettext_lazy("keer goedgekeurd"),
    "returned": gettext_lazy("keer teruggestuurd"),
    "reopened": gettext_lazy("keer heropend"),
    "withdrawn": gettext_lazy("keer ingetrokken"),
}


def sort_choices() -> list[tuple[str, str]]:
    """The sorts of postings, to choose from."""
    return [(sort.value, str(SORTS[sort])) for sort in Sort]


def line_row(line: ChangedLine, viewer: Viewer, areas: Registry, after: Position) -> LineRow:
    """A posting for a table: names and reasons only for whoever may read notes of that municipality."""
    area = areas.municipalities[line.code]
    sees_notes = viewer.may(Permission.SEE_NOTES, municipality=area)
    ledger = reverse("municipality", args=[area.slug, line.period])
    url, link = ledger + after.querystring, _("Grootboek")
    if line.month is not None and viewer.may(Permission.SEE_REPORTS, municipality=area):
        url, link = reverse("report_history", args=[area.slug, line.month]), _("Verloop")
    return LineRow(
        line=line,
        at=line.at.astimezone(AMSTERDAM),
        place=area.name,
        place_url=ledger + after.querystring,
        what=str(SORTS[line.sort]),
        detail=_detail(line, area, areas),
        reason=shown(line.reason) if sees_notes else "",
        source=shown(line.source),
        who=name_of(line.by) if sees_notes else "",
        url=url,
        link=link,
    )


def _detail(line: ChangedLine, area: Area, areas: Registry) -> str:
    """The month and kind of a placement; the day of a merger and what ended in it."""
    if line.month is not None:
        kind = str(Placement.Kind(line.kind).label)
        return _("%(month)s, %(kind)s") % {"month": formatting.month(line.month, language()), "kind": kind}
    if line.sort is not Sort.MERGER or line.effective_on is None:
        return ""
    day = formatting.date(line.effective_on, language())
    ended = areas.municipalities.get(line.group.split(" ")[0])
    if ended is None or ended.code == area.code:
        return _("per %(day)s") % {"day": day}
    return _("van %(area)s, per %(day)s") % {"area": ended.name, "day": day}
