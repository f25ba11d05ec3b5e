"""Redivisions as a list: what happened, what is booked and ahead, and what was entered and waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from housing.domain.mergers import Succession
from housing.domain.periods import HalfYear
from housing.domain.redivisions import Division, Heir, Plan, Relocation, read_plan
from housing.models import Redivision
from housing.queries.areas import Registry


@dataclass(frozen=True, slots=True)
class KnownRedivision:
    """One redivision: on a day, from which municipalities to which, by name; `kind` as `Redivision.Kind`.

    Of a change of province `left` is the municipality, and `joined` the two provinces. `shares` are those of
    a split, in the order of `joined`. `pk` is that of what was entered on screen, 0 for what came from the
    reference files; `state` is "" for those.
    """

    on: date
    kind: str
    left: tuple[str, ...]
    joined: tuple[str, ...]
    shares: tuple[Fraction, ...] = ()
    pk: int = 0
    state: str = ""
    source: str = ""


def booked_redivisions(registry: Registry) -> list[KnownRedivision]:
    """All mergers, splits and changes of province, the latest first; one query."""
    rows = Redivision.objects.filter(state=Redivision.State.BOOKED)
    screens = {key: row for row in rows for key in _keys(plan_of(row))}
    found = [_from_screen(each, screens) for each in (*_divisions(registry), *_relocations(registry))]
    return sorted((each for each, _ in found), key=lambda each: (each.on, each.left), reverse=True)


def waiting_redivisions(registry: Registry, state: str = Redivision.State.ENTERED) -> list[KnownRedivision]:
    """Those that were entered and wait (or lapsed), the first to come first; one query."""
    rows = Redivision.objects.filter(state=state).order_by("date", "pk")
    return [_waiting(registry, row) for row in rows]


def found_redivision(pk: int) -> Redivision | None:
    """One that was entered, with who entered and decided; one query."""
    if pk >= 2**63:
        return None
    return Redivision.objects.select_related("entered_by", "decided_by").filter(pk=pk).first()


def plan_of(row: Redivision) -> Plan:
    """The plan of what was entered."""
    return read_plan(row.date, row.kind, row.plan)


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────

Key = tuple[date, str]


def _keys(plan: Plan) -> list[Key]:
    """What a redivision is found by: its day with a municipality that ends, or that changes province."""
    if isinstance(plan, Relocation):
        return [(plan.on, plan.municipality)]
    return [(plan.on, code) for code in plan.ends]


def _from_screen(
    each: tuple[KnownRedivision, Key], screens: dict[Key, Redivision]
) -> tuple[KnownRedivision, Key]:
    known, key = each
    row = screens.get(key)
    if row is None:
        return each
    return replace(known, pk=row.pk, state=row.state, source=row.source), key


def _divisions(registry: Registry) -> Iterator[tuple[KnownRedivision, Key]]:
    """Of one day: a line per municipality that was split, and per one into which others went."""
    in_order = sorted(registry.successions, key=lambda s: (s.on, s.kind, s.predecessor, s.successor))
    for on, of_day in groupby(in_order, key=lambda s: s.on):
        lines: dict[tuple[str, str], list[Succession]] = {}
        for s in of_day:
            one = s.predecessor if s.kind == "split" else s.successor
            lines.setdefault((s.kind, one), []).append(s)
        for (kind, _), parts in lines.items():
            left = dict.fromkeys(s.predecessor for s in parts)
            joined = dict.fromkeys(s.successor for s in parts)
            is_split = kind == "split"
            yield (
                KnownRedivision(
                    on,
                    "split" if is_split else "merger",
                    tuple(registry.municipalities[code].name for code in left),
                    tuple(registry.municipalities[code].name for code in joined),
                    tuple(s.share for s in parts) if is_split else (),
                ),
                (on, parts[0].predecessor),
            )


def _relocations(registry: Registry) -> Iterator[tuple[KnownRedivision, Key]]:
    for move in registry.moves:
        provinces = (registry.provinces[move.left].name, registry.provinces[move.joined].name)
        name = registry.municipalities[move.municipality].name
        yield KnownRedivision(move.on, "province", (name,), provinces), (move.on, move.municipality)


def _waiting(registry: Registry, row: Redivision) -> KnownRedivision:
    plan = plan_of(row)
    if isinstance(plan, Division):
        left = tuple(name_of(registry, Heir(code)) for code in plan.ends)
        joined = tuple(name_of(registry, heir) for heir in plan.heirs)
        shares = tuple(Fraction(share) for share in plan.shares[plan.ends[0]].values())
    else:
        area = registry.municipalities[plan.municipality]
        left, shares = (area.name,), ()
        joined = tuple(
            registry.provinces[code].name
            for code in (registry.province_of(area.code, HalfYear.containing(plan.on)), plan.province)
        )
    return KnownRedivision(
        row.date,
        row.kind,
        left,
        joined,
        shares if row.kind == Redivision.Kind.SPLIT else (),
        row.pk,
        row.state,
        row.source,
    )


def name_of(registry: Registry, heir: Heir) -> str:
    """The name of a municipality of a plan, also before it is there."""
    area = registry.municipalities.get(heir.code)
    return heir.name if heir.is_new or area is None else area.name
