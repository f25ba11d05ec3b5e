"""What a redivision will do, before it is booked: balances, totals, reports, rights, and the map."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from housing.domain.completeness import MonthStanding, Standing
from housing.domain.mergers import transfers
from housing.domain.periods import HalfYear, Month
from housing.domain.redivisions import Division, Heir, Plan, Relocation
from housing.models import CorrectionRequest, DueDateException, Invitation, Population
from housing.queries.areas import COUNTRY, Registry
from housing.queries.balances import balances
from housing.queries.completeness import month_standings
from housing.queries.exchanges import Agreement, open_exchanges
from housing.queries.journal import JournalState
from housing.queries.redivision_rights import PassingRole, passing_roles

#: So far back reports are looked for that are still to come.
_MONTHS_BACK = 18


@dataclass(frozen=True, slots=True)
class Passing:
    """What one municipality that ends passes to one heir; persons in the sign of the balance."""

    heir: str
    share: Decimal
    persons: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A municipality that ends: its balance `now` (with the target of the running half-year) and `on_day`.

    `months` are reports that are not in or not final. What is still open in it: `exceptions` to due dates of
    months that fall away or are not in, `corrections` that were asked, `invitations` that wait.
    """

    code: str
    name: str
    now: int
    on_day: int
    parts: tuple[Passing, ...]
    months: tuple[MonthStanding, ...]
    exceptions: int
    corrections: int
    invitations: int


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of balances before and after; `code` is that of a province, or of the country."""

    code: str
    name: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """What it changes by."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class MapChange:
    """A new municipality on the map: in the place of `predecessor`, the largest that goes into it."""

    name: str
    predecessor: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that booking a redivision does. `transfers` are by code of municipality, and sum to zero.

    `names` holds those of all municipalities concerned, new ones included. Of a change of province `moving`
    is the balance that goes along on the day. `digest` changes with anything here.
    """

    plan: Plan
    names: Mapping[str, str]
    endings: tuple[Ending, ...] = ()
    transfers: Mapping[str, int] | None = None
    totals: tuple[Total, ...] = ()
    totals_in: HalfYear | None = None
    rights: tuple[PassingRole, ...] = ()
    exchanges: tuple[Agreement, ...] = ()
    map_changes: tuple[MapChange, ...] = ()
    moving: int = 0
    left: str = ""

    @property
    def crosses_provinces(self) -> bool:
        """Whether a balance goes from one province to another."""
        return any(total.difference for total in self.totals)

    @property
    def digest(self) -> str:
        """Names what was shown, so that only that is booked."""
        shown = [
            self.plan.stored(),
            [(e.code, e.on_day, [(p.heir, p.persons) for p in e.parts]) for e in self.endings],
            sorted((self.transfers or {}).items()),
            [(t.code, t.before, t.after) for t in self.totals if t.difference],
            [(r.membership, [h.code for h in r.gets], str(r.kept_until)) for r in self.rights],
            self.moving,
            self.left,
        ]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]


def effects(registry: Registry, state: JournalState, plan: Plan) -> Effects:
    """What a plan does that can be booked; ten queries or fewer, however many municipalities it concerns."""
    if isinstance(plan, Relocation):
        return _relocation(registry, state, plan)
    names = _names(registry, plan)
    held = _held(state, plan)
    now = balances(state.seq, HalfYear.containing(state.today), plan.ends)
    standing = _standings(registry, state, plan)
    successions = (*registry.successions, *plan.successions)
    until = max(plan.on, state.today)
    changes = {code: held.get(code, 0) for code in plan.ends}
    counts = _counts(plan)
    day_before = plan.on - timedelta(days=1)
    passing = transfers(changes, successions, day_before, until)
    return Effects(
        plan=plan,
        names=names | {code: registry.municipalities[code].name for code in passing if code not in names},
        endings=tuple(
            Ending(
                code=code,
                name=names[code],
                now=now[code].closing if code in now else 0,
                on_day=changes[code],
                parts=_parts(plan, code, changes[code]),
                months=standing.get(code, ()),
                exceptions=counts["exceptions"].get(code, 0),
                corrections=counts["corrections"].get(code, 0),
                invitations=counts["invitations"].get(code, 0),
            )
            for code in plan.ends
        ),
        transfers=passing,
        totals=_totals(registry, state, plan, passing),
        totals_in=_shown_half_year(state, plan.on),
        rights=tuple(passing_roles(plan, state.today)),
        exchanges=tuple(open_exchanges(plan.ends)),
        map_changes=_map_changes(plan, names),
    )


def inhabitants(codes: Iterable[str], on: date) -> dict[str, int]:
    """The last known inhabitants of municipalities by a day, by code; one query."""
    rows = Population.objects.filter(municipality_id__in=list(codes), reference_date__lte=on)
    return dict(rows.order_by("reference_date").values_list("municipality_id", "inhabitants"))


def predecessors_by_size(plan: Division, heir: Heir, people: Mapping[str, int]) -> list[str]:
    """Those that go into an heir, the one that brings most inhabitants first."""
    brings = {
        code: shares[heir.code] * people.get(code, 0)
        for code, shares in plan.shares.items()
        if heir.code in shares
    }
    return sorted(brings, key=lambda code: (-brings[code], code))


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _names(registry: Registry, plan: Division) -> dict[str, str]:
    names = {
        code: registry.municipalities[code].name
        for code in plan.municipalities
        if code in registry.municipalities
    }
    return names | {heir.code: heir.name for heir in plan.heirs if heir.is_new}


def _held(state: JournalState, plan: Division) -> dict[str, int]:
    """What those that end hold of everything that was posted for them: that passes."""
    last = max((HalfYear.containing(plan.on), *map(HalfYear.parse, state.half_years)))
    return {code: balance.closing for code, balance in balances(state.seq, last, plan.ends).items()}


def _parts(plan: Division, code: str, persons: int) -> tuple[Passing, ...]:
    """The shares of the heirs of this plan; where these end later themselves, it goes further."""
    gained = transfers({code: persons}, plan.successions, plan.on - timedelta(days=1), plan.on)
    return tuple(Passing(heir, share, gained.get(heir, 0)) for heir, share in plan.shares[code].items())


def _shown_half_year(state: JournalState, on: date) -> HalfYear:
    return HalfYear.containing(max(on, state.today))


def _totals(
    registry: Registry, state: JournalState, plan: Division, passing: Mapping[str, int]
) -> tuple[Total, ...]:
    """The provinces concerned, the others together, and the country; one query."""
    period = _shown_half_year(state, plan.on)
    found = {code: balance.closing for code, balance in balances(state.seq, period).items()}
    where = {heir.code: heir.province for heir in plan.heirs if heir.is_new}
    lies = {
        code: where.get(code) or registry.province_of(code, period)
        for code in {*found, *passing, *plan.municipalities}
    }
    concerned = {lies[code] for code in (*plan.municipalities, *passing)}
    sums: dict[str, list[int]] = {}
    for code, province in lies.items():
        key = province if province in concerned else ""
        both = sums.setdefault(key, [0, 0])
        both[0] += found.get(code, 0)
        both[1] += found.get(code, 0) + passing.get(code, 0)
    rows = [
        Total(code, area.name, *sums[code]) for code, area in registry.provinces.items() if code in concerned
    ]
    others = [Total("", "", *sums[""])] if "" in sums else []
    whole = [sum(both[place] for both in sums.values()) for place in (0, 1)]
    return (*rows, *others, Total(COUNTRY, "Nederland", *whole))


def _standings(
    registry: Registry, state: JournalState, plan: Division
) -> dict[str, tuple[MonthStanding, ...]]:
    """Months before the end that are not in, or not final; three queries."""
    last = Month.containing(plan.on - timedelta(days=1))
    first = min(last, Month.containing(state.today)).plus(-_MONTHS_BACK)
    areas = [registry.municipalities[code] for code in plan.ends]
    known = month_standings(areas, first, last, state.today)
    settled = (Standing.APPROVED, Standing.READ_IN, Standing.NOT_EXPECTED)
    return {
        code: tuple(m for m in months if m.standing not in settled and not m.is_closed)
        for code, months in known.items()
    }


def _counts(plan: Division) -> dict[str, dict[str, int]]:
    """What else is open in those that end, counted by code; three queries."""
    exceptions = DueDateException.objects.filter(
        Q(month__gte=plan.on) | Q(due_on__gte=plan.on), municipality_id__in=plan.ends
    )
    asked = CorrectionRequest.objects.filter(
        report__municipality_id__in=plan.ends, state=CorrectionRequest.State.OPEN
    )
    invited = Invitation.objects.filter(
        municipality_id__in=plan.ends, accepted_at__isnull=True, revoked_at__isnull=True
    )
    return {
        "exceptions": _tally(exceptions.values_list("municipality_id", flat=True)),
        "corrections": _tally(asked.values_list("report__municipality_id", flat=True)),
        "invitations": _tally(invited.values_list("municipality_id", flat=True)),
    }


def _tally(codes: Iterable[str | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        found[code or ""] = found.get(code or "", 0) + 1
    return found


def _map_changes(plan: Division, names: Mapping[str, str]) -> tuple[MapChange, ...]:
    people = inhabitants(plan.ends, plan.on)
    return tuple(
        MapChange(heir.name, names[predecessors_by_size(plan, heir, people)[0]])
        for heir in plan.heirs
        if heir.is_new
    )


def _relocation(registry: Registry, state: JournalState, plan: Relocation) -> Effects:
    """A change of province moves a balance from one sum to another, and posts nothing; two queries."""
    period = HalfYear.containing(plan.on)
    left = registry.province_of(plan.municipality, period)
    found = balances(state.seq, period)
    moving = found[plan.municipality].opening if plan.municipality in found else 0
    lies = {code: registry.province_of(code, period) for code in found}
    rows = []
    for code in (left, plan.province):
        before = sum(found[each].opening for each, province in lies.items() if province == code)
        change = moving if code == plan.province else -moving
        rows.append(Total(code, registry.provinces[code].name, before, before + change))
    others = sum(b.opening for each, b in found.items() if lies[each] not in (left, plan.province))
    whole = sum(balance.opening for balance in found.values())
    return Effects(
        plan=plan,
        names={plan.municipality: registry.municipalities[plan.municipality].name},
        totals=(*rows, Total("", "", others, others), Total(COUNTRY, "Nederland", whole, whole)),
        totals_in=period,
        moving=moving,
        left=left,
    )
