"""Exchanges of targets: proposed by one, confirmed by all, then booked; or refused, or withdrawn.

Every step locks in one order: the half-year, the exchange, the head of the journal, the log.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_noop

from housing import access
from housing.access import NotAllowedError
from housing.domain.exchanges import ExchangeError, group_of
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.models import Adjustment, Exchange, ExchangePart, User
from housing.queries.areas import Area
from housing.queries.exchanges import proposed_in
from housing.queries.journal import JournalState, journal_state
from housing.services import events, exchange_mail
from housing.services.exchange_rules import check, free_number, locked_seq, text_of
from housing.services.half_years import hold
from housing.services.posting import post

State = Exchange.State

LONGEST_REASON = 2000
LONGEST_DOCUMENT = 200


@transaction.atomic
def propose(
    *,
    by: User,
    period: HalfYear,
    parts: Mapping[str, int],
    reason: str,
    document: str,
    municipality: Area | None = None,
    province: Area | None = None,
    shown: str = "",
) -> Exchange:
    """Propose an exchange of `parts`: persons by code of municipality, in the sign of the balance.

    For a `municipality` that takes part, by one of its editors: its own part counts as confirmed. Without one
    by a coordinator of a `province` in which one of them lies: then all of them must confirm. `document` says
    where the agreement can be found. `shown` is the digest of the consequences that were shown, when known.
    A form that was sent twice proposes once: the open proposal that is just this comes back.
    Raises `ExchangeError` for what cannot be agreed, and when the consequences have changed since.
    """
    state = journal_state()
    access.require(
        by,
        Permission.ENTER if municipality else Permission.REVIEW,
        municipality=municipality,
        province=None if municipality else province,
        state=state,
    )
    hold([period.code])
    check(
        state,
        period,
        parts,
        seq=locked_seq(),
        shown=shown,
        for_municipality=municipality,
        for_province=province,
    )
    why = _why(reason)
    source = text_of(
        document,
        LONGEST_DOCUMENT,
        gettext_noop(
            "Noem het document met de afspraak: nummer, titel en datum (hoogstens %(most)s tekens)."
        ),
    )
    own = municipality.code if municipality else ""
    known = _sent_before(by, period, parts, why, source, own)
    if known is not None:
        return known
    made = Exchange.objects.create(
        pk=free_number(),
        period_id=period.code,
        reason=why,
        document=source,
        proposed_for_id=own or None,
        proposed_by=by,
        proposed_at=state.now,
    )
    ExchangePart.objects.bulk_create(
        ExchangePart(
            exchange=made,
            municipality_id=code,
            persons=persons,
            confirmed_by=by if code == own else None,
            confirmed_at=state.now if code == own else None,
        )
        for code, persons in parts.items()
    )
    exchange_mail.tell(made, exchange_mail.What.PROPOSED, by=by, acting=own, state=state)
    _record("exchange.proposed", made, by, municipality, province=None if municipality else province)
    return made


@transaction.atomic
def confirm(*, by: User, exchange_id: int, municipality: Area, shown: str = "") -> Exchange:
    """Agree for one municipality; the last to do so books the exchange, in the same transaction.

    `shown` is the digest of the consequences that were shown, when known. Raises `ExchangeError` when it has
    ended, was confirmed already, cannot be booked any more, or has other consequences than were shown.
    """
    state = journal_state()
    access.require(by, Permission.ENTER, municipality=municipality, state=state)
    found, part = _locked(exchange_id, municipality)
    if part.confirmed_at is not None:
        raise ExchangeError(
            gettext_noop("%(name)s heeft deze uitruil al bevestigd. Er is niets veranderd."),
            name=municipality.name,
        )
    parts = {each.municipality_id: each.persons for each in found.parts.all()}
    check(state, HalfYear.parse(found.period_id), parts, seq=locked_seq(), shown=shown, besides=found.pk)
    part.confirmed_by, part.confirmed_at = by, state.now
    part.save(update_fields=["confirmed_by", "confirmed_at"])
    if found.parts.filter(confirmed_at=None).exists():
        _record("exchange.confirmed", found, by, municipality)
        return found
    _book(found, parts, by)
    _end(found, State.BOOKED, by, state)
    exchange_mail.tell(found, exchange_mail.What.BOOKED, by=by, acting="", state=state)
    _record("exchange.booked", found, by, municipality)
    return found


@transaction.atomic
def refuse(*, by: User, exchange_id: int, municipality: Area, reason: str) -> Exchange:
    """Refuse for one municipality, with a reason; also after it had confirmed, until everybody has.

    Raises `ExchangeError` when it has ended, without a reason, and for the municipality that proposed it.
    """
    state = journal_state()
    access.require(by, Permission.ENTER, municipality=municipality, state=state)
    found, _part = _locked(exchange_id, municipality)
    if found.proposed_for_id == municipality.code:
        raise ExchangeError(gettext_noop("Uw gemeente stelde deze uitruil zelf voor. Trek haar in."))
    _end(found, State.REFUSED, by, state, _why(reason))
    exchange_mail.tell(found, exchange_mail.What.REFUSED, by=by, acting=municipality.code, state=state)
    _record("exchange.refused", found, by, municipality)
    return found


@transaction.atomic
def withdraw(
    *,
    by: User,
    exchange_id: int,
    reason: str,
    municipality: Area | None = None,
    province: Area | None = None,
) -> Exchange:
    """Take a proposal back, for the `municipality` or the `province` that made it, until everybody confirmed.

    Raises `ExchangeError` when it has ended, without a reason, and when somebody else proposed it.
    """
    state = journal_state()
    access.require(
        by,
        Permission.ENTER if municipality else Permission.REVIEW,
        municipality=municipality,
        province=None if municipality else province,
        state=state,
    )
    area = municipality or province
    if area is None:
        raise NotAllowedError(Permission.REVIEW.value)
    found, _part = _locked(exchange_id, area)
    if area.code != (found.proposed_for_id or proposed_in(found.pk)):
        raise ExchangeError(
            gettext_noop(
                "%(name)s stelde deze uitruil niet voor. Alleen wie haar voorstelde kan haar intrekken."
            ),
            name=area.name,
        )
    _end(found, State.WITHDRAWN, by, state, _why(reason))
    acting = municipality.code if municipality else ""
    exchange_mail.tell(found, exchange_mail.What.WITHDRAWN, by=by, acting=acting, state=state)
    _record("exchange.withdrawn", found, by, municipality, province=None if municipality else province)
    return found


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _sent_before(
    by: User, period: HalfYear, parts: Mapping[str, int], why: str, source: str, own: str
) -> Exchange | None:
    """The open proposal of this person that is the same in every word and number; the journal is locked."""
    alike = Exchange.objects.filter(
        proposed_by=by,
        period_id=period.code,
        reason=why,
        document=source,
        proposed_for_id=own or None,
        state=State.PROPOSED,
    )
    for each in alike.prefetch_related("parts"):
        if {part.municipality_id: part.persons for part in each.parts.all()} == dict(parts):
            return each
    return None


def _locked(exchange_id: int, area: Area) -> tuple[Exchange, ExchangePart]:
    """An open exchange that concerns this area, locked with its half-year, and the part that does so."""
    concerned = (
        ExchangePart.objects.filter(municipality_id=area.code)
        if area.province
        else ExchangePart.objects.filter(municipality__province_id=area.code)
    )
    part = concerned.filter(exchange_id=exchange_id).select_related("exchange").first()
    if part is None:
        raise NotAllowedError(Permission.ENTER.value)
    hold([part.exchange.period_id])
    found = Exchange.objects.select_for_update().get(pk=exchange_id)
    if found.state != State.PROPOSED:
        raise ExchangeError(_already(State(found.state)))
    return found, ExchangePart.objects.get(pk=part.pk)


def _already(state: "State") -> str:
    return {
        State.BOOKED: gettext_noop("Deze uitruil is intussen door allen bevestigd en geboekt."),
        State.REFUSED: gettext_noop("Deze uitruil is intussen afgewezen. Er is niets veranderd."),
        State.WITHDRAWN: gettext_noop("Deze uitruil is intussen ingetrokken. Er is niets veranderd."),
    }[state]


def _why(reason: str) -> str:
    message = gettext_noop("Geef in het kort een reden (hoogstens %(most)s tekens).")
    return text_of(reason, LONGEST_REASON, message)


def _book(found: Exchange, parts: Mapping[str, int], by: User) -> None:
    """Post what was agreed; the database compares it with the parts when this is committed."""
    post(
        lines=[
            Adjustment(
                municipality_id=code,
                period_id=found.period_id,
                type=Adjustment.Type.EXCHANGE,
                persons=persons,
                group=group_of(found.pk),
                reason=found.reason,
                source=found.document,
                recorded_by=by,
            )
            for code, persons in parts.items()
        ]
    )


def _end(found: Exchange, outcome: "State", by: User, state: JournalState, reason: str = "") -> None:
    found.state = outcome
    found.ended_by, found.ended_at, found.ended_reason = by, state.now, reason
    found.save(update_fields=["state", "ended_by", "ended_at", "ended_reason"])


def _record(
    action: str, found: Exchange, by: User, municipality: Area | None, *, province: Area | None = None
) -> None:
    """Log a step; words of people stand apart. Who proposed it is known from this (`proposed_in`)."""
    parts = {part.municipality_id: part.persons for part in found.parts.order_by("municipality_id")}
    events.record(
        action,
        by=by,
        municipality=municipality.code if municipality else None,
        province=province.code if province else None,
        period=found.period_id,
        new={
            "exchange": found.pk,
            "municipalities": list(parts),
            "persons": sum(persons for persons in parts.values() if persons > 0),
        },
        texts={"reason": found.reason if action == "exchange.proposed" else found.ended_reason},
    )
