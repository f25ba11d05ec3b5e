"""One's own account: signing in with a password, throttling, where to go next, reset by mail, sessions."""

import logging
import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from housing.models import Event, EventText, Membership, User
from housing.services.demonstration.people import PEOPLE
from tests.caches import empty_caches
from tests.cast import Cast, person, signed_in
from tests.markup import Node, page

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"
NEW = "vier woorden op een rij"
SIGN_IN = "/inloggen/"


@pytest.fixture(autouse=True)
def no_counts() -> None:
    """Nobody has tried anything yet."""
    empty_caches()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def said(response: HttpResponse) -> str:
    return page(response).one("main").text


def actions(user: User) -> list[str]:
    return list(Event.objects.filter(subject=user).order_by("seq").values_list("action", flat=True))


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


# ── A forgotten password ─────────────────────────────────────────────────────────────────────────────────


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(rf"{settings.SITE_URL}(/wachtwoord/\S+)", message.body)
    assert found
    return found[1]


def test_password_is_reset_by_mail_once(cast: Cast) -> None:
    other = Client()
    sign_in(other, "clerk@voorbeeld.example")
    client = Client()
    response = client.post("/wachtwoord/vergeten/", {"email": "Clerk@voorbeeld.example"}, follow=True)
    assert page(response).one("h1").text == "Kijk in uw mail"
    [message] = mail.outbox
    assert message.to == ["clerk@voorbeeld.example"]
    assert message.subject == "Nieuw wachtwoord voor Taakstelling"
    link = link_in(message)
    response = client.get(link, follow=True)
    form = response.request["PATH_INFO"]
    assert "set-password" in form, "the key is not in the address of the form"
    response = client.post(form, {"password1": "kort", "password2": "kort"})
    assert "Dit wachtwoord is te kort: het heeft minstens 12 tekens nodig." in said(response)
    response = client.post(form, {"password1": NEW, "password2": NEW + "!"})
    assert "De twee wachtwoorden zijn niet gelijk." in said(response)
    response = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert page(response).one("h1").text == "Uw nieuwe wachtwoord is bewaard"
    assert sign_in(Client(), "clerk@voorbeeld.example", NEW).status_code == 302
    assert other.get("/account/").status_code == 404, "sessions with the old password have ended"
    assert "Deze link werkt niet meer" in said(Client().get(link, follow=True))
    assert Event.objects.get(action="account.changed").data["new"] == {"what": "password", "by": "mail"}
    assert mail.outbox[-1].subject == "Er is iets veranderd aan uw account bij Taakstelling"
    assert User.objects.get(pk=cast.clerk.pk).password.startswith("argon2")


def test_unknown_address_gets_the_same_page_and_mail_that_says_so(cast: Cast) -> None:
    known = Client().post("/wachtwoord/vergeten/", {"email": "clerk@voorbeeld.example"}, follow=True)
    unknown = Client().post("/wachtwoord/vergeten/", {"email": "niemand@voorbeeld.example"}, follow=True)
    assert said(known) == said(unknown)
    assert [m.to for m in mail.outbox] == [["clerk@voorbeeld.example"], ["niemand@voorbeeld.example"]]
    assert "Er hoort geen account bij dit adres." in mail.outbox[1].body
    User.objects.filter(pk=cast.reader.pk).update(is_active=False)
    Client().post("/wachtwoord/vergeten/", {"email": "reader@voorbeeld.example"})
    assert "Er hoort geen account bij dit adres." in mail.outbox[2].body


