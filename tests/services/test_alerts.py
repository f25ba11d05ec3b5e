"""Signals are set by managers, each for oneself, and every change is in the log."""

from typing import Any

import pytest

from housing.access import NotAllowedError
from housing.domain.alerts import AlertKind
from housing.models import AlertRule, Event
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services.alerts import MOST, AlertError, remove_alert, set_alert
from tests.cast import ZUID_HOLLAND, Cast

pytestmark = pytest.mark.django_db


def streak(by: Any, threshold: int = 4, **more: Any) -> AlertRule:
    return set_alert(by=by, kind=AlertKind.MUNICIPALITY_STREAK, threshold=threshold, **more)


def logged() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def test_a_manager_sets_a_signal(cast: Cast) -> None:
    province = registry(journal_state().reference_version).provinces[ZUID_HOLLAND]
    rule = set_alert(
        by=cast.manager, kind=AlertKind.PROVINCE_BEHIND, threshold=10, province=province, by_mail=False
    )
    assert (rule.owner, rule.kind, rule.threshold, rule.province_id, rule.by_mail) == (
        cast.manager,
        "province_behind",
        10,
        ZUID_HOLLAND,
        False,
    )
    event = Event.objects.get(action="alert.set")
    assert (event.actor, event.province_id) == (cast.manager, ZUID_HOLLAND)
    assert event.data["new"] == {"kind": "province_behind", "threshold": 10, "by_mail": False}


@pytest.mark.parametrize("who", ["ministry_reader", "coordinator", "administrator", "outsider"])
def test_nobody_else_sets_or_removes_one(cast: Cast, who: str) -> None:
    rule = streak(cast.manager)
    with pytest.raises(NotAllowedError):
        streak(getattr(cast, who))
    with pytest.raises(NotAllowedError):
        remove_alert(by=getattr(cast, who), pk=rule.pk)
    assert AlertRule.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "threshold"),
    [
        (AlertKind.PROVINCE_BEHIND, -1),
        (AlertKind.PROVINCE_BEHIND, 101),
        (AlertKind.MUNICIPALITY_STREAK, 0),
        (AlertKind.MONTH_MISSING, 0),
        (AlertKind.MONTH_MISSING, 10**12),
    ],
)
def test_a_threshold_must_make_sense(cast: Cast, kind: AlertKind, threshold: int) -> None:
    with pytest.raises(AlertError, match="een heel getal"):
        set_alert(by=cast.manager, kind=kind, threshold=threshold)
    assert not AlertRule.objects.exists()


def test_the_same_once_more_is_refused_but_mail_can_be_changed(cast: Cast) -> None:
    rule = streak(cast.manager)
    with pytest.raises(AlertError, match="heeft u al"):
        streak(cast.manager)
    assert streak(cast.manager, by_mail=False) == rule
    rule.refresh_from_db()
    assert not rule.by_mail
    assert logged() == ["alert.set", "alert.set"]


def test_two_managers_have_their_own(cast: Cast) -> None:
    mine, other = streak(cast.manager), streak(cast.second_manager)
    with pytest.raises(AlertError, match="niet meer"):
        remove_alert(by=cast.manager, pk=other.pk)
    remove_alert(by=cast.manager, pk=mine.pk)
    assert list(AlertRule.objects.all()) == [other]
    assert logged()[-1] == "alert.removed"
    with pytest.raises(AlertError, match="niet meer"):
        remove_alert(by=cast.manager, pk=mine.pk)


def test_there_is_an_end_to_them(cast: Cast) -> None:
    for threshold in range(1, MOST + 1):
        streak(cast.manager, threshold)
    with pytest.raises(AlertError, match="al 30 signalen"):
        streak(cast.manager, MOST + 1)
    streak(cast.second_manager)
