"""The hub of the ministry: what each page of management is for, and where it stands now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from housing.access import Visit, requires, user_of
from housing.domain.roles import Permission
from housing.queries.areas import registry
from housing.queries.management import management_state
from housing.views import management_words


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_safe
def management(request: Visit) -> HttpResponse:
    """Everything that is steered from here, each with one line on its present state."""
    state = management_state(registry(request.journal.reference_version), request.journal, user_of(request))
    return render(
        request,
        "management/hub.html",
        {
            "groups": management_words.groups(request.viewer, state),
            "headline": management_words.headline(state),
            "now": request.journal.now,
            "may_steer": request.viewer.may(Permission.STEER),
            "nav_active": "management",
        },
    )
