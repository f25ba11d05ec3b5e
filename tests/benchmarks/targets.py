"""What reading pages is held to, beside what a run measured."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.benchmarks.measuring import (
    COLD,
    MILLION,
    PUBLIC_COLD,
    PUBLIC_UNCHANGED,
    PUBLIC_WARM,
    TODAY,
    TWENTY_YEARS,
    UNCHANGED,
    WARM,
)
from tests.benchmarks.pages import AS_OF, CHART, CURRENT, FILE, FRONT, MUNICIPALITIES, NATIONAL, Page
from tests.benchmarks.report import Run
from tests.benchmarks.tables import Table

PUBLIC = tuple(page for page in CURRENT if page.is_public)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to stay at or under, and the worst that was measured, with the page where that was."""

    what: str
    limit: float
    measured: float
    unit: str
    where: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is reached, in the figure as it is shown."""
        return float(self._shown(self.measured)) <= self.limit

    def row(self) -> tuple[str, str, str, str, str]:
        """As the table shows it."""
        over = f": {self.measured / self.limit - 1:.0%} over" if self.limit else ""
        return (
            self.what,
            f"≤ {self.limit:g}{self.unit}",
            f"{self._shown(self.measured)}{self.unit}",
            "yes" if self.is_met else f"no{over}",
            self.where,
        )

    def _shown(self, value: float) -> str:
        return f"{value:.2f}" if self.unit == "×" else f"{value:.1f}" if self.unit else f"{value:.0f}"


def targets(run: Run) -> Table:
    """The table of targets."""
    table = Table(
        "targets",
        "Targets (the worst page counts)",
        ("what", "must reach", "measured", "met", "page"),
    )
    table.rows += [target.row() for target in (*_today(run), *_growth(run), *_bytes(run))]
    return table


def _today(run: Run) -> Iterator[Target]:
    found = run.found
    for name, page in (("front page", FRONT), ("national page", NATIONAL)):
        for who, way in (("", COLD), (", public", PUBLIC_COLD)):
            yield Target(f"{name} now, cold{who}", 40, found.time(page, way), " ms")
            yield Target(f"{name} now, cold{who}: queries", 10, found.queries[page.address, TODAY, way], "")
    yield Target("all municipalities, cold", 80, found.time(MUNICIPALITIES, COLD), " ms")
    pages = [page for page in (*CURRENT, *AS_OF) if page not in (CHART, FILE)]
    for who, warm, unchanged, asked in (
        ("signed in", WARM, UNCHANGED, pages),
        ("public", PUBLIC_WARM, PUBLIC_UNCHANGED, [page for page in pages if page in PUBLIC]),
    ):
        yield _against_bare(run, f"pages warm, {who}, against the bare view", asked, warm)
        yield _against_bare(run, f"pages warm (ETag), {who}, against the bare view", asked, unchanged)
        yield _against_bare(run, f"chart and file warm, {who}, against the bare view", (CHART, FILE), warm)
    yield _queries(run, "304 for the public: queries", 2, PUBLIC_UNCHANGED, PUBLIC)
    yield _queries(run, "304 signed in: queries", 4, UNCHANGED, (*CURRENT, *AS_OF))
    then = max((found.against_now(p), p.address) for p in AS_OF)
    yield Target("as known on a date, against now, cold", 2, then[0], "×", then[1])


def _against_bare(run: Run, what: str, pages: Iterable[Page], way: str) -> Target:
    worst = max((run.found.against_bare(p, way), p.address) for p in pages)
    return Target(what, 2, worst[0], "×", worst[1])


def _queries(run: Run, what: str, limit: int, way: str, pages: Iterable[Page]) -> Target:
    worst = max((run.found.queries[p.address, TODAY, way], p.address) for p in pages)
    return Target(what, limit, worst[0], "", worst[1])


def _growth(run: Run) -> Iterator[Target]:
    for name, what in ((MILLION, "a million postings (over 100×)"), (TWENTY_YEARS, "20 years of half-years")):
        if name not in run.journals:
            continue
        for way in (COLD, WARM):
            worst = max((run.found.growth(p, way, name), p.address) for p in CURRENT)
            yield Target(f"{what}, against today, {way}", 1.2, worst[0], "×", worst[1])
        more = max(
            (run.found.queries[p.address, name, COLD] - run.found.queries[p.address, TODAY, COLD], p.address)
            for p in CURRENT
        )
        yield Target(f"{what}: more queries than today", 0, more[0], "", more[1])
    if MILLION in run.journals:
        written = run.journals[MILLION]
        yield Target("a million postings written", 60, written.seconds / written.lines * 1e6, " s")


def _bytes(run: Run) -> Iterator[Target]:
    yield Target("bytes, first visit", 60, run.first_visit / 1000, " kB", FRONT.address)
    heaviest = max((size, address) for address, size in run.next_pages.items())
    yield Target("bytes, next page", 10, heaviest[0] / 1000, " kB", heaviest[1])
