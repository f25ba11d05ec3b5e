"""The results of a search in words: what each hit is, and where to go on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from housing.domain.mergers import heirs_of
from housing.queries.areas import Area
from housing.queries.search import Hit
from housing.views.municipality_words import ending, origin
from housing.views.page import Page


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as a line: its name, its page ("" without one), what it is, and pages to go on to."""

    name: str
    url: str
    what: str
    others: tuple[tuple[str, str], ...] = ()


def results(page: Page, hits: Iterable[Hit]) -> list[Result]:
    """The hits with what they are and their links, at the page's position."""
    return [_province(page, hit) if hit.is_province else _municipality(page, hit) for hit in hits]


def _province(page: Page, hit: Hit) -> Result:
    return Result(hit.area.name, page.url("province", hit.area.slug, page.current_period), _("provincie"))


def _municipality(page: Page, hit: Hit) -> Result:
    area, today = hit.area, page.position.today
    what = _("gemeente in %(province)s") % {"province": page.registry.provinces[area.province].name}
    others: Iterable[Area] = ()
    if area.valid_to is not None and area.valid_to <= today:
        change = ending(page.registry, area, today)
        what = change.text if change else what
        others = (
            page.registry.municipalities[c] for c in heirs_of(area.code, page.registry.successions, today)
        )
    elif area.valid_from is not None and area.valid_from > today:
        change = origin(page.registry, area, today)
        what, others = (change.text, change.others) if change else (what, ())
    if hit.known_as:
        what = _("%(what)s; gevonden als “%(name)s”") % {"what": what.rstrip("."), "name": hit.known_as}
    has_page = any(area.exists_in(period) for period in page.periods)
    return Result(
        area.name,
        page.url("municipality_latest", area.slug) if has_page else "",
        what,
        tuple(
            (other.name, page.url("municipality_latest", other.slug))
            for other in sorted(others, key=lambda other: other.sort_key)
            if other.code != area.code
        ),
    )
