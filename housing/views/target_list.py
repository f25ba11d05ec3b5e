"""An official list of targets: handed in, looked at line by line and beside the formula, announced."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.domain.simulation import LIST, TargetPlan
from housing.forms.targets import ListForm, ListNumberForm
from housing.models import Upload
from housing.services import uploads
from housing.services.importing.sheets import SheetError
from housing.services.importing.target_lists import TargetList, read_target_list
from housing.views.target_page import TargetPage, page_of, told
from housing.views.target_publish import decide

KIND = Upload.Kind.TARGETS


@requires(Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def target_list(request: Visit, period: HalfYear) -> HttpResponse:
    """Hand in a list; nothing is booked yet."""
    page = page_of(request, period)
    is_sent = request.method == "POST"
    form = ListForm(request.POST if is_sent else None, request.FILES if is_sent else None, auto_id="lijst-%s")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["bestand"]
        try:
            content = given.read()
            read_target_list(content, given.name, page.registry, period)
            kept = uploads.keep(
                by=user_of(request), kind=KIND, about=period.code, name=given.name, content=content
            )
        except DomainError as error:
            form.add_error("bestand", told(error))
        else:
            return HttpResponseRedirect(page.url("target_list_preview", kept.pk))
    return page.render(
        "steering/list.html",
        form=form,
        crumbs=page.own_crumb,
        status=422 if form.is_bound and form.errors else 200,
    )


@requires(Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def target_list_preview(request: Visit, period: HalfYear, pk: int) -> HttpResponse:
    """What a list says and what announcing it does; on POST it is announced."""
    page = page_of(request, period)
    upload = uploads.find(pk=pk, kind=KIND)
    if upload is None or upload.about != period.code:
        raise Http404(_("Dit bestand is er niet meer. Lees het opnieuw in."))
    try:
        found = read_target_list(bytes(upload.content), upload.name, page.registry, period)
    except SheetError as error:
        raise Http404(told(error)) from error
    if not found.is_complete:
        return _incomplete(page, upload, found)
    form = ListNumberForm(request.GET, auto_id="lijst-%s")
    plan = TargetPlan(
        period,
        (form.cleaned_data["aantal"] if form.is_valid() else None) or found.total,
        period.population_date,
        LIST,
        frozenset(code for code, persons in found.targets.items() if not persons),
        found.targets,
    )
    return decide(
        page,
        plan,
        "steering/list_preview.html",
        back=lambda shown: page.url("target_list"),
        upload=upload,
        number_form=form,
        listed=found,
        upload_name=upload.name,
        used_at=upload.used_at,
        list_url=page.url("target_list"),
        with_tables=True,
    )


def _incomplete(page: TargetPage, upload: Upload, found: TargetList) -> HttpResponse:
    """The list with what is wrong with it."""
    return page.render(
        "steering/list_problems.html",
        listed=found,
        upload_name=upload.name,
        list_url=page.url("target_list"),
        crumbs=page.own_crumb,
        status=422,
    )
