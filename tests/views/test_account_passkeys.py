"""Passkeys as far as forms go: what they need, nonsense, and whose they are."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from housing.domain.roles import Role
from housing.models import Event, EventText, User
from tests.cast import ROTTERDAM, ZUID_HOLLAND, person
from tests.markup import page
from tests.signing_in import begin, confirmed, said, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_counts")]


@pytest.fixture
def clerk(db: None) -> User:
    """Somebody who may do without a second factor."""
    return person("clerk", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM)


@pytest.fixture
def coordinator(db: None) -> User:
    """Somebody whose role waits for a second factor."""
    user = person("coordinator", Role.PROVINCE_COORDINATOR, province=ZUID_HOLLAND)
    Authenticator.objects.filter(user=user).delete()
    return user


def test_page_of_passkeys_says_what_it_needs(clerk: User) -> None:
    client = confirmed(clerk)
    root = page(client.get("/account/tweede-factor/passkeys/nieuw/"))
    assert "Passkeys werken alleen met JavaScript" in root.one("main").text
    assert "hidden" in root.one("p", **{"data-passkey-part": ""}).attributes


NONSENSE = [
    "",
    "x",
    "5",
    "[]",
    "{}",
    '"a"',
    "null",
    '{"id": 1}',
    '{"id": "x", "response": []}',
    "{" * 50,
    "\0",
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_for_a_passkey_is_refused(clerk: User, credential: str) -> None:
    with_app(clerk)
    visitor = begin(clerk)
    assert "De passkey is niet gelezen." in said(visitor.post("/inloggen/code/", {"credential": credential}))
    stranger = Client()
    stranger.get("/inloggen/passkey/", headers={"Accept": "application/json"})
    response = stranger.post(
        "/inloggen/passkey/", {"credential": credential, "next": "/begrippen/"}, follow=True
    )
    assert response.request["PATH_INFO"] == "/inloggen/"
    assert "De passkey is niet gelezen." in said(response)
    assert page(response).one("main").all("input", name="next")[0].attributes["value"] == "/begrippen/"
    own = confirmed(clerk)
    own.get("/account/tweede-factor/passkeys/nieuw/")
    response = own.post("/account/tweede-factor/passkeys/nieuw/", {"name": "x", "credential": credential})
    assert "De passkey is niet gelezen." in said(response)
    assert not Authenticator.objects.filter(user=clerk, type="webauthn").exists()


def test_passkeys_of_others_are_not_there(clerk: User, coordinator: User) -> None:
    theirs = Authenticator.objects.create(
        user=coordinator, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = confirmed(clerk)
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
        assert client.post(reverse(name, args=[theirs.pk]), {"name": "y"}).status_code == 404


def test_another_name_for_a_passkey_is_logged(clerk: User) -> None:
    passkey = Authenticator.objects.create(
        user=clerk, type="webauthn", data={"name": "Telefoon", "credential": {}}
    )
    client, address = confirmed(clerk), reverse("mfa_edit_webauthn", args=[passkey.pk])
    for _ in range(2):
        assert client.post(address, {"name": "Sleutelbos"}).status_code == 302
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Sleutelbos"
    event = Event.objects.get(action="account.second_factor_changed")
    assert (event.actor, event.subject, event.data["new"]) == (clerk, clerk, {"type": "webauthn"})
    assert EventText.objects.get(event=event, kind="name").text == "Sleutelbos"


def test_options_for_a_passkey_tell_nothing_of_accounts(clerk: User) -> None:
    response = Client().get("/inloggen/passkey/", headers={"Accept": "application/json"})
    options = json.loads(response.content)["request_options"]["publicKey"]
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"
    assert re.fullmatch(r"[\w-]{20,}", options["challenge"])
