"""The log of the demonstration: what people did in Zuid-Holland in the last weeks, corrections, overviews."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import CoaCount, CorrectionRequest, Event, EventText, Placement, Report, ReportStep, User
from housing.services.demonstration.assumptions import REPORTED_PERIOD
from housing.services.demonstration.chance import Chance
from housing.services.demonstration.lines import AnyLine, CoaLine
from housing.services.demonstration.people import coordinator_of, editor_of
from housing.services.demonstration.rows import ZUID_HOLLAND, Change, Made
from housing.services.demonstration.zuid_holland import EXTENSIONS, OCTOBER, Request
from housing.services.events import SHORT_LIVED, text_digest
from housing.services.report_steps import ACTIONS

#: Addresses that exist in documentation only (RFC 5737).
ADDRESSES = "192.0.2."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event to be written. Texts by kind; empty ones are left out."""

    at: datetime
    action: str
    by: str
    old: Mapping[str, object]
    new: Mapping[str, object]
    texts: Mapping[str, str]
    report: Report | None = None
    municipality: str | None = None
    month: Month | None = None


def write_log(
    lines: Iterable[AnyLine],
    made: Made,
    requests: Mapping[Request, CorrectionRequest],
    provinces: Mapping[str, str],
    users: Mapping[str, User],
) -> int:
    """Write the events in order of time, as they would have been written then; how many."""
    told = [
        *(_step(change, made) for change in made.changes if _is_told(change, provinces)),
        *_corrections(made, requests),
        *_exceptions(),
        *_overviews(lines),
    ]
    told.sort(key=lambda each: each.at)
    positions = _positions()
    texts = [_texts(each) for each in told]
    events = Event.objects.bulk_create(
        _event(each, kept, _seq_at(positions, each.at), users) for each, kept in zip(told, texts, strict=True)
    )
    EventText.objects.bulk_create(
        EventText(event=event, kind=kind, text=text, salt=salt, expires_on=_expires(kind, each.at.date()))
        for event, each, kept in zip(events, told, texts, strict=True)
        for kind, (text, salt) in kept.items()
    )
    return len(events)


def _is_told(change: Change, provinces: Mapping[str, str]) -> bool:
    """The last month of Zuid-Holland; what happened before is in the journal, like everywhere."""
    line = change.line
    return line.step is not None and line.month == OCTOBER and provinces[line.municipality] == ZUID_HOLLAND


def _step(change: Change, made: Made) -> Told:
    line = change.line
    assert line.step is not None
    reviewed = line.step in (Step.RETURN, Step.REOPEN)
    return Told(
        at=line.recorded_at,
        action=ACTIONS[line.step],
        by=line.by,
        report=made.reports[line.municipality, line.month],
        old={"state": change.old_state, **_values(change.old)},
        new={"state": line.state.value, **_values(line.counts)},
        texts={"note": line.note, "reason" if reviewed else "explanation": line.text},
    )


def _corrections(made: Made, requests: Mapping[Request, CorrectionRequest]) -> Iterator[Told]:
    for asked, request in requests.items():
        wanted = request.counts
        told = Told(
            at=asked.asked_at,
            action="correction.asked",
            by=editor_of(asked.municipality),
            report=made.reports[asked.municipality, asked.month],
            old=_values(Counts((wanted.home or 0) - asked.homes, wanted.transitional, wanted.hotel)),
            new={"request": request.pk, **_values(wanted)},
            texts={"reason": asked.reason},
        )
        yield told
        if asked.decided_at is not None:
            yield replace(
                told,
                at=asked.decided_at,
                action=f"correction.{request.state}",
                by=coordinator_of(ZUID_HOLLAND),
                texts={"decision": asked.decision},
            )


def _exceptions() -> Iterator[Told]:
    for extension in EXTENSIONS:
        yield Told(
            at=extension.granted_at,
            action="exception.granted",
            by=coordinator_of(ZUID_HOLLAND),
            municipality=extension.municipality,
            month=extension.month,
            old={},
            new={"due_on": extension.due_on.isoformat()},
            texts={"reason": extension.reason},
        )


def _overviews(lines: Iterable[AnyLine]) -> Iterator[Told]:
    counts = [line for line in lines if isinstance(line, CoaLine)]
    numbers = Counter((line.recorded_at, line.by) for line in counts)
    for (at, by), number in numbers.items():
        yield Told(at=at, action="coa.imported", by=by, old={}, new={"lines": number}, texts={})


def _texts(told: Told) -> dict[str, tuple[str, str]]:
    """The texts of an event by kind, each with its salt; the network address is one of them."""
    chance = Chance(f"event {told.at} {told.action} {told.report or told.municipality}")
    who = Chance(f"address {told.by}")
    texts = {**told.texts, "address": f"{ADDRESSES}{who.between(1, 254)}" if told.by else ""}
    return {
        kind: (text, f"{chance.below(2**64):016x}{chance.below(2**64):016x}")
        for kind, text in texts.items()
        if text
    }


def _event(
    told: Told, texts: Mapping[str, tuple[str, str]], seq: int | None, users: Mapping[str, User]
) -> Event:
    report, month = told.report, told.month
    is_of_month = report is not None or month is not None
    return Event(
        action=told.action,
        actor=users.get(told.by),
        report=report,
        municipality_id=report.municipality_id if report else told.municipality,
        period_id=REPORTED_PERIOD if is_of_month else None,
        month=report.month if report else month.first_day if month else None,
        data={"old": dict(told.old), "new": dict(told.new)},
        digests={kind: text_digest(salt, text) for kind, (text, salt) in texts.items()},
        journal_seq=seq,
        recorded_at=told.at,
    )


def _positions() -> list[tuple[datetime, int]]:
    """Where the journal was after each line of the running half-year."""
    rows: list[tuple[datetime, int]] = []
    for model in (Placement, ReportStep, CoaCount):
        found = model._default_manager.filter(period_id=REPORTED_PERIOD)
        rows += [(at, seq) for at, seq in found.values_list("recorded_at", "seq") if at and seq]
    return sorted(rows)


def _seq_at(positions: list[tuple[datetime, int]], at: datetime) -> int | None:
    place = bisect_right(positions, at, key=lambda position: position[0])
    return positions[place - 1][1] if place else None


def _values(counts: Counts) -> dict[str, int]:
    filled = counts.filled
    return {"home": filled.home or 0, "transitional": filled.transitional or 0, "hotel": filled.hotel or 0}


def _expires(kind: str, day: date) -> date:
    days = settings.ADDRESS_RETENTION_DAYS if kind in SHORT_LIVED else settings.TEXT_RETENTION_DAYS
    return day + timedelta(days=days)
