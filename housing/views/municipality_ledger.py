"""The ledger of a municipality as its page shows it: lines with a running balance, and the months."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.domain.derivation import Derivation, Term
from housing.domain.exchanges import number_of
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.queries.areas import Area, Registry
from housing.queries.balances import MonthFigures
from housing.queries.journal import AMSTERDAM
from housing.queries.ledger import LedgerLine
from housing.tables.municipality import MonthRow
from housing.views.journal_texts import shown
from housing.views.page import language

#: Persons by code of municipality, per group of lines of an exchange.
Exchanged = Mapping[str, Mapping[str, int]]

PLACEMENTS = ("home", "transitional", "hotel")
ORDER = ("opening", "first_day", "target", "exchange", "correction", "merger")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line as the page shows it: `persons` changes the balance, `balance` is the sum so far.

    `url` leads to what it is about, where there is a page for it.
    """

    kind: str
    label: str
    date: datetime.date | None = None
    note: str = ""
    source: str = ""
    persons: int | None = None
    balance: int | None = None
    is_total: bool = False
    url: str = ""


def ledger_rows(
    registry: Registry,
    area: Area,
    period: HalfYear,
    balance: AreaBalance,
    lines: Sequence[LedgerLine],
    *,
    is_over: bool,
    exchanged: Exchanged | None = None,
) -> list[LedgerRow]:
    """The opening, every line of the half-year, and the balance that comes out.

    `exchanged` tells with whom the targets of exchange lines were shifted.
    """
    parts = exchanged or {}
    ordered = sorted(lines, key=lambda line: (_place(line, period), line.seq))
    before = [line for line in ordered if _is_opening(line, period)]
    running = balance.opening - sum(line.persons for line in before)
    rows = []
    if before and running:
        rows.append(
            LedgerRow("previous", _previous(period), period.previous.ends_on, balance=running, is_total=True)
        )
    for row in _rows(registry, area, period, before, parts):
        running += row.persons or 0
        rows.append(_with_balance(row, running))
    rows.append(_opening_row(period, running, has_lines=bool(before)))
    for row in _rows(registry, area, period, ordered[len(before) :], parts):
        running += row.persons or 0
        rows.append(_with_balance(row, running))
    label = _("Eindsaldo") if is_over else _("Saldo tot nu toe, met de hele taakstelling erin")
    rows.append(LedgerRow("balance", label, balance=running, is_total=True))
    return rows


def opening_derivation(balance: AreaBalance, period: HalfYear, lines: Sequence[LedgerLine]) -> Derivation:
    """Opening = the previous closing + what was posted as opening + transfers of the first day."""
    posted = sum(line.persons for line in lines if line.kind == "opening")
    passed = sum(line.persons for line in lines if _is_opening(line, period) and line.kind == "merger")
    parts = [
        (_previous(period), balance.opening - posted - passed),
        (_("beginsaldo bij de start van het systeem"), posted),
        (_("overdrachten door herindeling op de eerste dag"), passed),
    ]
    terms = [Term.signed(label, persons) for label, persons in parts if persons]
    return Derivation(
        _("saldo bij het begin"), balance.opening, tuple(terms) or (Term.signed(_previous(period), 0),)
    )


def month_rows(
    registry: Registry,
    months: Sequence[MonthFigures],
    lines: Sequence[LedgerLine],
    today: datetime.date,
    states: Mapping[Month, ReportState],
    counts: Mapping[Month, int],
) -> list[MonthRow]:
    """The six months with the days on which they were reported and last corrected.

    `states` are those of reports as far as the visitor may know them, `counts` those of COA.
    """
    rows = []
    for figures in months:
        month = figures.month
        moments = sorted(line.recorded_at for line in lines if line.month == month)
        # A withdrawn month has lines, but is not reported.
        reported = _day(moments[0]) if moments and figures.is_reported else None
        corrected = _day(moments[-1]) if reported and moments[-1] != moments[0] else None
        is_due = figures.expected > 0 and today > registry.due_on(month)
        rows.append(MonthRow(figures, reported, corrected, is_due, states.get(month), counts.get(month)))
    return rows


def _rows(
    registry: Registry, area: Area, period: HalfYear, lines: Sequence[LedgerLine], exchanged: Exchanged
) -> Iterator[LedgerRow]:
    """One row per line; the lines of one report of a month are one row."""
    for line in lines:
        if line.month is None:
            label = _label(registry, area, line, exchanged)
            on = line.effective_on or _day(line.recorded_at)
            yield LedgerRow(
                line.kind, label, on, _note(line), shown(line.source), line.persons, url=_url(area, line)
            )
    placed = [line for line in lines if line.month is not None]
    for month, of_month in groupby(placed, key=lambda line: line.month):
        known = 0
        for number, (moment, report) in enumerate(groupby(of_month, key=lambda line: line.recorded_at)):
            row = _report_row(month, moment, list(report), known if number else None)
            known += row.persons or 0
            yield row


