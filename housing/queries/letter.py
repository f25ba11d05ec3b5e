"""What letters about a half-year are made of, read once for the country and for every province."""

from dataclasses import dataclass

from housing.domain.periods import HalfYear
from housing.queries.areas import Area, Registry
from housing.queries.figures import AreaFigures, country, province_figures, summed, whole_country
from housing.queries.position_marks import ProvisionalMonth, provisional_months
from housing.queries.positions import Position
from housing.queries.targets import InterimResult, interim_of_letter


@dataclass(frozen=True, slots=True)
class Halves:
    """An area in two half-years in a row, with the areas that it consists of, in order of name.

    `before` is the one that ended (or is ending) when the letter is written, `new` the one that it announces.
    """

    area: Area
    before: AreaFigures
    new: AreaFigures
    parts_before: tuple[AreaFigures, ...]
    parts_new: tuple[AreaFigures, ...]


@dataclass(frozen=True, slots=True)
class LetterSources:
    """All that letters at one position need.

    `interim` is the interim target that was due in the half-year before, the last one when there were more;
    else one that runs.
    `provisional` are the months of both half-years that nobody approved yet.
    """

    period: HalfYear
    national: Halves
    provinces: tuple[Halves, ...]
    interim: InterimResult | None
    provisional: tuple[ProvisionalMonth, ...]

    def province(self, code: str) -> Halves:
        """One province; KeyError for a code that is none."""
        for halves in self.provinces:
            if halves.area.code == code:
                return halves
        raise KeyError(code)


def letter_sources(
    registry: Registry, position: Position, period: HalfYear, *, with_municipalities: bool = False
) -> LetterSources:
    """The sources of letters about a half-year: seven queries, one more while no interim
    target was due, and at most four for one that is there.

    With `with_municipalities` the provinces hold their municipalities as well; the number of queries is the
    same.
    """
    before = period.previous
    municipalities: dict[HalfYear, list[AreaFigures]] = {}
    provinces: dict[HalfYear, list[AreaFigures]] = {}
    for half in (before, period):
        if with_municipalities:
            provinces[half], municipalities[half] = whole_country(registry, position, half)
        else:
            provinces[half], municipalities[half] = province_figures(registry, position, half), []
    return LetterSources(
        period=period,
        national=Halves(
            country(),
            summed(country(), provinces[before]),
            summed(country(), provinces[period]),
            tuple(provinces[before]),
            tuple(provinces[period]),
        ),
        provinces=tuple(
            Halves(
                new.area,
                old,
                new,
                _within(old, municipalities[before]),
                _within(new, municipalities[period]),
            )
            for old, new in zip(provinces[before], provinces[period], strict=True)
        ),
        interim=interim_of_letter(registry, position, period),
        provisional=tuple(provisional_months(position.seq, [before, period])),
    )


def _within(province: AreaFigures, municipalities: list[AreaFigures]) -> tuple[AreaFigures, ...]:
    """The municipalities that lie in a province in its half-year."""
    return tuple(row for row in municipalities if row.area.province == province.area.code)
