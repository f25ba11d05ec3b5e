"""What is kept: areas, accounts, periods, the journal with its rollups, and publications."""

from housing.models.accounts import Membership, User
from housing.models.areas import Alias, Merger, Municipality, Population, Province, Tile
from housing.models.journal import GENESIS, JournalHead
from housing.models.periods import TargetPeriod
from housing.models.postings import (
    POSTING_MODELS,
    Adjustment,
    Announcement,
    InterimTarget,
    Placement,
    Posting,
    Target,
)
from housing.models.publications import Publication
from housing.models.rollups import MonthTotal, PeriodTotal

__all__ = [
    "GENESIS",
    "POSTING_MODELS",
    "Adjustment",
    "Alias",
    "Announcement",
    "InterimTarget",
    "JournalHead",
    "Membership",
    "Merger",
    "MonthTotal",
    "Municipality",
    "PeriodTotal",
    "Placement",
    "Population",
    "Posting",
    "Province",
    "Publication",
    "Target",
    "TargetPeriod",
    "Tile",
    "User",
]