def _note(line: LedgerLine) -> str:
    """The reason; with the day of booking where that is not the day on which the line took effect."""
    booked_on = _day(line.recorded_at)
    if line.effective_on in (None, booked_on):
        return shown(line.reason)
    booked = _("Geboekt op %(day)s.") % {"day": formatting.date(booked_on, language())}
    return f"{shown(line.reason)} {booked}".strip()


def _report_row(
    month: Month | None, moment: datetime.datetime, lines: Sequence[LedgerLine], before: int | None
) -> LedgerRow:
    """A month's report, or with `before` (what was known until then) a correction of it."""
    assert month is not None
    persons = sum(line.persons for line in lines)
    name = formatting.month(month, language())
    reasons = "; ".join(dict.fromkeys(shown(line.reason) for line in lines if line.reason))
    if before is None:
        label, first = _("Gehuisvest in %(month)s"), _kinds(lines)
    else:
        label = _("Correctie van %(month)s")
        was, now = formatting.number(before, language()), formatting.number(before + persons, language())
        first = _("was %(was)s, is nu %(now)s") % {"was": was, "now": now}
    return LedgerRow(
        kind="placement" if before is None else "placement_correction",
        label=label % {"month": name},
        date=_day(moment),
        note=": ".join(part for part in (first, reasons) if part),
        source="; ".join(dict.fromkeys(shown(line.source) for line in lines if line.source)),
        persons=persons,
    )


def _kinds(lines: Sequence[LedgerLine]) -> str:
    """ "woning 5, hotelregeling 2"; nothing when all went to homes."""
    names = {"home": _("woning"), "transitional": _("doorstroomlocatie"), "hotel": _("hotelregeling")}
    parts = {kind: sum(line.persons for line in lines if line.kind == kind) for kind in PLACEMENTS}
    if not parts["transitional"] and not parts["hotel"]:
        return ""
    return ", ".join(
        f"{names[kind]} {formatting.number(persons, language())}"
        for kind, persons in parts.items()
        if persons
    )


def _label(registry: Registry, area: Area, line: LedgerLine, exchanged: Exchanged) -> str:
    if line.kind == "target":
        return _("Taakstelling") if line.persons <= 0 else _("Verlaging van de taakstelling")
    if line.kind == "merger":
        return _transfer_label(registry, area, line)
    if line.kind == "exchange":
        return _exchange_label(registry, area, exchanged.get(line.group, {}))
    return {"opening": _("Beginsaldo"), "correction": _("Correctie")}[line.kind]


def _exchange_label(registry: Registry, area: Area, parts: Mapping[str, int]) -> str:
    """Names the municipalities on the other side; those on the same side when there is no other."""
    own = parts.get(area.code, 0)
    others = [code for code in parts if code != area.code]
    across = [code for code in others if parts[code] * own < 0] or others
    if not across:
        return _("Uitruil")
    return _("Uitruil met %(names)s") % {
        "names": ", ".join(registry.municipalities[code].name for code in across)
    }


def _url(area: Area, line: LedgerLine) -> str:
    """To the exchange that was agreed in the system; what was imported has no page."""
    number = number_of(line.group) if line.kind == "exchange" and line.recorded_by_id is not None else None
    return reverse("exchange", args=[area.slug, number]) if number else ""


def _transfer_label(registry: Registry, area: Area, line: LedgerLine) -> str:
    """A transfer's group begins with the code of the municipality that ended."""
    ended = registry.municipalities.get(line.group.split(" ")[0])
    if ended is None:
        return _("Overdracht door herindeling")
    if ended.code != area.code:
        return _("Overdracht van %(area)s") % {"area": ended.name}
    heirs = [
        registry.municipalities[s.successor].name for s in registry.successions if s.predecessor == area.code
    ]
    return _("Overdracht aan %(area)s") % {"area": ", ".join(heirs)}


def _opening_row(period: HalfYear, balance: int, *, has_lines: bool) -> LedgerRow:
    note = "" if has_lines else _previous(period)
    return LedgerRow(
        "start", _("Saldo bij het begin"), period.starts_on, note, balance=balance, is_total=True
    )


def _previous(period: HalfYear) -> str:
    return _("eindsaldo %(half_year)s") % {"half_year": formatting.half_year(period.previous, language())}


def _is_opening(line: LedgerLine, period: HalfYear) -> bool:
    """Whether a line counts in the opening balance."""
    first_day = line.effective_on is not None and line.effective_on <= period.starts_on
    return line.kind == "opening" or (line.kind == "merger" and first_day)


def _place(line: LedgerLine, period: HalfYear) -> tuple[int, int]:
    """Where a line stands: what makes the opening, the other kinds in order, then month by month."""
    if line.month is not None:
        return len(ORDER), line.month.index
    kind = "first_day" if line.kind == "merger" and _is_opening(line, period) else line.kind
    return ORDER.index(kind), 0


def _with_balance(row: LedgerRow, balance: int) -> LedgerRow:
    return replace(row, balance=balance)


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(AMSTERDAM).date()
