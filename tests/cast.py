"""The people of the tests: clerks of two municipalities, coordinators, the ministry, an outsider.

Rotterdam and Barendrecht lie in Zuid-Holland, Utrecht in the province of Utrecht.
"""

from dataclasses import dataclass
from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client

from housing.domain.roles import NEEDS_SECOND_FACTOR, Role
from housing.models import Membership, User

ROTTERDAM, BARENDRECHT, UTRECHT = "GM0599", "GM0489", "GM0344"
ZUID_HOLLAND, UTRECHT_PROVINCE = "PV28", "PV26"
#: The password of everybody.
PASSWORD = "een-lang-wachtwoord"


@dataclass
class Cast:
    """Everybody, each with an account; `outsider` has no role."""

    clerk: User
    second_clerk: User
    reader: User
    other_clerk: User
    coordinator: User
    province_reader: User
    other_coordinator: User
    ministry_reader: User
    manager: User
    second_manager: User
    administrator: User
    outsider: User


def make_cast() -> Cast:
    """The accounts with their roles; where a role needs a second factor, they have one."""
    return Cast(
        clerk=person("clerk", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM),
        second_clerk=person("second-clerk", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM),
        reader=person("reader", Role.MUNICIPALITY_READER, municipality=ROTTERDAM),
        other_clerk=person("other-clerk", Role.MUNICIPALITY_EDITOR, municipality=UTRECHT),
        coordinator=person("coordinator", Role.PROVINCE_COORDINATOR, province=ZUID_HOLLAND),
        province_reader=person("province-reader", Role.PROVINCE_READER, province=ZUID_HOLLAND),
        other_coordinator=person("other-coordinator", Role.PROVINCE_COORDINATOR, province=UTRECHT_PROVINCE),
        ministry_reader=person("ministry-reader", Role.MINISTRY_READER),
        manager=person("manager", Role.MINISTRY_MANAGER),
        second_manager=person("second-manager", Role.MINISTRY_MANAGER),
        administrator=person("administrator", Role.ADMINISTRATOR),
        outsider=person("outsider"),
    )


def person(name: str, role: Role | None = None, *, municipality: str = "", province: str = "") -> User:
    """An account `<name>@voorbeeld.example`, with a role when one is given."""
    user = User.objects.create(email=f"{name}@voorbeeld.example", password=_hashed(), name=name.title())
    if role is None:
        return user
    Membership.objects.create(
        user=user, role=role.value, municipality_id=municipality or None, province_id=province or None
    )
    if role in NEEDS_SECOND_FACTOR:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "synthetic"})
    return user


@cache
def _hashed() -> str:
    """Hashing a password is slow on purpose, so it is done once."""
    return make_password(PASSWORD)


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client
