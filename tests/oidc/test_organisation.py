"""The whole way: button, the provider's form, back, and in; or refused, with what to do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from housing.models import Event, User
from tests.caches import empty_caches
from tests.cast import person
from tests.markup import page
from tests.oidc.conftest import Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation(provider: Provider) -> Iterator[dict[str, object]]:
    """Our side knows the provider, as the settings from the environment would say."""
    empty_caches()
    app: dict[str, object] = {
        "provider_id": "organisatie",
        "name": "Gemeente Rotterdam",
        "client_id": "taakstelling",
        "secret": "synthetic",
        "settings": {"server_url": provider.url, "oauth_pkce_enabled": True, "verified_email": []},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
        yield app


@pytest.fixture
def clerk(db: None) -> User:
    return person("clerk")


def to_provider(client: Client, next_: str = "") -> str:
    """Press the button on the sign-in page; where it leads."""
    root = page(client.get("/inloggen/", {"next": next_} if next_ else {}))
    [button] = [link for link in root.all("a") if link.text == "Inloggen met Gemeente Rotterdam"]
    return client.get(button.attributes["href"]).headers["Location"]


def sign_in(client: Client, provider: Provider, subject: str, next_: str = "") -> HttpResponse:
    back = urlsplit(provider.authorize(to_provider(client, next_), subject))
    assert back.netloc == "testserver"
    assert back.path == "/inloggen/organisatie/terug/"
    return client.get(f"{back.path}?{back.query}")


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_known_person_is_signed_in(provider: Provider, clerk: User) -> None:
    provider.knows("s-1", email="Clerk@Voorbeeld.Example", email_verified=True)
    client = Client()
    assert sign_in(client, provider, "s-1").headers["Location"] == reverse("tasks")
    assert client.get("/account/").context["viewer"].user == clerk
    event = Event.objects.get(action="account.signed_in")
    assert (event.actor, event.data["new"]) == (clerk, {"with": ["socialaccount"]})
    # Nothing of the provider stays here, and the password is still there.
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()
    assert User.objects.get(pk=clerk.pk).check_password("een-lang-wachtwoord")


def test_next_is_gone_to(provider: Provider, clerk: User) -> None:
    provider.knows("s-1", email=clerk.email, email_verified=True)
    assert sign_in(Client(), provider, "s-1", "/begrippen/").headers["Location"] == "/begrippen/"
    assert sign_in(Client(), provider, "s-1", "//kwaad.example/").headers["Location"] == reverse("tasks")


def test_unknown_person_is_told_whom_to_ask(provider: Provider, clerk: User) -> None:
    provider.knows("s-2", email="niemand@voorbeeld.example", email_verified=True)
    client = Client()
    response = sign_in(client, provider, "s-2")
    assert response.status_code == 403
    root = page(response)
    assert root.one("h1").text == "U hebt hier nog geen account"
    assert "niemand@voorbeeld.example" in root.one("main").text
    assert "uitnodiging" in root.one("main").text
    assert not is_signed_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}, {"email_verified": "false"}])
def test_unverified_address_is_refused(provider: Provider, clerk: User, claims: dict[str, object]) -> None:
    provider.knows("s-3", email=clerk.email, **claims)
    client = Client()
    response = sign_in(client, provider, "s-3")
    assert response.status_code == 403
    assert page(response).one("h1").text == "Uw e-mailadres is niet bevestigd"
    assert not is_signed_in(client)


def test_organisation_may_be_trusted_for_its_own_addresses(
    provider: Provider, clerk: User, organisation: dict[str, dict[str, object]]
) -> None:
    organisation["settings"]["verified_email"] = ["voorbeeld.example"]
    provider.knows("s-4", email=clerk.email)
    provider.knows("s-5", email="clerk@elders.example")
    client = Client()
    assert sign_in(client, provider, "s-4").status_code == 302
    assert is_signed_in(client)
    assert sign_in(Client(), provider, "s-5").status_code == 403


def test_closed_account_stays_closed(provider: Provider, clerk: User) -> None:
    provider.knows("s-1", email=clerk.email, email_verified=True)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    client = Client()
    assert sign_in(client, provider, "s-1").headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_second_factor_is_asked_for_as_well(provider: Provider, clerk: User) -> None:
    provider.knows("s-1", email=clerk.email, email_verified=True)
    TOTP.activate(clerk, "JBSWY3DPEHPK3PXP")
    client = Client()
    assert sign_in(client, provider, "s-1").headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert not is_signed_in(client)


def test_accounts_are_never_connected(provider: Provider, clerk: User) -> None:
    """Somebody who is signed in and asks for that becomes who the provider says, no more."""
    reader = person("reader")
    provider.knows("s-1", email=clerk.email, email_verified=True)
    client = Client()
    client.force_login(reader)
    address = client.get("/inloggen/organisatie/?process=connect").headers["Location"]
    back = urlsplit(provider.authorize(address, "s-1"))
    client.get(f"{back.path}?{back.query}")
    assert not SocialAccount.objects.exists()
    assert client.session[SESSION_KEY] == str(clerk.pk)


def test_changing_ones_mind_at_the_provider(provider: Provider) -> None:
    client = Client()
    back = urlsplit(provider.deny(to_provider(client)))
    response = client.get(f"{back.path}?{back.query}", follow=True)
    assert response.status_code in (200, 401)
    assert "Terug naar inloggen" in page(response).one("main").text
    assert not is_signed_in(client)


def test_forged_answer_is_refused(provider: Provider, clerk: User) -> None:
    provider.knows("s-1", email=clerk.email, email_verified=True)
    someone = Client()
    back = urlsplit(provider.authorize(to_provider(someone), "s-1"))
    other = Client()
    for address in (f"{back.path}?{back.query}", back.path, f"{back.path}?code=x&state=y"):
        response = other.get(address)
        assert response.status_code == 401
        assert "niet gelukt" in page(response).one("h1").text
    assert not is_signed_in(other)


def test_provider_that_does_not_answer(organisation: dict[str, dict[str, object]]) -> None:
    organisation["settings"]["server_url"] = "http://127.0.0.1:9"
    response = Client().get("/inloggen/organisatie/")
    assert response.status_code == 502
    assert "niet gelukt" in page(response).one("h1").text


def test_no_button_without_an_organisation() -> None:
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": []}}):
        assert "Inloggen met Gemeente" not in page(Client().get("/inloggen/")).one("main").text
        assert Client().get("/inloggen/organisatie/").status_code == 404


def test_settings_come_from_the_environment() -> None:
    code = "from housing import settings; print(settings.SOCIALACCOUNT_PROVIDERS)"
    environment = os.environ | {
        "SECRET_KEY": "x",
        "DATABASE_URL": "postgres://x/x",
        "OIDC_NAME": "Provincie Zeeland",
        "OIDC_SERVER_URL": "https://inloggen.example",
        "OIDC_CLIENT_ID": "client",
        "OIDC_SECRET": "geheim",
        "OIDC_VERIFIED_DOMAINS": "zeeland.example,voorbeeld.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    for value in (
        "Provincie Zeeland",
        "https://inloggen.example",
        "client",
        "geheim",
        "'zeeland.example', '",
    ):
        assert value in done.stdout
