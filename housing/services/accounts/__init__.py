"""Who may do what: invitations, roles and accounts. Every change is checked, written once, and logged."""

from housing.services.accounts.invitations import (
    ClosedInvitationError,
    SignInFirstError,
    accept,
    find_invitation,
    invite,
    resend,
    revoke_invitation,
)
from housing.services.accounts.memberships import change_end, confirm, grant, revoke
from housing.services.accounts.people import activate, deactivate, remove_factors
from housing.services.accounts.rules import AccountError
from housing.services.accounts.withdrawing import forget_expired_mails

__all__ = [
    "AccountError",
    "ClosedInvitationError",
    "SignInFirstError",
    "accept",
    "activate",
    "change_end",
    "confirm",
    "deactivate",
    "find_invitation",
    "forget_expired_mails",
    "grant",
    "invite",
    "remove_factors",
    "resend",
    "revoke",
    "revoke_invitation",
]
