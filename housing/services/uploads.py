"""Files that are handed in: kept between their preview and their booking, and after it as the source."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from housing.access import require
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.roles import Permission
from housing.models import Upload, User
from housing.queries.journal import journal_state
from housing.services.importing.sheet_values import FILE_LIMIT, MEGABYTE

#: A file that nobody used is thrown away after this.
UNUSED_FOR = timedelta(days=1)
NAME_LENGTH = 200


class UploadRefusedError(DomainError):
    """A file that cannot be kept; the message says what to do."""


@transaction.atomic
def keep(*, by: User, kind: Upload.Kind, about: str, name: str, content: bytes) -> Upload:
    """Keep a file until it is used; `about` is a half-year's code or a reference date.

    Throws away those of everybody that were not used for a day. Raises `UploadRefusedError` for a file that
    is empty or over 5 MB, `NotAllowedError`.
    """
    state = journal_state()
    require(by, Permission.STEER, state=state)
    if not content:
        raise UploadRefusedError(gettext_noop("Dit bestand is leeg. Kies het bestand met de lijst."))
    if len(content) > FILE_LIMIT:
        raise UploadRefusedError(
            gettext_noop("Dit bestand is groter dan %(limit)s MB. Zet alleen de lijst in een nieuw bestand."),
            limit=FILE_LIMIT // MEGABYTE,
        )
    Upload.objects.filter(used_at=None, uploaded_at__lt=state.now - UNUSED_FOR).delete()
    return Upload.objects.create(
        kind=kind,
        about=about,
        name=_shown(name),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=state.now,
    )


def find(*, pk: int, kind: Upload.Kind) -> Upload | None:
    """The file with this number and of this kind; its `content` is of the type bytes."""
    upload = Upload.objects.filter(pk=pk, kind=kind).first() if pk < 2**63 else None
    if upload is not None:
        upload.content = bytes(upload.content)
    return upload


def mark_used(upload: Upload) -> None:
    """Keep the file for good: something was booked from it. For services, inside their transaction.

    Raises `UploadRefusedError` when it was thrown away since it was found.
    """
    upload.used_at = journal_state().now
    if not Upload.objects.filter(pk=upload.pk).update(used_at=upload.used_at):
        raise UploadRefusedError(
            gettext_noop("Dit bestand wordt niet meer bewaard. Kies het opnieuw; er is niets geboekt.")
        )


def _shown(name: str) -> str:
    """The name without folders and signs that cannot be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-NAME_LENGTH:] or str(_("bestand"))
