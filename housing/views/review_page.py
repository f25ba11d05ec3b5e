"""What the pages of a review show: the queue with its filters, and one month of one municipality."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from housing import formatting
from housing.access import Viewer, Visit
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts
from housing.domain.roles import Permission
from housing.forms.review import read_reviewed
from housing.queries.areas import Area, Registry, registry
from housing.queries.journal import JournalState
from housing.queries.review import review_queue
from housing.queries.review_items import Item, Queue
from housing.templatetags.reviewing import suggested_reason

#: What the queue can be limited to, by its name in the query string.
FILTERS = ("wacht", "opmerkingen", "ontbreekt", "alles")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a choice in the page."""

    label: str
    url: str
    is_active: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A month that was not approved, because it is no longer as it was reviewed: old and new values."""

    item: Item
    old: Counts | None
    new: Counts

    @property
    def rows(self) -> list[tuple[str, int | None, int | None]]:
        """Per kind the old and the new value."""
        kinds = ("home", "transitional", "hotel")
        return [(kind, getattr(self.old, kind, None), getattr(self.new, kind)) for kind in kinds]


@dataclass(frozen=True)
class Province:
    """A request about a province in a half-year: who asks, and what may be shown and done."""

    request: Visit
    area: Area
    period: HalfYear

    @property
    def state(self) -> JournalState:
        """The journal as the request found it."""
        return self.request.journal

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.request.viewer

    @property
    def registry(self) -> Registry:
        """All areas."""
        return registry(self.state.reference_version)

    @property
    def may_review(self) -> bool:
        """Whether this person decides here."""
        return self.viewer.may(Permission.REVIEW, province=self.area)

    def queue(self, only: Area | None = None) -> Queue:
        """The months, of all municipalities or of one."""
        reviewer = self.viewer.user if self.may_review else None
        return review_queue(
            self.registry,
            self.state,
            self.area,
            self.period,
            user=reviewer.pk if reviewer else None,
            sees_notes=self.viewer.may(Permission.SEE_NOTES, province=self.area),
            areas=[only] if only else None,
        )

    def frame(self) -> dict[str, Any]:
        """What the frame of every page here needs."""
        return {
            "province": self.area,
            "period": self.period,
            "may_review": self.may_review,
            "now": self.state.now,
            "nav_active": "provinces",
        }


def province_of(request: Visit, slug: str, period: HalfYear) -> Province:
    """The province and half-year of an address; 404 for a half-year that nobody knows."""
    state = request.journal
    area = registry(state.reference_version).province(slug)
    if area is None or (period.code not in state.half_years and period != HalfYear.containing(state.today)):
        raise Http404
    return Province(request, area, period)


def queue_context(province: Province) -> dict[str, Any]:
    """The queue as the page shows it."""
    queue = province.queue()
    request = province.request
    chosen = request.GET.get("toon", "")
    shown = chosen if chosen in FILTERS else FILTERS[0]
    return {
        **province.frame(),
        "queue": queue,
        "shown": shown,
        "headline": headline(queue),
        "lead": lead(queue),
        "filters": _filters(province, queue, shown),
        "periods": _periods(province),
        "changed_since": changed_since(queue, request),
        "grid": grid(queue) if shown == "alles" else [],
        "months": opened_months(queue),
        "crumbs": _crumbs(province),
    }


def month_context(province: Province, area: Area, month: Month) -> dict[str, Any]:
    """One month of one municipality as the page shows it; who decides here has not seen the others."""
    queue = province.queue(area)
    item = next((item for item in queue.items if item.month == month), None)
    if item is None:
        raise Http404
    return {
        **province.frame(),
        "queue": queue,
        "is_alone": True,
        "item": item,
        "changed_since": changed_since(queue, province.request),
        "crumbs": [*_crumbs(province), (_("Beoordelen"), _queue_url(province))],
        "reasons": {"terugsturen": suggested_reason(item)},
    }


def changed_since(queue: Queue, request: Visit) -> list[Changed]:
    """The months that the address names as changed since they were reviewed."""
    seen = read_reviewed(request.GET.getlist("gewijzigd"))
    found = ((queue.item(report), submission) for report, submission in seen.items())
    return [
        Changed(item, item.earlier.get(submission), item.counts)
        for item, submission in found
        if item is not None
    ]


def grid(queue: Queue) -> list[tuple[Area, list[Item | None]]]:
    """Per municipality its months, with nothing for a month in which it did not exist."""
    rows: dict[str, tuple[Area, dict[Month, Item]]] = {}
    for item in queue.items:
        rows.setdefault(item.area.code, (item.area, {}))[1][item.month] = item
    ordered = sorted(rows.values(), key=lambda row: row[0].sort_key)
    return [(area, [known.get(month) for month in opened_months(queue)]) for area, known in ordered]


def opened_months(queue: Queue) -> list[Month]:
    """The months that can be reported by now."""
    return sorted({item.month for item in queue.opened})


def headline(queue: Queue) -> str:
    """The answer in one sentence."""
    count = len(queue.waiting)
    if count:
        return ngettext(
            "%(province)s: %(count)s maand wacht op beoordeling",
            "%(province)s: %(count)s maanden wachten op beoordeling",
            count,
        ) % {"province": queue.province.name, "count": count}
    return _("%(province)s: niets wacht op beoordeling") % {"province": queue.province.name}


def lead(queue: Queue) -> str:
    """What the waiting months are like, and what is missing."""
    parts = []
    if queue.waiting:
        parts.append(
            _("%(remarked)s met opmerkingen, %(clean)s zonder.")
            % {"remarked": len(queue.remarked), "clean": len(queue.clean)}
        )
    missing = len(queue.missing)
    if missing:
        parts.append(
            ngettext(
                "Van %(count)s maand is de termijn voorbij zonder opgave.",
                "Van %(count)s maanden is de termijn voorbij zonder opgave.",
                missing,
            )
            % {"count": missing}
        )
    else:
        parts.append(_("Er ontbreekt geen maand waarvan de termijn voorbij is."))
    return " ".join(parts)


def _filters(province: Province, queue: Queue, shown: str) -> list[Choice]:
    choices: tuple[tuple[str, str, Callable[[], int]], ...] = (
        ("wacht", _("Wacht op beoordeling"), lambda: len(queue.waiting)),
        ("opmerkingen", _("Met opmerkingen"), lambda: len(queue.remarked)),
        ("ontbreekt", _("Ontbreekt"), lambda: len(queue.missing)),
        ("alles", _("Alles"), lambda: len(queue.opened)),
    )
    url = _queue_url(province)
    return [Choice(label, f"{url}?toon={name}", name == shown, count()) for name, label, count in choices]


def _periods(province: Province) -> list[Choice]:
    known = {HalfYear.parse(code) for code in province.state.half_years} | {province.period}
    return [
        Choice(
            formatting.half_year(period, get_language() or "nl"),
            reverse("review", args=[province.area.slug, period]),
            period == province.period,
        )
        for period in sorted(known)
        if period <= HalfYear.containing(province.state.today).next
    ]


def _crumbs(province: Province) -> list[tuple[str, str]]:
    area = province.area
    return [
        (_("Provincies"), reverse("provinces")),
        (area.name, reverse("province", args=[area.slug, province.period])),
    ]


def _queue_url(province: Province) -> str:
    return reverse("review", args=[province.area.slug, province.period])
