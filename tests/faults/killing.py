"""What is killed in the middle of writing: the database, and workers of the web server."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import requests
from django.db import connections

from housing.models import Report, ReportStep, Submission
from housing.services.report_steps import ensure_reports
from housing.services.verifying import verify
from tests.faults import forms
from tests.faults.outcome import Outcome
from tests.faults.stage import Clerk, Stage

WRITERS = 6
LONGEST_SECONDS = 0.6
PATIENCE = 60


@dataclass
class Writer:
    """A clerk who submits the month again and again; `acknowledged`: tokens that were answered well."""

    code: str
    clerk: Clerk
    version: int
    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[tuple[str, int]] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)

    def write(self, stage: Stage, stop: threading.Event) -> None:
        """Submit until told to stop, or until nobody answers."""
        number = 0
        while not stop.is_set():
            token, number = str(uuid4()), number + 1
            persons = 2 + number % 7
            try:
                answer = stage.submit(
                    self.clerk.browser, persons, version=self.version, code=self.code, token=token
                )
            except requests.RequestException:
                self.unanswered.append((token, persons))
                return
            if not forms.is_submitted(answer):
                self.unclear.append(answer.status_code)
                return
            self.acknowledged.append(token)
            self.version += 1


def killed_databases(stage: Stage, rounds: int) -> Outcome:
    """Kill PostgreSQL while clerks submit, let it recover, and look for what was acknowledged."""
    database = stage.world.database
    chance = random.Random(7)
    writers = _writers(stage)
    rude: list[int] = []
    for _ in range(rounds):
        _begin_round(stage, writers)
        _while_writing(stage, writers, chance, database.kill)
        connections.close_all()
        database.start()
        stage.world.web.wait()
        rude += [code for writer in writers for code in writer.unclear if code != 503]
    lost, extra = _missing(writers)
    findings = verify()
    return Outcome(
        "database",
        "database killed (kill -9) in mid-write",
        rounds,
        "0 acknowledged writes lost, 0 half reports, chain intact; 503 meanwhile",
        f"{lost} of {sum(len(w.acknowledged) for w in writers):,} lost, {extra} half reports, "
        f"chain {'intact' if findings.is_sound else 'BROKEN'}, other answers than 503: "
        f"{', '.join(map(str, rude)) or 'none'}",
        lost == extra == 0 and findings.is_sound and not rude,
    )


def killed_workers(stage: Stage, rounds: int) -> Outcome:
    """Kill a worker of the web server while clerks submit; who got no answer sends the form again."""
    chance = random.Random(11)
    writers = _writers(stage)
    twice = failed = 0
    for _ in range(rounds):
        _begin_round(stage, writers)
        _while_writing(stage, writers, chance, stage.world.web.kill_worker)
        stage.world.web.wait()
        for writer in writers:
            for token, persons in writer.unanswered:
                before = ReportStep.objects.filter(municipality_id=writer.code).count()
                was_there = Submission.objects.filter(token=token).exists()
                answer = stage.submit(
                    writer.clerk.another_browser(),
                    persons,
                    version=writer.version,
                    code=writer.code,
                    token=token,
                )
                failed += not forms.is_submitted(answer)
                more = ReportStep.objects.filter(municipality_id=writer.code).count() - before
                twice += more != (0 if was_there else 1)
                writer.acknowledged.append(token)
            writer.unanswered.clear()
    lost, extra = _missing(writers)
    findings = verify()
    return Outcome(
        "workers",
        "web worker killed (kill -9) in mid-submit; the same form sent again",
        rounds,
        "0 lost, 0 posted twice, chain intact",
        f"{lost} of {sum(len(w.acknowledged) for w in writers):,} lost, {twice + extra} posted twice, "
        f"{failed} refused, chain {'intact' if findings.is_sound else 'BROKEN'}",
        lost == extra == twice == failed == 0 and findings.is_sound,
    )


def _writers(stage: Stage) -> list[Writer]:
    codes = stage.lasting[-WRITERS:]
    clerks = stage.clerk_of_each(codes)
    for code in codes:
        ensure_reports(code, [stage.month])
    return [Writer(code, clerks[code], 0) for code in codes]


def _begin_round(stage: Stage, writers: list[Writer]) -> None:
    for writer in writers:
        writer.version = stage.report(writer.code).version
        writer.unclear.clear()
        writer.unanswered.clear()


def _while_writing(
    stage: Stage, writers: list[Writer], chance: random.Random, strike: Callable[[], None]
) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=writer.write, args=(stage, stop)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0.1, LONGEST_SECONDS))
    strike()
    time.sleep(0.1)
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)


def _missing(writers: list[Writer]) -> tuple[int, int]:
    """Acknowledged submissions that are not there, and reports whose steps are not as many as their forms."""
    lost = extra = 0
    for writer in writers:
        kept = set(
            map(str, Submission.objects.filter(user=writer.clerk.user).values_list("token", flat=True))
        )
        lost += len(set(writer.acknowledged) - kept)
        steps = ReportStep.objects.filter(recorded_by=writer.clerk.user).count()
        submissions = Report.objects.get(municipality_id=writer.code).submission
        extra += steps != len(kept) or submissions < steps
    return lost, extra
