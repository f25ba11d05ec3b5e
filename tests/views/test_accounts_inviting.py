"""Inviting somebody from the administrator's list: what can be done with the link, and what is refused."""

from datetime import timedelta

import pytest
from django.test import Client

from housing.models import Invitation
from tests.account_pages import LIST, told, wrong
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.markup import main


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


GOOD = {"email": "nieuw@voorbeeld.example", "name": "Nina", "role": "municipality_editor", "area": ROTTERDAM}


def test_inviting_and_what_can_be_done_with_it(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "verstuurd naar nieuw@voorbeeld.example" in told(response)
    assert "invoerder gemeente Rotterdam" in main(response).one("ul", class_="people").text
    first = Invitation.objects.get()
    # The same twice within a minute is a second click.
    admin.post(f"{LIST}uitnodigen/", GOOD)
    assert Invitation.objects.count() == 1
    soon = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "net verstuurd" in told(soon)
    Invitation.objects.update(invited_at=first.invited_at - timedelta(hours=1))
    again = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "opnieuw gestuurd" in told(again)
    second = Invitation.objects.get(revoked_at__isnull=True)
    twice = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "opnieuw gestuurd" in told(twice)
    assert Invitation.objects.count() == 2, "a second click sends nothing more"
    for _ in range(2):
        stopped = admin.post(f"{LIST}uitnodigingen/{second.pk}/intrekken/", follow=True)
        assert "is ingetrokken" in told(stopped)
    assert not main(stopped).all("ul", class_="people")
    assert admin.post(f"{LIST}uitnodigingen/{second.pk}/iets/").status_code == 404
    assert admin.get(f"{LIST}uitnodigingen/{second.pk}/intrekken/").status_code == 405
    assert "intussen gebruikt" in told(admin.post(f"{LIST}uitnodigingen/{second.pk}/opnieuw/", follow=True))


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"email": ""}, "email", "Vul het e-mailadres in"),
        ({"email": "geen adres"}, "email", "geen e-mailadres"),
        ({"email": "a\x00@voorbeeld.example"}, "email", ""),
        ({"name": ""}, "name", "Vul de naam in"),
        ({"name": "N\x00"}, "name", ""),
        ({"name": "N" * 121}, "name", "120"),
        ({"role": ""}, "role", "Kies een rol"),
        ({"role": "baas"}, "role", "uit de lijst"),
        ({"area": ""}, "area", "hoort een gemeente"),
        ({"area": "PV28"}, "area", "hoort een gemeente"),
        ({"area": "GM9999"}, "area", "uit de lijst"),
        ({"area": "GM0457"}, "area", "uit de lijst"),
        ({"role": "province_coordinator"}, "area", "hoort een provincie"),
        ({"role": "administrator"}, "area", "hele land"),
        ({"valid_until": "31-02-2030"}, "valid_until", "bestaat niet"),
        ({"valid_until": "2020-01-01"}, "valid_until", "al voorbij"),
        ({"valid_until": "\x00"}, "valid_until", "bestaat niet"),
    ],
)
def test_refused_invitation_says_what_to_do_and_loses_nothing(
    cast: Cast, admin: Client, change: dict[str, str], field: str, text: str
) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD | change)
    errors = wrong(response)
    assert list(errors) == [field]
    assert text in errors[field]
    assert not Invitation.objects.exists()
    kept = main(response).one("input", name="email").attributes.get("value", "")
    assert kept == (GOOD | change)["email"]


def test_invitation_of_oneself_is_refused(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD | {"email": cast.administrator.email})
    assert response.status_code == 422
    assert "andere accountbeheerder" in told(response)


def test_every_municipality_can_be_chosen_by_province(admin: Client) -> None:
    select = main(admin.get(f"{LIST}uitnodigen/?gebied=GM0599&rol=municipality_reader")).one(
        "select", name="area"
    )
    groups = [group.attributes["label"] for group in select.all("optgroup")]
    assert groups[0] == "Provincies"
    assert "Gemeenten in Zuid-Holland" in groups
    assert len(groups) == 13
    chosen = [option.text for option in select.all("option") if "selected" in option.attributes]
    assert chosen == ["Rotterdam"]
