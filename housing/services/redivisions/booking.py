"""Booking a redivision: municipalities, mergers, map and what follows from them, in one transaction."""

from django.db import InternalError, connection, transaction
from django.db.models import F
from django.utils.text import slugify

from housing import access
from housing.domain.errors import gettext_noop
from housing.domain.names import sort_key
from housing.domain.periods import HalfYear
from housing.domain.redivisions import Division, Heir, Plan, RedivisionError, Relocation, read_plan
from housing.domain.roles import Permission
from housing.models import JournalHead, Merger, Municipality, ProvinceChange, Redivision, User
from housing.queries.areas import Registry, registry
from housing.queries.journal import JournalState, journal_state
from housing.services import events
from housing.services.accounts import rules
from housing.services.half_years import hold_alone
from housing.services.posting import book_due_mergers, ensure_periods
from housing.services.redivisions.checks import is_there_already, preview
from housing.services.redivisions.due import in_force
from housing.services.redivisions.entering import told
from housing.services.redivisions.tiles import redraw


class ChangedError(RedivisionError):
    """What was shown is no longer so: look again before booking."""


@transaction.atomic
def book(*, by: User, pk: int, seen: str) -> Redivision:
    """Book a redivision that was entered, with everything that was shown (`Effects.digest`).

    Where its day has come, balances and rights pass at once; else on the day. Raises `RedivisionError` when
    it was booked or cancelled already or cannot be, `ChangedError` when something changed since it was shown.
    """
    rules.in_turn()
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    day = _found(pk).date
    period = HalfYear.containing(day)
    if day <= state.today:
        # One that is still to come gets no row, which pages would show: nobody reports in it, or closes it.
        ensure_periods([period])
    hold_alone(period.code)
    redivision = _locked(pk)
    JournalHead.objects.select_for_update().get(id=1)
    state = journal_state()
    areas = registry(state.reference_version)
    plan = read_plan(redivision.date, redivision.kind, redivision.plan)
    if preview(plan, areas, state).digest != seen:
        raise ChangedError(
            gettext_noop("Er is intussen iets veranderd. Kijk de gevolgen nog eens na en boek dan.")
        )
    _write(plan, areas, state)
    redivision.state = Redivision.State.BOOKED
    redivision.decided_by, redivision.decided_at = by, state.now
    redivision.save(update_fields=["state", "decided_by", "decided_at"])
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    _check_postings_fit()
    if plan.on <= state.today:
        book_due_mergers()
        in_force(redivision, plan, by=by, state=state)
    events.record("redivision.booked", by=by, new=told(redivision, plan))
    return redivision


@transaction.atomic
def cancel(*, by: User, pk: int) -> Redivision:
    """Let a redivision that was entered lapse. Raises `RedivisionError` once it was booked."""
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    redivision = _locked(pk)
    redivision.state = Redivision.State.CANCELLED
    redivision.decided_by, redivision.decided_at = by, state.now
    redivision.save(update_fields=["state", "decided_by", "decided_at"])
    plan = read_plan(redivision.date, redivision.kind, redivision.plan)
    events.record("redivision.cancelled", by=by, new=told(redivision, plan))
    return redivision


def _found(pk: int) -> Redivision:
    found = Redivision.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise RedivisionError(gettext_noop("Deze herindeling is er niet. Zie de lijst."))
    return found


def _locked(pk: int) -> Redivision:
    """The redivision, locked, as long as it is only entered."""
    found = Redivision.objects.select_for_update().select_related(None).get(pk=_found(pk).pk)
    if found.state == Redivision.State.BOOKED:
        raise RedivisionError(
            gettext_noop(
                "Deze herindeling is al geboekt en blijft staan: het grootboek vergeet niets. "
                "Was zij verkeerd? Boek het verschil als correctie."
            )
        )
    if found.state == Redivision.State.CANCELLED:
        raise RedivisionError(gettext_noop("Deze herindeling is vervallen. Voer haar opnieuw in."))
    return found


def _write(plan: Plan, areas: Registry, state: JournalState) -> None:
    """What a plan makes of the reference data."""
    if isinstance(plan, Relocation):
        left = areas.province_of(plan.municipality, HalfYear.containing(plan.on))
        ProvinceChange.objects.create(
            municipality_id=plan.municipality, date=plan.on, left_id=left, joined_id=plan.province
        )
        Municipality.objects.filter(code=plan.municipality).update(entered_at=state.now)
        return
    new = [heir for heir in plan.heirs if heir.is_new and not is_there_already(heir, plan.on, areas)]
    Municipality.objects.bulk_create(_municipality(heir, plan, state) for heir in new)
    Municipality.objects.filter(code__in=plan.ends).update(valid_to=plan.on, entered_at=state.now)
    kind = Merger.Kind.SPLIT if plan.kind == "split" else Merger.Kind.MERGED
    Merger.objects.bulk_create(
        Merger(
            date=plan.on,
            predecessor_id=ended,
            successor_id=heir,
            kind=kind,
            share=share,
            share_basis=plan.share_basis,
        )
        for ended, shares in plan.shares.items()
        for heir, share in shares.items()
    )
    redraw(plan, new)


def _municipality(heir: Heir, plan: Division, state: JournalState) -> Municipality:
    return Municipality(
        code=heir.code,
        name=heir.name,
        slug=_free_slug(heir.name, plan.on.year),
        province_id=heir.province,
        valid_from=plan.on,
        sort_key=sort_key(heir.name),
        entered_at=state.now,
    )


def _free_slug(name: str, year: int) -> str:
    """The name as it stands in addresses; with the year where one that ended has it already."""
    slug = slugify(name)[:70] or "gemeente"
    wanted = [slug, f"{slug}-{year}", *(f"{slug}-{year}-{number}" for number in range(2, 100))]
    taken = set(Municipality.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    return next(each for each in wanted if each not in taken)


def _check_postings_fit() -> None:
    """Let the database look now whether postings lie beyond an end, so that it can be said in words."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS journal_validity_holds IMMEDIATE")
            cursor.execute("SET CONSTRAINTS journal_validity_holds DEFERRED")
    except InternalError as error:
        raise RedivisionError(
            gettext_noop(
                "Er zijn cijfers geboekt van na het einde van een gemeente die ophoudt. "
                "Kies een latere datum."
            )
        ) from error
