"""Mail servers that behave badly, for EMAIL_BACKEND."""

import time
from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Kept


class Away(BaseEmailBackend):
    """Cannot be reached."""

    attempts = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Away.attempts += 1
        raise ConnectionRefusedError("no mail server")


class Refusing(Kept):
    """Takes no mail for an address with "clerk" at its start."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith("clerk"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


class Slow(Kept):
    """Takes a moment for each message, so that two runs meet."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(0.02)
        return super().send_messages(messages)


class Killed(BaseEmailBackend):
    """The process ends while the message is under way: nothing after it runs."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise KeyboardInterrupt
