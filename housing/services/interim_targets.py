"""Interim targets: published, replaced and withdrawn by the ministry; each is a line of the journal."""

import hashlib
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from housing import access
from housing.domain.interim import InterimError
from housing.domain.interim import InterimTarget as Plan
from housing.domain.periods import FIRST_YEAR, LAST_YEAR
from housing.domain.roles import Permission
from housing.models import InterimTarget, JournalHead, User
from housing.queries.areas import registry
from housing.queries.interim import InterimLine, InterimResult, holding, interim_line, previewed
from housing.queries.journal import JournalState, journal_state
from housing.queries.positions import find_position
from housing.services import events
from housing.services.posting import post

LONGEST_TEXT = 1000
MOST_PERSONS = 999_999
#: Years between the two days.
LONGEST_SPAN = 5


@transaction.atomic
def set_interim(
    *,
    by: User,
    reduction: int,
    baseline_on: date,
    due_on: date,
    source: str,
    reason: str = "",
    shown: str = "",
) -> InterimTarget:
    """Publish an interim target: the backlog `reduction` persons lower on `due_on` than on `baseline_on`.

    `source` says where it was announced. `shown` is the digest of the shares that were shown, when known.
    Raises `InterimError` for dates that cannot be, when it overlaps another one, when no province had a
    backlog to share it over, and when the shares have changed since.
    """
    state = _begin(by)
    plan = _plan(reduction, baseline_on, due_on)
    made = _publish(state, by, plan, _source(source), _text(reason), shown)
    _record("interim.set", made, by)
    return made


@transaction.atomic
def replace(
    *,
    by: User,
    pk: int,
    reduction: int,
    baseline_on: date,
    due_on: date,
    source: str,
    reason: str,
    shown: str = "",
) -> InterimTarget:
    """Publish another one in place of `pk`, which from then on is known no more; with a reason.

    Raises `InterimError` as `set_interim`, and when `pk` was replaced or withdrawn already.
    """
    state = _begin(by)
    old = _standing(state, pk)
    plan = _plan(reduction, baseline_on, due_on)
    if (plan.reduction, plan.baseline_on, plan.due_on) == (old.persons, old.baseline_on, old.due_on):
        raise InterimError(
            gettext_noop("Er verandert niets: aantal en data zijn gelijk aan wat er al staat.")
        )
    made = _publish(state, by, plan, _source(source), _why(reason), shown, old)
    _record("interim.replaced", made, by, old)
    return made


@transaction.atomic
def withdraw(*, by: User, pk: int, reason: str) -> InterimTarget:
    """Take an interim target back, with a reason; earlier positions keep it.

    Raises `InterimError` when it was replaced or withdrawn already, and without a reason.
    """
    state = _begin(by)
    old = _standing(state, pk)
    made = _post(
        InterimTarget(
            persons=0,
            baseline_on=old.baseline_on,
            due_on=old.due_on,
            replaces_id=old.pk,
            source=old.source,
            reason=_why(reason),
            recorded_by=by,
        )
    )
    _record("interim.withdrawn", made, by, old)
    return made


def preview(
    state: JournalState, *, reduction: int, baseline_on: date, due_on: date, replaces: int = 0
) -> InterimResult:
    """What publishing would mean: shares, and what is known of the months. `InterimError` as publishing."""
    return _checked(state, _plan(reduction, baseline_on, due_on), replaces)


def shares_digest(found: InterimResult) -> str:
    """Names the shares that were shown before something was published."""
    plan = found.target
    shown = [(share.area.code, share.assessment.share) for share in found.shares]
    text = repr((plan.reduction, plan.baseline_on, plan.due_on, shown))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _begin(by: User) -> JournalState:
    """The state, with the head of the journal locked: what is checked stays so."""
    access.require(by, Permission.STEER)
    JournalHead.objects.select_for_update().get(id=1)
    return journal_state()


