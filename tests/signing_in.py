"""Signing in as the tests do it: by the form, with everybody's password, and with an app."""

import base64

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from housing.models import User
from tests.cast import PASSWORD, signed_in
from tests.markup import main

SIGN_IN = "/inloggen/"
#: The key of the app that is a second factor.
SECRET = base64.b32encode(b"twintig bytes geheim").decode()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the form with address and password."""
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    """Whether the session is somebody's."""
    return SESSION_KEY in client.session


def said(response: HttpResponse) -> str:
    """What a page says between header and footer."""
    return main(response).text


def begin(user: User) -> Client:
    """Address and password are given; the second step is next."""
    client = Client()
    response = sign_in(client, user.email)
    assert response.headers["Location"] == reverse("mfa_authenticate")
    return client


def confirmed(user: User) -> Client:
    """Signed in, and the password was given again a moment ago."""
    client = signed_in(user)
    response = client.post("/account/bevestigen/", {"password": PASSWORD})
    assert response.status_code == 302
    return client


def with_app(user: User) -> User:
    """Somebody whose second factor is an app with the key `SECRET`."""
    TOTP.activate(user, SECRET)
    return user
