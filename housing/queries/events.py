"""The log of events as people search it: who changed what, when, with the texts that are still kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from housing.domain.periods import Month
from housing.models import Event, EventText, Invitation, User

#: More people than this do not fit in a search for one person; the search is then too wide to mean anything.
MOST_PEOPLE = 200

#: Texts that tell who or where somebody is, not what was written with a change.
ABOUT_PEOPLE = frozenset({"address", "email", "name", "phone"})
#: What the other texts of these events are about: reports, which not everybody who reads the log may read.
ABOUT_REPORTS = ("report", "correction", "exception")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the log, by the name and address that the account has now."""

    pk: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event. `texts` holds every text that was written with it, by kind; None when it was erased.

    `actor` is None for what the system did itself. `journal_seq` is the head of the journal after the
    postings that came with it.
    """

    seq: int
    at: datetime
    action: str
    actor: Person | None = None
    subject: Person | None = None
    municipality: str = ""
    province: str = ""
    period: str = ""
    month: Month | None = None
    report: int | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str | None] = field(default_factory=dict)
    journal_seq: int | None = None

    @property
    def family(self) -> str:
        """What it is about: the part of the action before the dot."""
        return self.action.partition(".")[0]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to search for; empty means anything.

    `since` and `until` are moments, `until` not included. `action` is the name of an action, or of what it is
    about with a dot behind it ("report."). `person` is a part of a name or address, of who did it or whom it
    concerns. `municipalities` are codes; `text` a part of a kept text, of events about reports only where
    `with_reports` says that those may be read.
    """

    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    person: str = ""
    municipality: str = ""
    province: str = ""
    municipalities: tuple[str, ...] = ()
    text: str = ""
    with_reports: bool = False


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, the newest first, and whether there are newer and older ones beside them."""

    events: list[LoggedEvent]
    has_newer: bool
    has_older: bool


def event_page(
    wanted: EventFilter, *, size: int, before: int | None = None, after: int | None = None
) -> EventPage:
    """A page of what a filter finds: the newest, those before a number, or those just after one.

    At most four queries, however many events there are.
    """
    found = _filtered(wanted)
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return EventPage(_with_texts(rows), more, found.filter(seq__lte=after).exists())
    if before is not None:
        rows = list(found.filter(seq__lt=before).order_by("-seq")[: size + 1])
        return EventPage(_with_texts(rows[:size]), found.filter(seq__gte=before).exists(), len(rows) > size)
    rows = list(found.order_by("-seq")[: size + 1])
    return EventPage(_with_texts(rows[:size]), False, len(rows) > size)


def count_events(wanted: EventFilter, most: int) -> int:
    """How many a filter finds, counted no further than one past `most`."""
    return _filtered(wanted).order_by()[: most + 1].count()


def all_events(wanted: EventFilter, most: int) -> list[LoggedEvent]:
    """What a filter finds as a whole, the newest first, at most so many; for a file."""
    return _with_texts(list(_filtered(wanted).order_by("-seq")[:most]))


def events_of_month(code: str, month: Month) -> list[LoggedEvent]:
    """What the log tells of one month of a municipality, in order of number; two queries."""
    found = Event.objects.select_related("actor", "subject").filter(
        municipality_id=code, month=month.first_day
    )
    return _with_texts(list(found.order_by("seq")))


def events_about(person: int, most: int) -> list[LoggedEvent]:
    """What happened to an account, the newest first: also the invitations before there was one.

    At most three queries.
    """
    before = list(Invitation.objects.filter(accepted_by=person).values_list("pk", flat=True))
    found = Event.objects.select_related("actor", "subject").filter(
        Q(subject=person)
        | Q(action="invitation.sent", data__new__invitation__in=before)
        | Q(action__startswith="account.", actor=person)
    )
    return _with_texts(list(found.order_by("-seq")[:most]))


def person_of(user: User | None) -> Person | None:
    """Somebody as the log knows people; None for what the system did."""
    return Person(user.pk, user.name, user.email) if user else None


def _filtered(wanted: EventFilter) -> "QuerySet[Event]":
    found = Event.objects.select_related("actor", "subject")
    if wanted.since:
        found = found.filter(recorded_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(recorded_at__lt=wanted.until)
    if wanted.action:
        is_whole = not wanted.action.endswith(".")
        found = found.filter(**{"action" if is_whole else "action__startswith": wanted.action})
    if wanted.person:
        people = list(_people(wanted.person))
        found = found.filter(Q(actor__in=people) | Q(subject__in=people))
    if wanted.municipality:
        found = found.filter(municipality_id=wanted.municipality)
    if wanted.province:
        found = found.filter(Q(province_id=wanted.province) | Q(municipality_id__in=wanted.municipalities))
    if wanted.text:
        found = found.filter(Exists(_texts(wanted)))
    return found


def _people(text: str) -> "QuerySet[User, int]":
    """Those whose name or address has this in it, in whatever case."""
    by_name = Q(name__icontains=text) | Q(email__icontains=text)
    return User.objects.filter(by_name).order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE]


def _texts(wanted: EventFilter) -> "QuerySet[EventText]":
    texts = EventText.objects.filter(event=OuterRef("pk"), text__icontains=wanted.text)
    if wanted.with_reports:
        return texts
    hidden = Q()
    for family in ABOUT_REPORTS:
        hidden |= Q(event__action__startswith=f"{family}.")
    return texts.exclude(hidden & ~Q(kind__in=ABOUT_PEOPLE))


def _with_texts(events: Iterable[Event]) -> list[LoggedEvent]:
    rows = list(events)
    texts: dict[int, dict[str, str]] = {}
    for pk, kind, text in EventText.objects.filter(event__in=[row.pk for row in rows]).values_list(
        "event_id", "kind", "text"
    ):
        texts.setdefault(pk, {})[kind] = text
    return [_logged(row, texts.get(row.pk, {})) for row in rows]


def _logged(row: Event, texts: Mapping[str, str]) -> LoggedEvent:
    assert row.seq is not None
    assert row.recorded_at is not None
    data = row.data if isinstance(row.data, dict) else {}
    return LoggedEvent(
        seq=row.seq,
        at=row.recorded_at,
        action=row.action,
        actor=person_of(row.actor),
        subject=person_of(row.subject),
        municipality=row.municipality_id or "",
        province=row.province_id or "",
        period=row.period_id or "",
        month=_month(row.month),
        report=row.report_id,
        old=_mapping(data.get("old")),
        new=_mapping(data.get("new")),
        texts={kind: texts.get(kind) for kind in sorted(row.digests)},
        journal_seq=row.journal_seq,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _month(day: date | None) -> Month | None:
    return Month.containing(day) if day else None
