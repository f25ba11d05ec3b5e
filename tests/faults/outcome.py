"""What a trial found, as a line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line: what was tried, how often, what must hold, what was found, and whether it held."""

    name: str
    what: str
    rounds: int
    must: str
    found: str
    held: bool


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
