"""The half-years of a municipality in a row: on the borders of the time, or on those of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import attrgetter

from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.domain.mergers import parts_of
from housing.domain.periods import HalfYear
from housing.queries.areas import Area
from housing.queries.ledger import HalfYearBalance, history
from housing.queries.lineage import history_as_is
from housing.tables.municipality import HistoryRow
from housing.views.municipality_words import day, enumerated
from housing.views.page import Choice, Page, language

AS_IS, AS_WAS = "huidig", "toenmalig"


@dataclass(frozen=True, slots=True)
class MunicipalityHistory:
    """The half-years that are shown; the rest only where a merger makes a difference.

    `predecessors` are the municipalities that have figures of their own in earlier half-years.
    """

    rows: tuple[HistoryRow, ...]
    is_as_is: bool
    choices: tuple[Choice, ...] = ()
    explanation: str = ""
    predecessors: tuple[Area, ...] = ()


def municipality_history(
    page: Page, area: Area, period: HalfYear, borders: str | None = None
) -> MunicipalityHistory:
    """The half-years of a municipality; one query. `borders` is what the address asks for when left out."""
    parts = _parts(page, area)
    wanted = page.request.GET.get("indeling", AS_WAS) if borders is None else borders
    is_as_is = wanted == AS_IS and bool(parts)
    seq = page.position.seq
    if is_as_is:
        known = history_as_is(seq, area.code, page.registry.successions, page.position.today)
    else:
        known = [line for line in history(seq, [area.code]).get(area.code, []) if area.exists_in(line.period)]
    return MunicipalityHistory(
        rows=tuple(_row(page, area, line, period) for line in _complete(page, area, known)),
        is_as_is=is_as_is,
        choices=_choices(page, area, period, is_as_is) if parts else (),
        explanation=_explanation(page, area, parts, is_as_is) if parts else "",
        predecessors=_named(page, parts),
    )


def _parts(page: Page, area: Area) -> dict[str, Fraction]:
    """The predecessors that may have figures in the ledger, with the share of each."""
    if not page.periods:
        return {}
    parts = parts_of(area.code, page.registry.successions, page.position.today)
    first = page.periods[0]
    return {
        code: share
        for code, share in parts.items()
        if code != area.code and page.registry.municipalities[code].exists_between(first.starts_on, date.max)
    }


def _named(page: Page, parts: dict[str, Fraction]) -> tuple[Area, ...]:
    areas = (page.registry.municipalities[code] for code in parts)
    return tuple(sorted(areas, key=attrgetter("sort_key")))


def _complete(page: Page, area: Area, known: Sequence[HalfYearBalance]) -> list[HalfYearBalance]:
    """The half-years up to today, those without a line of their own included."""
    found = {line.period: line for line in known}
    lines: list[HalfYearBalance] = []
    for period in page.periods:
        if period.starts_on > page.position.today and period not in found:
            continue
        if period in found:
            lines.append(found[period])
        elif lines and area.exists_in(period):
            lines.append(HalfYearBalance(period, AreaBalance(opening=lines[-1].balance.closing)))
    return lines


def _row(page: Page, area: Area, line: HalfYearBalance, shown: HalfYear) -> HistoryRow:
    return HistoryRow(
        period=line.period,
        balance=line.balance,
        url=page.url("municipality", area.slug, line.period) if area.exists_in(line.period) else "",
        is_shown=line.period == shown,
        is_running=page.position.today <= line.period.ends_on,
    )


def _choices(page: Page, area: Area, period: HalfYear, is_as_is: bool) -> tuple[Choice, ...]:
    url = page.url("municipality", area.slug, period)
    join = "&" if "?" in url else "?"
    return (
        Choice(_("Toenmalige indeling"), f"{url}#verloop", not is_as_is),
        Choice(_("Huidige indeling"), f"{url}{join}indeling={AS_IS}#verloop", is_as_is),
    )


def _explanation(page: Page, area: Area, parts: dict[str, Fraction], is_as_is: bool) -> str:
    """What is counted in, and what is not."""
    municipalities = page.registry.municipalities
    names = {
        "area": area.name,
        "others": enumerated(_named(page, parts)),
        "day": day(page.position.today),
    }
    if not is_as_is:
        return (
            _(
                "%(area)s met de grenzen van toen. Cijfers van %(others)s tellen mee vanaf de herindeling: "
                "toen ging alleen het saldo over."
            )
            % names
        )
    text = (
        _(
            "%(area)s met de grenzen van %(day)s. Alle cijfers van %(others)s zijn erbij opgeteld, "
            "ook die van vóór de herindeling."
        )
        % names
    )
    divided = [
        _("Van %(area)s telt %(share)s mee, in hele personen.")
        % {"area": municipalities[code].name, "share": formatting.rate(share, language(), 1)}
        for code, share in sorted(parts.items())
        if share != 1
    ]
    return " ".join([text, *divided])
