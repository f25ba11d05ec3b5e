"""Who holds which role: the grants of a person, and the people with a role in an area."""

from datetime import date

from housing.domain.roles import NEEDS_SECOND_FACTOR, Grant, Role
from housing.queries.sql import fetch

_GRANTS = """
    SELECT role, coalesce(municipality_id, ''), coalesce(province_id, ''), valid_until,
        EXISTS (SELECT FROM mfa_authenticator a
            WHERE a.user_id = m.user_id AND a.type IN ('totp', 'webauthn'))
    FROM housing_membership m
    WHERE user_id = %(user)s AND (valid_until IS NULL OR valid_until >= %(today)s)
    ORDER BY id
"""


def grants_of(
    user: int, today: date, *, demands_second_factor: bool = True
) -> tuple[tuple[Grant, ...], bool]:
    """The roles of a person that hold on a day, and whether some wait for a second factor; one query.

    A role that needs a second factor does not count until the person has one.
    """
    rows = fetch(_GRANTS, {"user": user, "today": today})
    grants = [Grant(Role(role), code, province, until) for role, code, province, until, _ in rows]
    has_factor = any(row[-1] for row in rows)
    if has_factor or not demands_second_factor:
        return tuple(grants), False
    counting = tuple(grant for grant in grants if grant.role not in NEEDS_SECOND_FACTOR)
    return counting, len(counting) < len(grants)