@pytest.mark.parametrize("email", ["clerk@voorbeeld.example", "niemand@voorbeeld.example"])
def test_mail_server_that_is_away_is_told(cast: Cast, email: str, monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    response = Client().post("/wachtwoord/vergeten/", {"email": email})
    assert response.status_code == 503
    assert page(response).one("h1").text == "De mail is niet verstuurd"


@pytest.mark.parametrize("link", ["/wachtwoord/herstellen/1-x/", "/wachtwoord/herstellen/zzzzzzzzzzzzz-a-b/"])
def test_made_up_link_is_refused(link: str) -> None:
    assert "Deze link werkt niet meer" in said(Client().get(link, follow=True))


# ── One's own page ───────────────────────────────────────────────────────────────────────────────────────


def test_own_page_shows_roles_and_ways_to_sign_in(cast: Cast) -> None:
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id="GM0489")
    Membership.objects.filter(user=cast.clerk, municipality_id="GM0599").update(valid_until="2099-12-31")
    response = signed_in(cast.clerk).get("/account/")
    assert "no-store" in response.headers["Cache-Control"]
    root = page(response)
    text = root.one("main").text
    assert "Invoerder gemeente: Rotterdam tot en met 31 december 2099" in text
    assert "Invoerder gemeente: Barendrecht zonder einddatum" in text
    assert {"/invoer/rotterdam/", "/invoer/barendrecht/"} <= addresses(root.one("main"))
    assert {
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("usersessions_list"),
    } <= addresses(root.one("main"))


def addresses(node: Node) -> set[str]:
    return {link.attributes.get("href", "") for link in node.all("a")}


def test_ended_role_is_not_shown(cast: Cast) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until="2020-01-01")
    assert "U hebt geen rol." in said(signed_in(cast.clerk).get("/account/"))


