"""What happened to one month of a municipality: log, steps, postings and COA's counts in one story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from housing.domain.periods import Month
from housing.domain.reporting import Counts, ReportState
from housing.models import Report
from housing.queries.events import LoggedEvent, Person, events_of_month
from housing.queries.month_sources import (
    MonthCount,
    MonthPosting,
    MonthStep,
    booked_elsewhere,
    counts_of_coa,
    postings_of,
    steps_of,
)

#: What the log calls the step that ends in a state, for steps that it does not know.
ACTIONS = {
    ReportState.SUBMITTED: "report.submitted",
    ReportState.WITHDRAWN: "report.withdrawn",
    ReportState.RETURNED: "report.returned",
    ReportState.APPROVED: "report.approved",
    ReportState.REOPENED: "report.reopened",
}
CORRECTED = "correction.accepted"
IMPORTED, COUNTED = "figures.imported", "coa.counted"

#: Postings of one step are written in one transaction: by the same person, within moments.
TOGETHER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to the month.

    `event` tells what, as the log has it; where the log does not know it (`is_logged` is False: it was loaded
    or imported) made from the journal. `counts` are the persons that counted after it, None when nothing
    did; `coa` is COA's count as known then.
    """

    event: LoggedEvent
    postings: tuple[MonthPosting, ...] = ()
    counts: Counts | None = None
    coa: int | None = None
    is_logged: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class MonthHistory:
    """Everything about one month, in order of time. `report` is None for a month that nobody filled in."""

    report: Report | None
    happenings: tuple[Happening, ...] = field(default=())

    @property
    def was_imported(self) -> bool:
        """Whether there are figures that never were a report here; these are final."""
        is_report = self.report is not None and self.report.submission > 0
        return not is_report and any(h.event.action == IMPORTED for h in self.happenings)


def month_history(code: str, month: Month) -> MonthHistory:
    """What happened to a month of a municipality, from its first posting to now; at most seven queries."""
    report = (
        Report.objects.select_related("edited_by").filter(municipality_id=code, month=month.first_day).first()
    )
    events = events_of_month(code, month)
    steps, coa, postings = steps_of(code, month), counts_of_coa(code, month), postings_of(code, month)
    places = [event.journal_seq for event in events if event.action == CORRECTED and event.journal_seq]
    story = _Story(code, month, report, events, steps, coa, postings, booked_elsewhere(code, places))
    return MonthHistory(report, tuple(story.told()))


