"""Whether a redivision fits what there is: municipalities, half-years, other redivisions, postings."""

from datetime import date

from django.db.models import Q

from housing.domain.errors import gettext_noop
from housing.domain.mergers import on_borders
from housing.domain.names import search_key
from housing.domain.periods import HalfYear, Month
from housing.domain.redivisions import Division, Heir, Plan, RedivisionError, Relocation, check_plan
from housing.models import MonthTotal, PeriodTotal, TargetPeriod
from housing.queries.areas import Area, Registry
from housing.queries.journal import JournalState
from housing.queries.redivision_effects import Effects, effects


def check(plan: Plan, registry: Registry) -> None:
    """Raise `RedivisionError` (or `MergerError` for a circle) when the plan cannot be booked."""
    check_plan(plan)
    _check_open(plan.on)
    if isinstance(plan, Relocation):
        _check_relocation(plan, registry)
        return
    for code in plan.ends:
        _check_ends(plan, code, registry)
    for heir in plan.heirs:
        (_check_new if heir.is_new else _check_present)(plan, heir, registry)
    on_borders({plan.ends[0]: 1}, (*registry.successions, *plan.successions), date.min, date.max)
    for code in plan.ends:
        _check_postings(registry.municipalities[code], plan.on)


def is_there_already(heir: Heir, on: date, registry: Registry) -> bool:
    """Whether another redivision of the same day has made this new municipality already."""
    found = registry.municipalities.get(heir.code)
    return (
        heir.is_new
        and found is not None
        and found.valid_from == on
        and found.valid_to is None
        and (found.name, found.province) == (heir.name, heir.province)
    )


def _check_open(on: date) -> None:
    """Neither it nor a later half-year may be closed: what passes would change their opening."""
    period = HalfYear.containing(on)
    if TargetPeriod.objects.filter(code__gte=period.code, closed_at__isnull=False).exists():
        raise RedivisionError(
            gettext_noop(
                "In het halfjaar %(period)s verandert niets meer: het is afgesloten, of een later halfjaar "
                "is dat. Kies een datum in een halfjaar dat nog open is."
            ),
            period=period.code,
        )


def _check_ends(plan: Division, code: str, registry: Registry) -> None:
    """It must be there the day before, and not end by another redivision."""
    area = _known(code, registry)
    if area.valid_to is not None:
        raise RedivisionError(
            gettext_noop(
                "%(name)s houdt al op te bestaan op %(day)s, door een herindeling die is geboekt. "
                "Een gemeente kan maar één keer ophouden."
            ),
            name=area.name,
            day=_day(area.valid_to),
        )
    if area.valid_from is not None and area.valid_from >= plan.on:
        raise RedivisionError(
            gettext_noop("%(name)s bestaat pas vanaf %(day)s. Kies een latere datum of een andere gemeente."),
            name=area.name,
            day=_day(area.valid_from),
        )


def _check_present(plan: Division, heir: Heir, registry: Registry) -> None:
    """An heir that is not new must exist on the day."""
    area = _known(heir.code, registry)
    if area.valid_to is not None and area.valid_to <= plan.on:
        raise RedivisionError(
            gettext_noop(
                "%(name)s bestaat op %(day)s niet meer en kan dus geen opvolger zijn. "
                "Kies de gemeente waarin %(name)s opging."
            ),
            name=area.name,
            day=_day(plan.on),
        )
    if area.valid_from is not None and area.valid_from > plan.on:
        raise RedivisionError(
            gettext_noop("%(name)s bestaat pas vanaf %(day)s. Kies een latere datum of een andere gemeente."),
            name=area.name,
            day=_day(area.valid_from),
        )


def _check_new(plan: Division, heir: Heir, registry: Registry) -> None:
    """Its code and name must be free, unless a redivision of the same day made it."""
    if heir.province not in registry.provinces:
        raise RedivisionError(gettext_noop("Deze provincie kennen we niet. Kies er een uit de lijst."))
    if is_there_already(heir, plan.on, registry):
        return
    found = registry.municipalities.get(heir.code)
    if found is not None:
        raise RedivisionError(
            gettext_noop(
                "De code %(code)s is al van %(name)s. Geef de nieuwe gemeente haar eigen code, "
                "of kies %(name)s als bestaande opvolger."
            ),
            code=heir.code,
            name=found.name,
        )
    same = [
        area
        for area in registry.municipalities.values()
        if search_key(heir.name) in (search_key(area.name), *map(search_key, area.other_names))
        and (area.valid_to is None or area.valid_to > plan.on)
        and area.code not in plan.ends
    ]
    if same:
        raise RedivisionError(
            gettext_noop(
                "Er is al een gemeente die %(name)s heet (%(code)s). Kies een andere naam, "
                "of kies die gemeente als opvolger."
            ),
            name=same[0].name,
            code=same[0].code,
        )


def _check_postings(area: Area, on: date) -> None:
    """Nothing may have been posted beyond the end (the database refuses that as well)."""
    months = MonthTotal.objects.filter(municipality_id=area.code, month__gte=on).order_by("month")
    if first := months.first():
        raise RedivisionError(
            gettext_noop(
                "Voor %(name)s is %(month)s al gemeld, en dat is na %(day)s. "
                "Kies een latere datum: wat is gemeld blijft staan."
            ),
            name=area.name,
            month=str(Month.containing(first.month)),
            day=_day(on),
        )
    targets = PeriodTotal.objects.filter(
        ~Q(target=0), municipality_id=area.code, period__starts_on__gte=on
    ).order_by("period_id")
    if later := targets.first():
        raise RedivisionError(
            gettext_noop(
                "%(name)s heeft al een taakstelling voor %(period)s, en bestaat dan niet meer. "
                "Herzie eerst die taakstelling, zonder %(name)s; boek daarna de herindeling."
            ),
            name=area.name,
            period=later.period_id,
        )


def _check_relocation(plan: Relocation, registry: Registry) -> None:
    area = _known(plan.municipality, registry)
    if plan.province not in registry.provinces:
        raise RedivisionError(gettext_noop("Deze provincie kennen we niet. Kies er een uit de lijst."))
    if not area.exists_between(plan.on, plan.on):
        raise RedivisionError(
            gettext_noop("%(name)s bestaat niet op %(day)s. Kies een andere datum of gemeente."),
            name=area.name,
            day=_day(plan.on),
        )
    later = [move for move in registry.moves if move.municipality == area.code and move.on >= plan.on]
    if later:
        raise RedivisionError(
            gettext_noop("%(name)s gaat op %(day)s al naar een andere provincie. Kies een datum na die dag."),
            name=area.name,
            day=_day(later[-1].on),
        )
    if registry.province_of(area.code, HalfYear.containing(plan.on)) == plan.province:
        raise RedivisionError(
            gettext_noop("%(name)s ligt al in %(province)s. Kies de nieuwe provincie."),
            name=area.name,
            province=registry.provinces[plan.province].name,
        )


def _known(code: str, registry: Registry) -> Area:
    area = registry.municipalities.get(code)
    if area is None:
        raise RedivisionError(
            gettext_noop("De gemeente “%(code)s” kennen we niet. Schrijf de naam of de code van het CBS."),
            code=code[:80],
        )
    return area


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def preview(plan: Plan, registry: Registry, state: JournalState) -> Effects:
    """What booking would do; raises as `check` when it cannot be booked."""
    check(plan, registry)
    return effects(registry, state, plan)
