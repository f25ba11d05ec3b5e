"""Finding municipalities and provinces by what people type: names, other names, codes, parts of names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from housing.domain.names import search_key
from housing.queries.areas import Area, Registry

#: What is typed beyond this is left out: no name is longer, and comparing costs time.
LONGEST = 60
NEAR_MISSES = 6

_EXACT, _START, _WORD, _PART = range(4)
_MUNICIPALITY_CODE = re.compile(r"(?:gm)?0*([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Hit:
    """An area that was found, and the other name under which ("" when by its own name or code)."""

    area: Area
    known_as: str = ""
    is_exact: bool = False

    @property
    def is_province(self) -> bool:
        """Whether it is a province; else it is a municipality."""
        return not self.area.province


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: `hits` with the best first; without any, `near` misses."""

    hits: tuple[Hit, ...] = ()
    near: tuple[Hit, ...] = ()

    @property
    def only(self) -> Hit | None:
        """The one that was clearly meant: the only exact hit, or the only hit at all."""
        exact = [hit for hit in self.hits if hit.is_exact] or self.hits
        return exact[0] if len(exact) == 1 else None


def find(registry: Registry, text: str) -> Found:
    """Areas by (part of) a name, another name or a code, ended municipalities included.

    Without accents, capitals and punctuation: "sudwest", "DEN HAAG", "gm518". No query.
    """
    key = search_key(text[:LONGEST])
    if not key:
        return Found()
    by_code = _by_code(registry, key)
    if by_code is not None:
        return Found((Hit(by_code, is_exact=True),))
    hits = sorted(_hits(registry, key), key=lambda hit: (hit[0], hit[1].area.sort_key, hit[1].area.code))
    return Found(tuple(hit for _, hit in hits), () if hits else _near(registry, key))


def _areas(registry: Registry) -> Iterator[Area]:
    yield from registry.municipalities.values()
    yield from registry.provinces.values()


def _by_code(registry: Registry, key: str) -> Area | None:
    compact = key.replace(" ", "")
    match = _MUNICIPALITY_CODE.fullmatch(compact)
    if match:
        return registry.municipalities.get(f"GM{match[1]:>04}")
    return registry.provinces.get(compact.upper())


def _hits(registry: Registry, key: str) -> Iterator[tuple[int, Hit]]:
    for area in _areas(registry):
        ranks = [(_rank(key, search_key(name)), name) for name in (area.name, *area.other_names)]
        found = [(rank, name) for rank, name in ranks if rank is not None]
        if found:
            rank, name = min(found, key=lambda pair: pair[0])
            yield rank, Hit(area, "" if name == area.name else name, rank == _EXACT)


def _rank(key: str, name: str) -> int | None:
    """How well a name answers, lowest best; None when it does not. One or two letters must begin it."""
    compact, joined = key.replace(" ", ""), name.replace(" ", "")
    if compact == joined:
        return _EXACT
    if name.startswith(key):
        return _START
    if joined.startswith(compact) or (len(compact) > 2 and f" {key}" in name):
        return _WORD
    return _PART if len(compact) > 2 and key in name else None


def _near(registry: Registry, key: str) -> tuple[Hit, ...]:
    """Areas whose names look like what was typed, the likeliest first."""
    by_key: dict[str, Hit] = {}
    for area in _areas(registry):
        for name in (area.name, *area.other_names):
            by_key.setdefault(search_key(name), Hit(area, "" if name == area.name else name))
    near = {by_key[match].area.code: by_key[match] for match in get_close_matches(key, by_key, NEAR_MISSES)}
    return tuple(near.values())
