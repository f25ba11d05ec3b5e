"""What a national number would mean for every municipality and province: for looking before announcing."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from housing.domain.errors import DomainError, gettext_noop
from housing.domain.mergers import on_borders, weights_on_borders
from housing.domain.periods import HalfYear
from housing.domain.simulation import (
    METHODS,
    SimulationError,
    TargetEffect,
    TargetPlan,
    shares_by_method,
    summed,
)
from housing.models import Population
from housing.queries.areas import COUNTRY, Area, Registry
from housing.queries.balances import balances
from housing.queries.journal import JournalState

#: So many municipalities are named in a message; the others are counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class SimulatedArea:
    """A municipality, a province or the country, with what the number does to it.

    `members` is how many municipalities it has, `exempt` how many of them get no target (of a municipality: 1
    when it is exempt itself).
    """

    area: Area
    period: HalfYear
    effect: TargetEffect
    members: int = 1
    exempt: int = 0


@dataclass(frozen=True, slots=True)
class Simulation:
    """A plan with all that follows from it; areas in order of name.

    `digest` names the targets before and after, so that whoever confirms gets what was shown or is told.
    `no_formula` tells why a list cannot be compared with the formula.
    """

    plan: TargetPlan
    municipalities: tuple[SimulatedArea, ...]
    provinces: tuple[SimulatedArea, ...]
    country: SimulatedArea
    digest: str
    no_formula: DomainError | None = None

    @property
    def targets(self) -> dict[str, int]:
        """The targets that would hold, by code of municipality."""
        return {row.area.code: row.effect.chosen for row in self.municipalities}

    @property
    def changes(self) -> dict[str, int]:
        """What would be posted, by code of municipality; those without a change left out."""
        return {row.area.code: row.effect.change for row in self.municipalities if row.effect.change}

    @property
    def is_first(self) -> bool:
        """Whether no municipality has a target in this half-year yet."""
        return not any(row.effect.current for row in self.municipalities)

    @property
    def off_number(self) -> int:
        """By how much the targets together differ from the national number."""
        return self.country.effect.chosen - self.plan.persons

    @property
    def surplus(self) -> int:
        """By how much the country is ahead at the start, as a count; 0 when it is behind."""
        return max(-self.country.effect.owed, 0)

    @property
    def up(self) -> int:
        """How many municipalities get more than the target that holds now, or had in the half-year before."""
        return sum(difference > 0 for difference in self._differences())

    @property
    def down(self) -> int:
        """How many get less."""
        return sum(difference < 0 for difference in self._differences())

    @property
    def off_formula(self) -> tuple[SimulatedArea, ...]:
        """The municipalities with another target than the usual method gives; of a list."""
        if self.no_formula:
            return ()
        return tuple(row for row in self.municipalities if row.effect.off_formula)

    @property
    def most_off_formula(self) -> SimulatedArea | None:
        """The municipality of which a list differs most from the usual method."""
        return max(self.off_formula, key=lambda row: abs(row.effect.off_formula), default=None)

    def _differences(self) -> list[int]:
        is_first = self.is_first
        return [row.effect.difference if is_first else row.effect.change for row in self.municipalities]


def simulate(registry: Registry, state: JournalState, plan: TargetPlan) -> Simulation:
    """What a plan would do, compared with what is known now; three queries.

    Inhabitants and the targets of the half-year before are those of the borders with which the half-year
    begins; so is what municipalities owe, when mergers are still to come. Raises `SimulationError` when
    inhabitants are not known, `AllocationError` and `MergerError`; for a list the first two stand in
    `no_formula`.
    """
    areas = {area.code: area for area in taking_part(registry, plan.period)}
    weights, shares, no_formula = _formula(registry, plan, areas)
    chosen = shares[plan.method] if plan.listed is None else plan.listed
    now = balances(state.seq, plan.period)
    start = plan.period.starts_on
    owed = {code: line.obligation - line.target for code, line in now.items()}
    if state.today < start:
        owed = on_borders(owed, registry.successions, state.today, start)
    before = {code: line.target for code, line in balances(state.seq, plan.period.previous).items()}
    previous = on_borders(before, registry.successions, plan.period.previous.starts_on, start)
    effects = {
        code: TargetEffect(
            weight=weights.get(code, 0),
            adams=shares["adams"].get(code, 0),
            ceiling=shares["ceiling"].get(code, 0),
            largest_remainder=shares["largest_remainder"].get(code, 0),
            chosen=chosen.get(code, 0),
            previous=previous.get(code, 0),
            current=now[code].target if code in now else 0,
            owed=owed.get(code, 0),
        )
        for code in areas.keys() | {code for code in now if now[code].target or owed.get(code)}
    }
    return _gathered(registry, plan, effects, no_formula)


def taking_part(registry: Registry, period: HalfYear) -> list[Area]:
    """The municipalities that get a target: those that exist on the first day of a half-year, by name."""
    day = period.starts_on
    return [area for area in registry.municipalities.values() if area.exists_between(day, day)]


def population_dates() -> list[date]:
    """The days of which inhabitants are known, the latest first; one query."""
    dates = Population.objects.order_by("-reference_date").values_list("reference_date", flat=True)
    return list(dates.distinct())


def _formula(
    registry: Registry, plan: TargetPlan, areas: Mapping[str, Area]
) -> tuple[dict[str, int], dict[str, dict[str, int]], DomainError | None]:
    """Inhabitants and shares by method; for a list, that does not need them, or why there are none."""
    try:
        weights = _weights(registry, plan, areas)
        return weights, shares_by_method(plan.persons, weights, plan.exempt), None
    except DomainError as error:
        if plan.listed is None:
            raise
        return {}, {name: {} for name in METHODS}, error


def _weights(registry: Registry, plan: TargetPlan, areas: Mapping[str, Area]) -> dict[str, int]:
    """Inhabitants by code, on the borders at the start of the half-year."""
    known = dict(
        Population.objects.filter(reference_date=plan.population_date).values_list(
            "municipality_id", "inhabitants"
        )
    )
    if not known:
        raise SimulationError(
            gettext_noop(
                "Van deze peildatum zijn geen inwoners bekend. Lees ze eerst in, of kies een andere "
                "peildatum."
            )
        )
    weights = weights_on_borders(known, registry.successions, plan.population_date, plan.period.starts_on)
    missing = [code for code in areas if not weights.get(code) and code not in plan.exempt]
    if missing:
        raise SimulationError(
            gettext_noop(
                "Van deze gemeenten is het aantal inwoners op de peildatum niet bekend: %(names)s. "
                "Lees de inwoners in, of stel deze gemeenten vrij."
            ),
            codes=missing,
            names=named(registry, missing),
        )
    strangers = [code for code, persons in weights.items() if persons and code not in areas]
    if strangers:
        raise SimulationError(
            gettext_noop(
                "Deze gemeenten hebben inwoners op de peildatum, maar bestaan niet aan het begin van het "
                "halfjaar, en een opvolger is niet bekend: %(names)s. Voer eerst de herindeling in."
            ),
            codes=strangers,
            names=named(registry, strangers),
        )
    return {code: weight for code, weight in weights.items() if code in areas}


def named(registry: Registry, codes: Collection[str]) -> str:
    """Municipalities by name and code, in order of name; beyond twenty counted."""
    known = registry.municipalities
    ordered = sorted(codes, key=lambda code: known[code].sort_key if code in known else code)
    shown = [f"{known[code].name} ({code})" if code in known else code for code in ordered[:NAMED]]
    return ", ".join(shown) + (f", … (+{len(ordered) - NAMED})" if len(ordered) > NAMED else "")


def _gathered(
    registry: Registry, plan: TargetPlan, effects: Mapping[str, TargetEffect], no_formula: DomainError | None
) -> Simulation:
    rows = tuple(
        SimulatedArea(
            registry.as_in(area, plan.period), plan.period, effects[code], exempt=int(code in plan.exempt)
        )
        for code, area in registry.municipalities.items()
        if code in effects
    )
    members: dict[str, list[SimulatedArea]] = {code: [] for code in registry.provinces}
    for row in rows:
        members[row.area.province].append(row)
    provinces = tuple(
        _together(area, plan.period, members[code])
        for code, area in registry.provinces.items()
        if members[code]
    )
    country = _together(Area(COUNTRY, "", "", ""), plan.period, rows)
    return Simulation(plan, rows, provinces, country, _digest(rows), no_formula)


def _together(area: Area, period: HalfYear, rows: Collection[SimulatedArea]) -> SimulatedArea:
    effect = summed(row.effect for row in rows)
    return SimulatedArea(area, period, effect, len(rows), sum(row.exempt for row in rows))


def _digest(rows: Collection[SimulatedArea]) -> str:
    content = [(row.area.code, row.effect.current, row.effect.chosen) for row in rows]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
