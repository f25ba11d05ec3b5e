"""Lists of CBS: handing one in, seeing what differs, taking over names and inhabitants."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing.access import Visit, requires, user_of
from housing.domain.cbs import ListedMunicipality
from housing.domain.errors import DomainError
from housing.domain.roles import Permission
from housing.forms.cbs import CbsForm
from housing.forms.redivisions import MergerForm, RelocationForm
from housing.forms.review import read_number
from housing.models import Upload
from housing.queries.areas import Area, registry
from housing.queries.cbs import (
    MunicipalityDifferences,
    inhabitants_differences,
    municipality_differences,
)
from housing.services import cbs as services
from housing.services import uploads
from housing.templatetags.reviewing import error_text

#: The part of a long list that is shown: more than there are municipalities.
SHOWN = ":400"


@requires(Permission.SEE_REPORTS, do=Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cbs(request: Visit) -> HttpResponse:
    """Hand in a list, see what differs from it, and take it over."""
    if request.method != "POST":
        return _page(request, number=read_number(request.GET.get("bestand", "")))
    if request.POST.get("actie") == "overnemen":
        return _take(request)
    form = CbsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    handed = form.cleaned_data["bestand"]
    try:
        upload = uploads.keep(
            by=user_of(request),
            kind=Upload.Kind(form.cleaned_data["soort"]),
            about=date(form.cleaned_data["jaar"], 1, 1).isoformat(),
            name=handed.name,
            content=handed.read(),
        )
        _differences(request, upload)
    except DomainError as error:
        form.add_error("bestand", error_text(error))
        return _page(request, form=form, status=422)
    return HttpResponseRedirect(f"{reverse('cbs')}?{urlencode({'bestand': upload.pk})}#verschillen")


def _take(request: Visit) -> HttpResponse:
    """Take over what was shown."""
    number, seen = read_number(request.POST.get("bestand", "")) or 0, request.POST.get("getoond", "")
    by = user_of(request)
    try:
        if request.POST.get("soort") == Upload.Kind.MUNICIPALITIES:
            count = services.take_names(by=by, upload=number, seen=seen)
            text = ngettext("%(n)d naam is overgenomen.", "%(n)d namen zijn overgenomen.", count)
        else:
            count = services.take_inhabitants(by=by, upload=number, seen=seen)
            text = ngettext(
                "Inwoners van %(n)d gemeente zijn overgenomen.",
                "Inwoners van %(n)d gemeenten zijn overgenomen.",
                count,
            )
    except DomainError as error:
        return _page(request, number=number, error=error_text(error), status=422)
    messages.success(request, text % {"n": count})
    return HttpResponseRedirect(f"{reverse('cbs')}?{urlencode({'bestand': number})}")


def _page(
    request: Visit,
    *,
    form: CbsForm | None = None,
    number: int | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form or CbsForm(initial={"jaar": request.journal.today.year}),
        "error": error,
        "may_steer": request.viewer.may(Permission.STEER),
        "crumbs": [(_("Beheer"), reverse("management"))],
        "nav_active": "management",
        "shown": SHOWN,
    }
    upload = _found(number) if number is not None else None
    if upload is not None:
        try:
            context |= {"upload": upload, "on": date.fromisoformat(upload.about)}
            context |= _differences(request, upload)
        except DomainError as found:
            context["error"] = error or error_text(found)
    elif number is not None:
        context["error"] = error or _("Dit bestand wordt niet meer bewaard. Kies het opnieuw.")
        status = 404 if status == 200 else status
    return render(request, "geography/cbs.html", context, status=status)


def _found(number: int) -> Upload | None:
    kinds = (Upload.Kind.MUNICIPALITIES, Upload.Kind.POPULATION)
    return next((found for kind in kinds if (found := uploads.find(pk=number, kind=kind))), None)


def _differences(request: Visit, upload: Upload) -> dict[str, Any]:
    """What a file says otherwise."""
    areas, on = registry(request.journal.reference_version), date.fromisoformat(upload.about)
    content = bytes(upload.content)
    if upload.kind == Upload.Kind.MUNICIPALITIES:
        found = municipality_differences(areas, services.read_municipalities(content, upload.name), on)
        return {"municipalities": found, "structure": _structure(found, areas.provinces)}
    file = services.read_inhabitants(content, upload.name, on)
    inhabitants = inhabitants_differences(areas, file.lines, on)
    return {
        "inhabitants": inhabitants,
        "missing": ", ".join(area.name for area in inhabitants.missing),
        "of_other_days": file.of_other_days,
    }


def _structure(found: MunicipalityDifferences, provinces: dict[str, Area]) -> list[tuple[str, str, str]]:
    """What has to be entered as a redivision: the difference, what it is, and the form filled in with it."""
    day = found.on.isoformat()
    rows = [(f"{line.name} ({line.code})", _("nieuw bij het CBS"), _new(line, day)) for line in found.new]
    rows += [
        (
            f"{area.name} ({area.code})",
            _("niet meer bij het CBS"),
            _enter(soort=MergerForm.kind, datum=day, gemeente_1=area.code),
        )
        for area in found.gone
    ]
    rows += [
        (
            f"{area.name} ({area.code})",
            _("ligt bij het CBS in %(province)s") % {"province": provinces[line.province].name},
            _enter(soort=RelocationForm.kind, datum=day, gemeente=area.code, naar=line.province),
        )
        for area, line in found.moved
    ]
    return rows


def _new(line: ListedMunicipality, day: str) -> str:
    return _enter(
        soort=MergerForm.kind, datum=day, opvolger=line.code, naam=line.name, provincie=line.province
    )


def _enter(**given: str) -> str:
    return f"{reverse('redivisions')}?{urlencode(given)}#invoeren"
