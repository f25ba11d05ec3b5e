"""What a national number would mean: the methods side by side, and its effect on areas and groups of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from housing.domain.allocation import adams, ceiling, largest_remainder
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear

Shares = Mapping[str, int]

#: The ways to share out a number, the usual one first.
METHODS: Mapping[str, Callable[[int, Shares], dict[str, int]]] = {
    "adams": adams,
    "ceiling": ceiling,
    "largest_remainder": largest_remainder,
}
USUAL = "adams"
#: Targets of an official list, whatever a formula would give.
LIST = "list"


class SimulationError(DomainError):
    """A national number that cannot be shared out; the message says why and what to do.

    ``codes`` are the areas that it is about, when it is about areas.
    """

    def __init__(self, template: str, *, codes: Collection[str] = (), **params: object) -> None:
        self.codes = tuple(codes)
        super().__init__(template, **params)


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A national number of ``persons`` for a half-year, and how the targets follow from it.

    ``method`` is one of ``METHODS``, or ``LIST``: then ``listed`` holds the targets by code of area.
    ``exempt`` are codes of areas that get no target.
    """

    period: HalfYear
    persons: int
    population_date: date
    method: str = USUAL
    exempt: frozenset[str] = frozenset()
    listed: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class TargetEffect:
    """What a new target does to one area, or to a group of areas; effects add up. All in persons.

    ``weight`` are the inhabitants by which is shared out; ``adams``, ``ceiling`` and ``largest_remainder``
    the share by each method. ``chosen`` is the target that would hold, ``current`` the one that holds now (0
    before the first announcement), ``previous`` that of the half-year before. ``owed`` is what the
    obligation holds besides the target: the backlog at the start, less exchanges, corrections and transfers;
    negative for a surplus.
    """

    weight: int = 0
    adams: int = 0
    ceiling: int = 0
    largest_remainder: int = 0
    chosen: int = 0
    previous: int = 0
    current: int = 0
    owed: int = 0

    ZERO: ClassVar["TargetEffect"]

    def __add__(self, other: "TargetEffect") -> "TargetEffect":
        if not isinstance(other, TargetEffect):
            return NotImplemented
        return summed((self, other))

    @property
    def difference(self) -> int:
        """With the half-year before."""
        return self.chosen - self.previous

    @property
    def change(self) -> int:
        """What the announcement would post: the new target less the one that holds now."""
        return self.chosen - self.current

    @property
    def off_formula(self) -> int:
        """By how much it differs from the usual method; only a list differs."""
        return self.chosen - self.adams

    @property
    def obligation(self) -> int:
        """What must be housed by the end of the half-year; zero or negative when nothing must."""
        return self.chosen + self.owed

    @property
    def obligation_now(self) -> int:
        """The same with the target that holds now."""
        return self.current + self.owed


TargetEffect.ZERO = TargetEffect()
_NAMES = tuple(field.name for field in fields(TargetEffect))


def summed(effects: Iterable[TargetEffect]) -> TargetEffect:
    """The effects of a group of areas together."""
    each = tuple(effects)
    return TargetEffect(**{name: sum(getattr(effect, name) for effect in each) for name in _NAMES})


def shares_by_method(
    persons: int, weights: Shares, exempt: Collection[str] = ()
) -> dict[str, dict[str, int]]:
    """The share of every area by each method of ``METHODS``; exempt areas get 0 and count for nobody.

    Huisvestingswet 2014 art. 29. Adams and largest remainder add up to ``persons``, the statutory ceiling may
    exceed it. Raises ``AllocationError`` when ``persons`` cannot be shared out over who is left.
    """
    counting = {code: weight for code, weight in weights.items() if code not in exempt}
    nothing = dict.fromkeys(sorted(weights), 0)
    return {name: nothing | method(persons, counting) for name, method in METHODS.items()}
