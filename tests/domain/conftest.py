"""Settings of the generated cases, and the reference data as plain values."""

import csv
import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from housing.domain.mergers import Succession, weights_on_borders
from housing.domain.periods import HalfYear

# The default always tries the same cases, so that a run that passed passes again;
# HYPOTHESIS_PROFILE=thorough looks for new ones.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "thorough",
    max_examples=100_000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

DATA = Path(__file__).parents[2] / "housing" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def successions() -> tuple[Succession, ...]:
    return tuple(
        Succession(
            date.fromisoformat(row["date"]),
            row["predecessor_code"],
            row["successor_code"],
            Fraction(row["share"]),
            row["kind"],
        )
        for row in rows("mergers")
    )


@pytest.fixture(scope="session")
def population() -> dict[date, dict[str, int]]:
    """Inhabitants by date and code, on the borders of that date."""
    found: dict[date, dict[str, int]] = {}
    for row in rows("population"):
        found.setdefault(date.fromisoformat(row["reference_date"]), {})[row["code"]] = int(row["inhabitants"])
    return found


@pytest.fixture(scope="session")
def weights(
    population: dict[date, dict[str, int]], successions: tuple[Succession, ...]
) -> Callable[[str], dict[str, int]]:
    """The inhabitants that the law uses for a half-year, on the borders at its start."""

    def of(code: str) -> dict[str, int]:
        period = HalfYear.parse(code)
        return weights_on_borders(
            population[period.population_date], successions, period.population_date, period.starts_on
        )

    return of


@pytest.fixture(scope="session")
def province_of() -> dict[str, str]:
    return {row["code"]: row["province_code"] for row in rows("municipalities")}


@pytest.fixture(scope="session")
def municipalities() -> list[dict[str, str]]:
    return rows("municipalities")


@pytest.fixture(scope="session")
def national_halfyears() -> dict[str, dict[str, str]]:
    return {row["period"]: row for row in rows("national_halfyears")}
