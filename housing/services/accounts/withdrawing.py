"""Ending invitations that nobody accepted, with the mails that still hold their links."""

from datetime import datetime

from housing.models import Invitation, Mail, User
from housing.queries.journal import journal_state
from housing.services.accounts import rules
from housing.services.events import record


def withdraw(invitation: Invitation, *, by: User | None, now: datetime) -> None:
    """End an open invitation; the caller has checked and locked."""
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    forget_mail(invitation)
    record(
        "invitation.revoked",
        by=by,
        subject=User.objects.filter(email=invitation.email).first(),
        **rules.places(invitation),
        old={"invitation": invitation.pk, **rules.described(invitation.role, invitation.valid_until)},
    )


def withdraw_sent_by(person: User, *, by: User, now: datetime) -> None:
    """End what somebody who may no longer invite has sent."""
    for invitation in Invitation.objects.filter(
        invited_by=person, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    ):
        withdraw(invitation, by=by, now=now)


def withdraw_sent_to(person: User, *, by: User, now: datetime) -> None:
    """End what waits for somebody whose account is deactivated."""
    for invitation in Invitation.objects.filter(
        email=person.email, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    ):
        withdraw(invitation, by=by, now=now)


def mail_key(invitation: Invitation) -> str:
    """Names the mail of an invitation in the outbox."""
    return f"invitation-{invitation.pk}"


def forget_mail(*invitations: Invitation) -> None:
    """Nothing keeps the link of an invitation that is over: an unsent mail goes, a sent one keeps no text."""
    mails = Mail.objects.filter(kind=Mail.Kind.INVITATION, key__in=[mail_key(found) for found in invitations])
    mails.filter(sent_at__isnull=True).delete()
    mails.exclude(text="", html="").update(text="", html="")


def forget_expired_mails() -> None:
    """The same for all invitations whose days are over; before mail that is owed is sent."""
    expired = Invitation.objects.filter(
        expires_at__lte=journal_state().now, accepted_at__isnull=True, revoked_at__isnull=True
    )
    forget_mail(*expired.only("pk"))
