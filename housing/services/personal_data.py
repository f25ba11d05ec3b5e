"""Erasing personal data: what is past its retention period every day, and one person on request.

Nothing here touches figures, steps or events: those name an account by its number only. What goes are the
names, addresses and free text beside them, so that both chains stay whole. The periods stand in the
settings; `docs/personal-data.md` says what is kept where and why.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_noop

from housing.domain.errors import DomainError
from housing.domain.roles import Role
from housing.models import (
    CorrectionRequest,
    DueDateException,
    EventText,
    Invitation,
    Mail,
    Membership,
    Report,
    ReviewLook,
    User,
)
from housing.queries.journal import JournalState, journal_state
from housing.services import events
from housing.services.accounts import rules
from housing.services.accounts.withdrawing import withdraw

#: The domain of addresses that were erased; reserved, so that nobody ever gets mail there (RFC 2606).
ERASED_DOMAIN = "gewist.invalid"
#: What stands in a text where somebody was named.
ERASED = "[gewist]"

#: Free text beside figures, by table.
NOTES: dict[type[Model], tuple[str, ...]] = {
    Report: ("note", "submitted_note", "explanation", "review_reason"),
    CorrectionRequest: ("reason", "decision_reason"),
    DueDateException: ("reason",),
}


class PersonError(DomainError):
    """Somebody who cannot be erased; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many of each were erased, or would be."""

    texts: int = 0
    mails: int = 0
    invitations: int = 0
    notes: int = 0
    sessions: int = 0
    memberships: int = 0
    accounts: int = 0

    @property
    def is_anything(self) -> bool:
        """Whether there was something that people wrote or are known by; sessions end every day."""
        return any(number for name, number in asdict(self).items() if name != "sessions")


# ── Every day ────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def expire(*, is_dry_run: bool = False) -> Erased:
    """Erase what is past its retention period; a second time on the same day there is nothing left to do.

    A dry run only counts.
    """
    state = journal_state()
    if not is_dry_run:
        rules.in_turn()
    notes = sum(_expire_notes(model, state, is_dry_run) for model in NOTES)
    found = Erased(
        texts=_delete(EventText.objects.filter(expires_on__lte=state.today), is_dry_run),
        mails=_delete(_old_mails(state), is_dry_run),
        invitations=_forget(_old_invitations(state), is_dry_run),
        notes=notes,
        sessions=_end_old_sessions(is_dry_run),
    )
    if found.is_anything and not is_dry_run:
        events.record("personal_data.erased", by=None, new=_told(found))
    return found


def _expire_notes(model: type[Model], state: JournalState, is_dry_run: bool) -> int:
    """Rows whose free text is blanked; locked in order of id, as everywhere."""
    before = state.now - timedelta(days=settings.TEXT_RETENTION_DAYS)
    has_text = Q()
    for name in NOTES[model]:
        has_text |= ~Q(**{name: ""})
    rows = _old(model, before).filter(has_text)
    if is_dry_run:
        return rows.count()
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    model._default_manager.filter(pk__in=keys).update(**dict.fromkeys(NOTES[model], ""))
    return len(keys)


def _old(model: type[Model], before: datetime) -> "QuerySet[Model]":
    """Rows that nobody touched since; what still waits for somebody is not old."""
    rows: QuerySet[Model] = model._default_manager.all()
    if model is Report:
        rows = rows.annotate(touched=Greatest("edited_at", "submitted_at", "reviewed_at")).filter(
            Q(touched__lt=before) | Q(touched=None, month__lt=before.date())
        )
    elif model is CorrectionRequest:
        rows = rows.filter(decided_at__lt=before)
    else:
        rows = rows.filter(granted_at__lt=before)
    return rows


def _old_mails(state: JournalState) -> "QuerySet[Mail]":
    """Sent, or never deliverable, longer ago than addresses are kept."""
    before = state.now - timedelta(days=settings.ADDRESS_RETENTION_DAYS)
    return Mail.objects.filter(Q(sent_at__lt=before) | Q(sent_at=None, created_at__lt=before))


def _old_invitations(state: JournalState) -> "QuerySet[Invitation]":
    """Over for so long: accepted, revoked or expired."""
    before = state.now - timedelta(days=settings.INVITATION_RETENTION_DAYS)
    over = Q(accepted_at__lt=before) | Q(revoked_at__lt=before)
    over |= Q(accepted_at=None, revoked_at=None, expires_at__lt=before)
    return Invitation.objects.filter(over).exclude(email="", name="")


def _end_old_sessions(is_dry_run: bool) -> int:
    """Sessions that are over, with the list of them that people see; both run on the real clock."""
    found = _delete(Session.objects.filter(expire_date__lt=timezone.now()), is_dry_run)
    here = Session.objects.filter(session_key=OuterRef("session_key"))
    _delete(UserSession.objects.exclude(Exists(here)), is_dry_run)
    return found


# ── On request ───────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def erase_person(*, email: str) -> Erased:
    """Make an account nobody's: what was done stays, by "erased account 12"; who that was is gone.

    Erases name, addresses and sign-in, roles, mail, all texts in the log by or about the person, and the
    name in what others wrote. Whoever was erased already is left as is. Raises `PersonError` for an unknown
    address, `AccountError` for the last administrator.
    """
    rules.in_turn()
    state = journal_state()
    person = User.objects.select_for_update(no_key=True).filter(email=email.strip().lower()).first()
    if person is None:
        raise PersonError(
            gettext_noop("Er is geen account met het adres %(email)s. Controleer het adres."), email=email
        )
    if person.email.endswith(f"@{ERASED_DOMAIN}"):
        return Erased()
    if Membership.objects.filter(user=person, role=Role.ADMINISTRATOR.value).exists():
        rules.check_administrators_stay(person, state.today)
    named = _names(person)
    found = Erased(
        notes=sum(_unname(model, named) for model in NOTES),
        mails=_delete(Mail.objects.filter(Q(user=person) | Q(address=person.email))),
        memberships=_delete(Membership.objects.filter(user=person)),
        sessions=_shut_out(person),
        invitations=_forget_invitations(person, state),
        texts=_delete(_texts_of(person, named)),
        accounts=1,
    )
    events.record("personal_data.erased", by=None, subject=person, new=_told(found))
    # After the log: another address is a lock on the account that whoever holds the log may wait for.
    _anonymise(person)
    return found


def _names(person: User) -> list[str]:
    """How others may have named the person: the address, and a name of more than one word."""
    return [person.email, *([person.name] if " " in person.name.strip() else [])]


def _unname(model: type[Model], named: Iterable[str]) -> int:
    """Take names out of what others wrote beside figures; how many rows."""
    pattern = re.compile("|".join(map(re.escape, named)), re.IGNORECASE)
    holds = Q()
    for name in NOTES[model]:
        for text in named:
            holds |= Q(**{f"{name}__icontains": text})
    rows = list(model._default_manager.select_for_update().filter(holds).order_by("pk"))
    for row in rows:
        texts = {name: pattern.sub(ERASED, getattr(row, name)) for name in NOTES[model]}
        model._default_manager.filter(pk=row.pk).update(**texts)
    return len(rows)


def _shut_out(person: User) -> int:
    """End every session and take away every way to sign in; how many sessions."""
    mine = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    Session.objects.filter(session_key__in=mine).delete()
    for model in (UserSession, Authenticator, EmailAddress, SocialAccount, LogEntry, ReviewLook):
        model.objects.filter(user=person).delete()
    return len(mine)


def _forget_invitations(person: User, state: JournalState) -> int:
    """End those from and to the person that are open, and forget to whom the others were."""
    to_person = Q(email=person.email) | Q(accepted_by=person)
    is_open = Q(accepted_at=None, revoked_at=None, expires_at__gt=state.now)
    for invitation in Invitation.objects.filter(is_open).filter(to_person | Q(invited_by=person)):
        withdraw(invitation, by=None, now=state.now)
    return _forget(Invitation.objects.filter(to_person).exclude(email="", name=""))


def _texts_of(person: User, named: Iterable[str]) -> "QuerySet[EventText]":
    """Texts by or about the person, of invitations to the address, and those that name the person."""
    about = EventText.objects.filter(event=OuterRef("event"), kind="email", text__iexact=person.email)
    found = Q(event__actor=person) | Q(event__subject=person) | Q(Exists(about))
    for text in named:
        found |= Q(text__icontains=text)
    return EventText.objects.filter(found)


def _anonymise(person: User) -> None:
    person.email = f"verwijderd-{person.pk}@{ERASED_DOMAIN}"
    person.name = person.phone = ""
    person.language = settings.LANGUAGE_CODE
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


# ── Shared ───────────────────────────────────────────────────────────────────────────────────────────────


def _delete(rows: "QuerySet[Model]", is_dry_run: bool = False) -> int:
    return rows.count() if is_dry_run else rows.delete()[0]


def _forget(invitations: "QuerySet[Invitation]", is_dry_run: bool = False) -> int:
    return invitations.count() if is_dry_run else invitations.update(email="", name="")


def _told(found: Erased) -> dict[str, object]:
    """The numbers for the log, without those of nothing."""
    return {name: number for name, number in asdict(found).items() if number}
