"""What the letter to parliament says about the half-year that ended and the one that begins."""

from collections.abc import Iterable
from dataclasses import dataclass

from housing.domain.periods import HalfYear, Month
from housing.queries.figures import country, province_figures, summed
from housing.queries.position_marks import Provisional, provisional_months, summarised
from housing.queries.targets import InterimResult, InterimShare, interim_results
from housing.views.letter_facts import Fact, facts_before, facts_interim, facts_new, facts_recent
from housing.views.page import Page


@dataclass(frozen=True)
class ProvinceRow:
    """A province in the letter: its part in the interim target, and what the new half-year starts with."""

    name: str
    url: str
    share: InterimShare | None
    closing: int
    obligation: int


@dataclass(frozen=True)
class LetterFigures:
    """Everything that the letter says: about the half-year that ended, and the one that begins."""

    period: HalfYear
    before: HalfYear
    facts: dict[str, Fact]
    interim: InterimResult | None
    provinces: tuple[ProvinceRow, ...]
    ahead: tuple[InterimShare, ...]
    short: tuple[InterimShare, ...]
    last_months: tuple[Month, ...]
    new_opening: int
    is_known: bool
    has_before: bool
    months_reported: int
    months_expected: int
    provisional: Provisional


def letter_figures(page: Page, period: HalfYear) -> LetterFigures:
    """The facts of the letter for a half-year, at the page's position; ten queries."""
    before = period.previous
    new_rows = province_figures(page.registry, page.position, period)
    old_rows = province_figures(page.registry, page.position, before)
    new, old = summed(country(), new_rows), summed(country(), old_rows)
    results = interim_results(page.registry, page.position, before)
    interim = results[-1] if results else None
    recent = old.months[-2:]
    shares = {share.area.code: share for share in interim.shares} if interim else {}
    has_before = old.balance.target > 0
    facts = facts_before(old, old_rows, before) if has_before else {}
    if interim is not None:
        facts |= facts_interim(interim, old)
    facts |= facts_new(new, new_rows, period)
    if has_before:
        facts |= facts_recent(recent)
    return LetterFigures(
        period=period,
        before=before,
        facts=facts,
        interim=interim,
        provinces=tuple(
            ProvinceRow(
                row.area.name,
                page.url("province", row.area.slug, period),
                shares.get(row.area.code),
                row.balance.opening,
                row.balance.obligation,
            )
            for row in new_rows
        ),
        ahead=_ranked(shares.values(), met=True),
        short=_ranked(shares.values(), met=False),
        last_months=tuple(m.month for m in recent),
        new_opening=new.balance.opening,
        is_known=new.balance.target > 0,
        has_before=has_before,
        months_reported=sum(m.reported for m in old.months),
        months_expected=sum(m.expected for m in old.months),
        provisional=summarised(provisional_months(page.position.seq, [before, period])),
    )


def _ranked(shares: Iterable[InterimShare], *, met: bool) -> tuple[InterimShare, ...]:
    """Provinces that met their share, furthest ahead first; or that did not, furthest short first."""
    found = [s for s in shares if s.assessment.share and s.assessment.met is met]
    return tuple(sorted(found, key=lambda s: abs(s.assessment.difference), reverse=True))
