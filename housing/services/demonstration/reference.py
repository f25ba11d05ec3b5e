"""The facts that the demonstration stands on, read from `housing/data/`."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from housing.domain.mergers import Succession, weights_on_borders
from housing.domain.periods import HalfYear, Month

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    name: str
    province: str
    valid_from: date | None
    valid_to: date | None

    def existed_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class PublishedHalfYear:
    """National figures: `realised` is without the hotel scheme; `closing` in the sign of the balance."""

    period: HalfYear
    target: int
    obligation: int
    realised: int
    closing: int
    source: str

    @property
    def opening_with_corrections(self) -> int:
        return self.target - self.obligation

    @property
    def hotel(self) -> int:
        """Persons in the hotel scheme: what the closing needs beyond the realised figure."""
        return self.closing + self.obligation - self.realised


@dataclass(frozen=True, slots=True)
class KnownOpening:
    """A published balance of a municipality or province at the start of a half-year."""

    period: HalfYear
    area: str
    persons: int
    source: str


@dataclass(frozen=True, slots=True)
class Reference:
    municipalities: Mapping[str, Municipality]
    provinces: Mapping[str, str]
    successions: tuple[Succession, ...]
    population: Mapping[date, Mapping[str, int]]
    published: Mapping[HalfYear, PublishedHalfYear]
    known_openings: tuple[KnownOpening, ...]
    known_months: Mapping[Month, int]

    def existing_on(self, day: date) -> list[str]:
        """Codes of the municipalities that existed on `day`, sorted."""
        return sorted(code for code, area in self.municipalities.items() if area.existed_on(day))

    def weights(self, period: HalfYear) -> dict[str, int]:
        """Inhabitants that a target is shared out by, on the borders of its start.

        Huisvestingswet 2014 art. 29.
        """
        counted = self.population[period.population_date]
        return weights_on_borders(counted, self.successions, period.population_date, period.starts_on)

    def known_opening(self, period: HalfYear, area: str) -> KnownOpening | None:
        return next((k for k in self.known_openings if k.period == period and k.area == area), None)

    def province_of(self, code: str) -> str:
        return self.municipalities[code].province


@cache
def read_reference(folder: Path = DATA) -> Reference:
    """Everything from the CSV files in `folder`."""
    municipalities = {
        row["code"]: Municipality(
            row["code"], row["name"], row["province_code"], _day(row["valid_from"]), _day(row["valid_to"])
        )
        for row in _rows(folder / "municipalities.csv")
    }
    provinces = {row["code"]: row["name"] for row in _rows(folder / "provinces.csv")}
    population: dict[date, dict[str, int]] = {}
    for row in _rows(folder / "population.csv"):
        counted = population.setdefault(date.fromisoformat(row["reference_date"]), {})
        counted[row["code"]] = int(row["inhabitants"])
    codes = {area.name: area.code for area in municipalities.values()}
    codes |= {name: code for code, name in provinces.items() if name not in codes}
    points = list(_rows(folder / "known_points.csv"))
    return Reference(
        municipalities=municipalities,
        provinces=provinces,
        successions=tuple(_succession(row) for row in _rows(folder / "mergers.csv")),
        population=population,
        published={h.period: h for h in _published(folder / "national_halfyears.csv")},
        known_openings=tuple(
            KnownOpening(HalfYear.parse(p["period"]), codes[p["area"]], int(p["persons"]), p["source"])
            for p in points
            if p["measure"] == "opening balance"
        ),
        known_months=dict(_known_month(p) for p in points if p["measure"].startswith("realised in ")),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _succession(row: Mapping[str, str]) -> Succession:
    return Succession(
        on=date.fromisoformat(row["date"]),
        predecessor=row["predecessor_code"],
        successor=row["successor_code"],
        share=Fraction(row["share"]),
        kind=row["kind"],
    )


def _published(path: Path) -> Iterator[PublishedHalfYear]:
    for row in _rows(path):
        if row["obligation"]:
            yield PublishedHalfYear(
                HalfYear.parse(row["period"]),
                int(row["target"]),
                int(row["obligation"]),
                int(row["realised"]),
                int(row["closing"]),
                row["source"],
            )


def _known_month(point: Mapping[str, str]) -> tuple[Month, int]:
    names = ("July", "August", "September", "October", "November", "December")
    name = point["measure"].removeprefix("realised in ").split()[0]
    year = HalfYear.parse(point["period"]).year
    return Month(year, 7 + names.index(name)), int(point["persons"])
