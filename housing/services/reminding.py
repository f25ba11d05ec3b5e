"""Reminding people of months that are not in, and telling coordinators once a week how things stand.

What is wanted follows from the day and from the reports alone, so a run may be repeated or missed: the same
mail is never owed twice (`Mail.key`), and what was owed but could not be sent lapses when it no longer holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse

from housing.domain.completeness import MonthStanding
from housing.domain.periods import HalfYear, Month
from housing.domain.reminders import Stage, stage_on
from housing.domain.roles import NEEDS_SECOND_FACTOR, Role
from housing.models import Mail, Membership, User
from housing.queries.areas import Area, registry
from housing.queries.completeness import month_standings
from housing.queries.digests import MONTHS_BACK, ProvinceDigest, province_digest
from housing.queries.journal import JournalState, journal_state
from housing.services import alert_mail
from housing.services.mail_choices import wants
from housing.services.mailing import forget_old, owe, send_owed, sign_in_link, uncertain

KINDS = {
    Stage.BEFORE: Mail.Kind.BEFORE_DUE,
    Stage.FIRST: Mail.Kind.AFTER_DUE,
    Stage.SECOND: Mail.Kind.AFTER_DUE,
}
#: Those that lapse when they no longer hold before they were sent.
REMINDERS = (Mail.Kind.BEFORE_DUE, Mail.Kind.AFTER_DUE, Mail.Kind.DIGEST)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail that somebody should get on this day. `key` is what makes it the same mail as another.

    `told` are the keys of what it tells that is not to be told again in a later mail.
    """

    user: User
    kind: Mail.Kind
    key: str
    template: str
    context: dict[str, object]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One month in a reminder, with the way to it."""

    area: Area
    standing: MonthStanding
    days_left: int
    url: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a run did: `owed` are the new mails, `lapsed` those that no longer held and were never sent.

    `waiting` is filled in by a rehearsal: how many were owed already.
    """

    owed: tuple[Reminder, ...]
    sent: int = 0
    failed: int = 0
    lapsed: int = 0
    uncertain: int = 0
    waiting: int = 0


def remind(*, is_dry_run: bool = False) -> Reminded:
    """Owe what this day asks for, and send everything that is owed; `is_dry_run` only tells what it would do.

    Nothing is owed twice, however often it runs.
    """
    state = journal_state()
    wanted = reminders(state)
    known = set(
        Mail.objects.filter(
            kind__in=(*REMINDERS, Mail.Kind.ALERT), key__in={item.key for item in wanted}
        ).values_list("address", "kind", "key")
    )
    new = tuple(item for item in wanted if (item.user.email, item.kind.value, item.key) not in known)
    if is_dry_run:
        return Reminded(new, waiting=Mail.objects.filter(sent_at__isnull=True).count())
    managers = _managers(state)
    lapsed = _lapse(wanted) + alert_mail.lapse(managers)
    for item in new:
        with transaction.atomic():
            if item.told and not alert_mail.may_tell(user=item.user, day=item.key):
                continue
            owe(
                kind=item.kind,
                key=item.key,
                template=item.template,
                context=item.context,
                user=item.user,
                at_once=False,
            )
            if item.told:
                alert_mail.mark_told(user=item.user, told=item.told, now=state.now)
    alert_mail.keep_standing(state, managers)
    sent, failed = send_owed()
    forget_old()
    return Reminded(new, sent, failed, lapsed, uncertain())


def reminders(state: JournalState) -> list[Reminder]:
    """The mails that this day asks for, sent already or not; nobody who does not want them is in it."""
    return [*_due_reminders(state), *_digests(state), *_alerts(state)]


# ── Due dates ────────────────────────────────────────────────────────────────────────────────────────────


def _due_reminders(state: JournalState) -> Iterator[Reminder]:
    """For each editor one mail per stage and due date, with all the municipalities that it is about."""
    areas = registry(state.reference_version).municipalities
    held = _holders(state, Role.MUNICIPALITY_EDITOR)
    edited = sorted({m.municipality_id for m in held if m.municipality_id in areas})
    this = Month.containing(state.today)
    found = month_standings([areas[code] for code in edited], this.plus(-MONTHS_BACK), this, state.today)
    for user, memberships in _by_user(held):
        lines = [
            (stage, _line(areas[code], standing, state))
            for code in sorted({m.municipality_id or "" for m in memberships} & set(areas))
            for standing in found[code]
            if standing.is_asked
            and (stage := stage_on(state.today, standing.due_on, settings.REMIND_DAYS_BEFORE))
        ]
        yield from _mails(user, lines)


