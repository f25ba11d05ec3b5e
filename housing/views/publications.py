"""Publications: the list, and each one with its sums, its place in the journal and what was provisional."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from housing import explaining
from housing.access import public
from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.exports.csv import csv_response
from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.position_marks import ProvisionalMonth, provisional_months, summarised
from housing.queries.positions import Published, publications
from housing.queries.publications import Release, release
from housing.tables.publications import ProvisionalTable, SumsTable
from housing.views.freshness import DAY, cache, digest, patch_freshness
from housing.views.journal_texts import shown, title_of


@public
@require_safe
@conditional_page
def overview(request: HttpRequest) -> HttpResponse:
    """All publications, the latest first."""
    rows = [
        {"title": title_of(each), "slug": each.slug, "kind": _kind(each), "day": each.day}
        for each in publications(request.journal.publications)  # type: ignore[attr-defined]
    ]
    return _page(request, "publications/overview.html", rows=rows)


@public
@require_safe
@conditional_page
def publication(request: HttpRequest, *, slug: str) -> HttpResponse:
    """One publication; `?_export=csv` gives its sums, with `?tabel=voorlopig` what was provisional."""
    found = release(slug)
    if found is None:
        raise Http404
    known = found.publication
    link = f"?publicatie={known.slug}"
    sums = SumsTable(found.sums, lambda period: reverse("national", args=[period]) + link)
    provisional = _provisional(known)
    areas = registry(request.journal.reference_version).municipalities  # type: ignore[attr-defined]
    months = ProvisionalTable(
        provisional,
        areas,
        lambda row: reverse("municipality", args=[areas[row.code].slug, row.month.half_year]) + link,
    )
    if request.GET.get("_export") == "csv":
        return _file(request, known, {"": sums, "voorlopig": months})
    return _page(
        request,
        "publications/publication.html",
        crumbs=[(_("Publicaties"), reverse("publications"))],
        title=title_of(known),
        kind=_kind(known),
        publication=known,
        published_at=found.published_at,
        remarks=shown(found.remarks),
        running=_running(found),
        sums=sums,
        provisional=summarised(provisional),
        months=months,
        figures_url=reverse("home") + link,
    )


def _provisional(known: Published) -> list[ProvisionalMonth]:
    """What was provisional; looked up once, for a publication never changes."""
    key = digest("provisional", known.id, known.hash)
    found: list[ProvisionalMonth] | None = cache.get(key)
    if found is None:
        found = provisional_months(known.seq)
        cache.set(key, found, DAY)
    return found


def _running(found: Release) -> dict[str, Any] | None:
    """The half-year of the publication's day with its arithmetic, or the last one before it."""
    day = HalfYear.containing(found.publication.day)
    known = [(period, balance) for period, balance in found.sums if period <= day]
    if not known:
        return None
    period, balance = known[0]
    return {"period": period, "balance": balance, **_derivations(balance)}


def _derivations(balance: AreaBalance) -> dict[str, Any]:
    return {
        "obligation": explaining.obligation(balance),
        "realised": explaining.realised(balance),
        "closing": explaining.closing(balance),
    }


def _file(request: HttpRequest, known: Published, tables: dict[str, Any]) -> HttpResponse:
    name = request.GET.get("tabel", "")
    if name not in tables:
        raise Http404(_("Deze tabel bestaat niet."))
    response = csv_response(tables[name], f"{known.slug}{'-' if name else ''}{name}.csv")
    patch_freshness(request, response)
    return response


def _kind(known: Published) -> str:
    return capfirst(str(Publication.Kind(known.kind).label))


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    response = render(request, template, context)
    patch_freshness(request, response)
    return response
