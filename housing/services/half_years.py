"""Holding half-years: whoever closes one waits for those who are changing months in it, and they for him.

So does whoever lets municipalities begin and end.
"""

from collections.abc import Iterable

from housing.queries.sql import fetch

_HOLD_ALONE = "SELECT code FROM housing_targetperiod WHERE code >= %(since)s ORDER BY code FOR NO KEY UPDATE"
_HOLD = "SELECT code FROM housing_targetperiod WHERE code = ANY(%(codes)s) ORDER BY code FOR SHARE"


def hold(codes: Iterable[str]) -> None:
    """Keep half-years from being closed until the transaction ends. Comes before any lock on reports."""
    fetch(_HOLD, {"codes": sorted(set(codes))})


def hold_alone(since: str) -> None:
    """Keep everybody from changing months, in this half-year and later ones, until the transaction ends.

    Whoever holds one is waited for. For changes of what exists: municipalities that begin and end.
    """
    fetch(_HOLD_ALONE, {"since": since})
