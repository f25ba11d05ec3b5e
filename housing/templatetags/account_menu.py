"""The menu of whoever is signed in: what this person can go to, with what the roles allow."""

from collections.abc import Iterator
from typing import TypedDict

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from housing.access import Viewer, Visit
from housing.domain.periods import HalfYear, Month
from housing.domain.roles import Permission
from housing.queries.areas import Area, registry

register = template.Library()


class Menu(TypedDict):
    """What the template of the menu reads: links as (label, address, whether it is this page)."""

    name: str
    links: list[tuple[str, str, bool]]


@register.inclusion_tag("components/account_menu.html", takes_context=True)
def account_menu(context: Context) -> Menu:
    """A fold with the links of this person; for somebody who is signed in only."""
    request: Visit = context["request"]
    viewer: Viewer = context["viewer"]
    return {
        "name": str(viewer.user),
        "links": [(label, url, url == request.path) for label, url in _links(request, viewer) if url],
    }


@register.simple_tag(takes_context=True)
def served(context: Context) -> list[tuple[str, str]]:
    """The municipalities for which this person enters reports: (name, address of its reports)."""
    return list(_entries(context["request"], context["viewer"]))


def _links(request: Visit, viewer: Viewer) -> Iterator[tuple[str, str]]:
    yield _("Mijn taken"), _address("tasks")
    entries = list(_entries(request, viewer))
    if entries:
        yield _("Opgaven"), _address("entry_home")
    if len(entries) > 1:
        yield from entries
    yield from _of_provinces(request, viewer)
    if viewer.may(Permission.SEE_REPORTS):
        yield _("Beheer"), _address("management")
    if viewer.may(Permission.MANAGE_ACCOUNTS):
        yield _("Accounts"), _address("accounts")
    if viewer.may(Permission.SEE_EVENTS):
        yield _("Logboek"), _address("events")
    yield _("Account"), _address("account")


def _entries(request: Visit, viewer: Viewer) -> Iterator[tuple[str, str]]:
    for area in _areas(request, viewer.editable):
        if url := _address("entry_latest", area.slug):
            yield area.name, url


def _of_provinces(request: Visit, viewer: Viewer) -> Iterator[tuple[str, str]]:
    provinces = _areas(request, viewer.reviewed)
    if not provinces:
        return
    # What is being reported on these days is the month that ended last.
    period = HalfYear.containing(Month.containing(request.journal.today).plus(-1).first_day)
    for area in provinces:
        suffix = f": {area.name}" if len(provinces) > 1 else ""
        yield _("Beoordelen") + suffix, _address("review", area.slug, period)
        if not viewer.may(Permission.MANAGE_ACCOUNTS):
            yield _("Accounts") + suffix, _address("province_accounts", area.slug)


def _areas(request: Visit, codes: tuple[str, ...]) -> list[Area]:
    if not codes:
        return []
    known = registry(request.journal.reference_version)
    areas = known.municipalities | known.provinces
    return sorted((areas[code] for code in codes if code in areas), key=lambda area: area.name)


def _address(name: str, *args: object) -> str:
    """The address, or "" while there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
