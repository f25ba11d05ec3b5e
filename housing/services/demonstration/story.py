"""The demonstration as it became known: one list of lines in order of time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_noop

from housing.domain.periods import Month
from housing.services.demonstration.assumptions import (
    AMSTERDAM,
    CORRECTED_ON,
    FIRST_PERIOD,
    INTERIM_BASELINE,
    INTERIM_DUE,
    INTERIM_REDUCTION,
    OFFICE_OPENS,
    REPORTED_PERIOD,
)
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.figures import Cell, HalfYearFigures, half_years
from housing.services.demonstration.lines import (
    DATE_SYNTHETIC,
    SYNTHETIC,
    AdjustmentLine,
    AnnouncementLine,
    AnyLine,
    InterimTargetLine,
    PlacementLine,
    TargetLine,
)
from housing.services.demonstration.reference import Reference
from housing.services.demonstration.reporting_days import corrected_at, difference, reported_at
from housing.services.demonstration.reports import report_lines

NOTICE = timedelta(weeks=13)
CORRECTED_PERCENT = 5
COUNTED_LATER = gettext_noop("later door COA afgemeld dan opgegeven")
COUNTED_TWICE = gettext_noop("dubbel geteld in de eerste opgave")
LETTER = gettext_noop("Kamerbrief 7 januari 2022")
BY_INHABITANTS = gettext_noop("berekend uit inwonertallen van CBS (methode-Adams)")
DEMONSTRATION_OPENS = gettext_noop("beginstand van de demonstratie")
OPENING_DIFFERS = gettext_noop("officiële beginstand verschilt van de eindstand van het vorige halfjaar")


def generate(reference: Reference) -> list[AnyLine]:
    """Every line of the demonstration, ordered by `recorded_at`; the same for the same reference data.

    Transfers of mergers are not among them: the journal brings those by itself.
    """
    lines: list[AnyLine] = []
    histories: dict[str, list[int]] = {}
    for figures in half_years(reference):
        lines += _targets(reference, figures)
        lines += _adjustments(reference, figures)
        if str(figures.period) == REPORTED_PERIOD:
            lines += report_lines(reference, figures, histories)
        else:
            lines += _imported(reference, figures)
        for code, totals in figures.totals.items():
            histories.setdefault(code, []).extend(totals)
    lines.append(
        InterimTargetLine(
            recorded_at=_morning(INTERIM_BASELINE),
            source=f"{LETTER}, {DATE_SYNTHETIC}",
            persons=INTERIM_REDUCTION,
            baseline_on=INTERIM_BASELINE,
            due_on=INTERIM_DUE,
        )
    )
    # Sorting keeps the order of lines of the same moment.
    return sorted(lines, key=lambda line: line.recorded_at)


def _targets(reference: Reference, figures: HalfYearFigures) -> Iterator[AnyLine]:
    """The national target and what it gives each municipality, on the last day that the law allows.

    Huisvestingswet 2014 art. 29: at least thirteen weeks before the half-year starts.
    """
    period = figures.period
    announced_on = period.starts_on - NOTICE
    recorded_at = _morning(announced_on)
    published = reference.published[period]
    yield AnnouncementLine(
        recorded_at=recorded_at,
        source=f"{published.source}, {DATE_SYNTHETIC}",
        period=period,
        persons=published.target,
        population_date=period.population_date,
        announced_on=announced_on,
    )
    source = f"{BY_INHABITANTS}, {DATE_SYNTHETIC}"
    for code, persons in figures.targets.items():
        yield TargetLine(
            recorded_at=recorded_at, source=source, period=period, municipality=code, persons=persons
        )


def _adjustments(reference: Reference, figures: HalfYearFigures) -> Iterator[AnyLine]:
    """Openings of the first half-year, and corrections where an official opening differs from a closing."""
    period = figures.period
    if str(period) == FIRST_PERIOD:
        for code, persons in figures.openings.items():
            known = reference.known_opening(period, code)
            yield AdjustmentLine(
                recorded_at=_morning(period.starts_on),
                source=known.source if known else SYNTHETIC,
                reason=DEMONSTRATION_OPENS,
                municipality=code,
                period=period,
                type="opening",
                persons=persons,
            )
    for code, persons in figures.corrections.items():
        yield AdjustmentLine(
            recorded_at=_morning(CORRECTED_ON[str(period)][0]),
            source=f"{SYNTHETIC}, {DATE_SYNTHETIC}",
            reason=OPENING_DIFFERS,
            municipality=code,
            period=period,
            type="correction",
            persons=persons,
        )


def _imported(reference: Reference, figures: HalfYearFigures) -> Iterator[AnyLine]:
    """What was known of each month of each municipality when, as figures from before there were reports."""
    chance = Chance(f"reports {figures.period}")
    for code, cells in figures.months.items():
        has_ended = reference.municipalities[code].valid_to is not None
        for month, cell in cells.items():
            at = reported_at(code, month, chance)
            corrected = corrected_at(month, max(cells), chance) if chance.happens(CORRECTED_PERCENT) else None
            if corrected is None or has_ended:
                yield from _report(code, month, cell, at)
                continue
            change = difference(cell.home, chance)
            first = Cell(cell.home - change, cell.transitional, cell.hotel)
            yield from _report(code, month, first, at)
            reason = COUNTED_LATER if change > 0 else COUNTED_TWICE
            yield _placement(code, month, "home", change, corrected, reason)


def _report(code: str, month: Month, cell: Cell, at: datetime) -> Iterator[AnyLine]:
    """The lines of one report: homes always, also when nobody was housed; other kinds when there are any."""
    yield _placement(code, month, "home", cell.home, at)
    if cell.transitional:
        yield _placement(code, month, "transitional", cell.transitional, at)
    if cell.hotel:
        yield _placement(code, month, "hotel", cell.hotel, at)


def _placement(
    code: str, month: Month, kind: str, persons: int, at: datetime, reason: str = ""
) -> PlacementLine:
    return PlacementLine(
        recorded_at=at,
        source=SYNTHETIC,
        reason=reason,
        municipality=code,
        period=month.half_year,
        month=month,
        kind=kind,
        persons=persons,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, OFFICE_OPENS, AMSTERDAM)
