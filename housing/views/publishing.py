"""Publishing a position and taking a publication back: what it does is shown first, then it is done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.roles import Permission
from housing.forms.publishing import ConfirmForm, PublishForm, WithdrawForm
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.positions import publications, valid_publications
from housing.queries.publications import publication_by_slug, same_publication
from housing.services import publishing as services
from housing.templatetags.reviewing import error_text
from housing.views.general import frame
from housing.views.journal_texts import title_of
from housing.views.publishing_preview import Preview

LISTED = 8


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Visit) -> HttpResponse:
    """The form; sent with `actie=bekijk` what would be published, with `actie=publiceer` it is."""
    if request.method != "POST":
        return _form_page(request, PublishForm(state=request.journal))
    form = PublishForm(request.POST, state=request.journal)
    action = request.POST.get("actie")
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        if action == "publiceer":
            return _publish(request, form)
        if action == "bekijk":
            return _preview_page(request, form)
    except DomainError as error:
        form.add_error(None, error_text(error))
        return _form_page(request, form, status=422)
    return _form_page(request, form)


def _publish(request: Visit, form: PublishForm) -> HttpResponse:
    """Publish what was shown; when it does not hold any more, show it anew."""
    shown = ConfirmForm(request.POST)
    if not shown.is_valid():
        return _preview_page(request, form, status=422)
    given = form.cleaned_data
    by = user_of(request)
    wanted = {
        "title": given["titel"],
        "kind": given["soort"],
        "known_on": shown.cleaned_data["moment"],
        "remarks": given["toelichting"],
    }
    done = same_publication(by, **wanted)
    if done is None:
        try:
            made = services.publish(by=by, seen=shown.cleaned_data["gezien"], **wanted)
        except services.OvertakenError as error:
            return _preview_page(request, form, status=422, error=error_text(error))
        messages.success(request, _("“%(title)s” is gepubliceerd.") % {"title": made.title})
        done = made.slug
    return HttpResponseRedirect(reverse("publication", args=[done]))


def _preview_page(request: Visit, form: PublishForm, *, status: int = 200, error: str = "") -> HttpResponse:
    """What would be published, with everything that follows from it. Raises `PublishError`."""
    given = form.cleaned_data
    made = services.proposed(
        title=given["titel"], kind=given["soort"], known_on=form.known_on, remarks=given["toelichting"]
    )
    preview = Preview(registry(request.journal.reference_version), request.journal, made)
    context = {
        **frame(request),
        "form": form,
        "error": error,
        "crumbs": _crumbs(),
        "made": made,
        "kind": capfirst(str(Publication.Kind(made.kind).label)),
        "hidden": _hidden(request, made),
        **preview.context(),
    }
    return render(request, "publications/preview.html", context, status=status)


def _hidden(request: Visit, made: Publication) -> list[tuple[str, str]]:
    """What goes along with the confirmation: the form as it was sent, and what was shown."""
    sent = [(name, request.POST.get(name, "")) for name in PublishForm.base_fields]
    return [
        *sent,
        ("moment", made.known_on.strftime("%Y-%m-%dT%H:%M:%S.%f%z")),
        ("gezien", str(request.journal.publications)),
    ]


def _form_page(request: Visit, form: PublishForm, status: int = 200) -> HttpResponse:
    state = request.journal
    every = publications(state.publications)
    context = {
        **frame(request),
        "form": form,
        "may_publish": request.viewer.may(Permission.STEER),
        "publications": [(each, title_of(each)) for each in every[:LISTED]],
        "number": len(every),
        "present": next(iter(valid_publications(state.publications)), None),
    }
    return render(request, "publications/publish.html", context, status=status)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Publiceren"), reverse("publish"))]


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Visit, *, slug: str) -> HttpResponse:
    """What taking a publication back does, and the reason with which it is done."""
    found = publication_by_slug(slug)
    known = next((each for each in publications(request.journal.publications) if each.slug == slug), None)
    if found is None or known is None:
        raise Http404
    if request.method != "POST":
        form = WithdrawForm(initial={"gezien": request.journal.publications})
        return _withdraw_page(request, found, form)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(
                by=user_of(request),
                publication=found,
                reason=form.cleaned_data["reden"],
                seen=form.cleaned_data["gezien"],
            )
        except DomainError as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("“%(title)s” is ingetrokken.") % {"title": found.title})
            return HttpResponseRedirect(reverse("publication", args=[slug]))
    return _withdraw_page(request, found, form, status=422)


def _withdraw_page(request: Visit, found: Publication, form: WithdrawForm, status: int = 200) -> HttpResponse:
    every = publications(request.journal.publications)
    known = next(each for each in every if each.slug == found.slug)
    valid = valid_publications(request.journal.publications)
    left = [each for each in valid if each.slug != found.slug]
    if form.is_bound:
        # What is shown now is what the next try is about.
        form.data = {"reden": form.data.get("reden", ""), "gezien": str(request.journal.publications)}
    context: dict[str, Any] = {
        **frame(request),
        "form": form,
        "publication": known,
        "title": title_of(known),
        "may_withdraw": request.viewer.may(Permission.STEER) and known.withdrawn is None,
        "is_present": bool(valid) and valid[0].slug == found.slug,
        "next": left[0] if left else None,
        "next_title": title_of(left[0]) if left else "",
        "closing": getattr(found, "closing", None),
        "crumbs": [
            (_("Publicaties"), reverse("publications")),
            (title_of(known), reverse("publication", args=[found.slug])),
        ],
    }
    return render(request, "publications/withdraw.html", context, status=status)
