"""Sharing out whole persons in proportion to weights: targets over municipalities, shares over provinces.

All methods are exact (integers and fractions), do not depend on the order of their input, give an area
with weight 0 nothing, and settle ties in favour of the lowest code. Results come in order of code.
"""

import heapq
from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from housing.domain.errors import DomainError, gettext_noop


class AllocationError(DomainError):
    """A number of persons that cannot be shared out this way; the message says what to do."""


def adams(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out ``total`` persons by the divisor method with upward rounding (Adams).

    A divisor (inhabitants per person to house) is chosen such that the weights divided by it, each
    rounded up, add up to exactly ``total``.

    The law says only that shares are rounded up (Huisvestingswet 2014 art. 29); rounding every share up
    makes their sum exceed the national number, while the published targets are rounded up *and* add up.
    That it is done by Adams is **inferred from the published numbers, which the method reproduces, and
    not taken from a published rule**. A published list takes precedence over the outcome.

    ``weights`` are the inhabitants per area code. Where several divisors' limits coincide, so that equal
    claims compete for the last persons, the lowest codes go first.
    Raises ``AllocationError`` for no weights, a negative weight or total, or a total below the number of
    areas with a positive weight (rounding up gives each of these at least one).
    """
    positive = _checked(total, weights)
    return dict.fromkeys(sorted(weights), 0) | (_adams(total, positive) if positive else {})


def ceiling(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out ``total`` persons with every share simply rounded up, as the letter of the law reads.

    Huisvestingswet 2014 art. 29. The sum may exceed ``total`` by less than the number of areas with a
    positive weight; show the excess. Raises ``AllocationError`` as ``adams`` does.
    """
    positive = _checked(total, weights)
    whole = sum(positive.values())
    return {code: -(-total * positive[code] // whole) if code in positive else 0 for code in sorted(weights)}


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out ``total`` persons by rounding down and giving the rest to the largest remainders.

    The sum is exactly ``total`` and no share is a whole person off. Raises ``AllocationError`` as
    ``adams`` does, so that the three methods can be compared; ``apportion`` is the same without the
    demand that ``total`` is at least the number of areas.
    """
    _checked(total, weights)
    return apportion(total, weights)


def apportion(total: int, weights: Mapping[str, int | Fraction]) -> dict[str, int]:
    """Share out ``total`` persons by largest remainder; ``total`` may be below the number of areas.

    For splitting a balance over successors and an interim target over provinces. Weights may be
    fractions; only their proportions matter. Raises ``AllocationError`` for no weights, a negative
    weight or total, or when there are persons to share but every weight is 0.
    """
    _check_signs(total, weights)
    scale = lcm(*(weight.denominator for weight in weights.values()))
    scaled = {code: int(weights[code] * scale) for code in sorted(weights)}
    whole = sum(scaled.values())
    if whole == 0:
        return dict.fromkeys(scaled, 0)
    shares = {code: total * weight // whole for code, weight in scaled.items()}
    left = total - sum(shares.values())
    # sorted() is stable and the codes are in order, so equal remainders go to the lowest codes
    for code in sorted(scaled, key=lambda code: -(total * scaled[code] % whole))[:left]:
        shares[code] += 1
    return shares


def _adams(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Adams for positive weights in order of code, with at least one person for each.

    Adams hands out persons one by one to the highest weight / persons-so-far (the first one to everybody).
    Rounding up at any divisor gives exactly the persons whose claim exceeds that divisor, so we start from
    a divisor that comes close and hand out, or take back, the few that it is off.
    """
    # Rounding up adds half a person per area on average: aim at total - n/2
    over, under = 2 * sum(weights.values()), 2 * total - len(weights)
    shares = {code: -(-weight * under // over) for code, weight in weights.items()}
    off = total - sum(shares.values())
    if off > 0:
        _hand_out(off, weights, shares)
    elif off < 0:
        _take_back(-off, weights, shares)
    return shares


def _hand_out(persons: int, weights: dict[str, int], shares: dict[str, int]) -> None:
    """Give the next persons to the highest claims; equal claims: lowest code first."""
    claims = [(Fraction(-weight, shares[code]), code) for code, weight in weights.items()]
    heapq.heapify(claims)
    for _ in range(persons):
        code = claims[0][1]
        shares[code] += 1
        heapq.heapreplace(claims, (Fraction(-weights[code], shares[code]), code))


def _take_back(persons: int, weights: dict[str, int], shares: dict[str, int]) -> None:
    """Take the last persons from the lowest claims that were met; equal claims: highest code first."""
    codes = list(weights)
    met = [
        (Fraction(weights[code], shares[code] - 1), -place)
        for place, code in enumerate(codes)
        if shares[code] > 1
    ]
    heapq.heapify(met)
    for _ in range(persons):
        place = heapq.heappop(met)[1]
        code = codes[-place]
        shares[code] -= 1
        if shares[code] > 1:
            heapq.heappush(met, (Fraction(weights[code], shares[code] - 1), place))


def _checked(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The positive weights in order of code, once total and weights are fit for allocation."""
    _check_signs(total, weights)
    positive = {code: weights[code] for code in sorted(weights) if weights[code]}
    if total < len(positive):
        raise AllocationError(
            gettext_noop(
                "Het te verdelen aantal (%(total)s) is kleiner dan het aantal gebieden met inwoners "
                "(%(areas)s). Elk gebied krijgt ten minste 1 persoon. "
                "Vul ten minste %(areas)s in, of laat gebieden weg."
            ),
            total=total,
            areas=len(positive),
        )
    return positive


def _check_signs(total: int, weights: Mapping[str, int | Fraction]) -> None:
    if not weights:
        raise AllocationError(
            gettext_noop(
                "Er zijn geen gebieden om over te verdelen. Kies ten minste één gebied met inwoners."
            )
        )
    if total < 0:
        raise AllocationError(
            gettext_noop("Het te verdelen aantal (%(total)s) is negatief. Vul 0 of meer in."), total=total
        )
    for code, weight in sorted(weights.items()):
        if weight < 0:
            raise AllocationError(
                gettext_noop(
                    "Het gewicht van %(code)s (%(weight)s) is negatief. "
                    "Verbeter het aantal inwoners: 0 of meer."
                ),
                code=code,
                weight=weight,
            )
    if total and not any(weights.values()):
        raise AllocationError(
            gettext_noop(
                "Alle gebieden hebben gewicht 0, dus niemand kan de %(total)s personen krijgen. "
                "Vul voor ten minste één gebied een aantal boven 0 in."
            ),
            total=total,
        )
