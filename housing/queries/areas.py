"""Provinces and municipalities as pages need them: read once per version of the reference data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property, lru_cache

from housing.domain.mergers import Succession
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import LeadTimes
from housing.models import Alias, Merger, Municipality, Province, ProvinceChange, TargetPeriod, Tile

COUNTRY = "NL"
STANDARD = LeadTimes()


@dataclass(frozen=True, slots=True)
class Area:
    """The country, a province or a municipality.

    `province` is the code of a municipality's province: the present one, or in figures of a half-year the one
    in which it lay then.
    """

    code: str
    name: str
    slug: str
    sort_key: str
    province: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    other_names: tuple[str, ...] = ()

    def exists_between(self, first: date, last: date) -> bool:
        """Whether it exists on at least one day from `first` up to and including `last`."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to > first
        )

    def exists_in(self, span: HalfYear | Month) -> bool:
        """Whether it exists on at least one day of a half-year or month."""
        if isinstance(span, Month):
            return self.exists_between(span.first_day, span.last_day)
        return self.exists_between(span.starts_on, span.ends_on)


@dataclass(frozen=True, slots=True)
class MapTile:
    """Place of a municipality on the hexagon map (odd rows lie half a hexagon to the east)."""

    code: str
    col: int
    row: int


@dataclass(frozen=True, slots=True)
class ProvinceMove:
    """A municipality that from day `on` lies in another province; codes."""

    municipality: str
    on: date
    left: str
    joined: str


@dataclass(frozen=True)
class Registry:
    """All areas by code, in order of name, with the mergers and the map layouts by their first day.

    `lead_times` of half-years; one that is not there has the standard ones. `closed` are the moments at which
    half-years were closed. `moves` are the changes of province, in order of time, also those to come.
    """

    provinces: dict[str, Area]
    municipalities: dict[str, Area]
    successions: tuple[Succession, ...]
    layouts: dict[date, tuple[MapTile, ...]]
    lead_times: Mapping[HalfYear, LeadTimes] = field(default_factory=dict)
    closed: Mapping[HalfYear, datetime] = field(default_factory=dict)
    moves: tuple[ProvinceMove, ...] = ()

    def province(self, slug: str) -> Area | None:
        """The province with this slug."""
        return next((area for area in self.provinces.values() if area.slug == slug), None)

    def municipality(self, slug: str) -> Area | None:
        """The municipality with this slug, also one that has ended."""
        return next((area for area in self.municipalities.values() if area.slug == slug), None)

    def members(self, province: str, span: HalfYear | Month | None = None) -> tuple[Area, ...]:
        """The municipalities of a province at present; with `span` those that exist and lie in it then."""
        if span is None:
            return tuple(area for area in self.municipalities.values() if area.province == province)
        return tuple(area for area in self.lying_in(province, span) if area.exists_in(span))

    def overseen(self, province: str, span: HalfYear | Month) -> tuple[Area, ...]:
        """Those that exist in `span` and for which the province answers at present: who may decide, sees."""
        return tuple(area for area in self.members(province) if area.exists_in(span))

    def lying_in(self, province: str, span: HalfYear | Month) -> tuple[Area, ...]:
        """The municipalities that count in a province in a half-year or month, whether they exist or not."""
        if not self._moves_of:
            return self.members(province)
        every = (self.as_in(area, span) for area in self.municipalities.values())
        return tuple(area for area in every if area.province == province)

    def as_in(self, area: Area, span: HalfYear | Month) -> Area:
        """The municipality with the province in which it lay in a half-year or month."""
        if area.code not in self._moves_of:
            return area
        return replace(area, province=self.province_of(area.code, span))

    def province_of(self, code: str, span: HalfYear | Month) -> str:
        """The code of the province in which a municipality lay in a half-year or month."""
        moves = self._moves_of.get(code, ())
        first = span.first_day if isinstance(span, Month) else span.starts_on
        coming = next((move for move in moves if move.on > first), None)
        if coming is not None:
            return coming.left
        return moves[-1].joined if moves else self.municipalities[code].province

    def moves_in(self, period: HalfYear) -> tuple[ProvinceMove, ...]:
        """The changes of province with which a half-year begins."""
        return tuple(move for move in self.moves if move.on == period.starts_on)

    @cached_property
    def _moves_of(self) -> dict[str, tuple[ProvinceMove, ...]]:
        """The changes of province by municipality, in order of time."""
        found: dict[str, tuple[ProvinceMove, ...]] = {}
        for move in self.moves:
            found[move.municipality] = (*found.get(move.municipality, ()), move)
        return found

    def months_due(self, period: HalfYear, today: date) -> int:
        """k of the pace norm: how many months of the half-year (0-6) are past their due date."""
        return period.months_due(today, self.lead_times.get(period, STANDARD).due_day)

    def due_on(self, month: Month) -> date:
        """Last day on which reports of the month are in time, where there is no exception."""
        return self.lead_times.get(month.half_year, STANDARD).due_on(month)

    def layout_on(self, day: date) -> tuple[MapTile, ...]:
        """The map that holds on a day; before the first layout the first one."""
        days = [first for first in self.layouts if first <= day]
        return self.layouts[max(days) if days else min(self.layouts)] if self.layouts else ()


@lru_cache(maxsize=2)
def registry(reference_version: int) -> Registry:
    """The registry for one version of the reference data (`JournalState.reference_version`)."""
    periods = list(TargetPeriod.objects.all())
    aliases: dict[str, list[str]] = {}
    for code, name in Alias.objects.values_list("municipality_id", "name").order_by("id"):
        aliases.setdefault(code, []).append(name)
    layouts: dict[date, list[MapTile]] = {}
    for day, code, col, row in Tile.objects.values_list("valid_on", "municipality_id", "col", "row").order_by(
        "valid_on", "row", "col"
    ):
        layouts.setdefault(day, []).append(MapTile(code, col, row))
    return Registry(
        provinces={p.code: Area(p.code, p.name, p.slug, p.sort_key) for p in Province.objects.all()},
        municipalities={
            m.code: Area(
                m.code,
                m.name,
                m.slug,
                m.sort_key,
                m.province_id,
                m.valid_from,
                m.valid_to,
                (*([m.cbs_name] if m.cbs_name else []), *aliases.get(m.code, [])),
            )
            for m in Municipality.objects.all()
        },
        successions=successions(),
        layouts={day: tuple(tiles) for day, tiles in layouts.items()},
        lead_times={p.half_year: p.lead_times for p in periods},
        closed={p.half_year: p.closed_at for p in periods if p.closed_at},
        moves=tuple(
            ProvinceMove(*row)
            for row in ProvinceChange.objects.order_by("date", "municipality").values_list(
                "municipality_id", "date", "left_id", "joined_id"
            )
        ),
    )


def successions(mergers: Iterable[Merger] | None = None) -> tuple[Succession, ...]:
    """Mergers and splits as the domain knows them."""
    lines = Merger.objects.all() if mergers is None else mergers
    return tuple(
        Succession(m.date, m.predecessor_id, m.successor_id, Fraction(m.share), m.kind) for m in lines
    )
