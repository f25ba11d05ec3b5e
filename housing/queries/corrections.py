"""What a correction of a month does to the ledger: per kind, and to closing balances, before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from housing.domain.balances import AreaBalance
from housing.domain.mergers import on_borders
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, ReportState
from housing.models import CorrectionRequest, MonthTotal, Report, TargetPeriod
from housing.queries.areas import Area, Registry
from housing.queries.balances import balances
from housing.queries.journal import JournalState


@dataclass(frozen=True, slots=True)
class ClosingChange:
    """The closing balance of a municipality before and after, in persons with the sign of the balance."""

    area: Area
    before: int
    after: int

    @property
    def change(self) -> int:
        """How much higher (+) or lower (-) it becomes."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """What accepting a correction would post.

    While the half-year is open the month itself is changed, per kind. After it was closed (`is_closed`) the
    month stays and `change` is booked as a correction in `booked_in`, the running half-year. `closings` are
    of that half-year; of a municipality that has ended those of its successors.
    """

    month: Month
    old: Counts
    new: Counts
    is_closed: bool
    booked_in: HalfYear
    closings: tuple[ClosingChange, ...]

    @property
    def change(self) -> int:
        """Persons more (+) or fewer (-) that count."""
        return self.new.total - self.old.total

    @property
    def kinds(self) -> tuple[tuple[str, int, int, int], ...]:
        """Per kind: its name, old value, new value, difference."""
        old, new = self.old.filled, self.new.filled
        rows = (
            ("home", old.home or 0, new.home or 0),
            ("transitional", old.transitional or 0, new.transitional or 0),
            ("hotel", old.hotel or 0, new.hotel or 0),
        )
        return tuple((kind, before, after, after - before) for kind, before, after in rows)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a month that is looked at: old and new values; `is_closed` when its half-year is."""

    area: Area
    month: Month
    old: Counts
    new: Counts
    is_closed: bool


def effects(registry: Registry, state: JournalState, changes: Sequence[Change]) -> list[Effect]:
    """The effect of each change by itself, in the same order; one query per half-year that is booked in."""
    spread = [bookings(registry, state.today, change) for change in changes]
    wanted: dict[HalfYear, set[str]] = {}
    for period, parts in spread:
        wanted.setdefault(period, set()).update(parts)
    found = {period: balances(state.seq, period, codes) for period, codes in wanted.items()}
    return [
        Effect(
            change.month,
            change.old,
            change.new,
            change.is_closed,
            period,
            tuple(_closing(registry, found[period], code, persons) for code, persons in parts.items()),
        )
        for change, (period, parts) in zip(changes, spread, strict=True)
    ]


def effect(registry: Registry, state: JournalState, change: Change) -> Effect:
    """The effect of one change; one query."""
    return effects(registry, state, [change])[0]


def bookings(registry: Registry, today: date, change: Change) -> tuple[HalfYear, dict[str, int]]:
    """In which half-year the difference shows, and in whose balance: a municipality or its successors."""
    persons = change.new.total - change.old.total
    period = HalfYear.containing(today) if change.is_closed else change.month.half_year
    end = change.area.valid_to
    if end is None or end > today:
        return period, {change.area.code: persons}
    if not change.is_closed:
        period = max(period, HalfYear.containing(end))
    parts = on_borders({change.area.code: persons}, registry.successions, end - timedelta(days=1), today)
    return period, parts


def _closing(registry: Registry, found: Mapping[str, AreaBalance], code: str, persons: int) -> ClosingChange:
    before = found.get(code, AreaBalance.ZERO).closing
    return ClosingChange(registry.municipalities[code], before, before + persons)


# ── What a month counts now ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Standing:
    """What a month counts, and whether a correction of it can be asked for.

    `counts` are the values that hold after all accepted corrections: in a closed half-year those are no
    longer in the month itself.
    """

    counts: Counts
    is_final: bool
    is_closed: bool


def standing(report: Report, closed_at: datetime | None) -> Standing:
    """What the month of a report counts, also of one that is not kept (yet); at most two queries."""
    imported = Counts() if report.submission else imported_counts(report)
    accepted = None
    if closed_at is not None and report.pk is not None:
        accepted = (
            report.corrections.filter(state=CorrectionRequest.State.ACCEPTED, decided_at__gte=closed_at)
            .order_by("-decided_at")
            .first()
        )
    return standing_of(report, closed_at, imported, accepted)


def month_standing(code: str, month: Month) -> tuple[Report, Standing]:
    """The report of a month (of an imported month one that is not kept), and what counts; four queries."""
    report = Report.objects.filter(municipality_id=code, month=month.first_day).first()
    if report is None:
        report = Report(municipality_id=code, period_id=month.half_year.code, month=month.first_day)
    period = TargetPeriod.objects.filter(code=month.half_year.code).first()
    return report, standing(report, period.closed_at if period else None)


def standing_of(
    report: Report, closed_at: datetime | None, imported: Counts, accepted: CorrectionRequest | None
) -> Standing:
    """What the month of a report counts. Final are approved months, imported ones never reported here, and
    after the half-year was closed all of them: also those that nobody approved or reported.

    `imported` is what was imported for it, `accepted` the last correction after the half-year was closed.
    """
    counts = report.submitted if report.submission else imported
    is_approved = report.report_state is ReportState.APPROVED
    is_closed = closed_at is not None
    is_final = is_closed or (not counts.is_empty and (is_approved or report.submission == 0))
    if accepted is not None:
        counts = accepted.counts
    return Standing(counts.filled, is_final, is_closed)


def imported_counts(report: Report) -> Counts:
    """What was imported for the month of a report; empty when nothing was."""
    row = MonthTotal.objects.filter(
        municipality_id=report.municipality_id, month=report.month, postings__gt=0
    ).first()
    return Counts(row.home, row.transitional, row.hotel) if row else Counts()


def is_outdated(request: CorrectionRequest, report: Report, *, is_closed: bool) -> bool:
    """Whether the month was changed or reopened since the correction was asked for.

    Once its half-year was closed the month stands as it is, reopened or not.
    """
    if request.submission != report.submission:
        return True
    return not is_closed and report.report_state is not ReportState.APPROVED and report.submission > 0
