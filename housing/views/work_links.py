"""From pages of figures to the work behind them: entry, review, completeness, due dates, accounts.

Everybody gets the links that lead somewhere for him; visitors get none. Pages write them outside of what they
keep for others, and reading them takes no query.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from housing.access import Viewer
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.queries.areas import Area


@dataclass(frozen=True, slots=True)
class WorkLinks:
    """Links (label, address) after a title."""

    title: str
    links: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.links)


def of_country(viewer: Viewer, period: HalfYear, query: str = "") -> WorkLinks:
    """From a half-year of the country; `query` keeps the position."""
    links = []
    if viewer.may(Permission.SEE_REPORTS):
        links.append((_("Monitor"), reverse("national_latest") + query))
        links.append((_("Volledigheid"), reverse("national_completeness", args=[period])))
        links.append((_("Uitruil"), f"{reverse('all_exchanges')}?halfjaar={period}"))
    return WorkLinks(_("Werk aan dit halfjaar:"), tuple(links))


def of_monitor(viewer: Viewer, period: HalfYear, query: str = "") -> WorkLinks:
    """From the monitor of the country; `query` keeps the position."""
    links = [
        (_("Cijfers van dit halfjaar"), reverse("national", args=[period]) + query),
        (_("Volledigheid"), reverse("national_completeness", args=[period])),
    ]
    if viewer.may(Permission.STEER):
        links.append((_("Signalen"), reverse("alerts")))
    return WorkLinks(_("Meer:"), tuple(links))


def of_province(viewer: Viewer, province: Area, period: HalfYear) -> WorkLinks:
    """From a half-year of a province."""
    links = []
    if viewer.may(Permission.SEE_REPORTS, province=province):
        links.append((_("Beoordelen"), reverse("review", args=[province.slug, period])))
        links.append((_("Volledigheid"), reverse("province_completeness", args=[province.slug, period])))
        links.append((_("Uitruil"), reverse("province_exchanges", args=[province.slug, period])))
    if viewer.may(Permission.REVIEW, province=province):
        links.append((_("Termijnen"), reverse("due_dates", args=[province.slug, period])))
        links.append((_("Accounts"), reverse("province_accounts", args=[province.slug])))
    return WorkLinks(_("Werk aan deze provincie:"), tuple(links))


def of_municipality(viewer: Viewer, area: Area, period: HalfYear) -> WorkLinks:
    """From a half-year of a municipality."""
    links = []
    if viewer.may(Permission.SEE_REPORTS, municipality=area):
        links.append((_("Invoer"), reverse("entry", args=[area.slug, period])))
        links.append((_("Uitruil"), reverse("exchanges", args=[area.slug, period])))
    return WorkLinks(_("Werk aan deze gemeente:"), tuple(links))
