"""Taking over what a list of CBS says, as far as it changes no borders: names, and inhabitants."""

from datetime import date

from django.db import transaction
from django.db.models import F

from housing import access
from housing.domain.errors import gettext_noop
from housing.domain.names import sort_key
from housing.domain.roles import Permission
from housing.models import Alias, JournalHead, Municipality, Population, Upload, User
from housing.queries.areas import registry
from housing.queries.cbs import inhabitants_differences, municipality_differences
from housing.queries.journal import journal_state
from housing.services import events, uploads
from housing.services.cbs.headers import CbsError
from housing.services.cbs.municipalities import read_municipalities
from housing.services.cbs.population import read_inhabitants


class CbsChangedError(CbsError):
    """What was shown is no longer so."""


@transaction.atomic
def take_names(*, by: User, upload: int, seen: str) -> int:
    """Give municipalities the names of a list; how many. Their old names can still be looked for.

    Addresses of pages stay as they were. Raises `CbsError` when the file is gone or nothing differs,
    `CbsChangedError` when something changed since it was shown.
    """
    access.require(by, Permission.STEER)
    file = _file(upload, Upload.Kind.MUNICIPALITIES)
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    on = date.fromisoformat(file.about)
    listed = read_municipalities(bytes(file.content), file.name)
    found = municipality_differences(registry(state.reference_version), listed, on)
    _check(found.digest, seen, has_any=bool(found.renamed))
    for area, line in found.renamed:
        Municipality.objects.filter(code=area.code).update(
            name=line.name, sort_key=sort_key(line.name), entered_at=state.now
        )
        Alias.objects.get_or_create(municipality_id=area.code, name=area.name)
    _finish(file)
    events.record(
        "municipalities.imported",
        by=by,
        new={
            "date": file.about,
            "file": file.sha256[:12],
            "municipalities": [area.code for area, _ in found.renamed],
        },
    )
    return len(found.renamed)


@transaction.atomic
def take_inhabitants(*, by: User, upload: int, seen: str) -> int:
    """Keep the inhabitants of a list, new and changed; how many municipalities.

    Targets that were announced stay as announced. Errors as `take_names`.
    """
    access.require(by, Permission.STEER)
    file = _file(upload, Upload.Kind.POPULATION)
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    on = date.fromisoformat(file.about)
    lines = read_inhabitants(bytes(file.content), file.name, on).lines
    found = inhabitants_differences(registry(state.reference_version), lines, on)
    _check(found.digest, seen, has_any=not found.is_equal)
    numbers = [*found.added, *((area, new) for area, _old, new in found.changed)]
    for area, number in numbers:
        Population.objects.update_or_create(
            municipality_id=area.code,
            reference_date=on,
            defaults={"inhabitants": number, "source": file.name},
        )
    _finish(file)
    events.record(
        "population.imported",
        by=by,
        old={"municipalities": len(found.changed)},
        new={"date": file.about, "file": file.sha256[:12], "municipalities": len(numbers)},
    )
    return len(numbers)


def _file(number: int, kind: Upload.Kind) -> Upload:
    """The file, locked: whoever comes second finds it used."""
    file = uploads.find(pk=number, kind=kind)
    if file is None:
        raise CbsError(gettext_noop("Dit bestand is er niet meer. Lever het opnieuw aan."))
    Upload.objects.select_for_update().get(pk=file.pk)
    if Upload.objects.filter(pk=file.pk, used_at__isnull=False).exists():
        raise CbsError(gettext_noop("Dit bestand is al overgenomen. Er is niets meer te doen."))
    return file


def _check(digest: str, seen: str, *, has_any: bool) -> None:
    if not has_any:
        raise CbsError(gettext_noop("Er is niets over te nemen: het systeem heeft dit al zo."))
    if digest != seen:
        raise CbsChangedError(gettext_noop("Er is intussen iets veranderd. Kijk de verschillen nog eens na."))


def _finish(file: Upload) -> None:
    uploads.mark_used(file)
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
