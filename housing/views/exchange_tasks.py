"""Exchanges among the tasks: proposals that wait for a municipality, and open ones of a province."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from housing import formatting
from housing.access import Viewer
from housing.queries.areas import Area, Registry
from housing.queries.exchanges import Agreement, Part, open_exchanges
from housing.templatetags.exchanges import exchange_names, exchange_part
from housing.views.page import language
from housing.views.task_words import Item, Section


class ExchangeTasks:
    """The open exchanges that somebody has to do with; two queries, none for who has no such role."""

    def __init__(self, viewer: Viewer, areas: Registry) -> None:
        codes = {*viewer.editable, *(area.code for code in viewer.reviewed for area in areas.members(code))}
        self._open = open_exchanges(codes) if codes else []

    def added(self, section: Section, area: Area) -> Section:
        """The section of a municipality or province with what waits in it, after what is overdue."""
        if not area.province:
            return replace(section, items=(*section.items, *self._of_province(area)))
        late = [item for item in section.items if item.tone == "behind"]
        others = [item for item in section.items if item.tone != "behind"]
        return replace(section, items=(*late, *self._of_municipality(area), *others))

    def _of_municipality(self, area: Area) -> list[Item]:
        found = ((each, each.part(area.code)) for each in self._open)
        return [_to_confirm(each, part) for each, part in found if part is not None and not part.is_confirmed]

    def _of_province(self, area: Area) -> list[Item]:
        found = (
            (each, next((p for p in each.parts if p.province == area.code), None)) for each in self._open
        )
        return [_to_know(each, part) for each, part in found if part is not None]


def _to_confirm(found: Agreement, part: Part) -> Item:
    return Item(
        _("Uitruil van taakstelling: bevestig of wijs af"),
        _in_short(found),
        _("te bevestigen"),
        "on-schedule",
        reverse("exchange", args=[part.slug, found.pk]),
        _("Bekijk het gevolg"),
        found.reason,
    )


def _to_know(found: Agreement, part: Part) -> Item:
    waiting = ", ".join(each.name for each in found.waiting)
    return Item(
        _("Uitruil voorgesteld: %(names)s") % {"names": exchange_names(found)},
        f"{_in_short(found)} {_('Wacht op %(names)s.') % {'names': waiting}}",
        _("voorgesteld"),
        "none",
        reverse("exchange", args=[part.slug, found.pk]),
        _("Bekijk"),
        is_task=False,
    )


def _in_short(found: Agreement) -> str:
    """ "1e helft van 2022: Rotterdam draagt 10 over, Utrecht neemt 10 over."."""
    parts = ", ".join(exchange_part(part) for part in found.parts)
    return f"{formatting.half_year(found.period, language())}: {parts}."
