"""Announcing a number: what it does, who is told, and then the deed itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing import formatting
from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.domain.simulation import TargetPlan
from housing.forms.targets import AnnounceForm, method_word
from housing.models import Upload
from housing.queries.journal import journal_state
from housing.queries.simulation import Simulation, simulate
from housing.services import targets as services
from housing.services.target_mail import editors
from housing.services.targets import OvertakenError, checked, needs_acceptance
from housing.views.freshness import language
from housing.views.target_page import TargetPage, effects, page_of, plan_query, told

#: A longer one is not sent back to where it can be mended.
LONGEST_QUERY = 8_000


@requires(Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def target_publish(request: Visit, period: HalfYear) -> HttpResponse:
    """What announcing the number in the address does; on POST it is announced."""
    page = page_of(request, period)
    form = page.form()
    if "aantal" not in request.GET or not form.is_valid():
        query = request.META.get("QUERY_STRING", "")
        asked = f"?{query}" if 0 < len(query) < LONGEST_QUERY else ""
        return HttpResponseRedirect(page.url("target") + asked)
    return decide(
        page,
        form.plan,
        "steering/publish.html",
        back=lambda found: f"{page.url('target')}?{plan_query(found)}",
    )


def decide(
    page: TargetPage,
    plan: TargetPlan,
    template: str,
    *,
    back: Callable[[Simulation], str],
    upload: Upload | None = None,
    with_tables: bool = False,
    **context: Any,
) -> HttpResponse:
    """The preview of a plan with the form that confirms it; on a POST that holds, the plan is announced."""
    request = page.request
    try:
        found = checked(page.registry, request.journal, plan)
    except DomainError as error:
        return page.render(
            "steering/refused.html", error=told(error), crumbs=page.own_crumb, status=422, **context
        )
    form = _form(page, found, upload)
    if request.method == "POST" and form.is_valid():
        try:
            return _announce(page, plan, form, upload)
        except OvertakenError as error:
            # From here on the new position is shown, and that is what the form confirms next.
            page = page_of(request, page.period)
            found = simulate(page.registry, journal_state(), plan)
            form = _form(page, found, upload, is_renewed=True)
            form.is_valid()
            form.add_error(None, told(error))
        except DomainError as error:
            form.add_error(None, told(error))
    if with_tables:
        context["effects"] = effects(page, found)
    return _preview(page, found, form, template, back=back(found), **context)


def _form(
    page: TargetPage, found: Simulation, upload: Upload | None, *, is_renewed: bool = False
) -> AnnounceForm:
    data = page.request.POST.copy() if page.request.method == "POST" else None
    if data is not None and is_renewed:
        data["gezien"] = found.digest
    return AnnounceForm(
        data,
        today=page.request.journal.today,
        shown=found.digest,
        source=upload.name if upload else "",
        needs_reason=is_revision(page, found),
        needs_acceptance=needs_acceptance(found),
    )


def is_revision(page: TargetPage, found: Simulation) -> bool:
    """Whether something was announced for the half-year before."""
    return bool(page.held.steps) or not found.is_first


def _announce(page: TargetPage, plan: TargetPlan, form: AnnounceForm, upload: Upload | None) -> HttpResponse:
    given = form.cleaned_data
    done = services.announce(
        by=user_of(page.request),
        plan=plan,
        announced_on=given["bekend"],
        shown=given["gezien"],
        reason=given["reden"],
        source=given["bron"],
        accepts_sum=given.get("akkoord", False),
        upload=upload,
    )
    words = {
        "period": formatting.half_year(page.period, language()),
        "persons": formatting.number(plan.persons, language()),
    }
    text = (
        _("De taakstelling van de %(period)s is herzien: nu %(persons)s.")
        if done.is_revision
        else _("De taakstelling van de %(period)s is bekendgemaakt: %(persons)s.")
    ) % words
    mails = ngettext("%(count)d mens krijgt een mail.", "%(count)d mensen krijgen een mail.", done.mails) % {
        "count": done.mails
    }
    messages.success(page.request, f"{text} {mails}")
    return HttpResponseRedirect(reverse("target", args=[page.period]))


def _preview(
    page: TargetPage, found: Simulation, form: AnnounceForm, template: str, *, back: str, **context: Any
) -> HttpResponse:
    told_to = editors(page.registry, page.request.journal, found)
    return page.render(
        template,
        found=found,
        form=form,
        is_revision=is_revision(page, found),
        needs_acceptance=needs_acceptance(found),
        method=method_word(found.plan.method),
        people=len(told_to),
        told=len({row.area.code for rows in told_to.values() for row in rows}),
        exempt=[row.area for row in found.municipalities if row.exempt],
        largest=_largest(found),
        back=back,
        crumbs=page.own_crumb,
        status=422 if form.is_bound and form.errors else 200,
        **context,
    )


def _largest(found: Simulation) -> list[Any]:
    """The municipalities whose obligation changes most."""
    return sorted(found.municipalities, key=lambda row: (-abs(row.effect.change), row.area.sort_key))[:5]
