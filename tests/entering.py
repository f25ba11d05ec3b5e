"""Rotterdam enters last month in the tests: drafts, what it submits, and COA's count beside it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import Placement, Report, Submission, User
from housing.queries.journal import journal_state
from housing.services.report_steps import Taken, locked, take
from housing.services.reporting import MonthInput, SubmissionRefusedError, Submitted, save_draft, submit
from tests import reviews
from tests.cast import ROTTERDAM
from tests.reviews import area

LAST = Month.containing(timezone.localdate().replace(day=1) - timedelta(days=1))
PERIOD = LAST.half_year


def draft(by: User, counts: Counts, version: int = 0, note: str = "", month: Month = LAST) -> Report:
    """Save a draft that started from this version."""
    return save_draft(
        by=by, municipality=area(ROTTERDAM), month=month, counts=counts, note=note, version=version
    )


def send(by: User, *inputs: MonthInput, token: UUID | None = None) -> Submitted:
    """Submit months; each time as another form, unless a token is given."""
    return submit(by=by, municipality=area(ROTTERDAM), inputs=inputs, token=token or uuid4())


def submitted(
    by: User, counts: Counts, version: int = 0, month: Month = LAST, explanation: str = ""
) -> Submitted:
    """Submit one month."""
    return send(by, MonthInput(month, counts, version=version, explanation=explanation))


def step(by: User, which: Step, reason: str = "") -> None:
    """Take last month's report one step further, as a reviewer does."""
    pk = Report.objects.get(municipality_id=ROTTERDAM, month=LAST.first_day).pk
    [row] = locked([pk])
    row.review_reason = reason
    take([Taken(row, which)], by=by, now=journal_state().now)


def coa(persons: int, month: Month = LAST) -> None:
    """COA's overview counts so many persons in Rotterdam."""
    reviews.coa(ROTTERDAM, persons, month)


def version() -> int:
    """The version of the only report; 0 while there is none."""
    return Report.objects.values_list("version", flat=True).first() or 0


def refused(by: User, *inputs: MonthInput) -> SubmissionRefusedError:
    """Submit months that are refused, so that nothing is posted; why."""
    with pytest.raises(SubmissionRefusedError) as caught:
        send(by, *inputs)
    assert not Placement.objects.filter(recorded_by=by).exists()
    assert not Submission.objects.exists()
    return caught.value