def test_details_are_changed_and_logged_without_names(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    response = client.post(
        "/account/", {"name": "Nieuwe Naam", "phone": "+31 10 123 45 67", "language": "en"}
    )
    assert response.status_code == 302
    assert response.cookies["taal"].value == "en"
    user = User.objects.get(pk=cast.clerk.pk)
    assert (user.name, user.phone, user.language) == ("Nieuwe Naam", "+31 10 123 45 67", "en")
    event = Event.objects.get(action="account.changed")
    assert event.data == {"old": {}, "new": {"what": ["name", "phone", "language"]}}
    texts = dict(EventText.objects.filter(event=event).values_list("kind", "text"))
    assert texts["name"] == "Nieuwe Naam"
    client.post("/account/", {"name": "Nieuwe Naam", "phone": "+31 10 123 45 67", "language": "en"})
    assert Event.objects.filter(action="account.changed").count() == 1


def test_wrong_details_are_kept_on_the_page(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    response = client.post("/account/", {"name": "", "phone": "bel maar", "language": "nl"})
    root = page(response)
    assert "Vul uw naam in." in root.one("main").text
    assert "Een telefoonnummer bestaat uit cijfers" in root.one("main").text
    assert root.one("input", name="phone").attributes["value"] == "bel maar"
    assert User.objects.get(pk=cast.clerk.pk).name == "Clerk"


def test_password_is_changed_and_other_sessions_end(cast: Cast) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, "clerk@voorbeeld.example")
    values = {"oldpassword": "fout", "password1": NEW, "password2": NEW}
    assert "Dit is niet uw huidige wachtwoord." in said(here.post("/wachtwoord/wijzigen/", values))
    response = here.post("/wachtwoord/wijzigen/", values | {"oldpassword": PASSWORD}, follow=True)
    assert "Uw wachtwoord is gewijzigd." in said(response)
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 404
    assert actions(cast.clerk)[-1] == "account.changed"
    assert mail.outbox[-1].to == ["clerk@voorbeeld.example"]


def test_password_like_the_account_is_refused(cast: Cast) -> None:
    values = {"oldpassword": PASSWORD, "password1": "clerk@voorbeeld", "password2": "clerk@voorbeeld"}
    response = signed_in(cast.clerk).post("/wachtwoord/wijzigen/", values)
    assert response.status_code == 200
    error = page(response).one("p", class_="form-field__error").text
    assert error.startswith("Dit wachtwoord lijkt te veel op uw naam of e-mailadres.")


@pytest.mark.parametrize("name", ["account", "usersessions_list", "mfa_index", "account_change_password"])
def test_own_pages_are_not_there_for_visitors(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 404


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1"


def test_sessions_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    here, phone, third = (Client(headers={"User-Agent": agent}) for agent in (FIREFOX, PHONE, "curl/8"))
    for client in (here, phone, third):
        sign_in(client, "clerk@voorbeeld.example")
    root = page(here.get("/account/sessies/"))
    lines = [item.text for item in root.one("main").one("ul").all("li")]
    assert lines[0].startswith("Firefox op Windows · dit apparaat")
    assert any(line.startswith("Safari op iPhone") for line in lines)
    assert any(line.startswith("onbekend apparaat") for line in lines)
    [of_phone] = [item for item in root.one("main").one("ul").all("li") if "iPhone" in item.text]
    number = of_phone.one("input", name="session").attributes["value"]
    assert "1 sessie is beëindigd." in said(here.post("/account/sessies/", {"session": number}, follow=True))
    assert phone.get("/account/").status_code == 404
    assert third.get("/account/").status_code == 200
    assert "al beëindigd" in said(here.post("/account/sessies/", {"session": number}, follow=True))
    here.post("/account/sessies/")
    assert third.get("/account/").status_code == 404
    assert here.get("/account/").status_code == 200
    ended = Event.objects.filter(action="account.changed").values_list("data__new__ended", flat=True)
    assert list(ended) == [1, 1]


def test_sessions_of_others_cannot_be_ended(cast: Cast) -> None:
    theirs, mine = Client(), Client()
    sign_in(theirs, "reader@voorbeeld.example")
    sign_in(mine, "clerk@voorbeeld.example")
    from allauth.usersessions.models import UserSession

    number = str(UserSession.objects.get(user=cast.reader).pk)
    mine.post("/account/sessies/", {"session": number})
    assert theirs.get("/account/").status_code == 200


def test_use_renews_the_session_now_and_then(cast: Cast) -> None:
    client = Client()
    sign_in(client, "clerk@voorbeeld.example")
    assert not client.get("/account/").cookies.get("sessionid"), "used a moment ago"
    session = client.session
    session["last_use"] -= 3600
    session.save()
    assert client.get("/account/").cookies["sessionid"]["max-age"] == 12 * 60 * 60
    Session.objects.all().delete()
    assert client.get("/account/").status_code == 404


# ── Header ───────────────────────────────────────────────────────────────────────────────────────────────


def test_visitor_finds_signing_in_with_the_way_back() -> None:
    root = page(Client().get("/begrippen/"))
    [link] = root.all("a", class_="masthead__login")
    assert link.attributes["href"] == "/inloggen/?next=/begrippen/"
    root = page(Client().get("/inloggen/?next=/account/"))
    [link] = root.all("a", class_="masthead__login")
    assert link.attributes["href"] == "/inloggen/?next=/account/"


def test_header_asks_nothing_of_the_database_for_visitors(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10) as asked:
        Client().get("/begrippen/")
    assert not [q for q in asked.captured_queries if re.search("session|housing_user|membership", q["sql"])]


def menu(user: User) -> list[str]:
    root = page(signed_in(user).get("/account/"))
    return [link.text for link in root.one("details", class_="account-menu").all("a", "button")]


def test_menu_holds_what_the_roles_allow(cast: Cast) -> None:
    assert menu(cast.outsider) == ["Mijn taken", "Account", "Uitloggen"]
    assert menu(cast.clerk) == ["Mijn taken", "Opgaven", "Account", "Uitloggen"]
    assert menu(cast.coordinator) == ["Mijn taken", "Beoordelen", "Accounts", "Account", "Uitloggen"]
    assert menu(cast.administrator) == ["Mijn taken", "Accounts", "Logboek", "Account", "Uitloggen"]
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id="GM0489")
    assert menu(cast.clerk)[1:4] == ["Opgaven", "Barendrecht", "Rotterdam"]


def test_header_keeps_the_position_in_the_search(site: Client) -> None:
    root = page(site.get("/landelijk/2022-1/?stand=2022-01-07"))
    search = root.one("form", class_="masthead__search")
    assert search.one("input", name="stand").attributes["value"] == "2022-01-07"
    root = page(site.get("/landelijk/2022-1/?publicatie=kamerbrief-7-januari-2022"))
    search = root.one("form", class_="masthead__search")
    assert search.one("input", name="publicatie").attributes["value"] == "kamerbrief-7-januari-2022"
    assert (
        not page(site.get("/landelijk/2022-1/"))
        .one("form", class_="masthead__search")
        .all("input", type="hidden")
    )


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
