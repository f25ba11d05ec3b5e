"""Signing in with a password and out again: what is refused, throttling, and where to go next."""

import logging

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from housing.models import Event, EventText, User
from housing.services.demonstration.people import PEOPLE
from tests.cast import Cast, person, signed_in
from tests.markup import page
from tests.signing_in import PASSWORD, SIGN_IN, is_signed_in, said, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_counts")]


def test_signing_in_and_out(cast: Cast) -> None:
    client = Client()
    response = sign_in(client, "Clerk@Voorbeeld.Example")
    assert (response.status_code, response.headers["Location"]) == (302, reverse("tasks"))
    assert is_signed_in(client)
    assert client.session.get_expiry_age() == 12 * 60 * 60
    event = Event.objects.get(action="account.signed_in")
    assert (event.actor, event.subject, event.data["new"]) == (cast.clerk, cast.clerk, {"with": ["password"]})
    assert EventText.objects.get(event=event, kind="address").text == "127.0.0.1"
    response = client.post("/uitloggen/", follow=True)
    assert not is_signed_in(client)
    assert "U bent uitgelogd." in said(response)


def test_signing_out_by_link_asks_first(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert page(client.get("/uitloggen/")).one("h1").text == "Wilt u uitloggen?"
    assert is_signed_in(client)


def test_signing_out_needs_no_token_but_everything_else_does(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk)
    assert client.post("/account/", {"name": "x"}).status_code == 403
    assert sign_in(Client(enforce_csrf_checks=True), "clerk@voorbeeld.example").status_code == 403
    assert client.post("/uitloggen/").status_code == 302


def test_expired_form_says_what_to_do() -> None:
    response = sign_in(Client(enforce_csrf_checks=True), "clerk@voorbeeld.example")
    assert response.status_code == 403
    root = page(response)
    assert root.one("h1").text == "Dit formulier is verlopen"
    assert "laad de pagina opnieuw" in root.one("main").text


@pytest.mark.parametrize(
    ("email", "password"),
    [("clerk@voorbeeld.example", "fout"), ("niemand@voorbeeld.example", PASSWORD)],
)
def test_wrong_or_unknown_reads_the_same(cast: Cast, email: str, password: str, caplog) -> None:
    client = Client()
    with caplog.at_level(logging.WARNING, "housing.sign_in"):
        response = sign_in(client, email, password)
    assert response.status_code == 200
    root = page(response)
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in root.one("main").text
    assert root.one("title").text.startswith("Fout: Inloggen")
    assert root.one("input", name="login").attributes["value"] == email
    assert "value" not in root.one("input", id="id_password").attributes
    assert not is_signed_in(client)
    assert email in caplog.text
    assert password not in caplog.text


def test_errors_are_tied_to_their_fields() -> None:
    root = page(Client().post(SIGN_IN, {"login": "geen adres", "password": ""}))
    for name, text in (("login", "Dit is geen e-mailadres."), ("password", "Vul uw wachtwoord in.")):
        field = root.one("input", id=f"id_{name}")
        assert field.attributes["aria-invalid"] == "true"
        [about] = [node for node in root if node.attributes.get("id") == field.attributes["aria-describedby"]]
        assert text in about.text


@pytest.mark.parametrize(
    "value", ["a\0b@voorbeeld.example", "x" * 100_000, "🙂@voorbeeld.example", "' OR 1=1"]
)
def test_odd_input_is_no_failure(cast: Cast, value: str) -> None:
    client = Client()
    assert sign_in(client, value, value).status_code == 200
    assert client.post("/wachtwoord/vergeten/", {"email": value}).status_code in (200, 302)
    own = signed_in(cast.clerk)
    own.post("/account/", {"name": value, "phone": value, "language": value})
    assert own.post("/account/sessies/", {"session": value}).status_code == 302


def test_closed_account_is_told_so(cast: Cast) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    client = Client()
    response = client.post(SIGN_IN, {"login": "clerk@voorbeeld.example", "password": PASSWORD}, follow=True)
    assert "Dit account is gesloten" in page(response).one("h1").text
    assert not is_signed_in(client)


# ── Throttling ───────────────────────────────────────────────────────────────────────────────────────────


def test_sixth_wrong_password_is_refused_in_plain_words(cast: Cast) -> None:
    client = Client()
    for _ in range(5):
        assert "horen niet bij elkaar" in said(sign_in(client, "clerk@voorbeeld.example", "fout"))
    response = sign_in(client, "clerk@voorbeeld.example")
    assert "Te vaak geprobeerd. Wacht vijf minuten" in said(response), "the right password neither"
    assert not is_signed_in(client)
    # A colleague at the same address is not held up.
    assert sign_in(Client(), "reader@voorbeeld.example").status_code == 302


def test_right_passwords_do_not_count_as_attempts(cast: Cast) -> None:
    for _ in range(7):
        assert sign_in(Client(), "clerk@voorbeeld.example").status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip"})
def test_too_many_from_one_address_is_answered_with_429(cast: Cast) -> None:
    for _ in range(2):
        sign_in(Client(), "clerk@voorbeeld.example", "fout")
    response = sign_in(Client(), "reader@voorbeeld.example")
    assert response.status_code == 429
    assert page(response).one("h1").text == "Te vaak geprobeerd"
    # Addresses are told apart by what our own proxy says, never by what a visitor claims.
    with override_settings(HTTPS=True):
        other = Client(headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        assert sign_in(other, "reader@voorbeeld.example").status_code == 302
    event = Event.objects.get(action="account.signed_in")
    assert EventText.objects.get(event=event, kind="address").text == "198.51.100.7"


# ── Where to go next ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("target", ["/gemeenten/rotterdam/2022-2/?sort=-x", "/account/"])
def test_next_is_gone_to(cast: Cast, target: str) -> None:
    client = Client()
    root = page(client.get(SIGN_IN, {"next": target}))
    for field in root.one("main").all("input", name="next"):
        assert field.attributes["value"] == target
    assert sign_in(client, "clerk@voorbeeld.example", next=target).headers["Location"] == target
    assert client.get(SIGN_IN, {"next": target}).headers["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://kwaad.example/",
        "//kwaad.example/",
        "/\\kwaad.example/",
        "javascript:alert(1)",
        "http:///kwaad.example",
        "https:kwaad.example",
        "\thttps://kwaad.example",
        "http://localhost@kwaad.example/",
    ],
)
def test_next_never_leaves_the_site(cast: Cast, target: str) -> None:
    client = Client()
    assert sign_in(client, "clerk@voorbeeld.example", next=target).headers["Location"] == reverse("tasks")
    assert client.get(SIGN_IN, {"next": target}).headers["Location"] == reverse("tasks")
    assert client.post("/uitloggen/", {"next": target}).headers["Location"] == "/"


# ── Demonstration and technical pages ────────────────────────────────────────────────────────────────────


def test_demonstration_offers_its_people_each_with_a_button(visitor: Client) -> None:
    forms = page(visitor.get(SIGN_IN)).one("main").all("form", class_="people__item")
    assert len(forms) == len(PEOPLE)
    for form in forms:
        values = {field.attributes["name"]: field.attributes["value"] for field in form.all("input")}
        client = Client()
        assert client.post(form.attributes["action"], values).headers["Location"] == reverse("tasks")
        assert is_signed_in(client)


def test_technical_pages_ask_for_our_sign_in() -> None:
    response = Client().get("/technisch-beheer/", follow=True)
    assert response.request["PATH_INFO"] == SIGN_IN
    clerk = signed_in(person("zomaar"))
    assert clerk.get("/technisch-beheer/", follow=True).status_code == 403


@pytest.mark.parametrize("address", ["/signup/", "/account/signup/", "/inloggen/3rdparty/signup/"])
def test_nobody_makes_an_account(address: str) -> None:
    assert Client().get(address).status_code == 404
