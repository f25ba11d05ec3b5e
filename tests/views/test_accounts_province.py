"""A coordinator and the readers and editors of the province's municipalities; nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.roles import Role
from housing.models import Event, Invitation, Membership
from housing.queries.journal import journal_state
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, person, signed_in
from tests.markup import main

HERE = "/provincies/zuid-holland/accounts/"
GOOD = {
    "email": "nieuw@voorbeeld.example",
    "name": "Nina",
    "role": "municipality_editor",
    "area": BARENDRECHT,
}


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


def role_of(user: object) -> int:
    return Membership.objects.get(user=user).pk


@pytest.mark.parametrize(
    "name",
    ["clerk", "reader", "province_reader", "other_coordinator", "ministry_reader", "manager", "outsider"],
)
def test_others_find_nothing(cast: Cast, name: str) -> None:
    other = signed_in(getattr(cast, name))
    for address in ("", "uitnodigen/", f"rol/{role_of(cast.clerk)}/", "uitnodigingen/1/intrekken/"):
        assert other.post(HERE + address, GOOD).status_code == 404, address
        assert other.get(HERE + address).status_code == 404, address
    assert not Invitation.objects.exists()


def test_administrator_may_help(cast: Cast) -> None:
    assert signed_in(cast.administrator).get(HERE).status_code == 200


def test_list_shows_the_province_only(cast: Cast, client: Client) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=journal_state().today + timedelta(days=3))
    content = main(client.get(HERE))
    rows = content.one("table").rows[1:]
    assert [row[0] for row in rows] == ["Rotterdam"] * 3
    assert [row[2] for row in rows] == ["invoerder gemeente", "invoerder gemeente", "lezer gemeente"]
    assert rows[0][3].endswith("nog 3 dagen")
    assert "1 rol loopt binnen 30 dagen af" in content.text
    for hidden in ("province-reader", "coordinator@", "other-clerk", "Utrecht"):
        assert hidden not in content.text


def test_list_says_which_municipalities_have_nobody(cast: Cast, client: Client) -> None:
    content = main(client.get(HERE))
    links = [a for a in content.all("a") if f"gebied={BARENDRECHT}" in a.attributes["href"]]
    assert links[0].text == "Nodig iemand uit voor Barendrecht"
    assert not [a for a in content.all("a") if f"gebied={ROTTERDAM}" in a.attributes["href"]]
    form = main(client.get(links[0].attributes["href"]))
    chosen = [option.text for option in form.all("option") if "selected" in option.attributes]
    assert chosen == ["invoerder gemeente", "Barendrecht"]


def test_form_offers_two_roles_and_the_own_municipalities(cast: Cast, client: Client) -> None:
    content = main(client.get(f"{HERE}uitnodigen/"))
    roles = [option.attributes["value"] for option in content.one("select", name="role").all("option")]
    assert roles == ["", "municipality_editor", "municipality_reader"]
    areas = [option.text for option in content.one("select", name="area").all("option")]
    assert "Rotterdam" in areas
    assert "Zuid-Holland" not in areas
    assert "Utrecht" not in areas


def test_inviting(cast: Cast, client: Client) -> None:
    response = client.post(f"{HERE}uitnodigen/", GOOD, follow=True)
    assert response.redirect_chain == [(HERE, 302)]
    waiting = main(response).one("ul", class_="people")
    assert "invoerder gemeente Barendrecht" in waiting.text
    invitation = Invitation.objects.get()
    assert invitation.invited_by == cast.coordinator
    actions = [form.attributes["action"] for form in waiting.all("form")]
    assert all(action.startswith(HERE) for action in actions)
    client.post(f"{HERE}uitnodigingen/{invitation.pk}/intrekken/")
    invitation.refresh_from_db()
    assert invitation.revoked_at


@pytest.mark.parametrize(
    "change",
    [
        {"area": UTRECHT},
        {"area": "PV28"},
        {"role": "province_coordinator"},
        {"role": "administrator", "area": ""},
    ],
)
def test_inviting_beyond_the_province_is_refused(cast: Cast, client: Client, change: dict[str, str]) -> None:
    assert client.post(f"{HERE}uitnodigen/", GOOD | change).status_code == 422
    assert not Invitation.objects.exists()


def test_roles_of_another_province_are_not_there(cast: Cast, client: Client) -> None:
    stop = {"step": "intrekken", "reason": "x"}
    for user in (cast.other_clerk, cast.province_reader, cast.coordinator, cast.manager):
        address = f"{HERE}rol/{role_of(user)}/"
        assert client.get(address).status_code == 404
        client.post(address, stop)
        assert Membership.objects.filter(user=user).exists()
    signed_in(cast.other_coordinator).post(
        "/provincies/utrecht/accounts/uitnodigen/", GOOD | {"area": UTRECHT}
    )
    theirs = Invitation.objects.get()
    for step in ("intrekken", "opnieuw"):
        assert client.post(f"{HERE}uitnodigingen/{theirs.pk}/{step}/").status_code == 404
    assert client.get("/provincies/utrecht/accounts/").status_code == 404
    assert client.get("/provincies/verzonnen/accounts/").status_code == 404


def test_end_date_and_revoking(cast: Cast, client: Client) -> None:
    address = f"{HERE}rol/{role_of(cast.clerk)}/"
    today = journal_state().today
    client.post(address, {"step": "einddatum", "valid_until": today.isoformat(), "reason": "vertrekt"})
    assert Membership.objects.get(user=cast.clerk).valid_until == today
    for expected in ("is ingetrokken", "al ingetrokken"):
        response = client.post(address, {"step": "intrekken", "reason": "weg"}, follow=True)
        assert response.redirect_chain == [(HERE, 302)]
        assert expected in main(response).text
    assert not Membership.objects.filter(user=cast.clerk).exists()
    assert Event.objects.latest("seq").actor == cast.coordinator


def test_queries_stay_the_same_with_more_people(cast: Cast, client: Client) -> None:
    counts = []
    for size in (10, 60):
        for number in range(Membership.objects.filter(municipality=BARENDRECHT).count(), size):
            person(f"collega-{number}", Role.MUNICIPALITY_EDITOR, municipality=BARENDRECHT)
        client.get(HERE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HERE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
