"""A password: forgotten and made anew by mail, or changed by whoever knows it."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from housing.models import Event, User
from tests.cast import Cast, signed_in
from tests.markup import page
from tests.signing_in import PASSWORD, said, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_counts")]
NEW = "vier woorden op een rij"


def actions(user: User) -> list[str]:
    return list(Event.objects.filter(subject=user).order_by("seq").values_list("action", flat=True))


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
