"""`import_files`: everything from the files into the journal, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from housing.models import JournalHead, Report
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services import events
from housing.services.importing.areas import Areas
from housing.services.importing.booking import Booking, Plan
from housing.services.importing.formats import Kind, LineReader
from housing.services.importing.lines import CoaLine, Line, PlacementLine
from housing.services.importing.problems import Place, Problems
from housing.services.posting import Posted, ensure_periods, post


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: numbers of lines, things to mention, and the head of the journal after it."""

    read: int
    posted: int
    skipped: int
    transfers: int
    notices: tuple[str, ...]
    seq: int
    hash: str


def import_files(*, files: Sequence[tuple[Path, Kind]]) -> Imported:
    """Post what CSV files say and the journal does not hold yet, in order of `recorded_at`; all or nothing.

    The same files a second time post nothing. Raises `ImportRefusedError` with every line that cannot be
    used; then nothing is posted.
    """
    problems = Problems()
    state = journal_state()
    areas = Areas(registry(state.reference_version))
    if areas.is_empty:
        problems.add(Place(0, "manage.py"), _("Er zijn nog geen gemeenten. Draai eerst load_reference."))
        problems.refuse_if_any()
    seen: set[tuple[Path, Kind]] = set()
    for number, (path, kind) in enumerate(files):
        if (path, kind) in seen:
            problems.add(Place(number, path.name), _("Dit bestand staat er twee keer. Noem het één keer."))
        seen.add((path, kind))
    reader = LineReader(areas, state.now, problems)
    lines = [line for number, (path, kind) in enumerate(files) for line in reader.lines(number, path, kind)]
    try:
        with transaction.atomic():
            plan, posted = _post(lines, reader, areas, problems)
            if posted.lines:
                _log([kind for _path, kind in files], reader, plan, posted)
    except DatabaseError as error:
        if not _code(error):
            raise  # no answer from the database: nothing that a file could be blamed for
        # Somebody may have posted since; and what the database guards, it guards for us as well.
        problems.add(Place(0, files[0][0].name), explained(error))
        problems.refuse_if_any()
    state = journal_state()
    return Imported(
        read=reader.count,
        posted=posted.lines,
        skipped=plan.skipped,
        transfers=posted.transfers,
        notices=tuple(plan.notices),
        seq=state.seq,
        hash=state.hash,
    )


def _post(lines: list[Line], reader: LineReader, areas: Areas, problems: Problems) -> tuple[Plan, Posted]:
    """Compare with the journal and post the difference, with the head locked from before to after."""
    _lock_reports(lines)
    JournalHead.objects.select_for_update().get(id=1)
    plan = Booking(journal_state(), areas, problems).plan(lines, reader.refused_groups)
    problems.refuse_if_any()
    ensure_periods(
        {
            line.month.half_year if isinstance(line, (PlacementLine, CoaLine)) else line.period
            for line in lines
        }
    )
    posted = post(lines=plan.postings)
    # What the database checks at commit, now: here it can still be explained.
    connection.check_constraints()
    return plan, posted


def _log(kinds: list[Kind], reader: LineReader, plan: Plan, posted: Posted) -> None:
    """One event for all files together."""
    events.record(
        "coa.imported" if set(kinds) == {Kind.COA} else "figures.imported",
        by=None,
        new={
            "kinds": sorted({kind.value for kind in kinds}),
            "read": reader.count,
            "posted": posted.lines,
            "skipped": plan.skipped,
            "transfers": posted.transfers,
        },
    )


def _lock_reports(lines: list[Line]) -> None:
    """Lock the reports of the months of placements, so that nobody submits one while a file is compared.

    Before the head of the journal, as everywhere. A report that is made meanwhile is not among them: then
    the database refuses whoever comes last.
    """
    months = {line.month.first_day for line in lines if isinstance(line, PlacementLine)}
    codes = {line.municipality for line in lines if isinstance(line, PlacementLine)}
    wanted = Report.objects.filter(month__in=months, municipality__in=codes).order_by("pk")
    list(wanted.select_for_update().values_list("pk", flat=True))


def explained(error: DatabaseError) -> str:
    """Why the database refused, in plain words; its own words where it is none of the journal's rules."""
    reasons = {
        "HJ000": _("Het grootboek weigert wijzigen en verwijderen. Boek het verschil."),
        "HJ001": _(
            "Een recorded_at ligt vóór de laatste boeking of in de toekomst. Misschien boekte iemand anders "
            "net iets. Probeer het opnieuw."
        ),
        "HJ006": _(
            "Een halfjaar van een regel is afgesloten. Boek het verschil als correctie in het lopende "
            "halfjaar."
        ),
        "HJ002": _(
            "Een gemeente bestond niet in de maand of het halfjaar van een regel. Gebruik de opvolger."
        ),
        "HJ003": _("De regels van een uitruil of overdracht zijn samen niet 0. Maak de groep compleet."),
        "HJ004": _(
            "Een opgeheven gemeente komt niet op saldo 0. Controleer de overdrachten aan haar opvolgers."
        ),
        "HJ005": _(
            "Een maand in het bestand is intussen door de gemeente zelf ingediend. Haal die maand uit het "
            "bestand en importeer opnieuw."
        ),
        "22003": _("De getallen zijn samen te groot. Controleer de aantallen."),
    }
    known = reasons.get(_code(error))
    return known or _("De database weigert dit: %(error)s") % {"error": str(error).splitlines()[0]}


def _code(error: DatabaseError) -> str:
    """The SQLSTATE; the journal's own start with HJ. The class of the error tells nothing about those."""
    return getattr(error.__cause__, "pgcode", None) or ""
