"""Many at once: editors of one report, the same form twice, approval while editing, everybody in a minute."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

import requests

from housing.models import Event, Placement, Report, ReportStep
from housing.services.report_steps import ensure_reports
from housing.services.verifying import verify
from tests.faults import forms
from tests.faults.outcome import Outcome, percentile
from tests.faults.stage import Clerk, Stage

Result = TypeVar("Result")
#: By how much one of two may start before the other, in seconds.
LONGEST_LEAD = 0.15


def at_once(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start all jobs at the same moment, each in a thread, and wait for what they give."""
    barrier = threading.Barrier(len(jobs))

    def start(job: Callable[[], Result]) -> Result:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(start, job) for job in jobs]]


def many_editors(stage: Stage, editors: int, rounds: int) -> Outcome:
    """All editors save the same month from the same version: one wins, the others see both values."""
    clerks = stage.clerks(editors)
    ensure_reports(stage.place.code, [stage.month])
    lost = blind = won_twice = 0
    for number in range(rounds):
        before = stage.report()
        values = [number * editors + index + 1 for index in range(editors)]
        answers = at_once(
            [
                lambda clerk=clerk, value=value, before=before: forms.save_draft(  # type: ignore[misc]
                    clerk.browser,
                    stage.world.url(forms.draft_path(stage.place, stage.period)),
                    user=clerk.user.pk,
                    month=stage.month,
                    persons=value,
                    version=before.version,
                )
                for clerk, value in zip(clerks, values, strict=True)
            ]
        )
        after = stage.report()
        winners = [value for value, answer in zip(values, answers, strict=True) if answer.status_code == 200]
        won_twice += len(winners) != 1 or after.version != before.version + 1
        lost += after.home not in winners
        for value, answer in zip(values, answers, strict=True):
            if answer.status_code != 200:
                blind += not forms.shows_both(answer, mine=value, theirs=after.home)
    return Outcome(
        "editors",
        f"{editors} editors save the same month at the same moment",
        rounds,
        "0 lost updates; every loser sees both values",
        f"{lost} lost, {won_twice} rounds without exactly one winner, {blind} losers who did not see both",
        lost == blind == won_twice == 0,
    )


def double_submits(stage: Stage, rounds: int) -> Outcome:
    """The same form twice at the same moment: one set of postings, one event, the same answer."""
    [clerk] = stage.clerks(1)
    windows = [clerk.another_browser(), clerk.another_browser()]
    ensure_reports(stage.place.code, [stage.month])
    wrong = refused = 0
    for number in range(rounds):
        before, counted = stage.report(), _counted(stage)
        token = str(uuid4())
        answers = at_once(
            [
                lambda window=window, number=number, before=before, token=token: stage.submit(  # type: ignore[misc]
                    window, 5 + number % 2, version=before.version, token=token
                )
                for window in windows
            ]
        )
        refused += any(not forms.is_submitted(answer) for answer in answers)
        more = [now - then for now, then in zip(_counted(stage), counted, strict=True)]
        wrong += more != [1, 1, 1]
    return Outcome(
        "doubles",
        "the same submission sent twice",
        rounds,
        "one set of postings, one event",
        f"{wrong} rounds with another number, {refused} with a refusal",
        wrong == refused == 0,
    )


def approve_while_editing(stage: Stage, rounds: int) -> Outcome:
    """A coordinator approves what was read while the clerk submits something else."""
    [clerk] = stage.clerks(1)
    coordinator = stage.coordinator()
    ensure_reports(stage.place.code, [stage.month])
    chance = random.Random(3)
    unseen = stuck = 0
    won = {"approved": 0, "changed": 0}
    for number in range(rounds):
        _open_again(stage, clerk, coordinator, 20 + number % 3)
        read = stage.report()
        # Sometimes the one comes first, sometimes the other.
        head_start = chance.uniform(-LONGEST_LEAD, LONGEST_LEAD)

        def approve(read: Report = read, wait: float = max(0.0, head_start)) -> requests.Response:
            time.sleep(wait)
            queue = stage.world.url(forms.review_path(stage.province, stage.period))
            return forms.approve(coordinator.browser, queue, {read.pk: read.submission})

        def change(
            number: int = number, read: Report = read, wait: float = max(0.0, -head_start)
        ) -> requests.Response:
            time.sleep(wait)
            return stage.submit(clerk.browser, 30 + number % 3, version=read.version)

        at_once([approve, change])
        after = stage.report()
        if after.state == Report.State.APPROVED:
            won["approved"] += 1
            unseen += (after.submission, after.submitted) != (read.submission, read.submitted)
        else:
            won["changed"] += 1
            stuck += after.submission != read.submission + 1
    approved = ReportStep.objects.filter(report=stage.report(), state="approved")
    return Outcome(
        "approvals",
        "approve while it is being edited",
        rounds,
        "never approved what was not reviewed",
        f"{unseen} unseen approvals, {stuck} lost submissions ({won['approved']} approved as read, "
        f"{won['changed']} changed first; {approved.count()} approvals in all)",
        unseen == stuck == 0,
    )


def everybody_in_a_minute(stage: Stage, municipalities: int, seconds: float) -> Outcome:
    """All municipalities submit their month, spread evenly over a minute."""
    codes = stage.lasting[:municipalities]
    clerks = stage.clerk_of_each(codes)
    versions = {}
    for code in codes:
        ensure_reports(code, [stage.month])
        versions[code] = stage.report(code).version
    start = time.monotonic() + 0.5
    took: list[float] = []
    late = []

    def send(index: int, code: str) -> bool:
        wait = start + index * seconds / len(codes) - time.monotonic()
        time.sleep(max(0.0, wait))
        late.append(-min(0.0, wait))
        began = time.monotonic()
        answer = stage.submit(clerks[code].browser, 3 + index % 5, version=versions[code], code=code)
        took.append(time.monotonic() - began)
        return forms.is_submitted(answer)

    with ThreadPoolExecutor(24) as pool:
        done = list(pool.map(lambda pair: send(*pair), enumerate(codes)))
    there = Report.objects.filter(
        municipality_id__in=codes, month=stage.month.first_day, state=Report.State.SUBMITTED
    ).count()
    p95 = percentile(took, 0.95)
    sound = verify().is_sound
    return Outcome(
        "minute",
        f"{len(codes)} municipalities submit within {seconds:.0f} s",
        len(codes),
        "95% within 200 ms; 0 lost",
        f"median {percentile(took, 0.5) * 1000:.0f} ms, 95% within {p95 * 1000:.0f} ms, "
        f"{len(codes) - there} lost, journal {'sound' if sound else 'NOT SOUND'}",
        p95 <= 0.2 and all(done) and there == len(codes) and sound,
    )


def _open_again(stage: Stage, clerk: Clerk, coordinator: Clerk, persons: int) -> None:
    """Make the month wait for review with these persons, whatever it was before."""
    report = stage.report()
    if report.state == Report.State.APPROVED:
        from housing.services.reviewing import reopen

        reopen(by=coordinator.user, province=stage.province, report_id=report.pk, reason="Nog een ronde")
        report = stage.report()
    answer = stage.submit(clerk.browser, persons, version=report.version)
    if not forms.is_submitted(answer):
        raise RuntimeError(f"The month was not submitted: {answer.status_code}")


def _counted(stage: Stage) -> list[int]:
    """Placements, steps and events of the month so far."""
    report = stage.report()
    here: dict[str, Any] = {"municipality_id": report.municipality_id, "month": report.month}
    return [
        Placement.objects.filter(**here).count(),
        ReportStep.objects.filter(report=report).count(),
        Event.objects.filter(report=report).count(),
    ]
