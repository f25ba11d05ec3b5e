"""Exchanges of targets: proposals and bookings with their parts, and what they do to each municipality."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min, Prefetch, Q, QuerySet

from housing.domain.balances import AreaBalance
from housing.domain.exchanges import Room, group_of
from housing.domain.periods import HalfYear
from housing.models import Adjustment, Event, Exchange, ExchangePart, PeriodTotal
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances

State = Exchange.State


@dataclass(frozen=True, slots=True)
class Part:
    """What an exchange does to one municipality.

    `persons` has the sign of the balance: positive hands over so much of its target, negative takes it over.
    `confirmed_by` is the name of who confirmed it, empty until then.
    """

    code: str
    name: str
    slug: str
    province: str
    persons: int
    confirmed_at: datetime | None = None
    confirmed_by: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the municipality agreed."""
        return self.confirmed_at is not None

    @property
    def hands_over(self) -> bool:
        """Whether it hands over a part of its target; else it takes one over."""
        return self.persons > 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """An exchange as it stands, with its parts: those that hand over first.

    `proposed_for` is the code of the municipality that proposed it, empty when a province did. Names of
    people (`proposed_by`, `ended_by`) are for whoever may see notes.
    """

    pk: int
    period: HalfYear
    state: Exchange.State
    reason: str
    document: str
    proposed_for: str
    proposed_at: datetime
    proposed_by: str
    ended_at: datetime | None
    ended_by: str
    ended_reason: str
    parts: tuple[Part, ...]

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody to confirm."""
        return self.state == State.PROPOSED

    @property
    def is_booked(self) -> bool:
        """Whether it stands in the journal."""
        return self.state == State.BOOKED

    @property
    def persons(self) -> int:
        """How many persons of targets shift."""
        return sum(part.persons for part in self.parts if part.hands_over)

    @property
    def waiting(self) -> tuple[Part, ...]:
        """The parts that are not confirmed yet; none once it has ended."""
        return tuple(part for part in self.parts if not part.is_confirmed) if self.is_open else ()

    @property
    def changes(self) -> dict[str, int]:
        """Persons in the sign of the balance, by code of municipality."""
        return {part.code: part.persons for part in self.parts}

    @property
    def provinces(self) -> frozenset[str]:
        """Codes of the provinces that its municipalities lie in."""
        return frozenset(part.province for part in self.parts)

    def part(self, code: str) -> Part | None:
        """What it does to a municipality; None when it does not concern it."""
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True, slots=True)
class Imported:
    """An exchange that came with a file: the name of its group, and persons by code of municipality."""

    group: str
    reason: str
    source: str
    changes: Mapping[str, int]

    @property
    def persons(self) -> int:
        """How many persons of targets shifted."""
        return sum(persons for persons in self.changes.values() if persons > 0)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an exchange of `persons` (sign of the balance) does to one municipality in its half-year.

    `before` are its figures without the exchange; `promised` what it hands over in other open proposals.
    """

    area: Area
    persons: int
    before: AreaBalance
    promised: int = 0

    @property
    def room(self) -> Room:
        """What it can hand over."""
        return Room(self.before.target, self.before.exchanges, self.promised)

    @property
    def shift(self) -> int:
        """How much more (+) or less (-) target it gets."""
        return -self.persons

    @property
    def target_before(self) -> int:
        """Its target, with the exchanges that were booked already."""
        return self.room.left

    @property
    def target_after(self) -> int:
        """Its target with this exchange as well."""
        return self.room.left - self.persons

    @property
    def obligation_before(self) -> int:
        """What it must house by the end of the half-year."""
        return self.before.obligation

    @property
    def obligation_after(self) -> int:
        """The same with this exchange."""
        return self.before.obligation - self.persons

    @property
    def is_too_much(self) -> bool:
        """Whether it hands over more than it has."""
        return self.room.is_exceeded_by(self.persons)

    @property
    def is_tight(self) -> bool:
        """Whether it hands over more than it has once other open proposals are booked."""
        return self.room.is_tight_for(self.persons) and not self.is_too_much


# ── Exchanges ────────────────────────────────────────────────────────────────────────────────────────────


def exchange(pk: int) -> Agreement | None:
    """One exchange; two queries."""
    return next(iter(_agreements(Q(pk=pk))), None)


def pending_exchanges(period: HalfYear) -> list[Agreement]:
    """Proposals in a half-year that not everybody confirmed yet, the oldest first; two queries."""
    return _agreements(Q(period_id=period.code, state=State.PROPOSED))


def exchanges_of(code: str, period: HalfYear) -> list[Agreement]:
    """All exchanges of a municipality in a half-year, ended ones included, the oldest first; two queries."""
    return exchanges_among([code], period)


def exchanges_among(codes: Collection[str], period: HalfYear) -> list[Agreement]:
    """All exchanges of some municipalities in a half-year, the oldest first; two queries."""
    concerned = ExchangePart.objects.filter(municipality_id__in=codes).values("exchange_id")
    return _agreements(Q(period_id=period.code, pk__in=concerned))


def exchanges_in(period: HalfYear) -> list[Agreement]:
    """All exchanges of the country in a half-year, the oldest first; two queries."""
    return _agreements(Q(period_id=period.code))


