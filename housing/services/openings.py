"""Official openings that differ from the derived ones: differences become corrections, with a source."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from housing import access, formatting
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.models import Adjustment, JournalHead, TargetPeriod, Upload, User
from housing.queries.areas import Registry, registry
from housing.queries.closing_states import PeriodState, period_states
from housing.queries.journal import JournalState, journal_state
from housing.queries.openings import OpeningLine, OpeningsPlan, group_of, openings_plan
from housing.services import events, uploads
from housing.services.importing.sheets import read_sheets
from housing.services.openings_list import LONGEST_SOURCE, OpeningsList, read_openings
from housing.services.posting import book_due_mergers, ensure_periods, post

__all__ = ["LONGEST_SOURCE", "Booked", "OpeningsChangedError", "OpeningsError", "Preview", "import_openings"]

#: What stands with the postings, before both numbers.
REASON = gettext_noop("Verschil met de officiële beginstand")


class OpeningsError(DomainError):
    """Official openings that cannot be booked; the message says why and what to do."""


class OpeningsChangedError(OpeningsError):
    """The differences are no longer as they were shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A list beside the ledger: what it says, and what it would book (nothing while there are problems)."""

    listed: OpeningsList
    plan: OpeningsPlan


@dataclass(frozen=True, slots=True)
class Booked:
    """How many corrections were booked, and their sum in persons."""

    lines: int
    persons: int


def preview(
    *, registry: Registry, state: JournalState, period: HalfYear, upload: Upload, source: str
) -> Preview:
    """What a file would do to the openings of a half-year; `SheetError` when it cannot be read."""
    listed = read_openings(
        read_sheets(bytes(upload.content), upload.name),
        name=upload.name,
        source=" ".join(source.split())[:LONGEST_SOURCE],
        period=period,
        registry=registry,
    )
    return Preview(listed, openings_plan(registry, state.seq, period, listed.given))


def import_openings(*, by: User, period: HalfYear, upload_id: int, source: str, seen: str) -> Booked:
    """Book the differences of a list as corrections, all or none; the same list again books nothing.

    `source` is for lines that name none, `seen` the `OpeningsPlan.digest` that was shown. Raises
    `OpeningsError` for a list with problems, a half-year that is closed or follows one that is open, and a
    file that is no longer kept; `OpeningsChangedError` when other differences were shown; `SheetError`.
    """
    access.require(by, Permission.STEER)
    refuse(period_states(journal_state()), period)
    # What passed on the first day is part of the opening; that stays booked when the list is refused.
    book_due_mergers()
    return _import(by=by, period=period, upload_id=upload_id, source=source, seen=seen)


@transaction.atomic
def _import(*, by: User, period: HalfYear, upload_id: int, source: str, seen: str) -> Booked:
    ensure_periods([period])
    TargetPeriod.objects.select_for_update(no_key=True).get(code=period.code)
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    refuse(period_states(state), period)
    upload = uploads.find(pk=upload_id, kind=Upload.Kind.OPENINGS)
    if upload is None or upload.about != period.code:
        raise OpeningsError(
            gettext_noop("Dit bestand wordt niet meer bewaard. Kies het opnieuw; er is niets geboekt.")
        )
    shown = preview(
        registry=registry(state.reference_version), state=state, period=period, upload=upload, source=source
    )
    if shown.listed.count:
        raise OpeningsError(gettext_noop("Verbeter eerst de regels met een melding. Er is niets geboekt."))
    changes = shown.plan.changes
    if not changes:
        return Booked(0, 0)
    if shown.plan.digest != seen:
        raise OpeningsChangedError(
            gettext_noop("De verschillen zijn veranderd sinds u keek. Bekijk ze opnieuw en boek ze dan.")
        )
    post(lines=[_line(line, period, by) for line in changes])
    uploads.mark_used(upload)
    booked = Booked(len(changes), shown.plan.total.difference)
    events.record(
        "openings.imported",
        by=by,
        period=period.code,
        new={"file": upload.name, "posted": booked.lines, "persons": booked.persons},
    )
    return booked


def refuse(states: list[PeriodState], period: HalfYear) -> None:
    """Raise `OpeningsError` when openings of this half-year cannot be corrected."""
    known = {each.period: each for each in states}
    if not can_have_openings(states, period):
        raise OpeningsError(gettext_noop("Dit halfjaar staat niet in het systeem. Kies er een uit de lijst."))
    if period in known and known[period].is_closed:
        raise OpeningsError(
            gettext_noop(
                "De %(period)s is afgesloten: daarin wordt niets meer geboekt. Lees de lijst in bij het "
                "halfjaar dat nu loopt."
            ),
            period=formatting.half_year(period, "nl"),
        )
    before = known.get(period.previous)
    if before is not None and not before.is_closed:
        raise OpeningsError(
            gettext_noop(
                "De %(period)s is nog niet afgesloten: de beginstand kan nog veranderen. Sluit dat halfjaar "
                "eerst af."
            ),
            period=formatting.half_year(before.period, "nl"),
        )


def can_have_openings(states: list[PeriodState], period: HalfYear) -> bool:
    """Whether the ledger knows the half-year, or the one before it whose closing is its opening."""
    return any(period in (each.period, each.period.next) for each in states)


def _line(line: OpeningLine, period: HalfYear, by: User) -> Adjustment:
    official, now = formatting.number(line.official, "nl"), formatting.number(line.now, "nl")
    return Adjustment(
        municipality_id=line.area.code,
        period_id=period.code,
        type=Adjustment.Type.CORRECTION,
        persons=line.difference,
        group=group_of(period),
        reason=f"{REASON}, {official} in plaats van {now}",
        source=line.given.source,
        recorded_by=by,
    )
