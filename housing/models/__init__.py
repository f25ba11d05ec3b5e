"""What is kept: areas, accounts, periods, the journal with its rollups, reports, steering, events."""

from housing.models.accounts import Invitation, Membership, User
from housing.models.alerts import AlertRule
from housing.models.areas import Alias, Merger, Municipality, Population, Province, Tile
from housing.models.closings import Closing
from housing.models.events import Event, EventHead, EventText
from housing.models.exchanges import Exchange, ExchangePart
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
from housing.models.publications import Publication, Withdrawal
from housing.models.redivisions import ProvinceChange, Redivision
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
from housing.models.uploads import Upload

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
    "AlertRule",
    "Alias",
    "Announcement",
    "Closing",
    "CoaCount",
    "CorrectionRequest",
    "DueDateException",
    "Event",
    "EventHead",
    "EventText",
    "Exchange",
    "ExchangePart",
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
    "ProvinceChange",
    "Publication",
    "Redivision",
    "Report",
    "ReportStep",
    "ReviewLook",
    "Submission",
    "Target",
    "TargetPeriod",
    "Tile",
    "Upload",
    "User",
    "Withdrawal",
]
