"""What a correction must satisfy when it is asked for, and what whoever decides too late is told."""

from django.utils.translation import gettext_noop

from housing.domain.errors import DomainError
from housing.domain.reporting import Counts
from housing.models import CorrectionRequest
from housing.queries.corrections import Standing

LONGEST_REASON = 2000
MOST_PERSONS = 99_999

State = CorrectionRequest.State


class CorrectionError(DomainError):
    """A correction that cannot be asked for or decided; the message says why and what to do."""


def check(now: Standing, counts: Counts, is_as_seen: bool) -> None:
    """Refuse what cannot be asked for; `is_as_seen` is whether the month is as the asker saw it."""
    if not now.is_final:
        raise CorrectionError(
            gettext_noop("Deze maand staat niet vast: u kunt haar zelf invoeren of wijzigen.")
        )
    if not is_as_seen:
        raise CorrectionError(
            gettext_noop("Deze maand is veranderd nadat u de pagina opende. Bekijk de nieuwe aantallen.")
        )
    if counts.home is None or counts.transitional is None or counts.hotel is None:
        raise CorrectionError(gettext_noop("Vul alle drie de aantallen in; vul 0 in als er niemand is."))
    if min(counts.home, counts.transitional, counts.hotel) < 0 or counts.total > MOST_PERSONS:
        raise CorrectionError(
            gettext_noop("Een aantal is 0 of meer, samen hoogstens %(most)s."), most=MOST_PERSONS
        )
    if counts == now.counts:
        raise CorrectionError(gettext_noop("Deze aantallen zijn al bekend: er verandert niets."))
    if now.is_closed and counts.total == now.counts.total:
        raise CorrectionError(
            gettext_noop(
                "Het halfjaar is afgesloten en het totaal verandert niet. Alleen een ander totaal kan nog "
                "worden geboekt."
            )
        )


def reason_of(text: str) -> str:
    """A reason without the space around it; `CorrectionError` when it is missing or too long."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise CorrectionError(
            gettext_noop("Geef in het kort een reden (hoogstens %(most)s tekens)."), most=LONGEST_REASON
        )
    return reason


def already(request: CorrectionRequest) -> str:
    """That it was decided, and how."""
    return {
        State.ACCEPTED: gettext_noop("Deze correctie is intussen al toegekend. Er is niets veranderd."),
        State.REFUSED: gettext_noop("Deze correctie is intussen al afgewezen. Er is niets veranderd."),
        State.WITHDRAWN: gettext_noop("Deze aanvraag is intussen ingetrokken. Er is niets veranderd."),
    }[State(request.state)]
