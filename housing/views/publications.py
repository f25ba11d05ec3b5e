"""Publications: the list, and each one with its sums, its place in the journal and what was provisional."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from housing import explaining
from housing.access import Visit, public
from housing.domain.balances import AreaBalance
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.csv import csv_response
from housing.models import Publication
from housing.queries.areas import Area, registry
from housing.queries.position_marks import ProvisionalMonth, provisional_months, summarised
from housing.queries.positions import Published, publications, published_position
from housing.queries.publications import Release, differences, previous_of, release
from housing.tables.position_changes import NationalChangesTable
from housing.tables.publications import ProvisionalTable, SumsTable
from housing.views.freshness import DAY, cache, digest, patch_freshness
from housing.views.general import frame
from housing.views.journal_texts import shown, title_of
from housing.views.position_links import compare_url


@public
@require_safe
@conditional_page
def overview(request: Visit) -> HttpResponse:
    """All publications, the latest first, and which one visitors see."""
    every = publications(request.journal.publications)
    last = published_position(request.journal)
    rows = [
        {
            "title": title_of(each),
            "publication": each,
            "kind": _kind(each),
            "is_shown": last is not None and each == last.publication,
        }
        for each in every
    ]
    return _page(
        request,
        "publications/overview.html",
        rows=rows,
        may_publish=request.viewer.may(Permission.STEER),
        compare_url=reverse("positions_compare") if request.viewer.sees_current and rows else "",
    )


@public
@require_safe
@conditional_page
def publication(request: Visit, *, slug: str) -> HttpResponse:
    """One publication; `?_export=csv` gives its sums, with `?tabel=voorlopig` what was provisional."""
    found = release(slug)
    if found is None:
        raise Http404
    known = found.publication
    # Figures at a publication that was taken back are for people with a role only.
    is_open = known.withdrawn is None or request.viewer.sees_current
    link = f"?publicatie={known.slug}"
    sums = SumsTable(found.sums, lambda period: reverse("national", args=[period]) + link if is_open else "")
    provisional = _provisional(known)
    areas = registry(request.journal.reference_version).municipalities
    months = ProvisionalTable(provisional, areas, lambda row: _month_url(areas, row, link) if is_open else "")
    before = _before(request, found)
    tables = {"": sums, "voorlopig": months, **({"verschil": before["table"]} if before else {})}
    if request.GET.get("_export") == "csv":
        return _file(request, known, tables)
    return _page(
        request,
        "publications/publication.html",
        crumbs=[(_("Publicaties"), reverse("publications"))],
        title=title_of(known),
        kind=_kind(known),
        publication=known,
        published_at=found.published_at,
        remarks=shown(found.remarks),
        closed=found.closed,
        running=_running(found),
        sums=sums,
        provisional=summarised(provisional),
        months=months,
        before=before,
        check_command=f"manage.py verify --anchor {known.seq}:{known.hash}",
        figures_url=reverse("home") + link if is_open else "",
        **_for_roles(request, known, before),
    )


def _month_url(areas: Mapping[str, Area], row: ProvisionalMonth, link: str) -> str:
    return reverse("municipality", args=[areas[row.code].slug, row.month.half_year]) + link


def _before(request: Visit, found: Release) -> dict[str, Any] | None:
    """The publication before this one, and what differs from it; None when there is none."""
    known = found.publication
    previous = previous_of(request.journal, known.known_on, known.slug)
    earlier = release(previous.slug) if previous else None
    if earlier is None:
        return None
    return {
        "publication": earlier.publication,
        "title": title_of(earlier.publication),
        "table": NationalChangesTable(differences(earlier, found)),
    }


def _for_roles(request: Visit, known: Published, before: dict[str, Any] | None) -> dict[str, Any]:
    """Links for whoever sees more than publications; and where visitors find present figures instead."""
    viewer, present = request.viewer, published_position(request.journal)
    instead = present.publication if present and known.withdrawn else None
    return {
        "instead": instead,
        "instead_title": title_of(instead) if instead else "",
        "compare_before_url": compare_url(before["publication"], known)
        if before and viewer.sees_current
        else "",
        "compare_now_url": compare_url(known) if viewer.sees_current else "",
        "withdraw_url": (
            reverse("publication_withdraw", args=[known.slug])
            if viewer.may(Permission.STEER) and known.withdrawn is None
            else ""
        ),
    }


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


def _file(request: Visit, known: Published, tables: dict[str, Any]) -> HttpResponse:
    name = request.GET.get("tabel", "")
    if name not in tables:
        raise Http404(_("Deze tabel bestaat niet."))
    response = csv_response(tables[name], f"{known.slug}{'-' if name else ''}{name}.csv")
    patch_freshness(request, response)
    return response


def _kind(known: Published) -> str:
    return capfirst(str(Publication.Kind(known.kind).label))


def _page(request: Visit, template: str, **context: Any) -> HttpResponse:
    response = render(request, template, {**frame(request), **context})
    patch_freshness(request, response)
    return response