def _mails(user: User, lines: list[tuple[Stage, Line]]) -> Iterator[Reminder]:
    def about(pair: tuple[Stage, Line]) -> tuple[str, str]:
        return pair[0].value, pair[1].standing.due_on.isoformat()

    for (stage, due_on), group in groupby(sorted(lines, key=about), key=about):
        kind = KINDS[Stage(stage)]
        if not wants(user, kind.value):
            continue
        together = sorted(
            (line for _, line in group), key=lambda line: (line.area.sort_key, line.standing.month)
        )
        yield Reminder(
            user,
            kind,
            f"{stage} {due_on}",
            kind.value,
            {
                "lines": together,
                "due_on": together[0].standing.due_on,
                "days_left": together[0].days_left,
                "months": sorted({line.standing.month for line in together}),
                "is_second": stage == Stage.SECOND,
                "url": together[0].url if len(together) == 1 else sign_in_link("/taken/"),
            },
        )


def _line(area: Area, standing: MonthStanding, state: JournalState) -> Line:
    url = _link("entry", area.slug, standing.month.half_year)
    return Line(area, standing, (standing.due_on - state.today).days, url)


# ── The week of a coordinator ────────────────────────────────────────────────────────────────────────────


def _digests(state: JournalState) -> Iterator[Reminder]:
    """For each coordinator one mail per week, at the first run of the week; none when there is nothing."""
    areas = registry(state.reference_version)
    week = state.today.isocalendar()
    known: dict[str, ProvinceDigest] = {}
    for user, memberships in _by_user(_holders(state, Role.PROVINCE_COORDINATOR)):
        if not wants(user, Mail.Kind.DIGEST.value):
            continue
        for code in {m.province_id for m in memberships} - set(known):
            known[code or ""] = province_digest(areas, state, areas.provinces[code or ""])
        mine = sorted((known[m.province_id or ""] for m in memberships), key=lambda d: d.province.sort_key)
        telling = [digest for digest in mine if not digest.is_empty]
        if telling:
            yield Reminder(
                user,
                Mail.Kind.DIGEST,
                f"{week.year}-W{week.week:02d}",
                "digest",
                {
                    "digests": [(digest, _review_links(digest, state)) for digest in telling],
                    "today": state.today,
                    "url": sign_in_link("/taken/"),
                },
            )


def _review_links(digest: ProvinceDigest, state: JournalState) -> list[tuple[HalfYear, str]]:
    """The queues in which something waits; the running half-year when nothing does."""
    halves = {item.month.half_year for item in digest.months if item.waiting}
    return [
        (half, _link("review", digest.province.slug, half))
        for half in sorted(halves or {HalfYear.containing(state.today)})
    ]


# ── Signals of managers ──────────────────────────────────────────────────────────────────────────────────


def _alerts(state: JournalState) -> Iterator[Reminder]:
    """For each manager at most one mail per day, with what signals found that was not told before."""
    for found in alert_mail.alert_mails(state, _managers(state)):
        yield Reminder(
            found.user,
            Mail.Kind.ALERT,
            state.today.isoformat(),
            "alert",
            {"found": found.lines, "count": found.count, "url": _link("alerts")},
            found.told,
        )


def _managers(state: JournalState) -> list[User]:
    """Those whose signals count today."""
    return [user for user, _ in _by_user(_holders(state, Role.MINISTRY_MANAGER))]


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _holders(state: JournalState, role: Role) -> list[Membership]:
    """Roles that hold today, of accounts that are active, by person; one query.

    Who needs a second factor and has none has no access yet (in a demonstration it is not asked for).
    """
    found = (
        Membership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=state.today),
            role=role.value,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user_id", "id")
    )
    if role in NEEDS_SECOND_FACTOR and not state.is_demonstration:
        factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=("totp", "webauthn"))
        found = found.filter(Exists(factors))
    return list(found)


def _by_user(held: Iterable[Membership]) -> Iterator[tuple[User, list[Membership]]]:
    for _, group in groupby(held, key=lambda membership: membership.user_id):
        memberships = list(group)
        yield memberships[0].user, memberships


def _lapse(wanted: Iterable[Reminder]) -> int:
    """Drop reminders that are still unsent and no longer hold; how many.

    One that is being sent at this moment is left alone: it is marked as sent already.
    """
    hold = {(item.user.email, item.kind.value, item.key) for item in wanted}
    unsent = Mail.objects.filter(kind__in=REMINDERS, sent_at__isnull=True)
    gone = [
        pk for pk, *about in unsent.values_list("pk", "address", "kind", "key") if tuple(about) not in hold
    ]
    return unsent.filter(pk__in=gone).delete()[0]


def _link(name: str, *args: object) -> str:
    """The way in a mail to a page, through signing in; to one's tasks while there is no such page."""
    try:
        return sign_in_link(reverse(name, args=args))
    except NoReverseMatch:
        return sign_in_link("/taken/")
