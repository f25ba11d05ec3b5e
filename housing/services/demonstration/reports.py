"""The life of each monthly report of the running half-year: what was done to it, and what that posted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_noop

from housing.domain.checks import CheckWarning, check_month
from housing.domain.periods import Month
from housing.domain.reporting import NOTHING, Counts, ReportState, Step, after
from housing.domain.roles import Role
from housing.services.corrections import OPEN_REASON
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.explanations import explanation
from housing.services.demonstration.figures import Cell, HalfYearFigures
from housing.services.demonstration.lines import SYNTHETIC, AnyLine, CoaLine, PlacementLine, StepLine
from housing.services.demonstration.people import PEOPLE, coordinator_of, editor_of
from housing.services.demonstration.reference import Reference
from housing.services.demonstration.reporting_days import (
    at_shared_minute,
    corrected_at,
    difference,
    reported_at,
)
from housing.services.demonstration.reviewing_days import (
    coa_came_in,
    early_rounds,
    explained_at,
    rounds,
)
from housing.services.demonstration.zuid_holland import ACTS, COA_DIFFERS
from housing.services.reporting import SUBMITTED_REASON, WITHDRAWN_REASON

CORRECTED_PERCENT = 5
COA_DIFFERS_PERCENT = 6
REASONS = {Step.SUBMIT: SUBMITTED_REASON, Step.WITHDRAW: WITHDRAWN_REASON, None: OPEN_REASON}
COA_OVERVIEW = gettext_noop("maandoverzicht COA")
IMPORTER = next(person.email for person in PEOPLE if person.role is Role.MINISTRY_MANAGER)


@dataclass(frozen=True, slots=True)
class Move:
    """A step to take; `step` None is a correction that is granted. Without `counts` they stay as they are.

    `only_if_plain`: left out when the submission has warnings; then the coordinator looks at it apart.
    """

    at: datetime
    step: Step | None
    counts: Counts | None = None
    text: str = ""
    note: str = ""
    only_if_plain: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to the report of one month, and what COA counts (None: no overview yet)."""

    moves: tuple[Move, ...]
    coa: int | None = None


@dataclass
class _Report:
    """A report while its life is told."""

    state: ReportState = ReportState.DRAFT
    number: int = 0
    counts: Counts = NOTHING
    entered: Counts = NOTHING
    warnings: tuple[CheckWarning, ...] = ()


@dataclass
class _Municipality:
    """What is known of a municipality on the way: totals of the half-years before, and of its months now."""

    code: str
    history: Sequence[int]
    obligation: int
    reports: dict[Month, _Report] = field(default_factory=dict)

    def totals_before(self, month: Month) -> list[int]:
        """Totals of the months before one, as far as they are reported, the last month last."""
        mine = [r.counts.total for m, r in sorted(self.reports.items()) if m < month and r.number]
        return [*self.history, *mine]


def report_lines(
    reference: Reference, figures: HalfYearFigures, histories: Mapping[str, Sequence[int]]
) -> Iterator[AnyLine]:
    """Placements and steps of every report of a half-year, and COA's counts.

    `histories` are the totals of months of the half-years before, by code, the last month last.
    """
    for code in figures.targets:
        cells = figures.months[code]
        province = reference.province_of(code)
        courses = {month: _course(code, province, month, cells, figures) for month in _months(figures, code)}
        for month, course in courses.items():
            if course.coa is not None:
                yield _coa_line(code, month, course.coa)
        municipality = _Municipality(code, histories.get(code, ()), figures.balance(code).obligation)
        yield from _told(municipality, province, courses)


def _months(figures: HalfYearFigures, code: str) -> list[Month]:
    """The months of a municipality that something happened to, withdrawn ones too."""
    return sorted({*figures.months[code], *(month for area, month in ACTS if area == code)})


def _course(
    code: str, province: str, month: Month, cells: Mapping[Month, Cell], figures: HalfYearFigures
) -> Course:
    cell = cells.get(month, Cell(0, 0, 0))
    final = Counts(cell.home, cell.transitional, cell.hotel)
    chance = Chance(f"report {code} {month}")
    came_in = coa_came_in(month)
    if acts := ACTS.get((code, month)):
        moves = tuple(
            Move(
                act.at,
                act.step,
                _more_homes(final, act.homes) if act.step in (Step.SUBMIT, None) else None,
                act.text,
                act.note,
            )
            for act in acts
        )
        coa = final.placed + COA_DIFFERS.get((code, month), 0) if came_in else None
        return Course(moves, coa)
    submitted = at_shared_minute(reported_at(code, month, chance))
    corrected = corrected_at(month, max(cells), chance) if chance.happens(CORRECTED_PERCENT) else None
    if corrected is not None:
        # What is corrected before it was approved is submitted again.
        first = _more_homes(final, -difference(cell.home, chance))
        moves = (
            Move(submitted, Step.SUBMIT, first),
            Move(at_shared_minute(corrected), Step.SUBMIT, final),
        )
        return _approved(moves, province, month, figures, final.placed if came_in else None, chance)
    moves = (Move(submitted, Step.SUBMIT, final),)
    coa = final.placed + _deviation(final, chance) if came_in else None
    if came_in and coa != final.placed and submitted < came_in:
        moves += (Move(explained_at(month, chance), Step.SUBMIT, final),)
    return _approved(moves, province, month, figures, coa, chance)


