"""Posting the demonstration to an empty journal: clock, lines, publications."""

from dataclasses import dataclass
from functools import singledispatch

from django.db import transaction
from django.utils.translation import gettext as _

from housing.domain.periods import HalfYear
from housing.models import (
    Adjustment,
    Announcement,
    InterimTarget,
    JournalHead,
    Municipality,
    Placement,
    Posting,
    Target,
)
from housing.queries.journal import end_of_day, journal_state
from housing.services.clock import start_demonstration_clock
from housing.services.demonstration.assumptions import CLOCK_STARTS, PERIODS
from housing.services.demonstration.lines import (
    AdjustmentLine,
    AnnouncementLine,
    AnyLine,
    InterimTargetLine,
    Line,
    PlacementLine,
    TargetLine,
)
from housing.services.demonstration.publications import REMARKS, releases
from housing.services.demonstration.reference import read_reference
from housing.services.demonstration.story import generate
from housing.services.posting import ensure_periods, post
from housing.services.publishing import publish
from housing.services.reference import load_reference


class CannotDemonstrateError(Exception):
    """Why the demonstration cannot be loaded here, with what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was added; nothing at all when the demonstration was there already."""

    lines: int = 0
    transfers: int = 0
    publications: int = 0


@transaction.atomic
def load_demonstration() -> Loaded:
    """Load the demonstration into an empty journal and start its clock; all or nothing.

    Loads the reference data first when there are no municipalities yet. Raises `CannotDemonstrateError`
    when the journal holds other figures: synthetic figures must never stand between real ones.
    """
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    if state.seq and state.is_demonstration:
        return Loaded()
    if state.seq:
        raise CannotDemonstrateError(
            _(
                "Dit grootboek bevat al andere cijfers dan de demonstratie (aantal regels: %(lines)d). "
                "Geef de demonstratie een eigen, lege database (DATABASE_URL)."
            )
            % {"lines": state.seq}
        )
    if not Municipality.objects.exists():
        load_reference()
    start_demonstration_clock(at=CLOCK_STARTS)
    ensure_periods(HalfYear.parse(code) for code in PERIODS)
    posted = post(lines=postings(generate(read_reference())))
    released = [
        publish(title=r.title, kind=r.kind, known_on=end_of_day(r.day), remarks=REMARKS) for r in releases()
    ]
    return Loaded(posted.lines, posted.transfers, len(released))


def postings(lines: list[AnyLine]) -> list[Posting]:
    """The lines as postings that are not saved yet, in the same order, targets with their announcement."""
    result: list[Posting] = []
    announcements: dict[str, Announcement] = {}
    for line in lines:
        posting = _posting(line)
        posting.recorded_at = line.recorded_at
        posting.source = line.source
        posting.reason = line.reason
        if isinstance(posting, Announcement):
            announcements[posting.period_id] = posting
        elif isinstance(posting, Target):
            posting.announcement = announcements[posting.period_id]
        result.append(posting)
    return result


@singledispatch
def _posting(line: Line) -> Posting:
    raise TypeError(f"No posting for {type(line).__name__}")


@_posting.register
def _announcement(line: AnnouncementLine) -> Posting:
    return Announcement(
        persons=line.persons,
        period_id=line.period.code,
        population_date=line.population_date,
        announced_on=line.announced_on,
    )


@_posting.register
def _target(line: TargetLine) -> Posting:
    return Target(persons=line.persons, municipality_id=line.municipality, period_id=line.period.code)


@_posting.register
def _interim_target(line: InterimTargetLine) -> Posting:
    return InterimTarget(persons=line.persons, baseline_on=line.baseline_on, due_on=line.due_on)


@_posting.register
def _adjustment(line: AdjustmentLine) -> Posting:
    return Adjustment(
        persons=line.persons,
        municipality_id=line.municipality,
        period_id=line.period.code,
        type=line.type,
    )


@_posting.register
def _placement(line: PlacementLine) -> Posting:
    return Placement(
        persons=line.persons,
        municipality_id=line.municipality,
        period_id=line.period.code,
        month=line.month.first_day,
        kind=line.kind,
    )
