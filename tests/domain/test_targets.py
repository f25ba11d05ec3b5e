"""Acceptance: allocation reproduces published targets from the published inhabitants."""

from datetime import date

import pytest

from housing.domain.allocation import adams, ceiling, largest_remainder
from housing.domain.mergers import weights_on_borders


def by_province(shares, province_of):
    sums = {}
    for code, persons in shares.items():
        sums[province_of[code]] = sums.get(province_of[code], 0) + persons
    return sums


@pytest.fixture(scope="module")
def target_of(national_halfyears):
    return {code: int(row["target"]) for code, row in national_halfyears.items()}


@pytest.mark.parametrize(("period", "published", "rounded_up"), [("2021-1", 668, 677), ("2022-1", 492, 500)])
def test_amsterdam(weights, target_of, period, published, rounded_up):
    assert adams(target_of[period], weights(period))["GM0363"] == published
    assert ceiling(target_of[period], weights(period))["GM0363"] == rounded_up


def test_noord_holland_2021_1(weights, target_of, province_of):
    assert target_of["2021-1"] == 13_500
    assert by_province(adams(13_500, weights("2021-1")), province_of)["PV27"] == 2_228


def test_fryslan_2021_2(weights, target_of, province_of):
    """The press had 410: the one provincial sum of eight that the method does not reproduce."""
    assert by_province(adams(target_of["2021-2"], weights("2021-2")), province_of)["PV21"] == 413


def test_sum_2022_1(weights):
    assert len(weights("2022-1")) == 345
    assert sum(adams(10_000, weights("2022-1")).values()) == 10_000
    assert sum(largest_remainder(10_000, weights("2022-1")).values()) == 10_000
    assert sum(ceiling(10_000, weights("2022-1")).values()) == 10_167


@pytest.mark.parametrize("period", ["2021-1", "2021-2", "2022-1", "2022-2", "2023-1", "2023-2", "2024-1"])
def test_every_announced_number_is_shared_out_exactly(weights, target_of, period):
    shares = adams(target_of[period], weights(period))
    assert sum(shares.values()) == target_of[period]
    assert min(shares.values()) >= 1


@pytest.mark.parametrize(
    ("known_on", "border_on"),
    [
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2021, 1, 1), date(2022, 1, 1)),
        (date(2021, 1, 1), date(2025, 1, 1)),
    ],
)
def test_inhabitants_on_other_borders(population, successions, municipalities, known_on, border_on):
    moved = weights_on_borders(population[known_on], successions, known_on, border_on)
    existing = {
        row["code"]
        for row in municipalities
        if row["valid_from"] <= border_on.isoformat()
        and not (row["valid_to"] and row["valid_to"] <= border_on.isoformat())
    }
    assert set(moved) == existing
    assert sum(moved.values()) == sum(population[known_on].values())


def test_the_borders_of_the_day_need_no_merger(population, successions):
    day = date(2022, 1, 1)
    assert weights_on_borders(population[day], successions, day, day) == dict(sorted(population[day].items()))
