"""Posting the demonstration to an empty journal: clock, accounts, reports, lines, log, publications."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from django.db import transaction
from django.utils.translation import gettext as _

from housing.domain.periods import HalfYear
from housing.models import (
    Adjustment,
    Announcement,
    CoaCount,
    InterimTarget,
    JournalHead,
    Municipality,
    Placement,
    Posting,
    Report,
    ReportStep,
    Target,
    User,
)
from housing.queries.journal import end_of_day, journal_state
from housing.services.clock import start_demonstration_clock
from housing.services.demonstration.accounts import make_accounts
from housing.services.demonstration.assumptions import CLOCK_STARTS, PERIODS
from housing.services.demonstration.lines import (
    AdjustmentLine,
    AnnouncementLine,
    AnyLine,
    CoaLine,
    InterimTargetLine,
    Line,
    PlacementLine,
    StepLine,
    TargetLine,
)
from housing.services.demonstration.log import write_log
from housing.services.demonstration.publications import REMARKS, releases
from housing.services.demonstration.reference import read_reference
from housing.services.demonstration.rows import Key, make_exceptions, make_reports, make_requests
from housing.services.demonstration.steering import (
    MANAGER,
    close_half_years,
    propose_exchange,
    set_signals,
)
from housing.services.demonstration.story import generate
from housing.services.events import record
from housing.services.posting import ensure_periods, post
from housing.services.publishing import release
from housing.services.reference import load_reference


class CannotDemonstrateError(Exception):
    """Why the demonstration cannot be loaded here, with what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was added; nothing at all when the demonstration was there already."""

    lines: int = 0
    transfers: int = 0
    publications: int = 0
    reports: int = 0
    accounts: int = 0
    events: int = 0


@transaction.atomic
def load_demonstration() -> Loaded:
    """Load the demonstration into an empty journal and start its clock; all or nothing.

    Loads the reference data first when there are no municipalities yet. Raises `CannotDemonstrateError`
    when the journal holds other figures: synthetic figures must never stand between real ones; and when
    there are accounts: anybody may sign in as the people of the demonstration, without a second factor.
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
    if User.objects.exists():
        raise CannotDemonstrateError(
            _(
                "In deze database staan al accounts van mensen. "
                "Geef de demonstratie een eigen, lege database (DATABASE_URL)."
            )
        )
    if not Municipality.objects.exists():
        load_reference()
    start_demonstration_clock(at=CLOCK_STARTS)
    ensure_periods(HalfYear.parse(code) for code in PERIODS)
    users = make_accounts()
    reference = read_reference()
    lines = generate(reference)
    made = make_reports(lines, users)
    posted = post(lines=postings(lines, users, made.reports))
    make_exceptions(users)
    provinces = {code: area.province for code, area in reference.municipalities.items()}
    events = write_log(lines, made, make_requests(made, users), provinces, users)
    released = [
        release(title=r.title, kind=r.kind, known_on=end_of_day(r.day), remarks=REMARKS, by=users[MANAGER])
        for r in releases()
    ]
    close_half_years(released, users)
    propose_exchange(users)
    set_signals(users)
    record(
        "figures.imported",
        by=None,
        new={"kinds": ["demonstration"], "posted": posted.lines, "publications": len(released)},
    )
    return Loaded(posted.lines, posted.transfers, len(released), len(made.reports), len(users), events + 2)


def postings(lines: list[AnyLine], users: Mapping[str, User], reports: Mapping[Key, Report]) -> list[Posting]:
    """The lines as postings that are not saved yet, in the same order.

    Targets come with their announcement, steps with their report, all with the account of who did it.
    """
    result: list[Posting] = []
    announcements: dict[str, Announcement] = {}
    for line in lines:
        posting = _posting(line)
        posting.recorded_at = line.recorded_at
        posting.source = line.source
        posting.reason = line.reason
        posting.recorded_by = users.get(line.by)
        if isinstance(line, StepLine) and isinstance(posting, ReportStep):
            posting.report = reports[line.municipality, line.month]
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
def _step(line: StepLine) -> Posting:
    counts = line.counts.filled
    return ReportStep(
        persons=counts.total,
        municipality_id=line.municipality,
        period_id=line.month.half_year.code,
        month=line.month.first_day,
        state=line.state.value,
        number=line.number,
        home=counts.home or 0,
        transitional=counts.transitional or 0,
        hotel=counts.hotel or 0,
    )


@_posting.register
def _coa_count(line: CoaLine) -> Posting:
    return CoaCount(
        persons=line.persons,
        municipality_id=line.municipality,
        period_id=line.month.half_year.code,
        month=line.month.first_day,
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
