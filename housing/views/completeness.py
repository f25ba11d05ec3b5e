"""Completeness: which reports are in, in time and approved; who is late again and again; whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from housing import formatting
from housing.access import Viewer, Visit, requires
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.csv import Rows, csv_response
from housing.queries.areas import Area, Registry, registry
from housing.queries.completeness import (
    AreaStanding,
    GroupStanding,
    contacts,
    country_standing,
    province_standing,
)
from housing.queries.figures import country
from housing.queries.targets import periods
from housing.tables.completeness import municipality_grid, province_grid, standing_lines
from housing.tables.late import LateRow, LateTable, late_lines
from housing.tables.month_numbers import MonthTable
from housing.views.page import Choice, language
from housing.views.task_words import link

#: Rows of the list of the country; the file holds them all.
LATE_SHOWN = 25


@requires(Permission.SEE_REPORTS, area="province")
@never_cache
@require_safe
def province(request: Visit, *, slug: str, period: HalfYear) -> HttpResponse:
    """A province in a half-year."""
    look = _Look(request, period)
    area = look.areas.province(slug)
    if area is None:
        raise Http404
    group = province_standing(look.areas, area, period, look.state.today)
    rows = look.late(group.late_members, look.viewer.may(Permission.SEE_CONTACTS, province=area))
    if look.export:
        return look.file(group, rows, f"volledigheid-{area.slug}-{period}")
    grid = municipality_grid(period.months, group, lambda member: _municipality_url(member, period))
    grid.caption = _("Gemeenten van %(name)s, per maand") % {"name": area.name}
    crumbs = [
        (_("Provincies"), reverse("provinces")),
        (area.name, reverse("province", args=[area.slug, period])),
    ]
    return look.page(group, grid, rows, crumbs, shows_province=False)


@requires(Permission.SEE_REPORTS)
@never_cache
@require_safe
def national(request: Visit, *, period: HalfYear) -> HttpResponse:
    """The country in a half-year."""
    look = _Look(request, period)
    group, provinces = country_standing(look.areas, country(), period, look.state.today)
    members = group.late_members if look.export else group.late_members[:LATE_SHOWN]
    rows = look.late(members, look.viewer.may(Permission.SEE_CONTACTS))
    if look.export:
        return look.file(group, rows, f"volledigheid-nederland-{period}")
    grid = province_grid(
        period.months, provinces, lambda area: link("province_completeness", area.slug, period)
    )
    grid.caption = _("Provincies, per maand")
    crumbs = [(_("Landelijk"), reverse("national", args=[period]))]
    return look.page(group, grid, rows, crumbs, shows_province=True)


def _municipality_url(area: Area, period: HalfYear) -> str:
    return link("municipality", area.slug, period)


@dataclass
class _Late:
    """The list of who is late. `more` counts those that only the file holds."""

    rows: list[LateRow]
    shows_contacts: bool


class _Look:
    """One request for a page of completeness: always the present position."""

    def __init__(self, request: Visit, period: HalfYear) -> None:
        self.request = request
        self.period = period
        self.viewer = request.viewer
        self.state = request.journal
        self.areas: Registry = registry(self.state.reference_version)
        self.periods = periods()
        if period not in self.periods:
            raise Http404(_("Dit halfjaar staat niet in het systeem."))

    @property
    def export(self) -> str:
        """The file that is asked for: csv, maanden, bellijst, or "" for the page."""
        asked = self.request.GET.get("_export", "")
        return asked if asked in ("csv", "maanden", "bellijst") else ""

    def late(self, members: Sequence[AreaStanding], shows_contacts: bool) -> _Late:
        """Those who are late, with whom to call when that may be seen; one query then."""
        # Whom to call is for who answers for the municipality now, also where it lay elsewhere then.
        present = self.areas.municipalities
        codes = [
            member.area.code
            for member in members
            if self.viewer.may(Permission.SEE_CONTACTS, municipality=present[member.area.code])
        ]
        known = contacts(codes, self.state.today) if shows_contacts and codes else {}
        rows = [
            LateRow(
                member.area,
                self.areas.provinces[member.area.province].name,
                member.streak,
                member.is_longer,
                tuple(month.month for month in member.missing),
                tuple(known.get(member.area.code, ())),
            )
            for member in members
        ]
        return _Late(rows, shows_contacts)

    def file(self, group: GroupStanding, late: _Late, name: str) -> HttpResponse:
        """The file that is asked for."""
        lines: Rows
        if self.export == "maanden":
            lines = MonthTable(self.period.months, group)
        elif self.export == "bellijst":
            lines = late_lines(late.rows, shows_contacts=late.shows_contacts)
        else:
            lines = standing_lines(group.members, self.areas.provinces)
        suffix = "" if self.export == "csv" else f"-{self.export}"
        return csv_response(lines, f"{name}{suffix}-{self.state.today}.csv")

    def page(
        self,
        group: GroupStanding,
        grid: object,
        late: _Late,
        crumbs: list[tuple[str, str]],
        *,
        shows_province: bool,
    ) -> HttpResponse:
        """The page."""
        months = MonthTable(self.period.months, group)
        months.caption = _("Maandopgaven per maand")
        table = LateTable(
            late.rows,
            link=lambda area: _municipality_url(area, self.period),
            shows_province=shows_province,
            shows_contacts=late.shows_contacts,
        )
        table.caption = _("Gemeenten die te laat zijn")
        return render(
            self.request,
            "oversight/completeness.html",
            {
                "group": group,
                "total": group.total,
                "period": self.period,
                "periods": self._choices(),
                "headline": headline(group),
                "months": months,
                "grid": grid,
                "late": table,
                "is_late": bool(late.rows),
                "more": len(group.late_members) - len(late.rows),
                "shows_contacts": late.shows_contacts,
                "is_national": shows_province,
                "lead_times_url": _lead_times_url(self.viewer) if shows_province else "",
                "crumbs": crumbs,
                "asks_position": "stand" in self.request.GET or "publicatie" in self.request.GET,
                "now": self.state.now,
            },
        )

    def _choices(self) -> list[Choice]:
        match = self.request.resolver_match
        if match is None:
            return []
        return [
            Choice(
                formatting.half_year(period, language()),
                reverse(match.view_name, kwargs={**match.kwargs, "period": period}),
                period == self.period,
            )
            for period in self.periods
        ]


def _lead_times_url(viewer: Viewer) -> str:
    """Where due dates of half-years are set, for who may set them."""
    return link("lead_times") if viewer.may(Permission.STEER) else ""


def headline(group: GroupStanding) -> str:
    """The answer in one sentence."""
    total = group.total
    if not total.expected:
        return _("Van dit halfjaar wordt nog niets gevraagd")
    if total.is_complete:
        return _("Alle opgaven tot nu toe zijn binnen")
    if not total.missing:
        return _("Geen enkele opgave is te laat")
    return ngettext("%(count)s maandopgave ontbreekt", "%(count)s maandopgaven ontbreken", total.missing) % {
        "count": formatting.number(total.missing, language())
    }
