"""What municipalities of the demonstration write when a warning asks them for an explanation."""

from collections.abc import Sequence

from housing.domain.checks import CheckWarning
from housing.services.demonstration.chance import Chance

MORE_THAN_USUAL = (
    "Er is een nieuw gebouw opgeleverd: meerdere huishoudens kregen tegelijk een woning.",
    "Twee grote gezinnen kregen deze maand een woning.",
    "De woningcorporatie had deze maand meer woningen dan anders.",
    "Een aantal woningen dat voor de zomer gepland stond, kwam nu pas klaar.",
)
FEWER_THAN_USUAL = (
    "Er kwam deze maand bijna geen geschikte woning vrij.",
    "De oplevering van een aantal woningen is een maand uitgesteld.",
    "De bewoners zijn al toegewezen, maar trekken pas volgende maand in.",
)
ABOVE_PACE = (
    "Wij halen hiermee een deel van onze achterstand in.",
    "Wij liepen achter en hebben nu extra woningen gekregen.",
    "Dit is eenmalig: volgende maand verwachten wij weer minder.",
)
COA_COUNTS_MORE = (
    "Wie op de laatste dag van de maand introk, stond bij ons al op de volgende maand. COA telt wel mee.",
    "COA telt ook iemand die bij familie introk; van die woning hebben wij nog geen bericht.",
)
COA_COUNTS_FEWER = (
    "COA heeft een gezin pas na de eerste van de maand afgemeld. De woning is wel in deze maand betrokken.",
    "Een bewoner staat bij COA nog bij onze buurgemeente. COA herstelt dat in het volgende overzicht.",
)


def explanation(warnings: Sequence[CheckWarning], chance: Chance) -> str:
    """A sentence for each warning; empty without any."""
    return " ".join(chance.one_of(_sentences(warning)) for warning in warnings)


def _sentences(warning: CheckWarning) -> Sequence[str]:
    figures = warning.params
    if warning.code == "pace":
        return ABOVE_PACE
    if warning.code == "coa":
        return COA_COUNTS_MORE if figures["coa"] > figures["own"] else COA_COUNTS_FEWER
    return MORE_THAN_USUAL if figures["total"] > figures["high"] else FEWER_THAN_USUAL