def _approved(
    moves: tuple[Move, ...],
    province: str,
    month: Month,
    figures: HalfYearFigures,
    coa: int | None,
    chance: Chance,
) -> Course:
    """The course with the approval that follows: early, or in the first round after it all came in."""
    ready, came_in = moves[-1].at, coa_came_in(month)
    looks = [
        Move(early.at, Step.APPROVE, only_if_plain=True)
        for early in early_rounds(province, month)
        if ready < early.at and len(moves) == 1 and chance.happens(early.percent)
    ]
    if came_in is not None:
        later = (at for at in rounds(province, sorted(figures.period.months)) if at > max(ready, came_in))
        looks += [Move(at, Step.APPROVE) for at in later]
    return Course((*moves, *looks), coa)


def _told(municipality: _Municipality, province: str, courses: Mapping[Month, Course]) -> Iterator[AnyLine]:
    """The lines of one municipality in order of time: each month with what was known of the others then."""
    moves = [(move.at, month, move) for month, course in courses.items() for move in course.moves]
    for _, month, move in sorted(moves, key=lambda each: each[:2]):
        report = municipality.reports.setdefault(month, _Report())
        if move.step is Step.APPROVE and report.state is not ReportState.SUBMITTED:
            continue  # approved in an earlier round
        if move.only_if_plain and report.warnings:
            continue
        yield from _taken(municipality, province, month, report, move, courses[month].coa)


def _taken(
    municipality: _Municipality,
    province: str,
    month: Month,
    report: _Report,
    move: Move,
    coa: int | None,
) -> Iterator[AnyLine]:
    """One step: the differences that it posts, and the step itself."""
    code, before, came_in = municipality.code, report.counts, coa_came_in(month)
    is_compared = came_in is not None and came_in <= move.at
    text = move.text
    report.state = ReportState.APPROVED if move.step is None else after(report.state, move.step)
    if move.step in (Step.SUBMIT, None):
        report.number += 1
        report.counts = report.entered = move.counts or before
    if move.step is Step.SUBMIT:
        report.warnings = check_month(
            report.counts,
            history=municipality.totals_before(month),
            obligation=municipality.obligation,
            coa=coa if is_compared else None,
        )
        chance = Chance(f"explanation {code} {month} {report.number}")
        text = (move.text or explanation(report.warnings, chance)) if report.warnings else ""
    if move.step is Step.WITHDRAW:
        report.counts, report.warnings = NOTHING, ()
    by = editor_of(code) if move.step in (Step.SUBMIT, Step.WITHDRAW) else coordinator_of(province)
    changes = report.counts.minus(before)
    if not changes and report.number == 1 and move.step is Step.SUBMIT:
        changes = {"home": 0}
    for kind, persons in changes.items():
        yield PlacementLine(
            recorded_at=move.at,
            source=SYNTHETIC,
            reason=REASONS[move.step],
            by=by,
            municipality=code,
            period=month.half_year,
            month=month,
            kind=kind,
            persons=persons,
        )
    yield StepLine(
        recorded_at=move.at,
        source=SYNTHETIC,
        by=by,
        municipality=code,
        month=month,
        step=move.step,
        state=report.state,
        number=report.number,
        entered=report.entered,
        counts=report.counts,
        text=text,
        note=move.note,
        warnings=report.warnings,
        is_compared=is_compared if report.state is ReportState.APPROVED else None,
    )


def _more_homes(counts: Counts, homes: int) -> Counts:
    return Counts((counts.home or 0) + homes, counts.transitional, counts.hotel)


def _deviation(final: Counts, chance: Chance) -> int:
    """How many more (+) or fewer (−) COA counts than a municipality: mostly the same."""
    if not chance.happens(COA_DIFFERS_PERCENT):
        return 0
    size = chance.between(1, 3)
    return -size if chance.happens(50) and size <= final.placed else size


def _coa_line(code: str, month: Month, persons: int) -> CoaLine:
    came_in = coa_came_in(month)
    assert came_in is not None
    return CoaLine(
        recorded_at=came_in,
        source=f"{COA_OVERVIEW}, {SYNTHETIC}",
        by=IMPORTER,
        municipality=code,
        month=month,
        persons=persons,
    )
