"""Chance from one fixed seed, in whole numbers: the same on every machine and every Python."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random
from typing import TypeVar

SEED = 20220107

T = TypeVar("T")


class Chance:
    """A stream of draws. Each subject has a stream of its own, so that a change in one moves no other."""

    def __init__(self, subject: str) -> None:
        digest = sha256(f"{SEED}:{subject}".encode()).digest()
        self._source = Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - not for secrets

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, `limit`."""
        # Not randrange: how that turns bits into a number is not promised between versions.
        return self._source.getrandbits(64) % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` up to and including `high`."""
        return low + self.below(high - low + 1)

    def happens(self, percent: int) -> bool:
        return self.below(100) < percent

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def some_of(self, options: Sequence[T], number: int) -> list[T]:
        """`number` different options, in the order in which they are drawn."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(min(number, len(left)))]
