"""What people change of their own account beside signing in: details, and ending sessions."""

from collections.abc import Sequence

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.db import transaction

from housing.models import User
from housing.services.events import record


@transaction.atomic
def change_details(*, by: User, name: str, phone: str, language: str) -> None:
    """Give one's account this name, telephone number and language ("nl", "en"); the same again does nothing.

    The log keeps which of them changed; name and number as texts that are erased in time.
    """
    kept = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    new = {"name": name, "phone": phone, "language": language}
    changed = [field for field, value in new.items() if getattr(kept, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(kept, field, new[field])
    kept.save(update_fields=changed)
    record(
        "account.changed",
        by=by,
        subject=by,
        new={"what": changed},
        texts={field: new[field] for field in ("name", "phone") if field in changed},
    )


@transaction.atomic
def end_sessions(*, by: User, sessions: Sequence[UserSession]) -> int:
    """Sign out elsewhere; how many sessions that ended."""
    if sessions:
        get_adapter().end_sessions(sessions)
        record("account.changed", by=by, subject=by, new={"what": "sessions", "ended": len(sessions)})
    return len(sessions)