class _Story:
    """Puts the sources together: each posting with its step, each step with its event."""

    def __init__(
        self,
        code: str,
        month: Month,
        report: Report | None,
        events: Sequence[LoggedEvent],
        steps: Sequence[MonthStep],
        coa: Sequence[MonthCount],
        postings: Sequence[MonthPosting],
        elsewhere: Sequence[MonthPosting],
    ) -> None:
        self.code, self.month, self.report = code, month, report
        self.steps, self.coa, self.postings = steps, coa, postings
        self.elsewhere = {posting.seq: posting for posting in elsewhere}
        self.of_step = {step.seq: self._postings_of(step) for step in steps}
        self.event_of = self._matched(events)
        used = {event.seq for event in self.event_of.values()}
        self.other_events = [event for event in events if event.seq not in used]

    def told(self) -> list[Happening]:
        """Everything, in order of time."""
        found = [*self._steps(), *self._imports(), *self._overviews(), *self._events()]
        return sorted(found, key=lambda h: (h.event.at, h.event.seq or 0))

    def _postings_of(self, step: MonthStep) -> tuple[MonthPosting, ...]:
        before = max((other.seq for other in self.steps if other.seq < step.seq), default=0)
        return tuple(
            posting
            for posting in self.postings
            if before < posting.seq < step.seq and posting.by == step.by and step.at - posting.at < TOGETHER
        )

    def _matched(self, events: Iterable[LoggedEvent]) -> dict[int, LoggedEvent]:
        """The event of each step: the first about a step whose postings reach so far."""
        about_steps = [e for e in events if e.action in (*ACTIONS.values(), CORRECTED)]
        found: dict[int, LoggedEvent] = {}
        for place, step in enumerate(self.steps):
            following = self.steps[place + 1].seq if place + 1 < len(self.steps) else None
            for event in about_steps:
                reached = event.journal_seq or 0
                is_next = step.seq <= reached and (following is None or reached < following)
                if is_next and _is_told_by(step, event):
                    found.setdefault(step.seq, event)
        return found

    def _steps(self) -> Iterable[Happening]:
        before: MonthStep | None = None
        for step in self.steps:
            event = self.event_of.get(step.seq)
            yield Happening(
                event or self._as_event(step, before),
                self.of_step[step.seq],
                step.counts if step.state.counts else None,
                self._coa_at(step.seq),
                event is not None,
                step.source,
            )
            before = step

    def _as_event(self, step: MonthStep, before: MonthStep | None) -> LoggedEvent:
        """A step that the log does not know, as it would tell it."""
        is_correction = before is not None and before.state is step.state is ReportState.APPROVED
        return self._event(
            CORRECTED if is_correction else ACTIONS[step.state],
            step.at,
            step.by,
            old={"state": (before.state if before else ReportState.DRAFT).value}
            | _values(before.counts if before else Counts()),
            new={"state": step.state.value} | _values(step.counts),
        )

    def _imports(self) -> Iterable[Happening]:
        """Postings that came with no step, those of one moment and source together."""
        taken = {posting.seq for postings in self.of_step.values() for posting in postings}
        together: dict[tuple[datetime, str], list[MonthPosting]] = {}
        for posting in self.postings:
            if posting.seq not in taken:
                together.setdefault((posting.at, posting.source), []).append(posting)
        for (at, source), postings in together.items():
            last = postings[-1].seq
            yield Happening(
                self._event(IMPORTED, at, postings[0].by),
                tuple(postings),
                self._counts_at(last),
                self._coa_at(last),
                is_logged=False,
                source=source,
            )

    def _overviews(self) -> Iterable[Happening]:
        for count in self.coa:
            yield Happening(
                self._event(COUNTED, count.at, count.by),
                counts=self._counts_at(count.seq),
                coa=count.persons,
                is_logged=False,
                source=count.source,
            )

    def _events(self) -> Iterable[Happening]:
        for event in self.other_events:
            booked = self.elsewhere.get(event.journal_seq or 0) if event.action == CORRECTED else None
            yield Happening(event, (booked,) if booked else ())

    def _event(
        self,
        action: str,
        at: datetime,
        by: Person | None,
        old: dict[str, object] | None = None,
        new: dict[str, object] | None = None,
    ) -> LoggedEvent:
        return LoggedEvent(
            seq=0,
            at=at,
            action=action,
            actor=by,
            municipality=self.code,
            period=self.month.half_year.code,
            month=self.month,
            report=self.report.pk if self.report else None,
            old=old or {},
            new=new or {},
        )

    def _counts_at(self, seq: int) -> Counts | None:
        """What counted at a place in the journal; None when nothing did."""
        last = next((step for step in reversed(self.steps) if step.seq <= seq), None)
        if last is not None and not last.state.counts:
            return None
        held = [posting for posting in self.postings if posting.seq <= seq]
        if not held:
            return None
        counts = Counts(0, 0, 0)
        for posting in held:
            counts = replace(counts, **{posting.kind: (getattr(counts, posting.kind) or 0) + posting.persons})
        return counts

    def _coa_at(self, seq: int) -> int | None:
        return next((count.persons for count in reversed(self.coa) if count.seq <= seq), None)


def _is_told_by(step: MonthStep, event: LoggedEvent) -> bool:
    """Whether an event tells of a step: a correction after the close of the half-year changes no month."""
    if event.action == CORRECTED:
        return step.state is ReportState.APPROVED and _values(step.counts).items() <= event.new.items()
    return bool(event.new.get("state") == step.state.value)


def _values(counts: Counts) -> dict[str, object]:
    return {kind: getattr(counts.filled, kind) for kind in ("home", "transitional", "hotel")}
