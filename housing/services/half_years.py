"""Holding half-years: whoever closes one waits for those who are changing months in it, and they for him."""

from collections.abc import Iterable

from housing.queries.sql import fetch

_HOLD = "SELECT code FROM housing_targetperiod WHERE code = ANY(%(codes)s) ORDER BY code FOR SHARE"


def hold(codes: Iterable[str]) -> None:
    """Keep half-years from being closed until the transaction ends. Comes before any lock on reports."""
    fetch(_HOLD, {"codes": sorted(set(codes))})
