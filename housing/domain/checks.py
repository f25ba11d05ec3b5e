"""What is checked before a month is submitted: what blocks it, and what asks for a line of explanation.

A problem blocks and says what to do. A warning is a figure that may well be right but is worth a second
look: far from what the municipality reported before, far above its pace, or not what COA counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor, isqrt
from statistics import median

from housing.domain.errors import gettext_noop
from housing.domain.periods import MONTHS_PER_HALF_YEAR, Month
from housing.domain.reporting import Counts

#: Months of a municipality's own history that are looked at, and the fewest that say anything.
WINDOW, FEWEST_MONTHS = 12, 3
#: A family more or less is no surprise anywhere.
SMALLEST_DIFFERENCE = 5
#: Above this many times its monthly pace a municipality is asked whether that is right.
PACE_FACTOR = 2
#: More than any municipality can house in a month: a slip of the keyboard.
MOST = 99_999

#: The median absolute deviation of a normal spread, times this, is its standard deviation.
_MAD_FACTOR = Fraction("1.4826")
_WIDTH = 3
_SCALE = 10**6

_TEXTS: dict[str, str] = {
    "history": gettext_noop(
        "%(total)s personen is anders dan u gewend bent: meestal meldt u %(low)s tot en met %(high)s."
    ),
    "pace": gettext_noop(
        "%(total)s personen is meer dan twee keer het tempo dat bij uw opgave hoort: %(pace)s per maand."
    ),
    "coa": gettext_noop("COA telt %(coa)s personen in woningen en doorstroomlocaties, u meldt er %(own)s."),
    "not_open": gettext_noop("Deze maand is nog niet open: u kunt vanaf %(day)s invoeren."),
    "before": gettext_noop(
        "De gemeente bestond nog niet in deze maand: zij begint op %(day)s. Laat de maand leeg."
    ),
    "after": gettext_noop(
        "De gemeente bestond niet meer in deze maand: zij hield op te bestaan op %(day)s. Meld deze personen"
        " bij de gemeente die haar opvolgt."
    ),
    "closed": gettext_noop(
        "Dit halfjaar is afgesloten. Vraag een correctie aan: die wordt geboekt in het lopende halfjaar."
    ),
    "approved": gettext_noop("Deze maand is goedgekeurd en staat vast. Vraag een correctie aan."),
    "imported": gettext_noop("Deze maand is al ingelezen en staat vast. Vraag een correctie aan."),
    "negative": gettext_noop("Een aantal personen kan niet onder nul zijn. Vul 0 of meer in."),
    "too_many": gettext_noop("Dit aantal kan niet kloppen: het is hoger dan %(most)s. Controleer het getal."),
    "no_homes": gettext_noop("Vul bij woning een getal in. Kreeg niemand een woning? Vul dan 0 in."),
    "empty": gettext_noop("Vul de aantallen in, of kies “nul, niemand gehuisvest”."),
    "unknown": gettext_noop("Controleer deze maand."),
}


@dataclass(frozen=True, slots=True)
class CheckWarning:
    """Something to explain in a line; `params` are the figures that triggered it, in persons."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What somebody has seen who explains it: with other figures it is another question."""
        return "-".join([self.code, *(str(self.params[name]) for name in sorted(self.params))])

    def stored(self) -> dict[str, object]:
        """As `Report.warnings` keeps it."""
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must be put right first. `kind` is the field that it is about; "": the whole month."""

    code: str
    params: Mapping[str, int | date] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Totals of a month that are usual for a municipality: from `low` up to and including `high`."""

    low: int
    high: int

    def holds(self, total: int) -> bool:
        """Whether a total is usual."""
        return self.low <= total <= self.high


def describe(code: str, params: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The sentence (a msgid) of a warning or problem, and what goes into it."""
    return _TEXTS.get(code, _TEXTS["unknown"]), dict(params)


def usual(history: Sequence[int]) -> Band | None:
    """The usual range of monthly totals, from the last twelve reported months; None with fewer than three.

    The middle is the median, so that one odd month does not shift it. On both sides it reaches three times
    the spread, which is the larger of two: the median absolute deviation (as a standard deviation), and the
    square root of the median, the least by which arrivals by chance differ from month to month. Never closer
    than five persons, so that one family more or less is never far from usual. Exact: no floats.
    """
    recent = sorted(history[-WINDOW:])
    if len(recent) < FEWEST_MONTHS:
        return None
    middle = Fraction(median(Fraction(persons) for persons in recent))
    deviation = _MAD_FACTOR * Fraction(median(abs(persons - middle) for persons in recent))
    chance = Fraction(isqrt(floor(max(middle, Fraction(0)) * _SCALE**2)), _SCALE)
    reach = max(_WIDTH * max(deviation, chance), Fraction(SMALLEST_DIFFERENCE))
    return Band(max(ceil(middle - reach), 0), floor(middle + reach))


def monthly_pace(obligation: int) -> int | None:
    """A sixth of the obligation, rounded up to whole persons; None without an obligation."""
    return -(-obligation // MONTHS_PER_HALF_YEAR) if obligation > 0 else None


def check_month(
    counts: Counts, *, history: Sequence[int] = (), obligation: int = 0, coa: int | None = None
) -> tuple[CheckWarning, ...]:
    """What asks for an explanation before these counts are submitted.

    `history` are the totals of earlier reported months, the most recent last; `obligation` is that of the
    half-year; `coa` is COA's count of the month, None without an overview.
    """
    found: list[CheckWarning] = []
    band, pace = usual(history), monthly_pace(obligation)
    if band and not band.holds(counts.total):
        found.append(CheckWarning("history", {"total": counts.total, "low": band.low, "high": band.high}))
    if pace and counts.total > PACE_FACTOR * pace and counts.total - pace > SMALLEST_DIFFERENCE:
        found.append(CheckWarning("pace", {"total": counts.total, "pace": pace}))
    if coa is not None and coa != counts.placed:
        found.append(CheckWarning("coa", {"coa": coa, "own": counts.placed}))
    return tuple(found)


def check_counts(counts: Counts) -> tuple[Problem, ...]:
    """What keeps these counts from being saved: a number below nothing, or beyond belief."""
    found = []
    for kind in ("home", "transitional", "hotel"):
        persons = getattr(counts, kind)
        if persons is not None and persons < 0:
            found.append(Problem("negative", kind=kind))
        elif persons is not None and persons > MOST:
            found.append(Problem("too_many", {"most": MOST}, kind))
    return tuple(found)


def check_filled(counts: Counts) -> Problem | None:
    """What keeps counts from being submitted: nothing is not zero; homes are the least that is filled in."""
    if counts.is_empty:
        return Problem("empty")
    return Problem("no_homes", kind="home") if counts.home is None else None


def check_existence(month: Month, valid_from: date | None, valid_to: date | None) -> Problem | None:
    """Whether the municipality existed on a day of the month; `valid_to` is the first day without it."""
    if valid_from is not None and valid_from > month.last_day:
        return Problem("before", {"day": valid_from})
    if valid_to is not None and valid_to <= month.first_day:
        return Problem("after", {"day": valid_to})
    return None
