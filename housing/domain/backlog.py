"""Backlog while a half-year runs: net and gross after each month, and who brings it down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from housing.domain.balances import AreaBalance
from housing.domain.pace import rate
from housing.domain.periods import MONTHS_PER_HALF_YEAR


@dataclass(frozen=True, slots=True)
class Backlog:
    """Where municipalities stand together, in persons.

    ``net`` has the sign of the balance (backlog negative); ``gross_backlog`` sums only those behind,
    ``gross_surplus`` only those ahead, both as counts: gross surplus - gross backlog = net.
    """

    net: Fraction
    gross_backlog: Fraction
    gross_surplus: Fraction


@dataclass(frozen=True, slots=True)
class Reduction:
    """What an area brought its net backlog down by since the start of a half-year, in persons.

    ``achieved`` is negative when the backlog grew. ``share`` is its part in the reduction of all areas
    together: sum over sum, None when these did not bring it down.
    """

    before: Fraction
    achieved: Fraction
    share: Fraction | None = None

    @property
    def after(self) -> Fraction:
        """The net balance that it led to."""
        return self.before + self.achieved


def backlog_after(areas: Iterable[tuple[AreaBalance, int]], k: int) -> Backlog:
    """Net and gross after ``k`` (0-6) months of a half-year, when k/6 of each target counts.

    ``areas`` are municipalities, each with the persons that it housed in those months (hotel scheme
    included), in place of the placements in its balance. Counted as ``interim.balance_on`` does; after six
    months it is the closing balance.
    """
    # In sixths, so that hundreds of municipalities take whole numbers.
    behind = ahead = 0
    for parts, realised in areas:
        sixths = MONTHS_PER_HALF_YEAR * (parts.opening + parts.corrections + parts.transfers + realised)
        sixths -= k * (parts.target - parts.exchanges)
        if sixths < 0:
            behind -= sixths
        else:
            ahead += sixths
    gross = Fraction(behind, MONTHS_PER_HALF_YEAR), Fraction(ahead, MONTHS_PER_HALF_YEAR)
    return Backlog(gross[1] - gross[0], *gross)


def reduction(parts: AreaBalance, realised: int, k: int) -> Reduction:
    """What an area brought its backlog down by in ``k`` (0-6) months: housed, less k/6 of its target.

    ``realised`` are the persons that it housed in them. Exchanges are part of the target. Corrections and
    transfers restate what was owed at the start: they count before and after, and so neither help nor hurt.
    """
    return Reduction(
        before=Fraction(parts.opening + parts.corrections + parts.transfers),
        achieved=realised - Fraction((parts.target - parts.exchanges) * k, MONTHS_PER_HALF_YEAR),
    )


def with_shares(reductions: Mapping[str, Reduction]) -> dict[str, Reduction]:
    """The same, each with its part in the reduction of all together."""
    total = sum((each.achieved for each in reductions.values()), Fraction(0))
    return {
        code: Reduction(each.before, each.achieved, rate(each.achieved, total))
        for code, each in reductions.items()
    }
