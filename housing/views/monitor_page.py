"""What the monitor shows: everything about the half-year that is being reported, worked out once."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from housing.domain.balances import AreaBalance
from housing.domain.derivation import Derivation
from housing.domain.forecast import Backtest
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures
from housing.queries.monitor import Course, Provinces, country_figures, courses, provinces, reported_half_year
from housing.queries.national_history import (
    Closing,
    closings,
    earlier_forecasts,
    forecast_days,
    half_years,
)
from housing.queries.position_changes import changed_sums
from housing.queries.position_marks import ProvisionalMonth, provisional_months
from housing.queries.positions import Published, valid_publications
from housing.queries.sums import national_sums
from housing.tables.monitor import (
    ChangedTable,
    ContributionTable,
    HotelTable,
    ReportedMonth,
    ReportedTable,
    SameMonthTable,
    whole,
)
from housing.views import monitor_words
from housing.views.freshness import DAY, cache
from housing.views.journal_texts import title_of
from housing.views.page import Page
from housing.views.position_links import compare_url


class Monitor:
    """The monitor at the page's position; each part is read when it is first asked for.

    `k` is the last month of `period` that is past its due date, or that everybody reported; of a half-year
    without any the one before it is shown.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.today = page.position.today
        self.sums = national_sums(page.position.seq)
        self.known = half_years(self.sums)
        self.courses = self._courses(reported_half_year(sorted(self.known), self.today))
        if self.courses and not self.total.known_months:
            self.courses = self._courses(self.courses[0].period.previous) or self.courses
            self.__dict__.pop("total")

    def _courses(self, period: HalfYear) -> list[Course]:
        shown = courses(self.page.registry, self.page.position, self.known, period)
        return shown if shown and shown[0].period == period else []

    @property
    def is_known(self) -> bool:
        """Whether anything was known at the position."""
        return bool(self.courses) and self.k > 0

    @property
    def period(self) -> HalfYear:
        """The half-year that is shown."""
        return self.courses[0].period

    @cached_property
    def total(self) -> AreaFigures:
        """The country in it."""
        return country_figures(self.page.registry, self.page.position, self.courses)

    @property
    def k(self) -> int:
        """How many of its months are known."""
        return self.total.known_months

    @property
    def is_over(self) -> bool:
        """Whether all of its months are known."""
        return self.k == MONTHS_PER_HALF_YEAR

    @property
    def month(self) -> MonthFigures:
        """The last of them."""
        return self.total.months[self.k - 1]

    @property
    def course(self) -> Course:
        """The country month by month."""
        return self.courses[0]

    @property
    def before(self) -> Course | None:
        """The half-year before it, when that month was reported then."""
        found = [course for course in self.courses[1:] if course.is_reported(self.k)]
        return found[0] if found else None

    @property
    def housed(self) -> int:
        """Persons housed in the months that are known."""
        return self.course.housed_by(self.k)

    @property
    def hotel_housed(self) -> int:
        """Those of them in the hotel scheme."""
        return sum(month.hotel for month in self.course.months[: self.k])

    @property
    def share(self) -> Fraction | None:
        """The part of the obligation that was housed; None without one."""
        return self.course.share_by(self.k)

    @property
    def signed_achieved(self) -> str:
        """What the backlog came down by, in whole persons with its sign."""
        return whole(self.provinces.total.achieved)

    @property
    def signed_after(self) -> str:
        """The net balance with the target of the months that are known."""
        return whole(self.provinces.total.after)

    @property
    def publication_title(self) -> str:
        """The name of the last publication, in the language of the page."""
        return title_of(self.last_publication) if self.last_publication else ""

    @property
    def compare_url(self) -> str:
        """What changed since then, by province and municipality."""
        return compare_url(self.last_publication, self.page.position)

    # ── Parts ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def words(self) -> "monitor_words.Words":
        """Headline and sentences."""
        return monitor_words.words(self)

    @cached_property
    def derivations(self) -> dict[str, Derivation]:
        """How the large figures come about, by name."""
        return monitor_words.derivations(self)

    @cached_property
    def same_month(self) -> SameMonthTable:
        """The month beside that of earlier half-years."""
        return SameMonthTable(self.courses, self.k, lambda period: self.page.url("national", period))

    @cached_property
    def provinces(self) -> Provinces:
        """What provinces brought the backlog down by so far."""
        return provinces(self.page.registry, self.page.position, self.period, self.k)

    @cached_property
    def provinces_before(self) -> Provinces | None:
        """The same in the whole half-year before it; None when nothing is known of that."""
        before = self.period.previous
        if before not in self.known:
            return None
        return provinces(self.page.registry, self.page.position, before, MONTHS_PER_HALF_YEAR)

    @cached_property
    def contributions(self) -> tuple[ContributionTable, ...]:
        """Tables of provinces: this half-year, and the one before it."""
        found = (self.provinces, self.provinces_before)
        return tuple(self.contribution_table(each) for each in found if each is not None)

    def contribution_table(self, found: Provinces) -> ContributionTable:
        """A table of provinces that lead to their own page."""
        return ContributionTable(found, lambda row: self.page.url("province", row.area.slug, found.period))

    @cached_property
    def closings(self) -> list[Closing]:
        """Net and gross at the end of each half-year; the whole target counts."""
        return closings(self.page.position, self.period)

    @cached_property
    def reported(self) -> ReportedTable:
        """How complete the months are that opened by now."""
        marks = provisional_months(self.page.position.seq, [self.period])
        return ReportedTable(self._reported(marks))

    def _reported(self, marks: Sequence[ProvisionalMonth]) -> list[ReportedMonth]:
        return [
            ReportedMonth(figures, sum(mark.month == figures.month for mark in marks))
            for place, figures in enumerate(self.total.months, start=1)
            if place <= self.k or figures.is_reported
        ]

    @cached_property
    def hotel(self) -> HotelTable:
        """The hotel scheme per half-year."""
        return HotelTable(
            {period: balance for period, balance in self.known.items() if period <= self.period}
        )

    @cached_property
    def backtest(self) -> Backtest:
        """How earlier forecasts did; kept for as long as the same days and closes are known."""
        page = self.page
        days = forecast_days(page.registry, self.known, self.today)
        closed: dict[HalfYear, AreaBalance] = {day.period: self.known[day.period] for day in days}
        key = page.key("backtest", days, sorted(closed.items()))
        found: Backtest | None = cache.get(key)
        if found is None:
            found = earlier_forecasts(days, closed, page.position.seq)
            cache.set(key, found, DAY)
        return found

    @cached_property
    def last_publication(self) -> Published | None:
        """The last publication before the position that is shown, but for those that were withdrawn."""
        position = self.page.position
        return next(
            (
                each
                for each in valid_publications(self.page.state.publications)
                if each != position.publication and each.day <= position.today and each.seq <= position.seq
            ),
            None,
        )

    @cached_property
    def changed(self) -> ChangedTable | None:
        """What is different from it, in national figures; None without a publication."""
        last = self.last_publication
        if last is None:
            return None
        return ChangedTable(changed_sums(national_sums(last.seq), self.sums))
