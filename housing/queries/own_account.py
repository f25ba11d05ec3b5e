"""What a person is told about the own account: roles with their areas, and the ways to sign in."""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from housing.domain.roles import NEEDS_SECOND_FACTOR, Role
from housing.models import Membership, User


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role as its holder sees it; `area` is "" for the whole country.

    `waits` tells that it needs a second factor that is not there.
    """

    label: str
    area: str
    valid_until: date | None
    waits: bool


@dataclass(frozen=True, slots=True)
class SignInWays:
    """How somebody can sign in: a password, an app for codes, passkeys (how many), recovery codes."""

    has_password: bool
    has_app: bool
    passkeys: int
    has_codes: bool

    @property
    def has_factor(self) -> bool:
        """Whether something is asked for beside the password."""
        return self.has_app or self.passkeys > 0


def held_roles(user: int, today: date) -> list[HeldRole]:
    """The roles that hold on a day, in the order in which they were granted; two queries."""
    has_factor = Authenticator.objects.filter(
        user_id=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    ).exists()
    held = Membership.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), user_id=user
    ).select_related("municipality", "province")
    return [
        HeldRole(
            label=m.get_role_display(),
            area=str(m.municipality.name if m.municipality else m.province.name if m.province else ""),
            valid_until=m.valid_until,
            waits=Role(m.role) in NEEDS_SECOND_FACTOR and not has_factor,
        )
        for m in held.order_by("id")
    ]


def sign_in_ways(user: int) -> SignInWays:
    """Two queries."""
    types = list(Authenticator.objects.filter(user_id=user).values_list("type", flat=True))
    return SignInWays(
        has_password=User.objects.get(pk=user).has_usable_password(),
        has_app=Authenticator.Type.TOTP in types,
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        has_codes=Authenticator.Type.RECOVERY_CODES in types,
    )


def own_sessions(user: int, number: int | None = None) -> list[UserSession]:
    """Where somebody is signed in, or only the session with this number when it is theirs; one query."""
    found = UserSession.objects.filter(user_id=user)
    return list(found if number is None else found.filter(pk=number))
