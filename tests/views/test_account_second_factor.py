"""The second factor: setting up an app, codes that work once, recovery codes, waiting roles."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from housing.domain.roles import Role
from housing.models import Event, User
from tests.cast import PASSWORD, ROTTERDAM, ZUID_HOLLAND, person, signed_in
from tests.markup import page
from tests.signing_in import SECRET, begin, confirmed, said, with_app

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


def code_of(secret: str) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give(client: Client, code: str) -> HttpResponse:
    return client.post("/inloggen/code/", {"code": code})


def actions(user: User) -> list[tuple[str, object]]:
    events = Event.objects.filter(subject=user).order_by("seq")
    return [(event.action, (event.data["new"] or event.data["old"]).get("type")) for event in events]


def test_real_installation_offers_nobody(clerk: User) -> None:
    root = page(Client().get("/inloggen/"))
    assert not root.all("form", class_="people__item")
    assert "demonstratie" not in root.one("main").text.lower()
    assert "Een account krijgt u op uitnodiging." in root.one("main").text


def test_waiting_role_leads_to_setting_up(coordinator: User) -> None:
    client = Client()
    response = client.post(
        "/inloggen/", {"login": coordinator.email, "password": PASSWORD, "next": "/begrippen/"}
    )
    assert response.headers["Location"] == reverse("mfa_index")
    root = page(client.get("/begrippen/"))
    notice = root.one("aside", class_="demonstration")
    assert "Uw rol telt nog niet." in notice.text
    assert notice.one("a").attributes["href"] == reverse("mfa_index")
    assert "telt pas als u een tweede factor hebt" in said(client.get("/account/"))
    assert client.get("/provincies/zuid-holland/accounts/").status_code == 404


def test_clerk_needs_none(clerk: User) -> None:
    client = Client()
    response = client.post("/inloggen/", {"login": clerk.email, "password": PASSWORD})
    assert response.headers["Location"] == reverse("tasks")
    assert not page(client.get("/begrippen/")).all("aside", class_="demonstration")


def test_app_is_set_up_by_forms_and_asked_for_next_time(
    coordinator: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(coordinator)
    response = client.get("/account/tweede-factor/app/")
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    response = client.post(response.headers["Location"], {"password": "fout"})
    assert "Dit wachtwoord klopt niet." in said(response)
    response = client.post(
        response.request["PATH_INFO"], {"password": PASSWORD, "next": "/account/tweede-factor/app/"}
    )
    assert response.headers["Location"] == "/account/tweede-factor/app/"
    root = page(client.get("/account/tweede-factor/app/"))
    assert root.one("img", class_="qr").attributes["src"].startswith("data:image/svg+xml;base64,")
    secret = root.one("code", class_="secret").text
    response = client.post("/account/tweede-factor/app/", {"code": "000000"})
    assert "Deze code klopt niet" in said(response)
    assert page(response).one("code", class_="secret").text == secret, "the app need not be set up anew"
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/account/tweede-factor/app/", {"code": code_of(secret)})
    root = page(client.get(response.headers["Location"]))
    assert root.one("h1").text == "Bewaar uw herstelcodes"
    codes = [item.text for item in root.one("ul", class_="codes").all("li")]
    assert len(codes) == 10
    assert {len(code) for code in codes} == {8}
    file = client.get("/account/tweede-factor/herstelcodes/bewaren/")
    assert set(codes) <= set(file.content.decode().split())
    # The role counts from now on.
    assert client.get("/provincies/zuid-holland/accounts/").status_code == 200
    assert not page(client.get("/begrippen/")).all("aside", class_="demonstration")
    assert mail.outbox[-1].subject == "Er is iets veranderd aan uw account bij Taakstelling"
    assert {kind for _, kind in actions(coordinator)} == {"totp", "recovery_codes"}

    stored = Authenticator.objects.get(user=coordinator, type="totp").data["secret"]
    assert secret not in stored
    visitor = begin(coordinator)
    assert visitor.get("/account/").status_code == 404, "half way is not in"
    assert "Deze code klopt niet" in said(give(visitor, "123"))
    response = give(visitor, code_of(secret))
    assert response.headers["Location"] == reverse("tasks")
    assert visitor.get("/account/").status_code == 200
    signed_in_with = Event.objects.filter(action="account.signed_in").last()
    assert signed_in_with is not None
    assert signed_in_with.data["new"] == {"with": ["password", "totp"]}


def test_code_works_once(clerk: User) -> None:
    with_app(clerk)
    first, second = begin(clerk), begin(clerk)
    code = code_of(SECRET)
    assert give(first, code).status_code == 302
    assert "Deze code klopt niet, of is net verlopen." in said(give(second, code))


def test_recovery_code_works_once(clerk: User) -> None:
    with_app(clerk)
    code = RecoveryCodes.activate(clerk).generate_codes()[0]
    assert give(begin(clerk), code).headers["Location"] == reverse("tasks")
    again = begin(clerk)
    assert "Deze code klopt niet" in said(give(again, code))
    assert again.get("/account/").status_code == 404
    assert RecoveryCodes(Authenticator.objects.get(user=clerk, type="recovery_codes")).get_unused_codes()


def test_guessing_codes_is_refused(clerk: User) -> None:
    with_app(clerk)
    client = begin(clerk)
    for _ in range(5):
        give(client, "000000")
    assert "Te vaak geprobeerd. Wacht vijf minuten" in said(give(client, code_of(SECRET)))


def test_next_survives_the_second_step(clerk: User) -> None:
    with_app(clerk)
    client = Client()
    client.post("/inloggen/", {"login": clerk.email, "password": PASSWORD, "next": "/begrippen/"})
    assert give(client, code_of(SECRET)).headers["Location"] == "/begrippen/"


def test_another_key_of_the_installation_refuses_every_code(clerk: User) -> None:
    with_app(clerk)
    with override_settings(SECRET_KEY="another"):
        client = begin(clerk)
        for code in (code_of(SECRET), format_hotp_value(hotp_value("", int(time.time()) // 30))):
            assert "Deze code klopt niet" in said(give(client, code))
    with override_settings(SECRET_KEY="newer", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert give(begin(clerk), code_of(SECRET)).status_code == 302


def test_app_is_taken_away_after_confirming(coordinator: User) -> None:
    with_app(coordinator)
    RecoveryCodes.activate(coordinator)
    client = signed_in(coordinator)
    response = client.post("/account/tweede-factor/app/weghalen/")
    assert response.headers["Location"].startswith("/account/bevestigen/")
    assert Authenticator.objects.filter(user=coordinator).count() == 2
    client = confirmed(coordinator)
    assert "hun rollen tellen pas weer" in said(client.get("/account/tweede-factor/app/weghalen/"))
    response = client.post("/account/tweede-factor/app/weghalen/", follow=True)
    assert "De app voor codes is weggehaald." in said(response)
    assert not Authenticator.objects.filter(user=coordinator).exists()
    assert "Uw rol telt nog niet." in page(response).one("aside", class_="demonstration").text
    assert ("account.second_factor_removed", "totp") in actions(coordinator)


def test_confirming_by_code_instead_of_password(clerk: User) -> None:
    with_app(clerk)
    client = signed_in(clerk)
    assert "Bevestigen met een code" in said(client.get("/account/bevestigen/"))
    response = client.post(
        "/account/bevestigen/code/",
        {"code": code_of(SECRET), "next": "/account/tweede-factor/herstelcodes/nieuw/"},
    )
    assert response.headers["Location"] == "/account/tweede-factor/herstelcodes/nieuw/"
    response = client.post("/account/tweede-factor/herstelcodes/nieuw/", follow=True)
    assert page(response).one("h1").text == "Bewaar uw herstelcodes"


def test_new_recovery_codes_replace_the_old(clerk: User) -> None:
    with_app(clerk)
    old = RecoveryCodes.activate(clerk).generate_codes()[0]
    confirmed(clerk).post("/account/tweede-factor/herstelcodes/nieuw/")
    assert "Deze code klopt niet" in said(give(begin(clerk), old))


def test_recovery_codes_are_shown_after_confirming_only(clerk: User) -> None:
    with_app(clerk)
    RecoveryCodes.activate(clerk)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        response = signed_in(clerk).get(reverse(name))
        assert response.headers["Location"].startswith("/account/bevestigen/")
