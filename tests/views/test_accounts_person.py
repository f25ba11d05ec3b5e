"""One person before the administrator: granting and ending roles, the account as a whole, its history."""

from datetime import date, timedelta

import pytest
from django.test import Client

from housing.domain.roles import Role
from housing.models import Event, Invitation, Membership, User
from housing.queries.journal import journal_state
from housing.services import accounts
from tests.account_pages import LIST, told, wrong
from tests.cast import ROTTERDAM, Cast, person, signed_in
from tests.markup import main, page


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def today() -> date:
    return journal_state().today


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────


GOOD = {"email": "nieuw@voorbeeld.example", "name": "Nina", "role": "municipality_editor", "area": ROTTERDAM}


# ── One person ───────────────────────────────────────────────────────────────────────────────────────────


def test_granting_changing_and_revoking(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.outsider.pk}/"
    until = today() + timedelta(days=60)
    granted = admin.post(
        f"{own}rol/",
        {"role": "province_reader", "area": "PV28", "valid_until": until.isoformat(), "reason": "neemt deel"},
        follow=True,
    )
    assert granted.redirect_chain == [(own, 302)]
    held = Membership.objects.get(user=cast.outsider)
    assert held.valid_until == until
    content = main(granted)
    assert "lezer provincie Zuid-Holland" in content.text
    assert "neemt deel" in content.text, "the history tells why"
    role = f"{own}rol/{held.pk}/"
    assert admin.get(role).status_code == 200
    changed = admin.post(
        role, {"step": "einddatum", "valid_until": "", "reason": "blijft langer"}, follow=True
    )
    assert "De einddatum is gewijzigd" in told(changed)
    held.refresh_from_db()
    assert held.valid_until is None
    for expected in ("is ingetrokken", "al ingetrokken"):
        revoked = admin.post(role, {"step": "intrekken", "reason": "klaar"}, follow=True)
        assert expected in told(revoked)
    assert not Membership.objects.filter(user=cast.outsider).exists()
    actions = list(Event.objects.filter(subject=cast.outsider).values_list("action", flat=True))
    assert actions == ["membership.granted", "membership.changed", "membership.revoked"]


def test_refused_changes_say_what_to_do(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    held = Membership.objects.get(user=cast.clerk)
    assert "Schrijf op waarom" in wrong(admin.post(f"{own}rol/{held.pk}/", {"step": "intrekken"}))["reason"]
    errors = wrong(admin.post(f"{own}rol/{held.pk}/", {"step": "einddatum", "valid_until": "1-1-2020"}))
    assert set(errors) == {"valid_until", "reason"}
    errors = wrong(admin.post(f"{own}rol/", {"role": "municipality_reader", "area": "", "reason": "x"}))
    assert set(errors) == {"area"}
    again = {
        "role": "municipality_editor",
        "area": ROTTERDAM,
        "reason": "x",
        "valid_until": today().isoformat(),
    }
    assert "heeft deze rol al" in told(admin.post(f"{own}rol/", again))
    assert not Event.objects.exists()


def test_own_account_is_left_to_others(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.administrator.pk}/"
    assert "Dit bent u zelf" in told(admin.get(own))
    grant = {"role": "ministry_manager", "area": "", "reason": "x"}
    assert "andere accountbeheerder" in told(admin.post(f"{own}rol/", grant))
    held = Membership.objects.get(user=cast.administrator)
    end = {"step": "einddatum", "valid_until": today().isoformat(), "reason": "x"}
    assert "andere accountbeheerder" in told(admin.post(f"{own}rol/{held.pk}/", end))
    stop = {"step": "intrekken", "reason": "x"}
    assert "laatste accountbeheerder" in told(admin.post(f"{own}rol/{held.pk}/", stop))
    assert "laatste accountbeheerder" in told(admin.post(f"{own}toegang/", {"step": "uit", "reason": "x"}))
    person("second-administrator", Role.ADMINISTRATOR)
    assert admin.post(f"{own}rol/{held.pk}/", stop).headers["Location"] == "/"
    assert admin.get(LIST).status_code == 404


def test_deactivating_and_activating(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    clerk = signed_in(cast.clerk)
    assert clerk.get("/account/").status_code == 200
    for _ in range(2):
        # A second click does not turn it back.
        response = admin.post(f"{own}toegang/", {"step": "uit", "reason": "weg"}, follow=True)
        assert "is gedeactiveerd" in told(response)
    assert clerk.get("/account/").status_code == 404
    assert not User.objects.get(pk=cast.clerk.pk).is_active
    assert "kan niet inloggen" in main(admin.get(own)).text
    admin.post(f"{own}toegang/", {"step": "aan", "reason": "terug"})
    assert User.objects.get(pk=cast.clerk.pk).is_active
    assert Event.objects.filter(subject=cast.clerk, action__startswith="account.").count() == 2


def test_taking_away_a_second_factor(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.coordinator.pk}/"
    assert f"{own}tweede-factor/" in admin.get(own).content.decode()
    assert "Bel eerst" in main(admin.get(f"{own}tweede-factor/")).text
    assert "reason" in wrong(admin.post(f"{own}tweede-factor/", {}))
    for _ in range(2):
        response = admin.post(f"{own}tweede-factor/", {"reason": "telefoon kwijt"}, follow=True)
        assert "geen tweede factor meer" in told(response)
    assert "Een rol wacht op een tweede factor" in told(response)
    assert f"{own}tweede-factor/" not in response.content.decode()


def test_history_starts_with_the_invitation(cast: Cast, admin: Client) -> None:
    admin.post(f"{LIST}uitnodigen/", GOOD)
    user = accounts.accept(
        invitation=Invitation.objects.get().pk, name="Nina", password="fietsbel-op-dinsdag"
    )
    rows = main(admin.get(f"{LIST}{user.pk}/")).all("table")[-1].rows[1:]
    assert [row[1] for row in rows] == [
        "Uitnodiging aangenomen voor de rol “invoerder gemeente” Rotterdam",
        "Uitnodiging verstuurd voor de rol “invoerder gemeente” Rotterdam",
    ]


def test_account_that_is_not_there(admin: Client) -> None:
    assert admin.get(f"{LIST}999999999999999999999/").status_code == 404
    assert admin.get(f"{LIST}9999999/").status_code == 404
    assert admin.post(f"{LIST}9999999/rol/", {}).status_code == 404


def test_pages_are_whole(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    held = Membership.objects.get(user=cast.clerk)
    for address in (LIST, f"{LIST}uitnodigen/", own, f"{own}rol/", f"{own}rol/{held.pk}/", f"{own}toegang/"):
        assert page(admin.get(address))
