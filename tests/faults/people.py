"""Accounts with sessions, so that a trial starts where people work. Read after the world is there."""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from housing.domain.roles import NEEDS_SECOND_FACTOR, Role
from housing.models import Membership, User

PASSWORD = "een-lang-wachtwoord-voor-de-proef"


def person(name: str, role: Role, *, municipality: str = "", province: str = "") -> User:
    """An account with one role, and a second factor where the role needs one. It has no password."""
    user = User.objects.create_user(f"{name}@voorbeeld.example", name=name)
    Membership.objects.create(
        user=user, role=role.value, municipality_id=municipality or None, province_id=province or None
    )
    if role in NEEDS_SECOND_FACTOR:
        from allauth.mfa.models import Authenticator

        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "synthetic"})
    return user


def editors(codes: Iterable[str]) -> dict[str, User]:
    """One editor per municipality."""
    return {code: person(code.lower(), Role.MUNICIPALITY_EDITOR, municipality=code) for code in codes}


def session_of(user: User) -> str:
    """The key of a session in which this person is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)
