"""Balances on 1 July 2021: made up per municipality, with the published sums and single figures."""

from collections.abc import Mapping

from housing.domain.allocation import apportion
from housing.domain.periods import HalfYear
from housing.services.demonstration.assumptions import CAPITAL, CAPITAL_OPENING, FIRST_PERIOD, PROVINCES
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.characters import character_of
from housing.services.demonstration.reference import Reference


def openings(reference: Reference, targets: Mapping[str, int]) -> dict[str, int]:
    """Opening balance of each municipality that has a target in the first half-year, in order of code."""
    result: dict[str, int] = {}
    for province, (net, _) in sorted(PROVINCES.items()):
        codes = [code for code in targets if reference.province_of(code) == province]
        result |= _openings_within(reference, net, {code: targets[code] for code in codes})
    return dict(sorted(result.items()))


def _openings_within(reference: Reference, net: int, targets: Mapping[str, int]) -> dict[str, int]:
    """Opening balances within one province that add up to `net`, a backlog."""
    period = HalfYear.parse(FIRST_PERIOD)
    chance = Chance("openings " + min(targets))
    balances: dict[str, int] = {}
    weights: dict[str, int] = {}
    for code, target in sorted(targets.items()):
        character = character_of(code)
        known = reference.known_opening(period, code)
        if known is not None:
            balances[code] = known.persons
        elif code == CAPITAL:
            balances[code] = CAPITAL_OPENING
        elif character.opens_with_surplus:
            balances[code] = max(1, target * chance.between(3, 30) // 100)
        else:
            weights[code] = target * character.opening_weight
    backlogs = apportion(sum(balances.values()) - net, weights)
    return balances | {code: -persons for code, persons in backlogs.items()}
