"""What was made up for the demonstration. What was published is read from `housing/data/` instead."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CAPITAL = "GM0363"
# Amsterdam, Rotterdam, 's-Gravenhage, Utrecht: one of them at an extreme would carry its whole province.
LARGEST_CITIES = frozenset({CAPITAL, "GM0599", "GM0518", "GM0344"})

FIRST_PERIOD = "2021-2"
PERIODS = ("2021-2", "2022-1", "2022-2")

# Balance on 1 July 2021 and its change up to 31 December 2021, in persons. Fryslân and Zeeland open as
# published. The changes add up to what was published for the country (12,787 + 71 − 11,000 = 1,858);
# that Zuid-Holland, Drenthe and Zeeland contributed most and that some provinces fell short of their
# share of the interim target is in the letter of 7 January 2022, by how much is not.
PROVINCES: dict[str, tuple[int, int]] = {
    "PV20": (-140, 20),
    "PV21": (-313, 110),
    "PV22": (-165, 150),
    "PV23": (-255, 75),
    "PV24": (-190, 22),
    "PV25": (-560, 161),
    "PV26": (-520, 72),
    "PV27": (-905, 225),
    "PV28": (-1490, 690),
    "PV29": (-118, 88),
    "PV30": (-640, 190),
    "PV31": (-290, 55),
}

# Amsterdam opens 2022-1 at −276 (published); half a year before, at a synthetic figure.
CAPITAL_OPENING = -331

# Persons housed per month: homes and transitional housing together, and the hotel scheme. The sums per
# half-year, September and October 2022 are published; how the other months share them is not, except
# that November and December 2021 were strong and July and August 2022 came to about 5,000.
MONTHS: dict[str, tuple[int, int]] = {
    "2021-07": (1720, 0),
    "2021-08": (1752, 6),
    "2021-09": (1905, 9),
    "2021-10": (2010, 14),
    "2021-11": (2648, 20),
    "2021-12": (2752, 22),
    "2022-01": (2010, 3),
    "2022-02": (1930, 1),
    "2022-03": (2080, 0),
    "2022-04": (1890, 0),
    "2022-05": (2004, 0),
    "2022-06": (2020, 0),
    "2022-07": (2457, 0),
    "2022-08": (2548, 0),
    "2022-09": (2714, 0),
    "2022-10": (3359, 0),
}

# How fast provinces go after 2021, in percent of what their obligations would give.
PROVINCE_PACE: dict[str, int] = {
    "PV20": 97, "PV21": 99, "PV22": 106, "PV23": 103, "PV24": 88, "PV25": 101,
    "PV26": 91, "PV27": 97, "PV28": 106, "PV29": 108, "PV30": 102, "PV31": 94,
}  # fmt: skip

INTERIM_REDUCTION = 1500
INTERIM_BASELINE = date(2021, 7, 1)
INTERIM_DUE = date(2021, 12, 31)

# The day on which the difference between an opening and the closing before it was booked.
CORRECTED_ON: dict[str, tuple[date, int]] = {
    "2022-1": (date(2022, 2, 1), 4),
    "2022-2": (date(2022, 8, 1), 5),
}

# What was reported for these months had to be in by this day, for a published figure to be right.
REPORTED_BY: dict[str, date] = {
    "2021-12": date(2022, 1, 6),
    "2022-06": date(2022, 7, 14),
    "2022-10": date(2022, 11, 14),
}

# The half-year in which municipalities report themselves; the ones before it were imported.
REPORTED_PERIOD = "2022-2"

# The days on which COA's overview of a month came in.
COA_CAME_IN: dict[str, date] = {
    "2022-07": date(2022, 8, 15),
    "2022-08": date(2022, 9, 15),
    "2022-09": date(2022, 10, 17),
}

# Municipalities whose report does not count when the clock starts: what they would have housed is housed by
# others, so that the national month is as published. Four of Zuid-Holland, of which Waddinxveen withdrew.
NOT_IN: dict[str, frozenset[str]] = {
    "2022-10": frozenset({"GM0489", "GM0579", "GM0627", "GM1924", "GM0060", "GM0221", "GM0431", "GM0851"}),
}

CLOSED_ON = frozenset({date(2021, 12, 27), date(2022, 4, 18), date(2022, 5, 26), date(2022, 6, 6)})

OFFICE_OPENS = time(9, 0)
CLOCK_STARTS = datetime(2022, 11, 15, 9, 0, tzinfo=AMSTERDAM)


@dataclass(frozen=True, slots=True)
class Shares:
    """How many municipalities, in percent, are of a kind."""

    chronically_behind: int = 14
    ahead: int = 20
    transitional: int = 16
    often_late: int = 6


SHARES = Shares()
