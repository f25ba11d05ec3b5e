"""Signing in, passwords and second factors in the log of events, as the sign-in library announces them.

allauth tells what happened by signals: they are its interface, and the only ones that we listen to. Failed
attempts go to the program's log, without what was typed as a password.
"""

import logging
import time
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest

from housing.models import User
from housing.services.events import record

log = logging.getLogger("housing.sign_in")

#: When the session was last written because of use (`housing.middleware.stay_signed_in`).
LAST_USE = "last_use"


def listen() -> None:
    """Connect; once, when the program starts."""
    user_logged_in.connect(_start_session, dispatch_uid="housing.start_session")
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="housing.signed_in")
    account_signals.password_changed.connect(_password_changed, dispatch_uid="housing.password_changed")
    account_signals.password_set.connect(_password_changed, dispatch_uid="housing.password_set")
    account_signals.password_reset.connect(_password_reset, dispatch_uid="housing.password_reset")
    factor_signals.authenticator_added.connect(_factor_added, dispatch_uid="housing.factor_added")
    factor_signals.authenticator_reset.connect(_factor_added, dispatch_uid="housing.factor_reset")
    factor_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="housing.factor_removed")
    factor_signals.authentication_failed.connect(_code_refused, dispatch_uid="housing.code_refused")


def _start_session(*, request: HttpRequest, **_: Any) -> None:
    request.session[LAST_USE] = time.time()


@transaction.atomic
def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    record(
        "account.signed_in", by=user, subject=user, new={"with": [_way(r) for r in _records(request, user)]}
    )


@transaction.atomic
def _password_changed(*, user: User, **_: Any) -> None:
    record("account.changed", by=user, subject=user, new={"what": "password"})


@transaction.atomic
def _password_reset(*, user: User, **_: Any) -> None:
    # Nobody is signed in: whoever had the link in the mail did this.
    record("account.changed", by=None, subject=user, new={"what": "password", "by": "mail"})


@transaction.atomic
def _factor_added(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    record("account.second_factor_added", by=user, subject=user, new={"type": authenticator.type})


@transaction.atomic
def _factor_removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    record("account.second_factor_removed", by=user, subject=user, old={"type": authenticator.type})


@transaction.atomic
def passkey_renamed(*, user: User, name: str) -> None:
    """A passkey got another name; allauth announces nothing of it, so the view does."""
    record(
        "account.second_factor_changed",
        by=user,
        subject=user,
        new={"type": Authenticator.Type.WEBAUTHN.value},
        texts={"name": name},
    )


def _code_refused(*, request: HttpRequest, user: User, **_: Any) -> None:
    log.warning("Code refused: account %s from %s", user.pk, request.META.get("REMOTE_ADDR", ""))


def _records(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records


def _way(used: dict[str, Any]) -> str:
    """ "password", "socialaccount", or of a second factor its type: "totp", "webauthn", "recovery_codes"."""
    return str(used.get("type") or used.get("method"))
