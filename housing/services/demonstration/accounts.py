"""Making the accounts of the demonstration, with their roles."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from housing.domain.roles import Role
from housing.models import Membership, User
from housing.services.demonstration.assumptions import AMSTERDAM
from housing.services.demonstration.people import EDITORS, PASSWORD, PEOPLE, Person

GRANTED_AT = datetime(2022, 6, 20, 9, 30, tzinfo=AMSTERDAM)


def make_accounts() -> dict[str, User]:
    """The accounts by address: the people to sign in as, and the editors, as whom nobody can."""
    hashed, unusable = make_password(PASSWORD), make_password(None)  # once: it is made to be slow
    people = (*PEOPLE, *EDITORS)
    users = User.objects.bulk_create(
        User(
            email=person.email,
            name=person.name,
            phone=f"010-{number:07d}",
            password=hashed if person in PEOPLE else unusable,
        )
        for number, person in enumerate(people, 1)
    )
    made = {user.email: user for user in users}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    administrator = next(made[person.email] for person in PEOPLE if person.role is Role.ADMINISTRATOR)
    Membership.objects.bulk_create(
        Membership(
            user=made[person.email],
            role=person.role.value,
            granted_at=GRANTED_AT,
            granted_by=None if person.role is Role.ADMINISTRATOR else administrator,
            **area,
        )
        for person in people
        for area in _areas(person)
    )
    return made


def _areas(person: Person) -> list[dict[str, str]]:
    """The area of each membership; one without an area for a role for the whole country."""
    field = "province_id" if person.role.value.startswith("province_") else "municipality_id"
    return [{field: code} for code in person.areas] or [{}]
