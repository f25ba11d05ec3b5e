"""What is kept: areas, accounts, periods, the journal with its rollups, reports, events and publications."""

from housing.models.accounts import Invitation, Membership, User
from housing.models.areas import Alias, Merger, Municipality, Population, Province, Tile
from housing.models.events import Event, EventHead, EventText
from housing.models.journal import GENESIS, JournalHead
from housing.models.mail import Mail
from housing.models.periods import TargetPeriod
from housing.models.postings import (
    Adjustment,
    Announcement,
    InterimTarget,
    Placement,
    Posting,
    Target,
)
from housing.models.publications import Publication
from housing.models.reports import (
    CoaCount,
    CorrectionRequest,
    DueDateException,
    Report,
    ReportStep,
    ReviewLook,
    Submission,
)
from housing.models.rollups import MonthTotal, PeriodTotal

#: Every table of the journal, in the order in which a set of postings is written.
POSTING_MODELS: tuple[type[Posting], ...] = (
    Announcement,
    InterimTarget,
    Target,
    Adjustment,
    Placement,
    CoaCount,
    ReportStep,
)

__all__ = [
    "GENESIS",
    "POSTING_MODELS",
    "Adjustment",
    "Alias",
    "Announcement",
    "CoaCount",
    "CorrectionRequest",
    "DueDateException",
    "Event",
    "EventHead",
    "EventText",
    "InterimTarget",
    "Invitation",
    "JournalHead",
    "Mail",
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
    "Report",
    "ReportStep",
    "ReviewLook",
    "Submission",
    "Target",
    "TargetPeriod",
    "Tile",
    "User",
]