def _plan(reduction: int, baseline_on: date, due_on: date) -> Plan:
    plan = Plan(reduction, baseline_on, due_on)
    if reduction > MOST_PERSONS:
        raise InterimError(gettext_noop("Vul hoogstens %(most)s personen in."), most=MOST_PERSONS)
    if not FIRST_YEAR <= baseline_on.year <= due_on.year <= LAST_YEAR - 1:
        raise InterimError(
            gettext_noop("Kies data in de jaren %(first)s tot en met %(last)s."),
            first=FIRST_YEAR,
            last=LAST_YEAR - 1,
        )
    if due_on.year - baseline_on.year > LONGEST_SPAN:
        raise InterimError(
            gettext_noop("Tussen begin- en einddatum zitten hoogstens %(years)s jaren. Kies andere data."),
            years=LONGEST_SPAN,
        )
    if len(plan.months) == 0:
        raise InterimError(
            gettext_noop(
                "Tussen begin- en einddatum eindigt geen maand. Dan is er niets te meten: kies een latere "
                "einddatum."
            )
        )
    return plan


def _checked(state: JournalState, plan: Plan, replaces: int = 0) -> InterimResult:
    """The interim target as it would be; `InterimError` when it cannot be."""
    if plan.baseline_on > state.today:
        raise InterimError(
            gettext_noop(
                "De begindatum ligt in de toekomst: de achterstand op die dag is nog niet bekend. "
                "Kies vandaag of een eerdere dag."
            )
        )
    for other in holding(state.seq, besides=replaces):
        if plan.baseline_on < other.due_on and other.baseline_on < plan.due_on:
            raise InterimError(
                gettext_noop(
                    "Er geldt al een tussendoelstelling van %(baseline_on)s tot %(due_on)s. "
                    "Kies andere data, of wijzig die of trek die in."
                ),
                baseline_on=f"{other.baseline_on:%d-%m-%Y}",
                due_on=f"{other.due_on:%d-%m-%Y}",
            )
    found = previewed(registry(state.reference_version), find_position(state), plan)
    if not found.sharing:
        raise InterimError(
            gettext_noop(
                "Op %(day)s had geen enkele provincie een achterstand: er valt niets te verdelen. Kies een "
                "andere begindatum."
            ),
            day=f"{plan.baseline_on:%d-%m-%Y}",
        )
    return found


def _publish(
    state: JournalState,
    by: User,
    plan: Plan,
    source: str,
    reason: str,
    shown: str,
    old: InterimLine | None = None,
) -> InterimTarget:
    found = _checked(state, plan, old.pk if old else 0)
    if shown and shown != shares_digest(found):
        raise InterimError(
            gettext_noop(
                "De aandelen zijn veranderd sinds u ze bekeek. Bekijk ze opnieuw en maak dan bekend."
            )
        )
    return _post(
        InterimTarget(
            persons=plan.reduction,
            baseline_on=plan.baseline_on,
            due_on=plan.due_on,
            replaces_id=old.pk if old else None,
            source=source,
            reason=reason,
            recorded_by=by,
        )
    )


def _post(line: InterimTarget) -> InterimTarget:
    post(lines=[line])
    return line


def _standing(state: JournalState, pk: int) -> InterimLine:
    """One that holds; `InterimError` for any other."""
    found = interim_line(state.seq, pk)
    if found is None or found.is_withdrawal:
        raise InterimError(gettext_noop("Deze tussendoelstelling is er niet. Kies er een uit de lijst."))
    if found.replaced_by:
        raise InterimError(
            gettext_noop(
                "Deze tussendoelstelling is intussen gewijzigd of ingetrokken. Er is niets veranderd."
            )
        )
    return found


def _source(source: str) -> str:
    text = _text(source)
    if not text:
        raise InterimError(
            gettext_noop("Noem de bron: de brief of het besluit waarin de tussendoelstelling staat.")
        )
    return text


def _why(reason: str) -> str:
    text = _text(reason)
    if not text:
        raise InterimError(gettext_noop("Geef in het kort een reden."))
    return text


def _text(text: str) -> str:
    stripped = text.strip()
    if len(stripped) > LONGEST_TEXT:
        raise InterimError(gettext_noop("Een tekst is hoogstens %(most)s tekens."), most=LONGEST_TEXT)
    return stripped


def _record(action: str, made: InterimTarget, by: User, old: InterimLine | None = None) -> None:
    events.record(
        action,
        by=by,
        old=_values(old.pk, old.persons, old.baseline_on, old.due_on) if old else {},
        new=_values(made.pk, made.persons, made.baseline_on, made.due_on),
        texts={"reason": made.reason},
    )


def _values(pk: int, persons: int, baseline_on: date, due_on: date) -> dict[str, object]:
    return {
        "interim": pk,
        "persons": persons,
        "baseline_on": baseline_on.isoformat(),
        "due_on": due_on.isoformat(),
    }
