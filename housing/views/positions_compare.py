"""Two positions beside each other: what changed, by which postings, by whom and why."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from housing import formatting
from housing.access import Visit, requires
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.csv import Rows, csv_response
from housing.forms.positions import SIDES, ComparisonForm
from housing.queries.areas import Area, Registry, registry
from housing.queries.position_changes import AreaChange, PositionChanges, changes_between
from housing.queries.position_postings import LineFilter, Tally, changed_lines, other_lines, tallies
from housing.queries.positions import Position, publications
from housing.tables.area_changes import AreaChangesTable
from housing.tables.position_changes import LinesTable, NationalChangesTable
from housing.views.freshness import language
from housing.views.general import frame
from housing.views.journal_texts import title_of
from housing.views.position_links import compare_url, name_of_position
from housing.views.position_words import SORTS, STEPS, line_row, sort_choices

PAGE_SIZE = 50
#: A file holds no more lines than this.
MOST_IN_FILE = 100_000


@requires(Permission.SEE_CURRENT)
@never_cache
@require_safe
def positions_compare(request: Visit) -> HttpResponse:
    """The comparison that the query string asks for; `_export=csv&tabel=…` gives one of its tables."""
    areas = registry(request.journal.reference_version)
    form = _form(request, areas)
    context = {
        **frame(request),
        "form": form,
        "sides": SIDES,
        "crumbs": [(_("Publicaties"), reverse("publications"))],
    }
    if not form.is_valid():
        return render(request, "publications/compare.html", context, status=400)
    comparison = Comparison(request, form, areas)
    if request.GET.get("_export") == "csv":
        return comparison.file(request.GET.get("tabel", ""))
    return render(request, "publications/compare.html", {**context, **comparison.context()})


def _form(request: Visit, areas: Registry) -> ComparisonForm:
    state = request.journal
    return ComparisonForm(
        request.GET,
        state=state,
        areas=areas,
        publications=[(each, _title(each)) for each in publications(state.publications)],
        half_years=[(code, formatting.half_year(code, language())) for code in reversed(state.half_years)],
        sorts=sort_choices(),
    )


def _title(publication: Any) -> str:
    title = title_of(publication)
    return _("%(title)s (ingetrokken)") % {"title": title} if publication.withdrawn else title


class Comparison:
    """One comparison: what changed, its tables, and the postings of this page."""

    def __init__(self, request: Visit, form: ComparisonForm, areas: Registry) -> None:
        self.request, self.form, self.areas = request, form, areas
        self.before: Position = form.cleaned_data["before"]
        self.after: Position = form.cleaned_data["after"]
        self.changes: PositionChanges = changes_between(areas, self.before, self.after, period=form.period)
        self.wanted = LineFilter(form.codes, form.period, form.sort)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        changes = self.changes
        context = {
            "changes": changes,
            "before": name_of_position(self.before),
            "after": name_of_position(self.after),
            "last": next((each for each in changes.national if each.is_changed and each.is_known), None),
            "swapped_url": compare_url(self.after, self.before),
            "csv_url": self._address(_export="csv"),
        }
        if changes.is_equal:
            return context
        counted = tallies(self.before, self.after, LineFilter(self.wanted.codes, self.wanted.period))
        return context | {
            "national": self.national(),
            "provinces": self._sorted(self.provinces()),
            "municipalities": self._sorted(self.municipalities()),
            "sorts": [
                (SORTS[each.sort], each, self._address("boekingen", soort=each.sort.value))
                for each in counted
            ],
            "everything_url": self._address(gemeente="", provincie="", halfjaar="", soort=""),
            "whole_url": self._address("boekingen", soort=""),
            "most": MOST_IN_FILE,
            "shows_notes": self.request.viewer.may(Permission.SEE_NOTES),
            **self._postings(counted),
            **self._others(),
        }

    def file(self, name: str) -> HttpResponse:
        """One of the tables as a file."""
        tables: dict[str, Callable[[], Rows]] = {
            "landelijk": self.national,
            "provincies": lambda: self._sorted(self.provinces()),
            "gemeenten": lambda: self._sorted(self.municipalities()),
            "boekingen": lambda: self.lines(MOST_IN_FILE, 0),
        }
        if name not in tables:
            raise Http404(_("Deze tabel bestaat niet."))
        return csv_response(tables[name](), f"verschil-{name}-{self.before.seq}-{self.after.seq}.csv")

    def national(self) -> NationalChangesTable:
        """The country per half-year and component."""
        wanted = self.form.period
        return NationalChangesTable(c for c in self.changes.national if wanted in (None, c.period))

    def provinces(self) -> AreaChangesTable:
        """The provinces with changes."""
        rows = [row for row in self.changes.provinces if self.form.province in (None, row.area)]
        return AreaChangesTable(
            rows,
            caption=_("Provincies"),
            title=_("Provincie"),
            link=lambda area: self._area_url("province", area),
            lines=lambda area: self._address("boekingen", provincie=area.slug, gemeente=""),
            prefix="p-",
        )

    def municipalities(self) -> AreaChangesTable:
        """The municipalities with changes."""
        return AreaChangesTable(
            [row for row in self.changes.municipalities if self._is_wanted(row)],
            caption=_("Gemeenten"),
            title=_("Gemeente"),
            link=lambda area: self._area_url("municipality", area),
            lines=lambda area: self._address("boekingen", gemeente=area.slug),
            provinces=self.areas.provinces,
            prefix="g-",
        )

    def lines(self, limit: int, offset: int) -> LinesTable:
        """Postings, the newest first."""
        found = changed_lines(self.before, self.after, self.wanted, limit=limit, offset=offset)
        return LinesTable([line_row(line, self.request.viewer, self.areas, self.after) for line in found])

    def _postings(self, counted: list[Tally]) -> dict[str, Any]:
        number = sum(each.lines for each in counted if self.wanted.sort in (None, each.sort))
        page = Paginator(range(number), PAGE_SIZE).get_page(self.form.cleaned_data["pagina"] or 1)
        return {
            "number": number,
            "turned": page,
            "lines": self.lines(PAGE_SIZE, max(page.start_index() - 1, 0)),
            "newer_url": self._address("boekingen", pagina=str(page.number - 1))
            if page.has_previous()
            else "",
            "older_url": self._address("boekingen", pagina=str(page.number + 1)) if page.has_next() else "",
        }

    def _others(self) -> dict[str, Any]:
        others = other_lines(self.before, self.after)
        return {
            "others": others,
            "steps": [(STEPS[state], n) for state, n in others.steps.items() if state in STEPS],
        }

    def _is_wanted(self, row: AreaChange) -> bool:
        return self.wanted.codes is None or row.area.code in self.wanted.codes

    def _sorted(self, table: AreaChangesTable) -> AreaChangesTable:
        RequestConfig(self.request, paginate=False).configure(table)
        return table

    def _area_url(self, name: str, area: Area) -> str:
        """The page of an area at the second position, in the half-year that is asked for or the last one."""
        known = self.form.period or self._shown_period(area)
        return reverse(name, args=[area.slug, known]) + self.after.querystring

    def _shown_period(self, area: Area) -> HalfYear:
        """The last half-year with changes in which the area exists."""
        periods = [change.period for change in self.changes.national if change.is_changed]
        return next((p for p in periods if area.exists_in(p)), self.changes.half_years[0])

    def _address(self, fragment: str = "", **changed: str) -> str:
        """This comparison with other choices; "" leaves one out."""
        query = self.request.GET.copy()
        for name in ("_export", "tabel", "pagina"):
            query.pop(name, None)
        for name, value in changed.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" + (f"#{fragment}" if fragment else "")
