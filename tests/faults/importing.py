"""A worker that is killed in the middle of an import: all or nothing, and the retry gives the same."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from housing.local.places import CHECKOUT
from housing.models import JournalHead, Municipality
from housing.queries.journal import journal_state
from housing.services.verifying import verify
from tests.faults.outcome import Outcome

COMMAND = (sys.executable, str(CHECKOUT / "manage.py"), "import_figures")
KIND = ("--kind", "placements")


def killed_imports(folder: Path, rounds: int) -> Outcome:
    """Kill the import at a moment of chance, look, and do it again; each round has a month of its own."""
    chance = random.Random(2022)
    partial = different = cut = 0
    seconds = _time_of_one(folder)
    for number in range(rounds):
        file, lines = _file(folder, number + 1)
        before = _head()
        process = subprocess.Popen(
            (*COMMAND, str(file), *KIND), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.4, 1.05) * seconds)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            cut += 1
        process.wait()
        _wait_for_the_server()
        partial += _head() - before not in (0, lines)
        for _ in range(2):  # the retry, and once more: it changes nothing
            subprocess.run((*COMMAND, str(file), *KIND), check=True, stdout=subprocess.DEVNULL)
        different += _head() - before != lines
    findings = verify()
    return Outcome(
        "import",
        "worker killed in mid-import",
        rounds,
        "all or nothing; the retry gives the same",
        f"{cut} cut off, {partial} in part, {different} different after the retry, "
        f"journal {'sound' if findings.is_sound else 'NOT SOUND'}",
        partial == different == 0 and findings.is_sound,
    )


def _file(folder: Path, number: int) -> tuple[Path, int]:
    """Homes of all municipalities in one month long ago; how many lines the journal gets."""
    year, month = 2010 + number // 12, number % 12 + 1
    codes = Municipality.objects.filter(valid_from=None, valid_to=None).values_list("code", flat=True)
    rows = [
        f"{year}-{month:02d},{code},home,{1 + number + index % 7},,proef" for index, code in enumerate(codes)
    ]
    file = folder / f"placements-{number}.csv"
    file.write_text("month,municipality_code,kind,persons,recorded_at,source\n" + "\n".join(rows) + "\n")
    return file, len(rows)


def _time_of_one(folder: Path) -> float:
    file, _ = _file(folder, 0)
    started = time.monotonic()
    subprocess.run((*COMMAND, str(file), *KIND), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def _head() -> int:
    return JournalHead.objects.values_list("seq", flat=True).get(id=1)


def _wait_for_the_server() -> None:
    """Until nobody but us is at work: what a killed client had begun is then rolled back or done."""
    assert journal_state()
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.02)
    raise TimeoutError("The database is still at work.")
