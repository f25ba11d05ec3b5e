"""Announcing the targets of a half-year, and revising them: from a formula or from an official list.

What holds is posted once: the first announcement posts the targets, each later one the differences.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from housing import access
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.domain.simulation import LIST, METHODS, SimulationError, TargetPlan
from housing.models import Announcement, JournalHead, Target, Upload, User
from housing.queries.announcements import HalfYearTargets, targets_of
from housing.queries.areas import Registry, registry
from housing.queries.journal import JournalState, journal_state
from housing.queries.simulation import Simulation, named, simulate, taking_part
from housing.queries.sql import fetch
from housing.services import events, target_mail
from housing.services.half_years import hold
from housing.services.posting import ensure_periods, post
from housing.services.uploads import mark_used

LONGEST_REASON = 2000
LONGEST_SOURCE = 200
MOST_PERSONS = 1_000_000

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(period)s, 0))"


class TargetError(DomainError):
    """A number that cannot be announced; the message says why and what to do."""


class OvertakenError(TargetError):
    """Since the preview was made something changed; what it showed does not hold any more."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced: the line of the journal, what follows from it, how many people get a message."""

    announcement: Announcement
    simulation: Simulation
    is_revision: bool
    mails: int


@transaction.atomic
def announce(
    *,
    by: User,
    plan: TargetPlan,
    announced_on: date,
    shown: str,
    reason: str = "",
    source: str = "",
    accepts_sum: bool = False,
    upload: Upload | None = None,
) -> Announced:
    """Announce a plan, or revise what was announced, and tell the editors of every municipality.

    `shown` is the `Simulation.digest` that whoever confirms was shown. A revision needs a `reason`; so do
    targets that do not add up to the national number, which also need `accepts_sum`. The reason is kept with
    the posting. `upload` is the file that a list came from. Raises `OvertakenError` when something changed
    since the preview, `TargetError` and the errors of `simulate` for what cannot be announced,
    `NotAllowedError`.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    held = _held(plan.period, state)
    areas = registry(state.reference_version)
    found = checked(areas, state, plan)
    if found.digest != shown:
        raise OvertakenError(
            gettext_noop(
                "Intussen is er iets veranderd: een andere bekendmaking, of andere inwoners of gemeenten. "
                "Er is niets bekendgemaakt. Bekijk de gevolgen hieronder opnieuw."
            )
        )
    is_revision = held.last is not None or not found.is_first
    reason, source = _texts(reason, source)
    _check_texts(found, reason, is_revision=is_revision, accepts_sum=accepts_sum)
    _check_day(announced_on, state)
    # Before the head of the journal is locked, which everybody who posts waits for.
    mails = target_mail.tell(areas, state, found, number=len(held.steps) + 1, is_revision=is_revision)
    _still(plan, shown)
    made = _post(found, by=by, announced_on=announced_on, reason=reason, source=source)
    if upload is not None:
        mark_used(upload)
    _log(
        held,
        found,
        by=by,
        announced_on=announced_on,
        reason=reason,
        exempt=made.exempt,
        upload=upload,
        is_revision=is_revision,
    )
    return Announced(made, found, is_revision, mails)


def checked(areas: Registry, state: JournalState, plan: TargetPlan) -> Simulation:
    """What a plan would do, when it could be announced but for reason and day. Errors as `announce`."""
    held = targets_of(plan.period, state.today)
    if held is None:
        raise TargetError(
            gettext_noop("Dit halfjaar ligt te ver weg. Kies het lopende of een komend halfjaar.")
        )
    if held.closed_at is not None:
        raise TargetError(
            gettext_noop(
                "Dit halfjaar is afgesloten: de taakstelling verandert niet meer. Boek een verschil als "
                "correctie in het lopende halfjaar."
            )
        )
    if not 0 < plan.persons <= MOST_PERSONS:
        raise TargetError(
            gettext_noop("Het landelijke aantal ligt tussen 1 en %(most)s personen."), most=MOST_PERSONS
        )
    _check_areas(areas, plan)
    found = simulate(areas, state, plan)
    if not found.changes:
        raise TargetError(
            gettext_noop(
                "Dit is precies wat nu geldt: geen enkele gemeente krijgt een andere taakstelling. "
                "Er valt niets bekend te maken."
            )
        )
    return found


def needs_acceptance(found: Simulation) -> bool:
    """Whether the targets together are not the national number, so that somebody has to accept that."""
    return found.off_number != 0


def _held(period: HalfYear, state: JournalState) -> HalfYearTargets:
    """The half-year with what was announced: until the end nobody else announces for it, or closes it.

    Whoever reports a month in it does not wait: writing messages takes a while.
    """
    if targets_of(period, state.today) is not None:
        ensure_periods([period])
        fetch(_ALONE, {"period": f"announce {period}"})
        hold([period.code])
    return targets_of(period, state.today) or HalfYearTargets(period, None, ())


def _still(plan: TargetPlan, shown: str) -> None:
    """Lock the head of the journal, and look whether a file changed a target, or borders changed, since."""
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    areas = registry(state.reference_version)
    _check_areas(areas, plan)
    if simulate(areas, state, plan).digest != shown:
        raise OvertakenError(
            gettext_noop(
                "Net is er een taakstelling van dit halfjaar geboekt, of zijn er gemeenten veranderd. Er is "
                "niets bekendgemaakt. Bekijk de gevolgen opnieuw."
            )
        )


def _check_areas(areas: Registry, plan: TargetPlan) -> None:
    """Refuse unknown municipalities, and those that do not exist at the start of the half-year."""
    present = {area.code for area in taking_part(areas, plan.period)}
    unknown = sorted({*plan.exempt, *(plan.listed or ())} - present)
    if unknown:
        raise SimulationError(
            gettext_noop(
                "Deze gemeenten zijn er niet aan het begin van het halfjaar: %(names)s. Gebruik de opvolger, "
                "of haal ze weg."
            ),
            codes=unknown,
            names=named(areas, unknown),
        )
    if (plan.listed is None) != (plan.method in METHODS) or plan.method not in (*METHODS, LIST):
        raise TargetError(gettext_noop("Kies een methode uit de lijst."))
    if plan.listed is not None and present - set(plan.listed):
        missing = sorted(present - set(plan.listed))
        raise SimulationError(
            gettext_noop(
                "Deze gemeenten staan niet in de lijst: %(names)s. Zet ze erbij, met 0 als ze zijn "
                "vrijgesteld."
            ),
            codes=missing,
            names=named(areas, missing),
        )
    if plan.listed is not None and any(persons < 0 for persons in plan.listed.values()):
        raise TargetError(gettext_noop("Een taakstelling is 0 of meer. Verbeter de lijst."))


def _texts(reason: str, source: str) -> tuple[str, str]:
    reason, source = reason.strip(), " ".join(source.split())
    if len(reason) > LONGEST_REASON or len(source) > LONGEST_SOURCE or "\0" in reason + source:
        raise TargetError(
            gettext_noop("Maak de toelichting of de bron korter: hoogstens %(reason)s en %(source)s tekens."),
            reason=LONGEST_REASON,
            source=LONGEST_SOURCE,
        )
    return reason, source


def _check_texts(found: Simulation, reason: str, *, is_revision: bool, accepts_sum: bool) -> None:
    if needs_acceptance(found) and not (accepts_sum and reason):
        raise TargetError(
            gettext_noop(
                "De taakstellingen zijn samen %(total)s, het landelijke aantal is %(persons)s. Vink aan dat "
                "dit de bedoeling is en schrijf erbij waarom, of kies een andere methode."
            ),
            total=found.country.effect.chosen,
            persons=found.plan.persons,
        )
    if is_revision and not reason:
        raise TargetError(gettext_noop("Schrijf erbij waarom de taakstelling wordt herzien."))


def _check_day(announced_on: date, state: JournalState) -> None:
    if not date(1995, 1, 1) <= announced_on <= state.today:
        raise TargetError(gettext_noop("De dag van bekendmaking is vandaag of eerder. Verbeter de datum."))


def _post(found: Simulation, *, by: User, announced_on: date, reason: str, source: str) -> Announcement:
    plan = found.plan
    exempt = [row.area.code for row in found.municipalities if row.exempt]
    if plan.listed is not None:
        exempt = [code for code, persons in plan.listed.items() if not persons]
    announcement = Announcement(
        period_id=plan.period.code,
        persons=plan.persons,
        population_date=plan.population_date,
        announced_on=announced_on,
        method=plan.method,
        exempt=sorted(exempt),
        reason=reason,
        source=source,
        recorded_by=by,
    )
    targets = [
        Target(
            municipality_id=code,
            period_id=plan.period.code,
            announcement=announcement,
            persons=persons,
            reason=reason,
            source=source,
            recorded_by=by,
        )
        for code, persons in found.changes.items()
    ]
    post(lines=[announcement, *targets])
    return announcement


def _log(
    held: HalfYearTargets,
    found: Simulation,
    *,
    by: User,
    announced_on: date,
    reason: str,
    exempt: list[str],
    upload: Upload | None,
    is_revision: bool,
) -> None:
    plan, total, last = found.plan, found.country.effect, held.last
    old: dict[str, object] = {"sum": total.current} if is_revision else {}
    if last:
        old |= {"persons": last.persons, "method": last.method}
    listed: dict[str, object] = {}
    if plan.listed is not None and found.no_formula is None:
        differing = found.off_formula
        listed = {
            "differing": len(differing),
            "off_formula": sum(abs(row.effect.off_formula) for row in differing),
        }
    events.record(
        "target.revised" if is_revision else "target.announced",
        by=by,
        period=plan.period.code,
        old=old,
        new={
            "persons": plan.persons,
            "sum": total.chosen,
            "method": plan.method,
            "population_date": plan.population_date.isoformat(),
            "announced_on": announced_on.isoformat(),
            "exempt": exempt,
            "up": found.up,
            "down": found.down,
            **listed,
            **({"sha256": upload.sha256} if upload else {}),
        },
        texts={"reason": reason},
    )
