"""Lists of CBS beside what the system has: what is new, gone, otherwise named; other inhabitants."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from housing.domain.cbs import ListedInhabitants, ListedMunicipality
from housing.domain.names import search_key
from housing.domain.periods import HalfYear
from housing.models import Announcement, Population
from housing.queries.areas import Area, Registry

#: What CBS writes behind a name to tell it from another: "(gemeente)", "(NH.)", "(O.)".
_SUFFIX = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class MunicipalityDifferences:
    """What a list of municipalities says otherwise; `same` counts those that agree.

    `new` is not known here on that day, `gone` is not in the list; `renamed` has another name, `spelled` the
    same one written otherwise; `moved` lies in another province. Pairs: as it is here, as the list has it.
    """

    on: date
    new: tuple[ListedMunicipality, ...]
    gone: tuple[Area, ...]
    renamed: tuple[tuple[Area, ListedMunicipality], ...]
    spelled: tuple[tuple[Area, ListedMunicipality], ...]
    moved: tuple[tuple[Area, ListedMunicipality], ...]
    same: int

    @property
    def digest(self) -> str:
        """Names what would be taken over."""
        return _digest((area.code, area.name, listed.name) for area, listed in self.renamed)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.gone or self.renamed or self.spelled or self.moved)


@dataclass(frozen=True, slots=True)
class InhabitantsDifferences:
    """What a list of inhabitants on a day says otherwise; `same` counts those that agree.

    `added` has none here yet; `changed` has others: (municipality, old, new). `missing` exist on that day and
    are not in the list, `unknown` are in it and do not exist then. `announced` are the half-years whose
    targets rest on this day and were announced: those stay as they are.
    """

    on: date
    added: tuple[tuple[Area, int], ...]
    changed: tuple[tuple[Area, int, int], ...]
    missing: tuple[Area, ...]
    unknown: tuple[ListedInhabitants, ...]
    same: int
    total: int
    announced: tuple[HalfYear, ...]

    @property
    def digest(self) -> str:
        """Names what would be taken over."""
        return _digest(
            (*((a.code, 0, n) for a, n in self.added), *((a.code, old, n) for a, old, n in self.changed))
        )

    @property
    def is_equal(self) -> bool:
        """Whether there is nothing to take over."""
        return not (self.added or self.changed)


def municipality_differences(
    registry: Registry, listed: Iterable[ListedMunicipality], on: date
) -> MunicipalityDifferences:
    """A list of the municipalities of `on`, beside those that exist here then; no query."""
    present = _present(registry, on)
    lines = {line.code: line for line in listed}
    pairs = [(present[code], line) for code, line in lines.items() if code in present]
    other = [(area, line) for area, line in pairs if area.name != line.name]
    half = HalfYear.containing(on)
    spelled = [(area, line) for area, line in other if _is_same_name(area, line.name)]
    moved = [
        (area, line)
        for area, line in pairs
        if registry.province_of(area.code, half) != line.province and line.province in registry.provinces
    ]
    return MunicipalityDifferences(
        on=on,
        new=tuple(line for code, line in lines.items() if code not in present),
        gone=tuple(area for code, area in present.items() if code not in lines),
        renamed=tuple(pair for pair in other if pair not in spelled),
        spelled=tuple(spelled),
        moved=tuple(moved),
        same=sum(pair not in other and pair not in moved for pair in pairs),
    )


def inhabitants_differences(
    registry: Registry, listed: Iterable[ListedInhabitants], on: date
) -> InhabitantsDifferences:
    """A list of inhabitants on `on`, beside those that are known here; two queries."""
    present = _present(registry, on)
    by_name = _by_name(present)
    known = dict(Population.objects.filter(reference_date=on).values_list("municipality_id", "inhabitants"))
    found: dict[str, int] = {}
    unknown = []
    for line in listed:
        code = (
            line.code
            or by_name.get(search_key(_SUFFIX.sub("", line.name)))
            or by_name.get(search_key(line.name), "")
        )
        if code in present:
            found[code] = line.inhabitants
        else:
            unknown.append(line)
    return InhabitantsDifferences(
        on=on,
        added=tuple((present[code], number) for code, number in found.items() if code not in known),
        changed=tuple(
            (present[code], known[code], number)
            for code, number in found.items()
            if code in known and known[code] != number
        ),
        missing=tuple(area for code, area in present.items() if code not in found),
        unknown=tuple(unknown),
        same=sum(known.get(code) == number for code, number in found.items()),
        total=sum(found.values()),
        announced=_announced_on(on),
    )


def _present(registry: Registry, on: date) -> dict[str, Area]:
    return {code: area for code, area in registry.municipalities.items() if area.exists_between(on, on)}


def _is_same_name(area: Area, name: str) -> bool:
    """Whether CBS only writes it otherwise: signs, accents, something in brackets, a known other name."""
    ours = {search_key(each) for each in (area.name, _SUFFIX.sub("", area.name), *area.other_names)}
    return bool(ours & {search_key(name), search_key(_SUFFIX.sub("", name))})


def _by_name(present: Mapping[str, Area]) -> dict[str, str]:
    """Codes by name; names that stand for several are left out, their own name goes first."""
    found: dict[str, str] = {}
    for names in (lambda area: area.other_names, lambda area: (area.name,)):
        for code, area in present.items():
            for name in names(area):
                found[search_key(name)] = code
    return found


def _announced_on(on: date) -> tuple[HalfYear, ...]:
    codes = Announcement.objects.filter(population_date=on).order_by().values_list("period_id", flat=True)
    return tuple(HalfYear.parse(code) for code in sorted(set(codes)))


def _digest(lines: Iterable[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(sorted(lines, key=repr)).encode()).hexdigest()[:32]
