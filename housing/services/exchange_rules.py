"""What an exchange must satisfy when it is proposed and again whenever somebody confirms it."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from housing.domain.exchanges import ExchangeError, check_parts, check_room, group_of
from housing.domain.periods import HalfYear
from housing.models import Adjustment, JournalHead, TargetPeriod
from housing.queries.areas import Area, Registry, registry
from housing.queries.exchanges import consequences, consequences_digest, has_targets
from housing.queries.journal import JournalState
from housing.queries.sql import fetch


def check(
    state: JournalState,
    period: HalfYear,
    parts: Mapping[str, int],
    *,
    seq: int,
    shown: str = "",
    for_municipality: Area | None = None,
    for_province: Area | None = None,
    besides: int | None = None,
) -> None:
    """Raise `ExchangeError` for an exchange that cannot be agreed (any more) at a position of the journal.

    `shown` is the digest of the consequences that somebody saw; `besides` the exchange itself when it exists.
    """
    _check_period(period)
    areas = registry(state.reference_version)
    _check_areas(areas, period, parts, state)
    _check_proposer(areas, parts, for_municipality, for_province)
    check_parts(parts)
    if not has_targets(period):
        raise ExchangeError(
            gettext_noop("Voor dit halfjaar is nog geen taakstelling bekendgemaakt. Wacht daarop.")
        )
    found = consequences(areas, seq, period, parts, besides=besides)
    for each in found:
        check_room(each.area.name, each.room, each.persons)
    if shown and shown != consequences_digest(found):
        raise ExchangeError(
            gettext_noop(
                "De gevolgen zijn veranderd sinds u ze bekeek. Bekijk de nieuwe aantallen en beslis opnieuw."
            )
        )


def locked_seq() -> int:
    """The head of the journal, locked: what is left of targets stays so until the transaction ends.

    Comes after the locks on the half-year and the exchange.
    """
    return JournalHead.objects.select_for_update().get(id=1).seq


def free_number() -> int:
    """The number of a new exchange: the next whose name no group has, imported ones included."""
    while True:
        number: int = fetch("SELECT nextval(pg_get_serial_sequence('housing_exchange', 'id'))")[0][0]
        if not Adjustment.objects.filter(group=group_of(number)).exists():
            return number


def text_of(text: str, most: int, message: str) -> str:
    """What somebody wrote, without space around it; `ExchangeError` when it is empty or too long."""
    stripped = text.strip()
    if not stripped or len(stripped) > most:
        raise ExchangeError(message, most=most)
    return stripped


def _check_period(period: HalfYear) -> None:
    row = TargetPeriod.objects.filter(code=period.code).first()
    if row is None:
        raise ExchangeError(gettext_noop("Dit halfjaar staat niet in het systeem. Kies een ander halfjaar."))
    if row.closed_at is not None:
        raise ExchangeError(
            gettext_noop(
                "Dit halfjaar is afgesloten: uitruil kan er niet meer in. Kies het lopende halfjaar."
            )
        )


def _check_areas(areas: Registry, period: HalfYear, parts: Mapping[str, int], state: JournalState) -> None:
    for code in parts:
        area = areas.municipalities.get(code)
        if area is None:
            raise ExchangeError(
                gettext_noop("Gemeente %(code)s is onbekend. Kies een gemeente uit de lijst."), code=code
            )
        if not area.exists_in(period):
            raise ExchangeError(
                gettext_noop("%(name)s bestaat in dit halfjaar niet. Kies een andere gemeente."),
                name=area.name,
            )
        if area.valid_to is not None and area.valid_to <= state.today:
            raise ExchangeError(
                gettext_noop("%(name)s is opgeheven. Ruil met de gemeente waarin zij is opgegaan."),
                name=area.name,
            )


def _check_proposer(
    areas: Registry, parts: Mapping[str, int], municipality: Area | None, province: Area | None
) -> None:
    if municipality is not None and municipality.code not in parts:
        raise ExchangeError(
            gettext_noop("%(name)s doet zelf niet mee. Zet uw eigen gemeente in een regel."),
            name=municipality.name,
        )
    if province is not None and not any(
        areas.municipalities[code].province == province.code for code in parts
    ):
        raise ExchangeError(
            gettext_noop("Geen van deze gemeenten ligt in %(name)s. Ten minste één hoort daar te liggen."),
            name=province.name,
        )
