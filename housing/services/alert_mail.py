"""What signals found, by mail: each finding once, all that is new on a day in one message.

That something was told is kept in the outbox as a line without a text, under the key of the finding (signal,
area, half-year or month). It stays for as long as the finding stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from housing.alert_words import Line, found_lines, rule_text
from housing.domain.alerts import Rule
from housing.models import Mail, User
from housing.queries.alerts import Signal, signals
from housing.queries.areas import Registry, registry
from housing.queries.journal import JournalState

#: Begins the key of what was told; a message has the day as its key.
TOLD = "signaal "
#: How long after it was told (or was remembered last) a finding that still stands is remembered anew.
RENEWED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FoundNow:
    """A rule with findings that were not told before; worded when it is written, in the reader's language."""

    rule: Rule
    signal: Signal
    areas: Registry

    @property
    def title(self) -> str:
        """What the rule watches."""
        return rule_text(self.rule, self.areas)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it found."""
        return found_lines(self.rule, self.signal.hits, self.areas)


@dataclass(frozen=True, slots=True)
class AlertMail:
    """What one person is told today, and the keys of the findings in it."""

    user: User
    lines: tuple[FoundNow, ...]
    told: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many findings are new."""
        return len(self.told)


def alert_mails(state: JournalState, owners: Iterable[User]) -> Iterator[AlertMail]:
    """For each owner who asked for mail what signals found and never told; nothing when all was told."""
    people = {user.pk: user for user in owners}
    areas = registry(state.reference_version)
    wanted = [each for each in signals(areas, state, people.values()) if each.by_mail]
    keys = {TOLD + each.key_of(hit) for each in wanted for hit in each.hits}
    told = _told(people, keys)
    for owner, user in people.items():
        new = tuple(
            FoundNow(each.rule, fresh, areas)
            for each in wanted
            if each.owner == owner and (fresh := _fresh(each, told)).hits
        )
        if new:
            yield AlertMail(
                user, new, tuple(TOLD + each.signal.key_of(hit) for each in new for hit in each.signal.hits)
            )


def may_tell(*, user: User, day: str) -> bool:
    """Whether nobody told this person anything on that day yet; holds until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return not Mail.objects.filter(user=user, kind=Mail.Kind.ALERT, key=day).exists()


def mark_told(*, user: User, told: Iterable[str], now: datetime) -> None:
    """Remember what somebody was told; in the transaction that writes the message."""
    Mail.objects.bulk_create(
        [
            Mail(
                user=user,
                address=user.email.strip().lower(),
                kind=Mail.Kind.ALERT,
                key=key,
                subject="",
                text="",
                created_at=now,
                sent_at=now,
            )
            for key in told
        ],
        ignore_conflicts=True,
    )


def keep_standing(state: JournalState, owners: Iterable[User]) -> None:
    """Remember what was told for as long as it stands: what was sent long ago is deleted."""
    areas = registry(state.reference_version)
    keys = [TOLD + each.key_of(hit) for each in signals(areas, state, owners) for hit in each.hits]
    before = state.now - RENEWED_AFTER
    told = Mail.objects.filter(kind=Mail.Kind.ALERT, key__in=keys, sent_at__lt=before)
    told.update(sent_at=state.now)


def lapse(holders: Iterable[User]) -> int:
    """Drop messages that were not sent yet to people who set no signals any more; how many."""
    unsent = Mail.objects.filter(kind=Mail.Kind.ALERT, sent_at__isnull=True)
    return unsent.exclude(user__in=list(holders)).delete()[0]


def _told(people: dict[int, User], keys: set[str]) -> set[str]:
    rows = Mail.objects.filter(user__in=list(people), kind=Mail.Kind.ALERT, key__in=keys)
    return set(rows.values_list("key", flat=True))


def _fresh(signal: Signal, told: set[str]) -> Signal:
    hits = tuple(hit for hit in signal.hits if TOLD + signal.key_of(hit) not in told)
    return Signal(signal.pk, signal.owner, signal.rule, signal.by_mail, hits)