def open_exchanges(codes: Collection[str]) -> list[Agreement]:
    """Proposals that concern these municipalities, of any half-year, the oldest first; two queries."""
    concerned = ExchangePart.objects.filter(municipality_id__in=codes).values("exchange_id")
    return _agreements(Q(state=State.PROPOSED, pk__in=concerned))


def booked_between(pk: int) -> tuple[int, int] | None:
    """Numbers of the first and the last posting of an exchange; None while it is not booked. One query."""
    found = Adjustment.objects.filter(type=Adjustment.Type.EXCHANGE, group=group_of(pk)).aggregate(
        first=Min("seq"), last=Max("seq")
    )
    return (found["first"], found["last"]) if found["last"] is not None else None


def proposed_in(pk: int) -> str:
    """Code of the province that proposed an exchange; empty when a municipality did. One query."""
    found = Event.objects.filter(action="exchange.proposed", data__new__exchange=pk)
    return found.values_list("province_id", flat=True).first() or ""


def has_targets(period: HalfYear) -> bool:
    """Whether municipalities have targets in a half-year; one query."""
    return PeriodTotal.objects.filter(period_id=period.code, target__gt=0).exists()


def partners(seq: int, groups: Collection[str]) -> dict[str, dict[str, int]]:
    """Persons by code of municipality, per group of exchange lines up to a position; one query.

    No groups: none. Also of exchanges that were imported, whatever their groups are called.
    """
    if not groups:
        return {}
    rows = Adjustment.objects.filter(type=Adjustment.Type.EXCHANGE, group__in=set(groups), seq__lte=seq)
    found: dict[str, dict[str, int]] = {}
    for group, code, persons in rows.order_by("seq").values_list("group", "municipality_id", "persons"):
        parts = found.setdefault(group, {})
        parts[code] = parts.get(code, 0) + persons
    return found


def imported_exchanges(seq: int, period: HalfYear, codes: Collection[str] | None = None) -> list[Imported]:
    """Exchanges of a half-year that came with a file, of some municipalities or all; at most two queries."""
    rows = Adjustment.objects.filter(
        type=Adjustment.Type.EXCHANGE, period_id=period.code, seq__lte=seq, recorded_by=None
    )
    if codes is not None:
        rows = rows.filter(municipality_id__in=list(codes))
    found = {
        group: (reason, source) for group, reason, source in rows.values_list("group", "reason", "source")
    }
    parts = partners(seq, found)
    return [Imported(group, *texts, parts[group]) for group, texts in sorted(found.items())]


def _agreements(condition: Q) -> list[Agreement]:
    parts = ExchangePart.objects.select_related("municipality", "confirmed_by")
    found: QuerySet[Exchange] = (
        Exchange.objects.filter(condition)
        .select_related("proposed_by", "ended_by")
        .prefetch_related(Prefetch("parts", queryset=parts))
        .order_by("proposed_at", "pk")
    )
    return [_agreement(row) for row in found]


def _agreement(row: Exchange) -> Agreement:
    parts = sorted(row.parts.all(), key=lambda part: (part.persons < 0, part.municipality.sort_key))
    return Agreement(
        pk=row.pk,
        period=HalfYear.parse(row.period_id),
        state=State(row.state),
        reason=row.reason,
        document=row.document,
        proposed_for=row.proposed_for_id or "",
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by.name,
        ended_at=row.ended_at,
        ended_by=row.ended_by.name if row.ended_by else "",
        ended_reason=row.ended_reason,
        parts=tuple(_part(part) for part in parts),
    )


def _part(part: ExchangePart) -> Part:
    area = part.municipality
    return Part(
        area.code,
        area.name,
        area.slug,
        area.province_id,
        part.persons,
        part.confirmed_at,
        part.confirmed_by.name if part.confirmed_by else "",
    )


# ── Consequences ─────────────────────────────────────────────────────────────────────────────────────────


def consequences(
    registry: Registry, seq: int, period: HalfYear, parts: Mapping[str, int], *, besides: int | None = None
) -> list[Consequence]:
    """What an exchange does to each of its municipalities at a position, as `parts` are ordered; two queries.

    `besides` is the exchange itself, when it is known already: the other proposals are those without it.
    """
    before = balances(seq, period, list(parts))
    promised = _promised(period, parts, besides)
    return [
        Consequence(
            registry.municipalities[code],
            persons,
            before.get(code, AreaBalance.ZERO),
            promised.get(code, 0),
        )
        for code, persons in parts.items()
    ]


def consequences_digest(found: Iterable[Consequence]) -> str:
    """Names what was shown before something was agreed, so that a change since is seen.

    The homes of the half-year itself do not count: they change nothing of what is agreed.
    """
    shown = [(each.area.code, each.persons, each.target_before, each.obligation_before) for each in found]
    return hashlib.sha256(repr(sorted(shown)).encode()).hexdigest()[:32]


def _promised(period: HalfYear, codes: Iterable[str], besides: int | None) -> dict[str, int]:
    """What municipalities hand over in open proposals."""
    rows = ExchangePart.objects.filter(
        exchange__period_id=period.code,
        exchange__state=State.PROPOSED,
        municipality_id__in=list(codes),
        persons__gt=0,
    ).exclude(exchange_id=besides or 0)
    found: dict[str, int] = {}
    for code, persons in rows.values_list("municipality_id", "persons"):
        found[code] = found.get(code, 0) + persons
    return found
