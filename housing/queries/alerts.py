"""Signals: the rules of a person, and what rules find in the present figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from housing.domain.alerts import AlertKind, Hit, Rule, months_missing, provinces_behind, streaks
from housing.domain.balances import AreaBalance
from housing.domain.completeness import MonthStanding
from housing.domain.periods import HalfYear, Month
from housing.models import AlertRule, User
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances, closings_before
from housing.queries.completeness import month_standings
from housing.queries.journal import JournalState
from housing.queries.monitor import reported_half_year

#: Months that are looked back at for reports: what is older belongs to half-years that are over.
MONTHS_BACK = 6


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that somebody set, and what it finds now."""

    pk: int
    owner: int
    rule: Rule
    by_mail: bool
    hits: tuple[Hit, ...] = ()

    @property
    def province(self) -> str:
        """The code of the province that it watches; "" for the whole country."""
        return self.rule.province

    def key_of(self, hit: Hit) -> str:
        """What makes a finding of this rule the same as on another day."""
        return f"{self.pk} {hit.key}"


def signals(registry: Registry, state: JournalState, owners: Iterable[User]) -> list[Signal]:
    """The rules of some people with what they find now; seven queries at most, one without rules."""
    rows = AlertRule.objects.filter(owner__in=list(owners)).order_by("owner_id", "kind", "threshold", "pk")
    rules = [(row, Rule(AlertKind(row.kind), row.threshold, row.province_id or "")) for row in rows]
    found = findings(registry, state, [rule for _, rule in rules])
    return [Signal(row.pk, row.owner_id, rule, row.by_mail, found[rule]) for row, rule in rules]


def findings(registry: Registry, state: JournalState, rules: Sequence[Rule]) -> dict[Rule, tuple[Hit, ...]]:
    """What each rule finds now: one query for each kind, four for months that are missing."""
    kinds = {rule.kind for rule in rules}
    period = reported_half_year([HalfYear.parse(code) for code in state.half_years], state.today)
    found: dict[Rule, tuple[Hit, ...]] = {}
    if AlertKind.PROVINCE_BEHIND in kinds:
        nets = _provinces(registry, state, period)
        due = registry.months_due(period, state.today)
        found |= {
            rule: provinces_behind(rule, nets, period, due) for rule in _of(rules, AlertKind.PROVINCE_BEHIND)
        }
    if AlertKind.MUNICIPALITY_STREAK in kinds:
        known = list(_closings(registry, state, period))
        found |= {rule: streaks(rule, known, period) for rule in _of(rules, AlertKind.MUNICIPALITY_STREAK)}
    if AlertKind.MONTH_MISSING in kinds:
        months = list(_months(registry, state))
        found |= {
            rule: months_missing(rule, months, state.today) for rule in _of(rules, AlertKind.MONTH_MISSING)
        }
    return found


def _of(rules: Iterable[Rule], kind: AlertKind) -> list[Rule]:
    return [rule for rule in rules if rule.kind is kind]


def _provinces(registry: Registry, state: JournalState, period: HalfYear) -> Mapping[str, AreaBalance]:
    """The net balance of each province; one query."""
    nets = dict.fromkeys(registry.provinces, AreaBalance.ZERO)
    for code, balance in balances(state.seq, period).items():
        nets[registry.province_of(code, period)] += balance
    return nets


def _closings(
    registry: Registry, state: JournalState, period: HalfYear
) -> Iterable[tuple[str, str, Sequence[int]]]:
    """Earlier closings of the municipalities of the half-year, with their province; one query."""
    known = closings_before(state.seq, period)
    for area in _present(registry, period):
        yield area.code, registry.province_of(area.code, period), known.get(area.code, ())


def _months(registry: Registry, state: JournalState) -> Iterable[tuple[str, str, Sequence[MonthStanding]]]:
    """The last months of all municipalities, with their province; three queries."""
    this = Month.containing(state.today)
    areas = list(registry.municipalities.values())
    found = month_standings(areas, this.plus(-MONTHS_BACK), this, state.today)
    for area in areas:
        yield area.code, area.province, found[area.code]


def _present(registry: Registry, period: HalfYear) -> list[Area]:
    return [area for area in registry.municipalities.values() if area.exists_in(period)]
