"""Months entered at the same time: twice the same form, and two people in one draft."""

from uuid import uuid4

import pytest

from housing.domain.reporting import Counts
from housing.models import (
    Placement,
    Report,
    ReportStep,
)
from housing.services.reporting import (
    MonthInput,
    Submitted,
    save_draft,
    submit,
)
from tests.cast import ROTTERDAM, make_cast
from tests.entering import LAST, version
from tests.reviews import area
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_posts_once() -> None:
    people, place = make_cast(), area(ROTTERDAM)
    for _ in range(5):
        token, before = uuid4(), version()
        given = [MonthInput(LAST, Counts(before + 1), version=before)]
        answers = at_once(
            *[lambda: submit(by=people.clerk, municipality=place, inputs=given, token=token)] * 2  # noqa: B023
        )
        assert all(isinstance(answer, Submitted) for answer in answers), answers
        assert sorted(answer.is_repeat for answer in answers) == [False, True]  # type: ignore[attr-defined]
    assert Report.objects.get().submission == 5
    assert ReportStep.objects.count() == 5
    assert sum(Placement.objects.values_list("persons", flat=True)) == Report.objects.get().submitted_home


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_lose_nothing() -> None:
    people, place = make_cast(), area(ROTTERDAM)
    answers = at_once(
        lambda: save_draft(
            by=people.clerk, municipality=place, month=LAST, counts=Counts(1), note="", version=0
        ),
        lambda: save_draft(
            by=people.second_clerk, municipality=place, month=LAST, counts=Counts(2), note="", version=0
        ),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["DraftConflict", "Report"]
    [kept] = [answer for answer in answers if isinstance(answer, Report)]
    assert Report.objects.get().home == kept.home
