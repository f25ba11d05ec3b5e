"""Roles: who may grant and end them, to whom and until when, and what is never taken away."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from housing.access import NotAllowedError, viewer_of
from housing.domain.roles import Permission, Role
from housing.models import Event, Membership, User
from housing.queries.areas import Area
from housing.queries.journal import journal_state
from housing.services import accounts
from housing.services.accounts import AccountError
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, person, signed_in
from tests.reviews import area

ENDED = "GM0457"
"""Weesp, part of Amsterdam since 24 March 2022."""


def today() -> date:
    return journal_state().today


def grant(by: User, to: User, role: Role, area: Area | None = None, until: date | None = None) -> bool:
    return accounts.grant(
        by=by, person=to, role=role, area=area, valid_until=until, reason="nodig voor het werk"
    )


def role_of(user: User, role: Role = Role.MUNICIPALITY_EDITOR) -> Membership:
    return Membership.objects.get(user=user, role=role.value)


def last_event() -> Event:
    return Event.objects.latest("seq")


# ── Granting ─────────────────────────────────────────────────────────────────────────────────────────────


def test_granted_role_counts_at_once_and_is_logged(cast: Cast) -> None:
    assert grant(cast.administrator, cast.outsider, Role.MUNICIPALITY_EDITOR, area(ROTTERDAM))
    assert viewer_of(cast.outsider, journal_state()).may(Permission.ENTER, municipality=area(ROTTERDAM))
    held, event = role_of(cast.outsider), last_event()
    assert (held.granted_by, held.valid_until) == (cast.administrator, None)
    assert (event.action, event.actor, event.subject) == (
        "membership.granted",
        cast.administrator,
        cast.outsider,
    )
    assert event.municipality_id == ROTTERDAM
    assert event.data["new"] == {"role": "municipality_editor", "valid_until": None}
    assert event.texts.get(kind="reason").text == "nodig voor het werk"


def test_granting_twice_is_once(cast: Cast) -> None:
    assert grant(cast.administrator, cast.outsider, Role.MINISTRY_READER)
    events = Event.objects.count()
    assert not grant(cast.administrator, cast.outsider, Role.MINISTRY_READER)
    assert Event.objects.count() == events
    with pytest.raises(AccountError, match="heeft deze rol al"):
        grant(cast.administrator, cast.outsider, Role.MINISTRY_READER, until=today())


def test_role_that_ended_is_granted_again(cast: Cast) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=today() - timedelta(days=1))
    assert not viewer_of(cast.clerk, journal_state()).grants
    assert grant(cast.administrator, cast.clerk, Role.MUNICIPALITY_EDITOR, area(ROTTERDAM))
    assert viewer_of(cast.clerk, journal_state()).grants


@pytest.mark.parametrize(
    ("role", "kind", "told"),
    [
        (Role.MUNICIPALITY_EDITOR, "", "hoort een gemeente"),
        (Role.MUNICIPALITY_READER, "province", "hoort een gemeente"),
        (Role.PROVINCE_COORDINATOR, "municipality", "hoort een provincie"),
        (Role.PROVINCE_READER, "", "hoort een provincie"),
        (Role.MINISTRY_MANAGER, "municipality", "hele land"),
        (Role.ADMINISTRATOR, "province", "hele land"),
    ],
)
def test_role_must_fit_its_area(cast: Cast, role: Role, kind: str, told: str) -> None:
    place = {"": None, "province": area(ZUID_HOLLAND), "municipality": area(ROTTERDAM)}[kind]
    # Who may not decide about it at all is told nothing; the administrator may.
    expected = (AccountError, NotAllowedError)
    with pytest.raises(expected) as caught:
        grant(cast.administrator, cast.outsider, role, place)
    assert isinstance(caught.value, NotAllowedError) or told in str(caught.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=cast.outsider,
            role=role.value,
            municipality_id=place.code if place and place.province else None,
            province_id=place.code if place and not place.province else None,
        )
    assert not Membership.objects.filter(user=cast.outsider).exists()


def test_municipality_that_ended_gets_nobody_new(cast: Cast) -> None:
    with pytest.raises(AccountError, match="bestaat vandaag niet"):
        grant(cast.administrator, cast.outsider, Role.MUNICIPALITY_EDITOR, area(ENDED))


def test_end_date_in_the_past_is_refused(cast: Cast) -> None:
    with pytest.raises(AccountError, match="in het verleden"):
        grant(cast.administrator, cast.outsider, Role.MINISTRY_READER, until=today() - timedelta(days=1))


def test_a_reason_is_needed(cast: Cast) -> None:
    with pytest.raises(AccountError, match="Schrijf op waarom"):
        accounts.grant(
            by=cast.administrator,
            person=cast.outsider,
            role=Role.MINISTRY_READER,
            area=None,
            valid_until=None,
            reason="  ",
        )


def test_account_that_is_not_active_gets_no_role(cast: Cast) -> None:
    accounts.deactivate(by=cast.administrator, person=cast.outsider, reason="weg")
    with pytest.raises(AccountError, match="niet actief"):
        grant(cast.administrator, cast.outsider, Role.MINISTRY_READER)


@pytest.mark.parametrize("role", [Role.MINISTRY_MANAGER, Role.MINISTRY_READER])
def test_nobody_gives_the_own_account_a_role(cast: Cast, role: Role) -> None:
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        grant(cast.administrator, cast.administrator, role)
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        grant(cast.coordinator, cast.coordinator, Role.MUNICIPALITY_EDITOR, area(ROTTERDAM))


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["clerk", "reader", "province_reader", "ministry_reader", "manager", "outsider"]
)
def test_others_decide_about_no_role(cast: Cast, name: str) -> None:
    by = getattr(cast, name)
    to = person("nieuw")
    held = role_of(cast.second_clerk).pk
    for attempt in (
        lambda: grant(by, to, Role.MUNICIPALITY_EDITOR, area(ROTTERDAM)),
        lambda: grant(by, to, Role.ADMINISTRATOR),
        lambda: accounts.revoke(by=by, membership=held, reason="x"),
        lambda: accounts.change_end(by=by, membership=held, valid_until=None, reason="x"),
        lambda: accounts.confirm(by=by, memberships=[held]),
        lambda: accounts.deactivate(by=by, person=to, reason="x"),
        lambda: accounts.activate(by=by, person=to, reason="x"),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert not Event.objects.exists()


def test_coordinator_decides_about_municipalities_of_the_province_only(cast: Cast) -> None:
    assert grant(cast.coordinator, cast.outsider, Role.MUNICIPALITY_READER, area(BARENDRECHT))
    for role, place in [
        (Role.MUNICIPALITY_READER, area(UTRECHT)),
        (Role.PROVINCE_READER, area(ZUID_HOLLAND)),
        (Role.PROVINCE_COORDINATOR, area(ZUID_HOLLAND)),
        (Role.MINISTRY_READER, None),
        (Role.ADMINISTRATOR, None),
    ]:
        with pytest.raises(NotAllowedError):
            grant(cast.coordinator, cast.outsider, role, place)
    with pytest.raises(NotAllowedError):
        accounts.revoke(by=cast.coordinator, membership=role_of(cast.other_clerk).pk, reason="x")
    held = role_of(cast.province_reader, Role.PROVINCE_READER).pk
    with pytest.raises(NotAllowedError):
        accounts.change_end(by=cast.coordinator, membership=held, valid_until=None, reason="x")


# ── Ending ───────────────────────────────────────────────────────────────────────────────────────────────


def test_revoked_role_is_gone_at_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    address = "/provincies/zuid-holland/accounts/"
    assert client.get(address).status_code == 200
    held = role_of(cast.coordinator, Role.PROVINCE_COORDINATOR)
    assert accounts.revoke(by=cast.administrator, membership=held.pk, reason="andere baan")
    assert client.get(address).status_code == 404
    event = last_event()
    assert (event.action, event.subject, event.province_id) == (
        "membership.revoked",
        cast.coordinator,
        ZUID_HOLLAND,
    )
    assert event.data["old"]["role"] == "province_coordinator"
    assert not accounts.revoke(by=cast.administrator, membership=held.pk, reason="nog eens")


def test_end_date_changes_and_counts_to_the_last_day(cast: Cast) -> None:
    held = role_of(cast.clerk)
    assert accounts.change_end(
        by=cast.administrator, membership=held.pk, valid_until=today(), reason="vertrekt"
    )
    assert viewer_of(cast.clerk, journal_state()).grants
    assert last_event().data["new"]["valid_until"] == today().isoformat()
    assert not accounts.change_end(
        by=cast.administrator, membership=held.pk, valid_until=today(), reason="vertrekt"
    )
    Membership.objects.filter(pk=held.pk).update(valid_until=today() - timedelta(days=1))
    assert not viewer_of(cast.clerk, journal_state()).grants


def test_end_date_of_a_role_that_is_gone(cast: Cast) -> None:
    with pytest.raises(AccountError, match="intussen ingetrokken"):
        accounts.change_end(by=cast.administrator, membership=0, valid_until=None, reason="x")


def test_own_end_date_is_not_changed(cast: Cast) -> None:
    held = role_of(cast.administrator, Role.ADMINISTRATOR)
    with pytest.raises(AccountError, match="andere accountbeheerder"):
        accounts.change_end(by=cast.administrator, membership=held.pk, valid_until=today(), reason="x")


def test_last_administrator_stays(cast: Cast) -> None:
    held = role_of(cast.administrator, Role.ADMINISTRATOR)
    with pytest.raises(AccountError, match="laatste accountbeheerder"):
        accounts.revoke(by=cast.administrator, membership=held.pk, reason="x")
    with pytest.raises(AccountError, match="laatste accountbeheerder"):
        accounts.deactivate(by=cast.administrator, person=cast.administrator, reason="x")
    other = person("second-administrator", Role.ADMINISTRATOR)
    accounts.deactivate(by=cast.administrator, person=other, reason="x")
    with pytest.raises(AccountError, match="laatste accountbeheerder"):
        accounts.revoke(by=cast.administrator, membership=held.pk, reason="x")
    accounts.activate(by=cast.administrator, person=other, reason="x")
    assert accounts.revoke(by=cast.administrator, membership=held.pk, reason="x")
