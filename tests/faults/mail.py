"""The mail server is away: work goes on, the mail stays owed, and is sent once when it is back."""

import os
import subprocess
import sys

from housing.local.places import CHECKOUT
from housing.models import Mail, Report
from housing.services.report_steps import ensure_reports
from tests.faults import forms
from tests.faults.outcome import Outcome
from tests.faults.sink import Sink
from tests.faults.stage import Stage

ELSEWHERE = "GM0489"


def mail_server_gone(stage: Stage) -> Outcome:
    """A coordinator returns a month while nobody takes mail; later the mail arrives, once."""
    clerk = stage.clerk_of_each([ELSEWHERE])[ELSEWHERE]
    coordinator = stage.coordinator()
    ensure_reports(ELSEWHERE, [stage.month])
    stage.submit(clerk.browser, 4, version=stage.report(ELSEWHERE).version, code=ELSEWHERE)
    report = stage.report(ELSEWHERE)
    forms.send_back(
        coordinator.browser,
        stage.world.url(
            forms.review_month_path(stage.province, stage.areas.municipalities[ELSEWHERE], stage.month)
        ),
        report.pk,
        report.submission,
    )
    is_returned = stage.report(ELSEWHERE).state == Report.State.RETURNED
    owed = Mail.objects.filter(kind=Mail.Kind.RETURNED, sent_at=None).count()
    # The pause between attempts is not what is tried here.
    Mail.objects.filter(sent_at=None).update(attempts=0)
    sink = Sink(stage.world.mail_port)
    try:
        _remind()
        _remind()
    finally:
        sink.close()
    to_clerk = sum(f"To: {clerk.user.email}".encode() in letter for letter in sink.letters)
    returned = Mail.objects.filter(kind=Mail.Kind.RETURNED)
    return Outcome(
        "mail",
        "mail server gone while a month is returned",
        1,
        "the month is returned, the mail is sent once afterwards",
        f"{'returned' if is_returned else 'NOT RETURNED'}, {owed} owed, "
        f"{returned.exclude(sent_at=None).count()} sent after, {to_clerk} received",
        is_returned and owed >= 1 and to_clerk >= 1 and len(sink.letters) == len(set(sink.letters)),
    )


def _remind() -> None:
    subprocess.run(
        (sys.executable, str(CHECKOUT / "manage.py"), "remind"),
        env=dict(os.environ),
        check=True,
        stdout=subprocess.DEVNULL,
    )
