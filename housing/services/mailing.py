"""The outbox: what the system owes somebody is written with the change that it tells of, and sent after it.

A message is sent at most once. It is marked as sent, and that is committed, before it goes to the mail
server; when the server refuses, the mark is taken off and the next run tries again. A process that is killed
exactly between the two loses that one message rather than sending it twice: it stays recognisable by
`SENDING` in `Mail.last_error`, and `manage.py remind` reports it.

Of a message that was sent only address, subject and key stay, so that it is not sent again; its text may hold
a secret (an invitation) or what somebody wrote (a reason).
"""

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from housing.models import Mail, User
from housing.queries.journal import journal_state
from housing.services.mail_choices import CHOICES, unsubscribe_token, wants
from housing.services.mail_texts import Message, Rendering, absolute, sign_in_link

__all__ = [
    "SENDING",
    "Message",
    "Outcome",
    "absolute",
    "forget_old",
    "owe",
    "owe_many",
    "send_owed",
    "sign_in_link",
    "uncertain",
]

logger = logging.getLogger(__name__)

#: In `last_error` while a message is under way; found later, it tells that nobody knows whether it arrived.
SENDING = "sending"

#: Attempt n + 1 is not made sooner than this after the message was written; then once a day.
PAUSES = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)

#: Seconds in which a web process does not try a mail server again that was away: nobody waits for it twice.
REST = 60.0

_rests_until = 0.0


# ── Owing ────────────────────────────────────────────────────────────────────────────────────────────────


def owe(
    *,
    kind: Mail.Kind,
    key: str,
    template: str,
    context: Mapping[str, Any],
    user: User | None = None,
    address: str = "",
    at_once: bool = True,
) -> None:
    """Write a message in the caller's transaction, and try once to send it when that is committed.

    Rendered from `mail/<template>.txt`, whose first line is the subject, and `mail/<template>.html`, which
    extends `mail/base.html`; in the language of `user`, else in Dutch. The same kind and key to the same
    address is written once; nothing is written for an account that was withdrawn or does not want the kind.
    Whatever goes wrong in sending never reaches the caller: the message stays owed. `at_once=False` leaves
    the sending to `send_owed`, for whoever writes many.
    """
    written = owe_many(kind=kind, key=key, template=template, messages=[Message(context, user, address)])
    if at_once and settings.MAIL_AT_ONCE:
        for to in written:
            transaction.on_commit(partial(_try_at_once, to, kind.value, key), robust=True)


def owe_many(*, kind: Mail.Kind, key: str, template: str, messages: Iterable[Message]) -> list[str]:
    """Write messages as `owe` does, for `send_owed`; the addresses they go to. Three queries, however many.

    Messages with the very same context object are rendered once: only the name of the reader differs.
    """
    to = {_address(each): each for each in messages if each.user is None or wants(each.user, kind.value)}
    written = Mail.objects.filter(kind=kind, key=key, address__in=list(to))
    for address in written.values_list("address", flat=True):
        del to[address]
    if not to:
        return []
    state = journal_state()
    render = Rendering(template, is_demonstration=state.is_demonstration)
    mails = []
    for address, message in to.items():
        unsubscribe = _unsubscribe_url(message.user, kind)
        subject, text, html = render.message(message, unsubscribe)
        mails.append(
            Mail(
                user=message.user,
                address=address,
                kind=kind,
                key=key,
                subject=subject,
                text=text,
                html=html,
                unsubscribe_url=unsubscribe,
                created_at=state.now,
            )
        )
    # Somebody else may write the same at this moment; then theirs is the one.
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    return list(to)


def _address(message: Message) -> str:
    return (message.user.email if message.user else message.address).strip().lower()


def _unsubscribe_url(user: User | None, kind: Mail.Kind) -> str:
    """The link with which a person stops this kind of message; "" where that cannot be."""
    if user is None or kind.value not in CHOICES:
        return ""
    return absolute(f"/afmelden/{unsubscribe_token(user.pk, kind.value)}/")


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────


class Outcome(StrEnum):
    """What came of trying to send a message."""

    SENT = "sent"
    REFUSED = "refused"
    """The server did not take this one."""
    AWAY = "away"
    """The server cannot be reached: trying others is of no use now."""
    LEFT = "left"
    """Somebody else has it, or nobody wants it any more."""


