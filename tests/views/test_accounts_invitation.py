"""Opening the link of an invitation: who invites for what, making an account, signing in, and dead links."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from housing.access import viewer_of
from housing.domain.roles import Role
from housing.models import Invitation, Mail, Membership, User
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services import accounts
from tests.cast import ROTTERDAM, ZUID_HOLLAND, Cast, signed_in
from tests.markup import main

EMAIL = "nieuw@voorbeeld.example"
PASSWORD = "fietsbel-op-dinsdag"
HERE = "/uitnodiging/"


def invited(
    cast: Cast, email: str = EMAIL, role: Role = Role.MUNICIPALITY_EDITOR, code: str = ROTTERDAM
) -> str:
    """The address in the mail of a new invitation."""
    areas = registry(journal_state().reference_version)
    invitation = accounts.invite(
        by=cast.administrator,
        email=email,
        name="Nina Nieuw",
        role=role,
        area=areas.municipalities.get(code) or areas.provinces.get(code),
        valid_until=journal_state().today + timedelta(days=40),
    )
    text = Mail.objects.get(key=f"invitation-{invitation.pk}").text
    found = re.search(r"/uitnodiging/[\w-]+/", text)
    assert found
    return found[0]


def opened(client: Client, link: str) -> dict[str, str]:
    """Open the link; what the form needs to be sent."""
    response = client.get(link)
    assert response.headers["Location"] == HERE
    content = main(client.get(HERE))
    fields = content.all("input", name="invitation")
    return {"invitation": fields[0].attributes["value"]} if fields else {}


def answers(**change: str) -> dict[str, str]:
    return {"name": "Nina Nieuw", "phone": "010 123 45 67", "password": PASSWORD, "again": PASSWORD} | change


def test_link_says_who_invites_for_what(cast: Cast) -> None:
    client = Client()
    link = invited(cast)
    response = client.get(link)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    response = client.get(HERE)
    assert "no-store" in response.headers["Cache-Control"]
    content = main(response)
    assert content.one("h1").text == "U bent uitgenodigd als invoerder gemeente Rotterdam"
    assert "Administrator nodigt u uit." in content.one("p", class_="lead").text
    token = link.split("/")[2]
    assert token not in response.content.decode()
    assert token not in str(dict(client.session))


def test_new_person_makes_an_account_and_is_signed_in(cast: Cast) -> None:
    client = Client()
    hidden = opened(client, invited(cast))
    response = client.post(HERE, hidden | answers())
    assert response.status_code == 302
    user = User.objects.get(email=EMAIL)
    assert (user.name, user.phone) == ("Nina Nieuw", "010 123 45 67")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert viewer_of(user, journal_state()).editable == (ROTTERDAM,)
    assert "Welkom" in client.get(response.headers["Location"], follow=True).content.decode()


def test_role_that_needs_a_second_factor_leads_there_first(cast: Cast) -> None:
    client = Client()
    hidden = opened(client, invited(cast, role=Role.PROVINCE_COORDINATOR, code=ZUID_HOLLAND))
    response = client.post(HERE, hidden | answers())
    assert response.headers["Location"] == reverse("mfa_index")
    assert client.get("/provincies/zuid-holland/accounts/").status_code == 404, "the role does not count yet"


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"name": ""}, "name", "Vul uw naam in"),
        ({"name": "\x00"}, "name", ""),
        ({"phone": "bel maar"}, "phone", "cijfers"),
        ({"password": "", "again": ""}, "password", "Kies een wachtwoord"),
        ({"password": "kort", "again": "kort"}, "password", "kort"),
        ({"password": "nieuw@voorbeeld", "again": "nieuw@voorbeeld"}, "password", "lijkt"),
        ({"again": "iets anders dan dit"}, "again", "niet gelijk"),
    ],
)
def test_refused_answers_say_what_to_do(cast: Cast, change: dict[str, str], field: str, text: str) -> None:
    client = Client()
    hidden = opened(client, invited(cast))
    response = client.post(HERE, hidden | answers(**change))
    assert response.status_code == 422
    content = main(response)
    assert text in content.one("p", id=f"id_{field}_error").text
    assert content.one("input", name="password").attributes.get("value", "") == ""
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.post(HERE, hidden | answers()).status_code == 302, "it can still be done well"


def test_two_clicks_are_one(cast: Cast) -> None:
    link = invited(cast)
    first, second = Client(), Client()
    # The second click leaves with the cookies of before the first answer.
    hidden = opened(first, link)
    for client in (first, second):
        assert client.post(HERE, hidden | answers()).status_code == 302
        assert "_auth_user_id" in client.session
    assert User.objects.filter(email=EMAIL).count() == 1
    assert Membership.objects.filter(user__email=EMAIL).count() == 1


def test_person_with_an_account_signs_in_and_accepts(cast: Cast) -> None:
    link = invited(cast, cast.outsider.email)
    client = Client()
    assert not opened(client, link)
    content = main(client.get(HERE))
    assert "Er is al een account" in content.text
    sign_in = content.one("a", class_="utrecht-button--primary-action").attributes["href"]
    assert sign_in == f"{reverse('account_login')}?next={HERE}"
    client.post(
        sign_in, {"login": cast.outsider.email, "password": "een-lang-wachtwoord", "next": HERE}, follow=True
    )
    content = main(client.get(HERE))
    hidden = {"invitation": content.one("input", name="invitation").attributes["value"]}
    assert not Membership.objects.filter(user=cast.outsider).exists()
    for _ in range(2):
        assert client.post(HERE, hidden).status_code == 302
    assert Membership.objects.filter(user=cast.outsider).count() == 1


def test_link_alone_opens_no_account(cast: Cast) -> None:
    link = invited(cast, cast.outsider.email)
    client = Client()
    client.get(link)
    response = client.post(HERE, answers())
    assert response.status_code == 302
    assert response.headers["Location"] == HERE
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=cast.outsider.pk).check_password("een-lang-wachtwoord")


def test_somebody_else_who_is_signed_in_cannot_accept(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert not opened(client, invited(cast))
    assert "U bent met een ander account ingelogd" in main(client.get(HERE)).text
    client.post(HERE, answers())
    assert not User.objects.filter(email=EMAIL).exists()
    assert Membership.objects.filter(user=cast.clerk).count() == 1


def test_account_that_was_deactivated_meanwhile(cast: Cast) -> None:
    client = signed_in(cast.outsider)
    link = invited(cast, cast.outsider.email)
    accounts.deactivate(by=cast.administrator, person=cast.outsider, reason="weg")
    assert client.get(link).status_code == 410


def test_dead_links_say_what_to_do(cast: Cast) -> None:
    client = Client()
    used = invited(cast)
    client.post(HERE, opened(client, used) | answers())
    Invitation.objects.update(accepted_at=journal_state().now - timedelta(hours=1))
    stopped = invited(cast, "stop@voorbeeld.example")
    accounts.revoke_invitation(by=cast.administrator, invitation=Invitation.objects.latest("pk").pk)
    old = invited(cast, "oud@voorbeeld.example")
    Invitation.objects.filter(email="oud@voorbeeld.example").update(expires_at=journal_state().now)
    replaced = invited(cast, "twee@voorbeeld.example")
    Invitation.objects.filter(email="twee@voorbeeld.example").update(
        invited_at=journal_state().now - timedelta(hours=1)
    )
    invited(cast, "twee@voorbeeld.example")
    for link, status, title, remedy in [
        (used, 410, "al gebruikt", "Log dan in"),
        (stopped, 410, "ingetrokken", "Vraag het aan Administrator"),
        (old, 410, "verlopen", "Vraag Administrator om een nieuwe"),
        (replaced, 410, "nieuwere", "laatste mail"),
        ("/uitnodiging/verzonnen/", 404, "kennen wij niet", "nieuwe uitnodiging"),
        ("/uitnodiging/%00%ed%a0%80/", 404, "kennen wij niet", "nieuwe uitnodiging"),
    ]:
        response = Client().get(link)
        assert response.status_code == status, link
        assert title in main(response).one("h1").text
        assert remedy in main(response).text
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
    assert Client().get(HERE).status_code == 404
    assert Client().post(HERE, answers() | {"invitation": "verzonnen"}).status_code == 404


def test_invitation_that_ends_while_the_page_is_open(cast: Cast) -> None:
    client = Client()
    hidden = opened(client, invited(cast))
    Invitation.objects.update(expires_at=journal_state().now)
    response = client.post(HERE, hidden | answers())
    assert response.status_code == 410
    assert not User.objects.filter(email=EMAIL).exists()
