"""The figures of one area in one half-year, and their sum over areas, net and gross."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AreaBalance:
    """What one area owes and did in one half-year; every component in persons.

    ``opening``, ``exchanges``, ``corrections`` and ``transfers`` carry the sign of the balance: backlog
    negative, surplus positive (taking over 10 persons of a neighbour's target is an exchange of -10).
    ``opening`` already holds the transfers of mergers dated on the first day of the half-year;
    ``transfers`` are those of later days. ``target`` and the placements (``home``, ``transitional``,
    ``hotel``) are counts.

    The identity that everything rests on::

        closing = opening - target + exchanges + corrections + transfers + realised

    Balances add up component by component, and every figure that is linear (all but ``catch_up``,
    ``backlog`` and ``surplus``) adds up with them.
    """

    opening: int = 0
    target: int = 0
    exchanges: int = 0
    corrections: int = 0
    transfers: int = 0
    home: int = 0
    transitional: int = 0
    hotel: int = 0

    ZERO: ClassVar["AreaBalance"]

    def __add__(self, other: "AreaBalance") -> "AreaBalance":
        if not isinstance(other, AreaBalance):
            return NotImplemented
        return AreaBalance(
            opening=self.opening + other.opening,
            target=self.target + other.target,
            exchanges=self.exchanges + other.exchanges,
            corrections=self.corrections + other.corrections,
            transfers=self.transfers + other.transfers,
            home=self.home + other.home,
            transitional=self.transitional + other.transitional,
            hotel=self.hotel + other.hotel,
        )

    @property
    def placed(self) -> int:
        """Homes and transitional housing: what the official overviews call "Realisatie"."""
        return self.home + self.transitional

    @property
    def realised(self) -> int:
        """Everybody who counts for the balance: ``placed`` and the hotel scheme."""
        return self.placed + self.hotel

    @property
    def obligation(self) -> int:
        """What must be housed by the end of the half-year; zero or negative when nothing must."""
        return self.target - self.opening - self.exchanges - self.corrections - self.transfers

    @property
    def remaining(self) -> int:
        """What of the obligation is still to be housed; negative when more was housed."""
        return self.obligation - self.realised

    @property
    def closing(self) -> int:
        """The balance with the whole target counted: at the end of a half-year the next opening."""
        return -self.remaining

    @property
    def balance(self) -> int:
        """The same as ``closing``: while the half-year runs it is the balance so far."""
        return self.closing

    @property
    def catch_up(self) -> int:
        """Catch-up obligation: the backlog at the start, as a count."""
        return max(-self.opening, 0)

    @property
    def backlog(self) -> int:
        """Persons behind in ``closing``, as a count; 0 when there is a surplus."""
        return max(-self.closing, 0)

    @property
    def surplus(self) -> int:
        """Persons ahead in ``closing``, as a count; 0 when there is a backlog."""
        return max(self.closing, 0)


AreaBalance.ZERO = AreaBalance()


@dataclass(frozen=True, slots=True)
class GroupBalance:
    """The sum over a group of areas (a province, the country), net and gross.

    ``net`` adds surpluses and backlogs together: this is what letters call the obligation of a province
    or the country. The gross figures, counts of 0 or more, keep them apart: ``gross_backlog`` sums only
    the areas behind, ``gross_surplus`` only those ahead, so that gross surplus - gross backlog = net
    closing; the opening likewise. ``areas`` is the number of areas. Groups add up to larger groups.
    """

    net: AreaBalance
    areas: int
    gross_opening_backlog: int
    gross_opening_surplus: int
    gross_backlog: int
    gross_surplus: int

    @property
    def catch_up(self) -> int:
        """Catch-up obligation of the group: its *net* backlog at the start.

        The sum over its areas is ``gross_opening_backlog``, which is larger when some had a surplus.
        """
        return self.net.catch_up

    def __add__(self, other: "GroupBalance") -> "GroupBalance":
        if not isinstance(other, GroupBalance):
            return NotImplemented
        return GroupBalance(
            net=self.net + other.net,
            areas=self.areas + other.areas,
            gross_opening_backlog=self.gross_opening_backlog + other.gross_opening_backlog,
            gross_opening_surplus=self.gross_opening_surplus + other.gross_opening_surplus,
            gross_backlog=self.gross_backlog + other.gross_backlog,
            gross_surplus=self.gross_surplus + other.gross_surplus,
        )


def sum_areas(areas: Iterable[AreaBalance]) -> GroupBalance:
    """The sum of single areas (municipalities), net and gross; of no areas it is zero throughout.

    Gross figures depend on what is summed: always sum municipalities, never the nets of provinces
    (add their ``GroupBalance`` instead).
    """
    each = tuple(areas)
    return GroupBalance(
        net=sum(each, AreaBalance.ZERO),
        areas=len(each),
        gross_opening_backlog=sum(max(-area.opening, 0) for area in each),
        gross_opening_surplus=sum(max(area.opening, 0) for area in each),
        gross_backlog=sum(area.backlog for area in each),
        gross_surplus=sum(area.surplus for area in each),
    )
