"""What a run found, as tables: pages beside their yardsticks, growth, weight, and the journal."""

from dataclasses import dataclass, field

from tests.benchmarks.journals import Written
from tests.benchmarks.measuring import (
    BARE,
    COLD,
    MILLION,
    PUBLIC_COLD,
    PUBLIC_UNCHANGED,
    PUBLIC_WARM,
    TODAY,
    TWENTY_YEARS,
    UNCHANGED,
    WARM,
    Measured,
)
from tests.benchmarks.pages import ADMINISTRATION, AS_OF, CURRENT, FRONT, Page
from tests.benchmarks.tables import Table


@dataclass
class Run:
    """Everything that a run found. Bytes of a first visit are those of the front page."""

    found: Measured = field(default_factory=Measured)
    journals: dict[str, Written] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    verified: dict[str, float] = field(default_factory=dict)
    first_visit: int = 0
    next_pages: dict[str, int] = field(default_factory=dict)


def tables(run: Run) -> list[Table]:
    """All tables but the targets."""
    made = [_pages(run), _public(run), _as_of(run), _weights(run), _journals(run)]
    if MILLION in run.journals:
        made.insert(1, _growth(run))
    return made


def _pages(run: Run) -> Table:
    found = run.found
    table = Table(
        "pages",
        "Server time (median, ms), queries and bytes per page",
        ("page", "cold", "warm", "304", "bare view", "cold ÷ bare", "warm ÷ bare", "304 ÷ bare",
         "cold ÷ admin", "queries cold", "warm", "304", "bytes", "compressed", "sent"),
    )  # fmt: skip
    administration = found.time(ADMINISTRATION, COLD)
    for page in (*CURRENT, *AS_OF):
        cold, warm, unchanged, bare = (found.time(page, way) for way in (COLD, WARM, UNCHANGED, BARE))
        table.rows.append(
            (
                page.address,
                *map(_ms, (cold, warm, unchanged, bare)),
                *(_times(found.against_bare(page, way)) for way in (COLD, WARM, UNCHANGED)),
                _times(found.against_administration(page)),
                *(str(found.queries[page.address, TODAY, way]) for way in (COLD, WARM, UNCHANGED)),
                *_bytes(found, page),
            )
        )
    table.rows.append(
        (
            "admin: list of /landelijk/2022-2/gemeenten/",
            _ms(administration),
            *("",) * 6,
            _times(1),
            str(found.queries[ADMINISTRATION.address, TODAY, COLD]),
            "",
            "",
            *_bytes(found, ADMINISTRATION),
        )
    )
    return table


def _public(run: Run) -> Table:
    found = run.found
    ways = (PUBLIC_COLD, PUBLIC_WARM, PUBLIC_UNCHANGED)
    table = Table(
        "public",
        "The same addresses for the public, with the last publication (median, ms, and queries)",
        ("page", "cold", "warm", "304", "warm ÷ bare", "304 ÷ bare", "queries cold", "warm", "304"),
    )
    for page in (page for page in CURRENT if page.is_public):
        table.rows.append(
            (
                page.address,
                *(_ms(found.time(page, way)) for way in ways),
                *(_times(found.against_bare(page, way)) for way in ways[1:]),
                *(str(found.queries[page.address, TODAY, way]) for way in ways),
            )
        )
    return table


def _bytes(found: Measured, page: Page) -> tuple[str, str, str]:
    answer = found.compressed[page.address]
    return (
        _number(len(found.plain[page.address].body)),
        _number(len(answer.body)),
        _number(answer.sent),
    )


def _growth(run: Run) -> Table:
    found = run.found
    lines = {name: _number(written.lines) for name, written in run.journals.items()}
    table = Table(
        "growth",
        f"Growth: today {lines[TODAY]} postings; million {lines[MILLION]}; 20 years {lines[TWENTY_YEARS]}"
        " in 40 half-years (median, ms, and ratio to today)",
        ("page", "cold today", "million", "", "20 years", "", "warm today", "million", "", "20 years", "",
         "304 today", "million", "", "20 years", "", "queries today", "million", "20 years"),
    )  # fmt: skip
    for page in (*CURRENT, *AS_OF):
        cells = [page.address]
        for way in (COLD, WARM, UNCHANGED):
            cells.append(_ms(found.time(page, way)))
            for name in (MILLION, TWENTY_YEARS):
                cells += _ms(found.time(page, way, name)), _times(found.growth(page, way, name))
        cells += [str(found.queries[page.address, name, COLD]) for name in (TODAY, MILLION, TWENTY_YEARS)]
        table.rows.append(cells)
    return table


def _as_of(run: Run) -> Table:
    table = Table(
        "as-of",
        "As known on a date, against the same page now (cold, median, ms)",
        ("page", "now", "as known", "ratio"),
    )
    for page in AS_OF:
        now, then = run.found.time(Page(page.current), COLD), run.found.time(page, COLD)
        table.rows.append((page.address, _ms(now), _ms(then), _times(run.found.against_now(page))))
    return table


def _weights(run: Run) -> Table:
    rows = [(f"first visit: {FRONT.address}", _number(run.first_visit))]
    rows += [(f"next page: {address}", _number(size)) for address, size in run.next_pages.items()]
    return Table(
        "weight",
        "Bytes over the line: page, styles, scripts and icon, compressed, headers included; without charts",
        ("visit", "bytes"),
        rows,
    )


def _journals(run: Run) -> Table:
    table = Table(
        "journal",
        "The journal: writing it in one transaction, its size, and `manage.py verify`",
        ("journal", "postings", "written in (s)", "postings/s", "database (MB)", "verified in (s)"),
    )
    names = {TODAY: "demonstration", MILLION: "a million postings", TWENTY_YEARS: "20 years"}
    for name, written in run.journals.items():
        speed = _number(round(written.lines / written.seconds))
        table.rows.append(
            (
                names[name],
                _number(written.lines),
                f"{written.seconds:.1f}",
                speed,
                f"{run.sizes[name] / 1e6:.0f}",
                f"{run.verified[name]:.1f}",
            )
        )
    return table


def _ms(value: float) -> str:
    return f"{value:.1f}"


def _times(value: float) -> str:
    return f"{value:.2f}×"


def _number(value: int) -> str:
    return f"{value:,}"
