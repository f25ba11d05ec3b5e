"""What is going on in Zuid-Holland when the demonstration starts: the work of its clerks and coordinator.

Numbers are given as a difference from what the municipality housed according to the figures, so that sums
stay as published.
"""

from dataclasses import dataclass
from datetime import date, datetime

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.services.demonstration.assumptions import AMSTERDAM

AUGUST, SEPTEMBER, OCTOBER = Month(2022, 8), Month(2022, 9), Month(2022, 10)
ROTTERDAM, BARENDRECHT, DELFT, DORDRECHT, GOUDA = "GM0599", "GM0489", "GM0503", "GM0505", "GM0513"
LEIDEN, LEIDSCHENDAM_VOORBURG, VLAARDINGEN = "GM0546", "GM1916", "GM0622"
WADDINXVEEN, GOEREE_OVERFLAKKEE, TEYLINGEN, KRIMPENERWAARD = "GM0627", "GM1924", "GM1525", "GM1931"
ALPHEN, NOORDWIJK, APELDOORN = "GM0484", "GM0575", "GM0200"


@dataclass(frozen=True, slots=True)
class Act:
    """A step; None is a correction that is granted. `homes`: so many more or fewer than in the figures."""

    at: datetime
    step: Step | None
    text: str = ""
    homes: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A correction that a municipality asks for: `homes` more or fewer than counted when it asked.

    `decided_at` is None while it is open.
    """

    municipality: str
    month: Month
    homes: int
    asked_at: datetime
    reason: str
    decided_at: datetime | None = None
    is_accepted: bool = False
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A month that somebody began to fill in."""

    municipality: str
    month: Month
    counts: Counts
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due date for one month of one municipality."""

    municipality: str
    month: Month
    due_on: date
    granted_at: datetime
    reason: str


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=AMSTERDAM)


#: What happened to these months, instead of what chance would make of them.
ACTS: dict[tuple[str, Month], tuple[Act, ...]] = {
    (ROTTERDAM, OCTOBER): (
        Act(
            _at(11, 3, 10, 12),
            Step.SUBMIT,
            "In oktober zijn op Zuid drie gebouwen tegelijk opgeleverd.",
            note="Aantallen van de vier corporaties samen.",
        ),
        Act(
            _at(11, 9, 15, 24),
            Step.RETURN,
            "Dit is veel meer dan in andere maanden. Wilt u nagaan of alle bewoners van de nieuwe gebouwen "
            "in oktober zijn ingetrokken? Wie in november introk, telt pas in november mee.",
        ),
    ),
    (DORDRECHT, OCTOBER): (
        Act(_at(11, 7, 11, 20), Step.SUBMIT),
        Act(
            _at(11, 10, 9, 35),
            Step.RETURN,
            "Bij doorstroomlocatie staat 0, maar uw locatie aan de haven is in oktober opengegaan. Wilt u "
            "nakijken of daar al mensen wonen?",
        ),
    ),
    (GOUDA, OCTOBER): (
        Act(_at(11, 4, 9, 40), Step.SUBMIT, homes=-3),
        Act(
            _at(11, 8, 11, 15),
            Step.RETURN,
            "U schreef eerder dat een gezin van drie op 31 oktober zou intrekken. Is dat doorgegaan?",
        ),
        Act(_at(11, 10, 14, 30), Step.SUBMIT, note="Het gezin is op 31 oktober ingetrokken en telt nu mee."),
    ),
    (LEIDEN, OCTOBER): (
        Act(_at(11, 4, 13, 5), Step.SUBMIT),
        Act(_at(11, 9, 16, 44), Step.APPROVE),
        Act(
            _at(11, 14, 10, 20),
            Step.REOPEN,
            "Op verzoek van de gemeente: een gezin van vier is misschien ook door Leiderdorp gemeld. Graag "
            "samen nagaan en opnieuw indienen.",
        ),
    ),
    (WADDINXVEEN, OCTOBER): (
        Act(_at(11, 3, 9, 50), Step.SUBMIT, homes=7),
        Act(_at(11, 4, 8, 55), Step.WITHDRAW),
    ),
    (KRIMPENERWAARD, OCTOBER): (Act(_at(11, 11, 9, 30), Step.SUBMIT),),
    (TEYLINGEN, OCTOBER): (Act(_at(11, 14, 12, 10), Step.SUBMIT),),
    (DELFT, SEPTEMBER): (
        Act(_at(10, 6, 10, 45), Step.SUBMIT),
        Act(_at(10, 12, 14, 15), Step.APPROVE),
    ),
    (LEIDSCHENDAM_VOORBURG, AUGUST): (
        Act(_at(9, 6, 15, 10), Step.SUBMIT, homes=-2),
        Act(_at(9, 12, 14, 50), Step.APPROVE),
        Act(_at(9, 22, 11, 30), None),
    ),
    (VLAARDINGEN, AUGUST): (
        Act(_at(9, 7, 13, 25), Step.SUBMIT),
        Act(_at(9, 20, 14, 5), Step.APPROVE),
    ),
    (ALPHEN, SEPTEMBER): (Act(_at(10, 5, 11, 40), Step.SUBMIT),),
    (NOORDWIJK, SEPTEMBER): (Act(_at(10, 7, 16, 5), Step.SUBMIT),),
    (APELDOORN, SEPTEMBER): (Act(_at(10, 6, 9, 15), Step.SUBMIT),),
}

#: How many more or fewer COA counts in these months. Of Delft nobody saw it before the month was approved;
#: the last three were not explained and so are not approved yet.
COA_DIFFERS: dict[tuple[str, Month], int] = {
    (DELFT, SEPTEMBER): 2,
    (ALPHEN, SEPTEMBER): -2,
    (NOORDWIJK, SEPTEMBER): 1,
    (APELDOORN, SEPTEMBER): -3,
}

REQUESTS = (
    Request(
        LEIDSCHENDAM_VOORBURG,
        AUGUST,
        2,
        _at(9, 20, 10, 40),
        "COA telt er twee meer: een echtpaar dat op 31 augustus introk, stond bij ons op september.",
        _at(9, 22, 11, 30),
        is_accepted=True,
    ),
    Request(
        VLAARDINGEN,
        AUGUST,
        1,
        _at(10, 4, 9, 20),
        "Een bewoner die wij in september meldden, hoort bij augustus.",
        _at(10, 5, 10, 10),
        decision="COA telt in augustus hetzelfde aantal als u. Laat deze bewoner bij september staan.",
    ),
    Request(
        DELFT,
        SEPTEMBER,
        2,
        _at(11, 11, 10, 5),
        "COA telt er twee meer: een moeder en kind die op 30 september introkken, stonden bij ons "
        "op oktober.",
    ),
)

DRAFTS = (
    Draft(
        BARENDRECHT,
        OCTOBER,
        Counts(home=6),
        "Wacht nog op de lijst van de woningcorporatie.",
        _at(11, 11, 16, 5),
    ),
)

EXTENSIONS = (
    Extension(
        GOEREE_OVERFLAKKEE,
        OCTOBER,
        date(2022, 11, 18),
        _at(11, 2, 11, 30),
        "De gemeente stapt begin november over op een nieuw zaaksysteem en kan een week lang geen cijfers "
        "ophalen.",
    ),
)

#: When the coordinator last marked the queue as seen.
LOOKED_AT = _at(11, 10, 17, 0)
