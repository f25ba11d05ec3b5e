"""Setting and removing signals. Each is of one person, who is the only one to see it."""

from django.db import transaction

from housing import access
from housing.domain.alerts import AlertKind
from housing.domain.errors import DomainError, gettext_noop
from housing.domain.roles import Permission
from housing.models import AlertRule, User
from housing.queries.areas import Area
from housing.queries.journal import journal_state
from housing.services import events

#: Signals of one person.
MOST = 30


class AlertError(DomainError):
    """A signal that cannot be set or is not there; the message says what to do."""


@transaction.atomic
def set_alert(
    *, by: User, kind: AlertKind, threshold: int, province: Area | None = None, by_mail: bool = True
) -> AlertRule:
    """Set a signal of one's own, or whether one that is there comes by mail.

    Raises `AlertError` for a threshold outside the bounds of its kind, for the same signal once more, and for
    more than `MOST` of them.
    """
    state = journal_state()
    access.require(by, Permission.STEER, state=state)
    _check(kind, threshold)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    code = province.code if province else None
    mine = AlertRule.objects.filter(owner=by)
    rule = mine.filter(kind=kind.value, threshold=threshold, province_id=code).first()
    if rule is not None:
        return _with_mail(rule, by=by, by_mail=by_mail)
    if mine.count() >= MOST:
        raise AlertError(gettext_noop("U heeft al %(most)s signalen. Haal er eerst een weg."), most=MOST)
    rule = AlertRule.objects.create(
        owner=by,
        kind=kind.value,
        threshold=threshold,
        province_id=code,
        by_mail=by_mail,
        created_at=state.now,
    )
    events.record("alert.set", by=by, province=code, new=_facts(rule))
    return rule


@transaction.atomic
def remove_alert(*, by: User, pk: int) -> None:
    """Remove a signal of one's own. Raises `AlertError` when there is none (any more)."""
    access.require(by, Permission.STEER)
    rule = AlertRule.objects.select_for_update().filter(owner=by, pk=pk).first()
    if rule is None:
        raise AlertError(gettext_noop("Dit signaal is er niet meer. Er is niets veranderd."))
    facts, province = _facts(rule), rule.province_id
    rule.delete()
    events.record("alert.removed", by=by, province=province, old=facts)


def _with_mail(rule: AlertRule, *, by: User, by_mail: bool) -> AlertRule:
    if rule.by_mail == by_mail:
        raise AlertError(gettext_noop("Dit signaal heeft u al. Kies een andere grens of provincie."))
    old = _facts(rule)
    rule.by_mail = by_mail
    rule.save(update_fields=["by_mail"])
    events.record("alert.set", by=by, province=rule.province_id, old=old, new=_facts(rule))
    return rule


def _facts(rule: AlertRule) -> dict[str, object]:
    return {"kind": str(rule.kind), "threshold": rule.threshold, "by_mail": rule.by_mail}


def _check(kind: AlertKind, threshold: int) -> None:
    low, high = kind.bounds
    if not low <= threshold <= high:
        raise AlertError(
            gettext_noop("De grens moet een heel getal zijn van %(low)s tot en met %(high)s."),
            low=low,
            high=high,
        )
