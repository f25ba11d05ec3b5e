"""What the pages of exchanges share: who sees a proposal, lists, a form with its preview, and the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from housing import formatting
from housing.access import Viewer, Visit, user_of
from housing.domain.errors import DomainError
from housing.domain.exchanges import number_of
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.forms.exchanges import ExchangeFields
from housing.models import Exchange
from housing.queries.areas import Area, Registry
from housing.queries.exchanges import (
    Agreement,
    Consequence,
    Imported,
    consequences,
    consequences_digest,
)
from housing.queries.journal import JournalState
from housing.queries.positions import valid_publications
from housing.services import exchanges as services
from housing.services.exchange_rules import check
from housing.views.page import language

State = Exchange.State


@dataclass(frozen=True, slots=True)
class Listed:
    """An exchange in a list; `slug` is the municipality as which it is opened."""

    found: Agreement
    slug: str
    must_confirm: bool = False


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """An exchange that was imported, with the names of its municipalities."""

    found: Imported
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an exchange. `who` is empty for whoever may not see people."""

    at: datetime
    text: str
    who: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Preview:
    """What a proposal would do, before it is made; `digest` names what is shown."""

    rows: list[Consequence]

    @property
    def digest(self) -> str:
        """Names what is shown."""
        return consequences_digest(self.rows)

    @property
    def is_tight(self) -> list[Consequence]:
        """Municipalities that would hand over more than they have, were all proposals booked."""
        return [row for row in self.rows if row.is_tight]


def known_period(state: JournalState, period: HalfYear) -> HalfYear:
    """The half-year; 404 when the ledger does not know it."""
    if period.code not in state.half_years:
        raise Http404(_("Dit halfjaar staat niet in het systeem."))
    return period


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


def sees_proposal(viewer: Viewer, registry: Registry, found: Agreement) -> bool:
    """Whether somebody sees it before it is a figure: who sees reports of one of its municipalities."""
    areas = registry.municipalities
    return any(viewer.may(Permission.SEE_REPORTS, municipality=areas[part.code]) for part in found.parts)


def sees_booking(viewer: Viewer, state: JournalState, last_seq: int | None) -> bool:
    """Whether somebody sees a booking as a figure: at the current position or in a valid publication."""
    if last_seq is None:
        return False
    return viewer.sees_current or any(each.seq >= last_seq for each in valid_publications(state.publications))


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────


def listed(found: Iterable[Agreement], viewer: Viewer, within: Iterable[str] = ()) -> list[Listed]:
    """Exchanges for a list, open ones first; opened as a municipality `within`, else as the first."""
    ours = set(within)
    rows = []
    for each in found:
        waiting = [part for part in each.waiting if part.code in viewer.editable]
        place = next((part for part in (*waiting, *each.parts) if part.code in ours), each.parts[0])
        rows.append(Listed(each, place.slug, bool(waiting)))
    return sorted(rows, key=lambda row: (not row.found.is_open, -row.found.proposed_at.timestamp()))


def imported_rows(
    registry: Registry, found: Iterable[Imported], known: Iterable[Agreement]
) -> list[ImportedRow]:
    """Exchanges that came with files, with names; those that the list has already are left out."""
    numbers = {each.pk for each in known}
    return [
        ImportedRow(
            each,
            tuple((registry.municipalities[code].name, persons) for code, persons in each.changes.items()),
        )
        for each in found
        if number_of(each.group) not in numbers
    ]


# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────


def preview_of(
    state: JournalState, registry: Registry, period: HalfYear, fields: ExchangeFields, **proposer: Area | None
) -> Preview:
    """What a proposal would do; `ExchangeError` when it cannot be made."""
    check(state, period, fields.parts, seq=state.seq, **proposer)  # type: ignore[arg-type]
    return Preview(consequences(registry, state.seq, period, fields.parts))


def propose(request: Visit, period: HalfYear, fields: ExchangeFields, **place: Area) -> Exchange:
    """Make the proposal that was shown."""
    return services.propose(
        by=user_of(request),
        period=period,
        parts=fields.parts,
        reason=fields.reason,
        document=fields.document,
        shown=fields.shown,
        **place,
    )


def form_context(
    registry: Registry,
    period: HalfYear,
    fields: ExchangeFields,
    preview: Preview | None = None,
    error: DomainError | None = None,
    *,
    is_sent: bool = False,
) -> dict[str, Any]:
    """What the form of a proposal needs, with the list of names that fields suggest."""
    return {
        "fields": fields,
        "preview": preview,
        "error": error,
        "has_errors": is_sent and not fields.is_valid,
        "names": [area.name for area in registry.municipalities.values() if area.exists_in(period)],
    }


# ── History ──────────────────────────────────────────────────────────────────────────────────────────────


def history(registry: Registry, found: Agreement, province: str, *, with_people: bool) -> list[Step]:
    """What happened, in order of time; people only for who may see notes. `province` proposed it, or ""."""
    areas = registry.municipalities
    proposer = areas[found.proposed_for].name if found.proposed_for else ""
    if not proposer and province in registry.provinces:
        proposer = _("provincie %(name)s") % {"name": registry.provinces[province].name}
    steps = [Step(found.proposed_at, _("Voorgesteld door %(name)s") % {"name": proposer}, found.proposed_by)]
    steps += [
        Step(part.confirmed_at, _("Bevestigd door %(name)s") % {"name": part.name}, part.confirmed_by)
        for part in sorted(found.parts, key=lambda part: (part.confirmed_at is None, part.confirmed_at or 0))
        if part.confirmed_at is not None and part.code != found.proposed_for
    ]
    if found.ended_at is not None:
        ends = {
            State.BOOKED: _("Geboekt: iedereen heeft bevestigd"),
            State.REFUSED: _("Afgewezen"),
            State.WITHDRAWN: _("Ingetrokken"),
        }
        who = "" if found.is_booked else found.ended_by
        steps.append(Step(found.ended_at, ends[found.state], who, found.ended_reason))
    if with_people:
        return steps
    return [Step(step.at, step.text) for step in steps]


def period_name(period: HalfYear) -> str:
    """ "1e helft van 2022"."""
    return formatting.half_year(period, language())