def send_owed() -> tuple[int, int]:
    """Send what is owed and whose time has come; how many were sent, and how many could not be.

    Two runs at the same time divide the messages between them: none is sent by both.
    """
    now = journal_state().now
    owed = Mail.objects.filter(sent_at__isnull=True).values_list("pk", "created_at", "attempts")
    waiting = [pk for pk, created_at, attempts in list(owed) if _is_time(created_at, attempts, now)]
    sent = failed = 0
    connection = get_connection() if waiting else None
    try:
        for place, pk in enumerate(waiting):
            outcome = _send_one(pk, now, connection)
            sent += outcome is Outcome.SENT
            failed += outcome is Outcome.REFUSED
            if outcome is Outcome.AWAY:
                return sent, failed + len(waiting) - place
    finally:
        _close(connection)
    return sent, failed


def uncertain() -> int:
    """How many messages were cut off while being sent, over an hour ago: nobody knows if they arrived."""
    before = journal_state().now - timedelta(hours=1)
    cut_off = Mail.objects.filter(last_error=SENDING, sent_at__lt=before)
    cut_off.update(text="", html="")
    return cut_off.count()


def forget_old() -> int:
    """Delete what was sent longer ago than addresses are kept; how many messages."""
    before = journal_state().now - timedelta(days=settings.ADDRESS_RETENTION_DAYS)
    return Mail.objects.filter(sent_at__lt=before).delete()[0]


def _try_at_once(address: str, kind: str, key: str) -> None:
    """The one attempt within the request; a mail server that was just away is left alone."""
    global _rests_until
    if monotonic() < _rests_until:
        return
    owed = Mail.objects.filter(address=address, kind=kind, key=key, sent_at__isnull=True)
    pk = owed.values_list("pk", flat=True).first()
    if pk is not None and _send_one(pk, journal_state().now) is Outcome.AWAY:
        _rests_until = monotonic() + REST


def _is_time(created_at: datetime, attempts: int, now: datetime) -> bool:
    """Whether a message is to be tried (again): soon after it was written, then once a day for ever."""
    last = len(PAUSES) - 1
    pause = PAUSES[attempts] if attempts <= last else timedelta(days=attempts - last)
    return now >= created_at + pause


def _send_one(pk: int, now: datetime, connection: BaseEmailBackend | None = None) -> Outcome:
    """Send one message, that nobody else is sending."""
    mail = _claimed(pk, now)
    if mail is None:
        return Outcome.LEFT
    try:
        _message(mail, connection).send()
    except Exception as error:
        logger.warning("Mail %s could not be sent: %s", pk, error)
        reason = f"{type(error).__name__}: {error}".replace("\x00", "")[:200]
        Mail.objects.filter(pk=pk).update(sent_at=None, last_error=reason, attempts=mail.attempts + 1)
        return Outcome.AWAY if _is_away(error) else Outcome.REFUSED
    Mail.objects.filter(pk=pk).update(last_error="", attempts=mail.attempts + 1, text="", html="")
    return Outcome.SENT


def _claimed(pk: int, now: datetime) -> Mail | None:
    """The message, marked as sent for everybody else; None when it is taken or no longer wanted."""
    with transaction.atomic():
        mail = (
            Mail.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .filter(pk=pk, sent_at__isnull=True)
            .first()
        )
        if mail is None:
            return None
        if mail.user is not None and not wants(mail.user, mail.kind):
            mail.delete()
            return None
        Mail.objects.filter(pk=pk).update(sent_at=now, last_error=SENDING)
    return mail


def _is_away(error: Exception) -> bool:
    """Whether the server itself is the trouble, not this message: no connection, or it hung up."""
    about_message = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, about_message)


def _close(connection: BaseEmailBackend | None) -> None:
    """Hang up; a server that went away meanwhile does not matter any more."""
    if connection is not None:
        with suppress(Exception):
            connection.close()


def _message(mail: Mail, connection: BaseEmailBackend | None) -> EmailMultiAlternatives:
    name = f"mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}"
    headers = {
        "Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.address], headers=headers, connection=connection
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
