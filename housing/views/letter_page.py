"""What the letter to parliament says about the half-year that ended and the one that begins."""

from collections.abc import Iterable
from dataclasses import dataclass

from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.queries.letter import Halves, LetterSources, letter_sources
from housing.queries.position_marks import Provisional, ProvisionalMonth, summarised
from housing.queries.targets import InterimResult, InterimShare
from housing.views.letter_facts import (
    Fact,
    Facts,
    by_key,
    facts_before,
    facts_new,
    facts_progress,
    facts_recent,
)
from housing.views.letter_facts_interim import Judged, fact_of_share, facts_interim
from housing.views.letter_facts_marks import facts_leading, facts_provisional
from housing.views.page import Page

#: How many areas a letter names at most of those that are furthest ahead or behind.
NAMED = 3


@dataclass(frozen=True)
class LetterFigures:
    """Everything that a letter says: about the half-year that ended, and the one that begins.

    Of the country, or of one province (`is_country`). `is_over` tells whether the earlier half-year has ended
    at the position. `ahead` and `short` are the provinces that met their share of the interim target or did
    not; `leading` the parts of the area with the largest backlog when there is no interim target.
    """

    halves: Halves
    is_country: bool
    is_over: bool
    facts: Facts
    interim: InterimResult | None
    share: InterimShare | None
    shares: dict[str, InterimShare]
    ahead: tuple[InterimShare, ...]
    short: tuple[InterimShare, ...]
    leading: tuple[AreaFigures, ...]
    recent: tuple[MonthFigures, ...]
    provisional: Provisional

    @property
    def area(self) -> Area:
        """The country or the province."""
        return self.halves.area

    @property
    def period(self) -> HalfYear:
        """The half-year that begins."""
        return self.halves.new.period

    @property
    def before(self) -> HalfYear:
        """The half-year that ended."""
        return self.halves.before.period

    @property
    def is_known(self) -> bool:
        """Whether a target was known at the position."""
        return self.halves.new.balance.target > 0

    @property
    def has_before(self) -> bool:
        """Whether the half-year before is in the ledger."""
        return self.halves.before.balance.target > 0

    @property
    def last_month(self) -> Month | None:
        """The last month of the earlier half-year of which anything was reported."""
        return self.recent[-1].month if self.recent else None

    @property
    def months_reported(self) -> int:
        """Monthly reports of the earlier half-year that are in."""
        return sum(month.reported for month in self.halves.before.months)

    @property
    def months_expected(self) -> int:
        """Monthly reports that the earlier half-year asks for."""
        return sum(month.expected for month in self.halves.before.months)


def national_letter(page: Page, period: HalfYear) -> LetterFigures:
    """The letter about the country; seven queries, and four for an interim target."""
    return figures_of(page, letter_sources(page.registry, page.position, period))


def province_letter(page: Page, period: HalfYear, code: str) -> LetterFigures:
    """The letter about one province; as many queries."""
    sources = letter_sources(page.registry, page.position, period, with_municipalities=True)
    return figures_of(page, sources, sources.province(code))


def figures_of(page: Page, sources: LetterSources, halves: Halves | None = None) -> LetterFigures:
    """A letter from what was read: about the country, or about `halves` of a province; no queries."""
    is_country, halves = halves is None, halves or sources.national
    is_over = page.position.today > halves.before.period.ends_on
    has_before = halves.before.balance.target > 0
    shares = {share.area.code: share for share in sources.interim.shares} if sources.interim else {}
    share = shares.get(halves.area.code)
    recent = tuple(month for month in halves.before.months if month.is_reported)[-2:]
    ahead = _ranked(shares.values(), met=True) if is_country else ()
    short = _ranked(shares.values(), met=False) if is_country else ()
    leading = () if shares and is_country else _leading(halves.parts_before)
    provisional = _within(page, sources.provisional, halves, is_country=is_country)
    facts: Facts = {}
    if has_before:
        facts |= facts_before(halves, is_country=is_country, is_over=is_over)
        if sources.interim is not None:
            judged = Judged.province(sources.interim, share) if share else Judged.country(sources.interim)
            facts |= facts_interim(judged, halves.before.balance, share)
        facts |= by_key(map(fact_of_share, (*ahead[:NAMED], *short)))
    facts |= facts_new(halves, is_country=is_country, has_before=has_before)
    facts |= facts_progress(halves.new)
    if has_before:
        facts |= facts_recent(recent)
        if not (shares and is_country):
            facts |= facts_leading(halves.parts_before, leading)
    facts |= facts_provisional(page.registry, halves, provisional, is_country=is_country)
    return LetterFigures(
        halves,
        is_country,
        is_over,
        facts,
        sources.interim,
        share,
        shares,
        ahead,
        short,
        leading,
        recent,
        summarised(provisional),
    )


def _ranked(shares: Iterable[InterimShare], *, met: bool) -> tuple[InterimShare, ...]:
    """Provinces that met their share, furthest ahead first; or that did not, furthest short first."""
    found = [s for s in shares if s.assessment.share and s.assessment.met is met]
    return tuple(sorted(found, key=lambda s: abs(s.assessment.difference), reverse=True))


def _leading(parts: Iterable[AreaFigures]) -> tuple[AreaFigures, ...]:
    """The areas with the largest backlog, the largest first."""
    behind = [part for part in parts if part.balance.remaining > 0]
    return tuple(sorted(behind, key=lambda part: (-part.balance.remaining, part.area.sort_key))[:NAMED])


def _within(
    page: Page, found: Iterable[ProvisionalMonth], halves: Halves, *, is_country: bool
) -> tuple[ProvisionalMonth, ...]:
    """Provisional months of the area."""
    if is_country:
        return tuple(found)
    code = halves.area.code
    return tuple(row for row in found if page.registry.province_of(row.code, row.month) == code)


__all__ = ["Fact", "LetterFigures", "figures_of", "national_letter", "province_letter"]
