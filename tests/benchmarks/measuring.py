"""Many requests in turns, so that noise hits all alike: pages cold, warm and unchanged, and yardsticks.

The pages are those of somebody with a role, who sees the current position; beside them, on today's journal,
the same addresses as anybody gets them, with the last publication.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from statistics import median
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.browser import Answer, Browser
from tests.benchmarks.databases import Databases
from tests.benchmarks.pages import ADMINISTRATION, Page
from tests.benchmarks.urls import bare_content

COLD, WARM, UNCHANGED, BARE = "cold", "warm", "304", "bare"
PUBLIC_COLD, PUBLIC_WARM, PUBLIC_UNCHANGED = "public cold", "public warm", "public 304"
TODAY, MILLION, TWENTY_YEARS = "bench_today", "bench_million", "bench_twenty_years"

pages_kept = caches["template_fragments"]

#: Address, database and way of asking.
Place = tuple[str, str, str]


@dataclass
class Measured:
    """Times by page, database and way of asking; queries likewise; and the bytes of today's answers."""

    times: dict[Place, list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[Place, int] = field(default_factory=dict)
    plain: dict[str, Answer] = field(default_factory=dict)
    compressed: dict[str, Answer] = field(default_factory=dict)

    def time(self, page: Page, way: str, database: str = TODAY) -> float:
        """The median, in milliseconds."""
        return median(self.times[page.address, database, way])

    def ratio(self, place: Place, to: Place) -> float:
        """How many times as long as another request of the same round; the median over the rounds."""
        pairs = zip(self.times[place], self.times[to], strict=False)
        return median(mine / other for mine, other in pairs)

    def growth(self, page: Page, way: str, database: str) -> float:
        """How many times today's time."""
        return self.ratio((page.address, database, way), (page.address, TODAY, way))

    def against_bare(self, page: Page, way: str) -> float:
        """How many times the bare view's time."""
        return self.ratio((page.address, TODAY, way), (page.address, TODAY, BARE))

    def against_now(self, page: Page) -> float:
        """How many times the time of the same page at the current position, both cold."""
        return self.ratio((page.address, TODAY, COLD), (page.current, TODAY, COLD))

    def against_administration(self, page: Page) -> float:
        """How many times the time of the administration's list, cold."""
        return self.ratio((page.address, TODAY, COLD), (ADMINISTRATION.address, TODAY, COLD))


class Bench:
    """Measures pages on several databases. `visitor` has no cookies; `official` is signed in on each."""

    def __init__(self, databases: Databases, visitor: Browser, official: Browser) -> None:
        self.found = Measured()
        self._databases = databases
        self._visitor = visitor
        self._official = official
        self._shuffle = random.Random(0).shuffle
        self._etags: dict[Place, str] = {}
        self._bare: dict[str, int] = {}

    def prepare(self, pages: Iterable[Page], names: Sequence[str]) -> None:
        """Ask for each page on each database without a clock: warms up, counts queries and bytes."""
        for page in pages:
            for name in names:
                self._databases.use(name)
                self._official.get(page.address)
                self._prepare(page, name, self._official, (COLD, WARM, UNCHANGED))
        self._databases.use(TODAY)
        for page in pages:
            self._weigh(page)
            if page.is_public and not page.current:
                self._prepare(page, TODAY, self._visitor, (PUBLIC_COLD, PUBLIC_WARM, PUBLIC_UNCHANGED))
        self._weigh(ADMINISTRATION)
        self._count(ADMINISTRATION, TODAY, COLD, self._official)

    def round(self, turns: Sequence[tuple[Page, str]]) -> None:
        """Each page once in every way on the database named with it, in an order that differs every round.

        What is compared follows closely: machines are slower at one time than at another.
        """
        groups: dict[str, list[tuple[Page, str]]] = defaultdict(list)
        for page, name in turns:
            groups[page.current or page.address].append((page, name))
        order = list(groups.values())
        self._shuffle(order)
        for group in order:
            self._shuffle(group)
        for page, name in chain.from_iterable(order):
            self._databases.use(name)
            if page is ADMINISTRATION:
                self._time(page, name, COLD, self._official)
                continue
            self._time_each(page, name, self._official, (COLD, WARM, UNCHANGED))
            if name == TODAY:
                answer = self._visitor.get(f"/kaal/{self._bare[page.address]}")
                self.found.times[page.address, name, BARE].append(answer.milliseconds)
            if name == TODAY and page.is_public and not page.current:
                self._time_each(page, name, self._visitor, (PUBLIC_COLD, PUBLIC_WARM, PUBLIC_UNCHANGED))

    def _prepare(self, page: Page, name: str, browser: Browser, ways: tuple[str, str, str]) -> None:
        cold, warm, unchanged = ways
        pages_kept.clear()
        etag = self._count(page, name, cold, browser).headers["ETag"]
        self._etags[page.address, name, unchanged] = etag
        self._count(page, name, warm, browser)
        self._count(page, name, unchanged, browser, etag=etag)

    def _time_each(self, page: Page, name: str, browser: Browser, ways: tuple[str, str, str]) -> None:
        cold, warm, unchanged = ways
        pages_kept.clear()
        self._time(page, name, cold, browser)
        self._time(page, name, warm, browser)
        self._time(page, name, unchanged, browser, etag=self._etags[page.address, name, unchanged])

    def _weigh(self, page: Page) -> None:
        plain = self._official.get(page.address, compressed=False)
        self.found.plain[page.address] = plain
        self.found.compressed[page.address] = self._official.get(page.address)
        self._bare[page.address] = len(bare_content)
        bare_content.append((plain.body, plain.headers["Content-Type"]))

    def _count(self, page: Page, name: str, way: str, browser: Browser, **how: Any) -> Answer:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(page.address, **how)
        self.found.queries[page.address, name, way] = len(queries)
        return answer

    def _time(self, page: Page, name: str, way: str, browser: Browser, **how: Any) -> None:
        answer = browser.get(page.address, **how)
        self.found.times[page.address, name, way].append(answer.milliseconds)
