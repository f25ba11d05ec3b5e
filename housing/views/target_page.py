"""What pages about targets share: the half-year, the plan in the address, the tables, errors in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig, Table

from housing import formatting
from housing.access import Visit
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.domain.simulation import LIST, METHODS, USUAL
from housing.forms.targets import METHOD_WORDS, ShownAreas, SimulationForm
from housing.queries.announcements import AnnouncedStep, HalfYearTargets, targets_of
from housing.queries.areas import Registry, registry
from housing.queries.simulation import Simulation, population_dates
from housing.tables.targets import MunicipalityEffects, ProvinceEffects
from housing.views.freshness import language

#: What of the address says which number is looked at.
PLAN = ("aantal", "peildatum", "methode", "vrijgesteld")
SHOWN = ("provincie", "naam", "alleen")


@dataclass(frozen=True)
class TargetPage:
    """One half-year on a page about targets."""

    request: Visit
    period: HalfYear
    held: HalfYearTargets
    registry: Registry

    @property
    def may_announce(self) -> bool:
        """Whether this person may announce a number for this half-year."""
        return self.held.is_open and self.request.viewer.may(Permission.STEER)

    @property
    def own_crumb(self) -> list[tuple[str, str]]:
        """The way back from a page below this half-year's."""
        return [(formatting.half_year(self.period, language()), self.url("target"))]

    def url(self, name: str, *args: object) -> str:
        """The address of another page about this half-year."""
        return reverse(name, args=[self.period, *args])

    def form(self) -> SimulationForm:
        """The number in the address; without one that which holds now."""
        data: Mapping[str, str] | None = None
        if "aantal" in self.request.GET:
            first = {"peildatum": self.period.population_date.isoformat(), "methode": USUAL}
            given = {name: str(value).replace("\0", "") for name, value in self.request.GET.items()}
            data = {**first, **{name: value for name, value in given.items() if value}}
        elif self.held.last:
            data = _held_now(self.held.last, self.registry)
        return SimulationForm(
            data,
            period=self.period,
            registry=self.registry,
            dates=population_dates(),
            language=language(),
        )

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page, with what all of them show."""
        return render(
            self.request,
            template,
            {
                "period": self.period,
                "held": self.held,
                "now": self.request.journal.now,
                "nav_active": "management",
                "may_announce": self.may_announce,
                "running": HalfYear.containing(self.request.journal.today),
                "starts_later": self.period.starts_on > self.request.journal.today,
                "crumbs": [
                    (_("Beheer"), reverse("management")),
                    (_("Taakstellingen"), reverse("targets")),
                    *context.pop("crumbs", []),
                ],
                **context,
            },
            status=status,
        )


def page_of(request: Visit, period: HalfYear) -> TargetPage:
    """The half-year of a page; 404 for one that is out of reach."""
    held = targets_of(period, request.journal.today)
    if held is None:
        raise Http404(_("Dit halfjaar ligt te ver weg."))
    return TargetPage(request, period, held, registry(request.journal.reference_version))


@dataclass(frozen=True)
class Method:
    """A way to share out, as it stands beside the others."""

    name: str
    label: str
    total: int
    off: int
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class Effects:
    """The tables of a simulation, and which rows they show."""

    found: Simulation
    provinces: Table
    municipalities: Table
    shown: ShownAreas
    count: int


def effects(page: TargetPage, found: Simulation) -> Effects:
    """The tables in the order and choice that the visitor asks for."""
    shown = ShownAreas(page.request.GET, provinces=page.registry.provinces.values())
    differs = "off_formula" if found.plan.method == LIST else "difference" if found.is_first else "change"
    rows = shown.rows(found.municipalities, differs)
    config = RequestConfig(page.request, paginate=False)
    return Effects(
        found,
        config.configure(ProvinceEffects(found, provinces=page.registry.provinces)),
        config.configure(MunicipalityEffects(found, rows, provinces=page.registry.provinces)),
        shown,
        len(rows),
    )


def methods(page: TargetPage, found: Simulation) -> list[Method]:
    """The methods side by side, each with the way to choose it."""
    effect = found.country.effect
    return [
        Method(
            name,
            str(METHOD_WORDS[name]),
            getattr(effect, name),
            getattr(effect, name) - found.plan.persons,
            name == found.plan.method,
            f"{page.url('target')}?{plan_query(found, methode=name)}",
        )
        for name in METHODS
    ]


def plan_query(found: Simulation, **other: str) -> str:
    """The plan as an address carries it."""
    plan = found.plan
    values = {
        "aantal": str(plan.persons),
        "peildatum": plan.population_date.isoformat(),
        "methode": plan.method,
        "vrijgesteld": ",".join(sorted(plan.exempt)),
    }
    return urlencode({**values, **other})


def carried(request: Visit, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What one form of a page keeps of the other."""
    given = [(name, request.GET.get(name, "").replace("\0", "")) for name in names]
    return [(name, value) for name, value in given if value]


def told(error: DomainError) -> str:
    """An error in the language of the page, its numbers as people write them."""
    params = {
        name: formatting.number(value, language()) if isinstance(value, int) else value
        for name, value in error.params.items()
    }
    return _(error.template) % params if params else _(error.template)


def _held_now(last: AnnouncedStep, areas: Registry) -> dict[str, str]:
    """The form filled in with what was announced last."""
    names = [areas.municipalities[code].name for code in last.exempt if code in areas.municipalities]
    return {
        "aantal": str(last.persons),
        "peildatum": last.population_date.isoformat(),
        "methode": last.method if last.method in METHODS else USUAL,
        "vrijgesteld": ", ".join(names),
    }
