"""Mijn taken: what waits for whoever is signed in, with one click to do it. The page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from housing.access import Viewer, requires
from housing.domain.roles import Permission, Role
from housing.queries.areas import Registry, registry
from housing.queries.journal import JournalState
from housing.queries.tasks import (
    account_tasks,
    closing_tasks,
    country_tasks,
    municipality_tasks,
    province_tasks,
    reporting_period,
)
from housing.views import task_words
from housing.views.exchange_tasks import ExchangeTasks
from housing.views.monitor_signals import signal_section, signals_of
from housing.views.task_words import Section, link

COUNTRY_ROLES = (Role.MINISTRY_READER, Role.MINISTRY_MANAGER)
READERS = (Role.MUNICIPALITY_READER, Role.PROVINCE_READER)


@requires(Permission.OWN_ACCOUNT)
@never_cache
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the most urgent first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    state: JournalState = request.journal  # type: ignore[attr-defined]
    areas = registry(state.reference_version)
    sections, following = _sections(viewer, state, areas)
    whole = country_tasks(areas, state) if viewer.holds(*COUNTRY_ROLES) else None
    if whole and not following:
        following = [task_words.next_sentence(whole.next_month, reviews=True)]
    count = sum(item.is_task for section in sections for item in section.items)
    return render(
        request,
        "oversight/tasks.html",
        {
            "sections": [section for section in sections if section.items],
            "finished": [section for section in sections if not section.items],
            "following": following,
            "country": whole,
            "country_items": task_words.country_items(whole) if whole else (),
            "country_url": link("national_completeness", whole.period) if whole else "",
            "reading": _reading(viewer, state, areas),
            "headline": task_words.headline(count),
            "count": count,
            "has_role": bool(viewer.grants) or viewer.must_add_factor,
            "factor_url": link("mfa_index") or link("account"),
            "choices_url": link("mail_choices") if viewer.editable or viewer.reviewed else "",
        },
    )


def _sections(viewer: Viewer, state: JournalState, areas: Registry) -> tuple[list[Section], list[str]]:
    """What waits per area, and sentences about what comes next."""
    edited = municipality_tasks(areas, state, viewer.editable)
    reviewed = province_tasks(areas, state, viewer.reviewed)
    exchanges = ExchangeTasks(viewer, areas)
    sections = [exchanges.added(task_words.municipality_section(found), found.area) for found in edited]
    sections += [exchanges.added(task_words.province_section(found), found.area) for found in reviewed]
    if viewer.user is not None and viewer.may(Permission.STEER):
        closings = task_words.closing_items(closing_tasks(areas, state), viewer.user.pk)
        sections.append(Section(_("Afsluiten"), closings, link("closings")))
    if (found := signals_of(viewer, areas, state)) and found.count:
        sections.append(signal_section(found))
    if viewer.holds(Role.ADMINISTRATOR):
        items = task_words.account_items(account_tasks(areas, state))
        sections.append(Section(_("Accounts"), items, link("accounts")))
    following = [
        *(task_words.next_sentence(found.next_month, reviews=False) for found in edited[:1]),
        *(task_words.next_sentence(found.next_month, reviews=True) for found in reviewed[:1]),
    ]
    return sections, [sentence for sentence in following if sentence]


def _reading(viewer: Viewer, state: JournalState, areas: Registry) -> list[tuple[str, str]]:
    """Pages of areas that somebody reads along with: name and address."""
    period = reporting_period(state.today)
    found = []
    for grant in viewer.grants:
        if grant.role is Role.MUNICIPALITY_READER and grant.municipality in areas.municipalities:
            area = areas.municipalities[grant.municipality]
            found.append((area.name, link("municipality_latest", area.slug)))
        if grant.role is Role.PROVINCE_READER and grant.province in areas.provinces:
            area = areas.provinces[grant.province]
            found.append((area.name, link("province_completeness", area.slug, period)))
    return found
