"""The quarterly review: what is left to confirm, confirming, and the file for the file."""

import csv
from datetime import timedelta

import pytest
from django.test import Client

from housing.domain.roles import Role
from housing.models import Event, Membership
from housing.queries.journal import journal_state
from tests.cast import Cast, person, signed_in
from tests.markup import Node, main

HERE = "/beheer/accounts/kwartaalcontrole/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def rows(content: Node) -> list[list[str]]:
    return content.one("table").rows[1:] if content.all("table") else []


def boxes(content: Node) -> list[str]:
    return [box.attributes["value"] for box in content.all("input", type="checkbox")]


def test_roles_by_area_with_what_is_left(cast: Cast, admin: Client) -> None:
    content = main(admin.get(HERE))
    assert content.one("h1").text.startswith("Nog 11 van 11 rollen te bevestigen in kwartaal")
    assert [row[0] for row in rows(content)] == [
        "accountbeheerder",
        "beheerder ministerie",
        "beheerder ministerie",
        "lezer ministerie",
        "coördinator provincie Utrecht",
        "coördinator provincie Zuid-Holland",
        "lezer provincie Zuid-Holland",
        "invoerder gemeente Rotterdam",
        "invoerder gemeente Rotterdam",
        "lezer gemeente Rotterdam",
        "invoerder gemeente Utrecht",
    ]
    assert "uw eigen rol" in rows(content)[0][2]
    assert len(boxes(content)) == 10


def test_confirming_one_and_many(cast: Cast, admin: Client) -> None:
    one, *others = boxes(main(admin.get(HERE)))
    response = admin.post(HERE, {"rol": one}, follow=True)
    assert "1 rol is bevestigd" in main(response).text
    assert len(rows(main(response))) == 10
    assert "al bevestigd" in main(admin.post(HERE, {"rol": one}, follow=True)).text
    response = admin.post(HERE, {"rol": others}, follow=True)
    assert "9 rollen zijn bevestigd" in main(response).text
    assert main(response).one("h1").text.startswith("Nog 1 van 11")
    assert Event.objects.filter(action="membership.confirmed").count() == 10
    everything = main(admin.get(f"{HERE}?toon=alle"))
    assert len(rows(everything)) == 11
    assert rows(everything)[1][5].endswith("door Administrator")
    # Another quarter, and it starts again.
    Membership.objects.update(confirmed_at=journal_state().now - timedelta(days=95))
    assert main(admin.get(HERE)).one("h1").text.startswith("Nog 11 van 11")


def test_all_can_be_ticked_at_once(cast: Cast, admin: Client) -> None:
    content = main(admin.get(f"{HERE}?provincie=zuid-holland&vink=alles"))
    ticked = [box for box in content.all("input", type="checkbox") if "checked" in box.attributes]
    assert len(ticked) == len(rows(content)) == 5


def test_roles_that_do_not_count_are_left_out(cast: Cast, admin: Client) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=journal_state().today - timedelta(days=1))
    admin.post(f"/beheer/accounts/{cast.reader.pk}/toegang/", {"step": "uit", "reason": "weg"})
    assert main(admin.get(HERE)).one("h1").text.startswith("Nog 9 van 9")


@pytest.mark.parametrize(
    "sent", [{}, {"rol": "x"}, {"rol": "9" * 30}, {"rol": "999999"}, {"rol": "\x00"}, {"rol": "-1"}]
)
def test_nonsense_confirms_nothing(cast: Cast, admin: Client, sent: dict[str, str]) -> None:
    response = admin.post(HERE, sent, follow=True)
    assert response.status_code == 200
    assert not Event.objects.exists()


def test_own_role_is_not_confirmed(cast: Cast, admin: Client) -> None:
    own = Membership.objects.get(user=cast.administrator)
    response = admin.post(HERE, {"rol": own.pk}, follow=True)
    assert "andere accountbeheerder" in main(response).text
    second = person("second-administrator", Role.ADMINISTRATOR)
    signed_in(second).post(HERE, {"rol": own.pk})
    own.refresh_from_db()
    assert own.confirmed_by == second


def test_review_as_a_file(cast: Cast, admin: Client) -> None:
    (one, *_) = boxes(main(admin.get(HERE)))
    admin.post(HERE, {"rol": one})
    left = list(csv.DictReader(admin.get(f"{HERE}?_export=csv").content.decode().splitlines()))
    assert len(left) == 10
    assert {line["confirmed_on"] for line in left} == {""}
    everything = list(
        csv.DictReader(admin.get(f"{HERE}?toon=alle&_export=csv").content.decode().splitlines())
    )
    confirmed = [line for line in everything if line["confirmed_on"]]
    assert len(everything) == 11
    assert [line["confirmed_by"] for line in confirmed] == ["Administrator"]
