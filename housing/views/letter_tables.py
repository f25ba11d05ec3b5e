"""The tables of the letter: provinces with their part in the interim target, or municipalities."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.domain.interim import Assessment
from housing.exports.blocks import Cell, Table
from housing.queries.areas import Area
from housing.queries.figures import AreaFigures
from housing.queries.targets import InterimShare
from housing.templatetags.exact import exact_number as exact
from housing.views.letter_facts import half
from housing.views.letter_page import LetterFigures
from housing.views.page import language

Link = Callable[[Area], str]


def areas_table(letter: LetterFigures, link: Link) -> Table:
    """The parts of the area one by one, with their sum."""
    return provinces_table(letter, link) if letter.is_country else municipalities_table(letter, link)


def number(value: int | None, *, signed: bool = False) -> Cell:
    """A cell with persons; a dash for None."""
    write = formatting.signed if signed else formatting.number
    return Cell(write(value, language()), is_number=True)


def head(text: str) -> Cell:
    """The header of a column of numbers."""
    return Cell(text, is_number=True)


def provinces_table(letter: LetterFigures, link: Link) -> Table:
    """Provinces: their part in the interim target, if any, and what the new half-year begins with."""
    has_shares = bool(letter.shares) and letter.has_before
    is_due = letter.interim is not None and letter.interim.is_due
    has_other = any(_other(row.balance) for row in letter.halves.parts_new)
    interim = (head(_("Aandeel")), head(_("Bereikt")), head(_("Verschil")), Cell(_("Uitkomst")))
    headers = (Cell(_("Provincie")), *(interim if has_shares else ()), *_new_headers(has_other=has_other))
    rows = tuple(
        (
            Cell(row.area.name, url=link(row.area)),
            *(_share(letter.shares.get(row.area.code), is_due=is_due) if has_shares else ()),
            *_begins(row, has_other=has_other),
        )
        for row in letter.halves.parts_new
    )
    national = letter.interim.national if letter.interim else None
    foot = (
        Cell(letter.area.name),
        *(_assessed(national, is_due=is_due) if national and has_shares else ()),
        *_begins(letter.halves.new, has_other=has_other),
    )
    caption = _("Saldo aan het begin, taakstelling en opgave in de %(period)s") % {
        "period": half(letter.period)
    }
    if has_shares:
        caption += ", " + _("met het aandeel in de tussendoelstelling")
    shares = (11, 11, 11, 14) if has_shares else ()
    return Table(caption, headers, rows, foot, (20, *shares, 14, 14, *((10,) if has_other else ()), 11))


def municipalities_table(letter: LetterFigures, link: Link) -> Table:
    """Municipalities: the earlier half-year from opening to closing, and what the new one begins with.

    One that ended or began between the two has figures in one of them only. "Overig" is there when something
    else than the target and those housed changed a balance.
    """
    halves = letter.halves
    old = {row.area.code: row for row in halves.parts_before} if letter.has_before else {}
    new = {row.area.code: row for row in halves.parts_new}
    areas = {code: row.area for code, row in (old | new).items()}
    has_other = any(_other(row.balance) for row in (old or new).values())
    headers = (
        Cell(_("Gemeente")),
        *(_old_headers(has_other=has_other) if old else _new_headers(has_other=has_other)),
    )
    rows = tuple(
        (
            Cell(area.name, url=link(area)),
            *(
                _both(old.get(code), new.get(code), has_other=has_other)
                if old
                else _begins(new[code], has_other=has_other)
            ),
        )
        for code, area in sorted(areas.items(), key=lambda item: item[1].sort_key)
    )
    foot = (
        Cell(letter.area.name),
        *(
            _both(halves.before, halves.new, has_other=has_other)
            if old
            else _begins(halves.new, has_other=has_other)
        ),
    )
    caption = (
        _("Gemeenten in de %(before)s, met taakstelling en opgave in de %(period)s")
        if old
        else _("Gemeenten met hun opgave in de %(period)s")
    ) % {"before": half(letter.before), "period": half(letter.period)}
    return Table(caption, headers, rows, foot, (22, *(12,) * (len(headers) - 1)))


# ── Cells that the tables share ──────────────────────────────────────────────────────────────────────────


def _new_headers(*, has_other: bool) -> tuple[Cell, ...]:
    other = (head(_("Overig")),) if has_other else ()
    return (head(_("Beginsaldo")), head(_("Taakstelling")), *other, head(_("Opgave")))


def _begins(row: AreaFigures, *, has_other: bool) -> tuple[Cell, ...]:
    """What a half-year begins with: obligation = target − opening − other."""
    balance = row.balance
    return (
        number(balance.opening, signed=True),
        number(balance.target),
        *((number(_other(balance), signed=True),) if has_other else ()),
        number(balance.obligation),
    )


def _old_headers(*, has_other: bool) -> tuple[Cell, ...]:
    other = (head(_("Overig")),) if has_other else ()
    names = (_("Gehuisvest"), _("Eindsaldo"), _("Nieuwe taakstelling"), _("Nieuwe opgave"))
    return (head(_("Beginsaldo")), head(_("Taakstelling")), *other, *map(head, names))


def _both(old: AreaFigures | None, new: AreaFigures | None, *, has_other: bool) -> tuple[Cell, ...]:
    """An area in both half-years: closing = opening − target + other + realised."""
    return (
        *(_old(old.balance, has_other=has_other) if old else (number(None),) * (5 if has_other else 4)),
        number(new.balance.target if new else None),
        number(new.balance.obligation if new else None),
    )


def _old(balance: AreaBalance, *, has_other: bool) -> tuple[Cell, ...]:
    return (
        number(balance.opening, signed=True),
        number(balance.target),
        *((number(_other(balance), signed=True),) if has_other else ()),
        number(balance.realised),
        number(balance.closing, signed=True),
    )


def _other(balance: AreaBalance) -> int:
    """Exchanges, corrections and transfers, in the sign of the balance."""
    return balance.exchanges + balance.corrections + balance.transfers


def _share(share: InterimShare | None, *, is_due: bool) -> tuple[Cell, ...]:
    if share is None:
        return (number(None), number(None), number(None), Cell(formatting.DASH))
    return _assessed(share.assessment, is_due=is_due)


def _assessed(assessment: Assessment, *, is_due: bool) -> tuple[Cell, ...]:
    """Share, achieved, difference and outcome; before the due date the outcome is not known."""
    outcome = _("gehaald") if assessment.met else _("niet gehaald")
    return (
        number(assessment.share),
        Cell(exact(assessment.achieved), is_number=True),
        Cell(exact(assessment.difference, signed=True), is_number=True),
        Cell(outcome if is_due else _("loopt nog")),
    )
