"""Adding to the journal: lines in order of time, with the transfers that ended municipalities bring."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_noop

from housing.domain.mergers import Succession, transfers
from housing.domain.periods import HalfYear
from housing.models import (
    POSTING_MODELS,
    Adjustment,
    JournalHead,
    Merger,
    Municipality,
    PeriodTotal,
    Posting,
    TargetPeriod,
)
from housing.queries.journal import AMSTERDAM, journal_state

BATCH = 5000
MERGER_SOURCE = "Wet arhi art. 44"
MERGER_REASON = gettext_noop("Saldo gaat bij herindeling over naar de opvolger.")

#: The net of everything posted for a municipality in a half-year: what it adds to the balance.
NET = (
    F("opening")
    + F("opening_transfers")
    - F("target")
    + F("exchanges")
    + F("corrections")
    + F("transfers")
    + F("home")
    + F("transitional")
    + F("hotel")
)


@dataclass(frozen=True, slots=True)
class Posted:
    """How many lines were added, and how many transfers followed from mergers."""

    lines: int
    transfers: int


def ensure_periods(periods: Iterable[HalfYear]) -> None:
    """Make the rows of half-years that the ledger does not know yet."""
    TargetPeriod.objects.bulk_create(
        [TargetPeriod(code=p.code, starts_on=p.starts_on, ends_on=p.ends_on) for p in sorted(set(periods))],
        ignore_conflicts=True,
    )


@transaction.atomic
def post(*, lines: Iterable[Posting]) -> Posted:
    """Add lines to the journal, all or none.

    Lines with a `recorded_at` go in its order; those without come last and get the journal's clock. Where
    the journal passes the day on which a municipality ends, its balance is booked to its successors as of
    that day; a line for a municipality that has ended already brings a transfer of its own (Wet arhi
    art. 44). Of a municipality with transfers among the lines, only what these leave is booked, at the
    end. Raises the database's error when a rule of the journal is broken; then nothing is added.
    """
    head = JournalHead.objects.select_for_update().get(id=1)
    now = journal_state().now
    ordered = sorted(
        lines, key=lambda line: (line.recorded_at or datetime.max.replace(tzinfo=AMSTERDAM), _rank(line))
    )
    if not ordered:
        return Posted(0, 0)
    by_hand = {
        line.municipality_id
        for line in ordered
        if isinstance(line, Adjustment) and line.type == Adjustment.Type.MERGER
    }
    ends = {code: day for code, day in _ends().items() if code not in by_hand}
    passed = head.recorded_at
    pending: list[Posting] = []
    settled = 0
    for moment, group in groupby(ordered, key=lambda line: line.recorded_at):
        at, arrived = moment or now, list(group)
        for day in _days_between(ends.values(), passed, at):
            _insert(pending)
            settled += _settle(max(_start_of(day), passed or _start_of(day)), leave=by_hand)
            pending = []
        pending += arrived
        if any(_has_ended(line, ends, _day(at)) for line in arrived):
            _insert(pending)
            settled += _settle(moment, leave=by_hand)
            pending = []
        passed = at
    _insert(pending)
    return Posted(len(ordered), settled + _settle(ordered[-1].recorded_at))


@transaction.atomic
def book_due_mergers() -> int:
    """Book the balances of municipalities that have ended by today, as far as not done; lines added."""
    JournalHead.objects.select_for_update().get(id=1)
    return _settle(None)


def _open_from(period: HalfYear) -> HalfYear:
    """The half-year, or the first one after it that was not closed."""
    closed = set(TargetPeriod.objects.exclude(closed_at=None).values_list("code", flat=True))
    while period.code in closed:
        period = period.next
    ensure_periods([period])
    return period


def _ends() -> dict[str, date]:
    """The municipalities that end, each with the first day on which it no longer exists."""
    ended = Municipality.objects.exclude(valid_to=None).values_list("code", "valid_to")
    return {code: day for code, day in ended if day is not None}


def _rank(line: Posting) -> int:
    return POSTING_MODELS.index(type(line))


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _days_between(days: Iterable[date], after: datetime | None, until: datetime) -> list[date]:
    """The days that begin after one moment and not after another; none while the journal is empty."""
    if after is None or _day(after) == _day(until):
        return []
    first, last = _day(after), _day(until)
    return sorted({day for day in days if first < day <= last})


def _has_ended(line: Posting, ends: dict[str, date], day: date) -> bool:
    end = ends.get(getattr(line, "municipality_id", ""))
    return end is not None and end <= day


def _insert(lines: Sequence[Posting]) -> None:
    """One statement, and so one step of the chain, per run of lines of one table."""
    for _, group in groupby(lines, key=type):
        run = list(group)
        type(run[0])._default_manager.bulk_create(run, batch_size=BATCH)


def _settle(at: datetime | None, *, leave: Collection[str] = ()) -> int:
    """Book what municipalities that have ended by `at` (None: now) still hold to their successors.

    Those to `leave` are booked by hand later in the same call.
    """
    day = _day(at or journal_state().now)
    held = (
        PeriodTotal.objects.filter(municipality__valid_to__lte=day)
        .values_list("municipality_id", "municipality__valid_to")
        .annotate(held=Sum(NET))
        .exclude(held=0)
        .exclude(municipality_id__in=list(leave))
        .order_by("municipality__valid_to", "municipality_id")
    )
    rows = list(held)
    if not rows:
        return 0
    successions = [
        Succession(m.date, m.predecessor_id, m.successor_id, Fraction(m.share), m.kind)
        for m in Merger.objects.all()
    ]
    number = JournalHead.objects.get(id=1).seq
    lines = []
    for code, ended_on, persons in rows:
        period = _open_from(HalfYear.containing(ended_on))
        for area, change in transfers(
            {code: persons}, successions, ended_on - timedelta(days=1), day
        ).items():
            lines.append(
                Adjustment(
                    municipality_id=area,
                    period_id=period.code,
                    type=Adjustment.Type.MERGER,
                    effective_on=ended_on,
                    group=f"{code} {ended_on} {number}",
                    persons=change,
                    reason=MERGER_REASON,
                    source=MERGER_SOURCE,
                    recorded_at=at,
                )
            )
    _insert(lines)
    return len(lines)
