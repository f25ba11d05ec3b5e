"""A whole run: make the journals, measure by turns, verify, and put what was found into words."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import django
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from housing.domain.roles import Role
from housing.models import Membership, User
from housing.queries.journal import journal_state
from housing.services.demonstration.load import load_demonstration
from housing.services.verifying import verify
from tests.benchmarks.browser import Browser
from tests.benchmarks.databases import Databases, databases
from tests.benchmarks.journals import (
    Written,
    lines_of_journal,
    reports_of_journal,
    write_many,
    write_twenty_years,
)
from tests.benchmarks.measuring import MILLION, TODAY, TWENTY_YEARS, Bench
from tests.benchmarks.pages import ADMINISTRATION, AS_OF, CURRENT, FRONT, PAGES
from tests.benchmarks.report import Run, tables
from tests.benchmarks.targets import targets
from tests.benchmarks.weight import files, weight

#: A million postings, and at least 100 times the demonstration's.
LEAST, TIMES = 1_000_000, 100
#: An earlier position of a large journal takes off a great many postings: few rounds tell enough.
SLOW_ROUNDS = 5
#: The session of the official, the same on every database.
SESSION = "benchmark" + 23 * "0"


def run(rounds: int, *, is_large: bool) -> dict[str, str]:
    """The tables by name, and where they were measured ("conditions")."""
    found = Run()
    with databases() as made:
        conditions = _conditions(rounds, made.version())
        _journals(found, made, is_large=is_large)
        visitor, official = Browser(), Browser(f"{settings.SESSION_COOKIE_NAME}={SESSION}")
        bench = Bench(made, visitor, official)
        found.found = bench.found
        busy = _measure(bench, rounds, list(found.journals))
        made.use(TODAY)
        _weigh(found, visitor)
        for name in found.journals:
            made.use(name)
            _say(f"verifying {name}")
            found.verified[name] = _seconds(_verify)
    made_tables = [targets(found), *tables(found)]
    parts = {table.name: f"**{table.title}**\n\n{table.markdown()}" for table in made_tables}
    return {"conditions": conditions + busy, **parts}


def _journals(found: Run, made: Databases, *, is_large: bool) -> None:
    """Make the databases, with an official who is signed in on each."""
    _say("the demonstration")
    made.create(TODAY, lambda: _loaded(found))
    lines, reports = lines_of_journal(), reports_of_journal()
    fills: dict[str, Callable[[], Written]] = {
        MILLION: lambda: write_many(lines, reports, max(LEAST, TIMES * len(lines))),
        TWENTY_YEARS: lambda: write_twenty_years(lines, reports),
    }
    for name, fill in fills.items() if is_large else ():
        _say(f"{name}: writing")
        made.create(name, lambda name=name, fill=fill: found.journals.update({name: fill()}))
    for name in found.journals:
        made.use(name)
        found.sizes[name] = made.size()
        _sign_in_official()


def _sign_in_official() -> None:
    """Somebody who reads everything, and the technical administration."""
    user = User.objects.create_superuser("benchmark@example.org")
    Membership.objects.create(user=user, role=Role.MINISTRY_READER.value)
    client = Client()
    client.force_login(user)
    Session.objects.filter(session_key=client.session.session_key).update(session_key=SESSION)


def _loaded(found: Run) -> None:
    seconds = _seconds(load_demonstration)
    found.journals[TODAY] = Written(journal_state().seq, seconds)


def _measure(bench: Bench, rounds: int, names: list[str]) -> str:
    """All rounds; tells how busy the machine was with other things."""
    bench.prepare((*CURRENT, *AS_OF), names)
    turns = [(page, name) for page in CURRENT for name in names]
    turns += [(page, TODAY) for page in (*AS_OF, ADMINISTRATION)]
    slow = [(page, name) for page in AS_OF for name in names[1:]]
    before = os.getloadavg()[0]
    for number in range(rounds):
        _say(f"round {number + 1} of {rounds}")
        bench.round(turns + (slow if number < SLOW_ROUNDS else []))
    return f" Load average before and after the rounds: {before:.1f} and {os.getloadavg()[0]:.1f}."


def _weigh(found: Run, visitor: Browser) -> None:
    found.first_visit = weight(visitor, FRONT.address, set())
    kept = files(visitor, FRONT.address)
    found.next_pages = {page.address: weight(visitor, page.address, kept) for page in PAGES}


def _verify() -> None:
    findings = verify()
    if not findings.is_sound:
        raise RuntimeError(f"{connection.settings_dict['NAME']}: {findings.wrong[:3]}")


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _conditions(rounds: int, server: str) -> str:
    processor = next(_processor(), platform.machine())
    return (
        f"{os.cpu_count()} processors ({processor}), Python {platform.python_version()},"
        f" Django {django.get_version()}, {server} on the same machine; {rounds} rounds."
    )


def _processor() -> Iterator[str]:
    known = Path("/proc/cpuinfo")
    for line in known.read_text().splitlines() if known.exists() else ():
        if line.startswith("model name"):
            yield line.partition(":")[2].strip()


def _say(what: str) -> None:
    sys.stderr.write(f"{what} …\n")
    sys.stderr.flush()
