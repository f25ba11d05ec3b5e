"""Searching the log: what a filter finds, page by page, in a fixed number of queries."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.models import EventText
from housing.queries.events import EventFilter, all_events, count_events, event_page
from housing.queries.journal import journal_state
from housing.services import events
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, UTRECHT_PROVINCE, ZUID_HOLLAND, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(cast: Cast) -> Cast:
    """Seven events by several people, in several places."""
    with events.acting_from("192.0.2.7"):
        events.record("report.submitted", by=cast.clerk, municipality=ROTTERDAM, texts={"note": "Kalender"})
        events.record("report.returned", by=cast.coordinator, municipality=ROTTERDAM, texts={"reason": "Kal"})
        events.record("report.submitted", by=cast.other_clerk, municipality=UTRECHT)
        events.record("membership.granted", by=cast.administrator, subject=cast.clerk, province=ZUID_HOLLAND)
        events.record("correction.asked", by=cast.clerk, municipality=BARENDRECHT)
        events.record("invitation.sent", by=cast.administrator, texts={"email": "kal@voorbeeld.example"})
    events.record("figures.imported", by=None)
    return cast


def found(**fields: object) -> list[int]:
    return [event.seq for event in all_events(EventFilter(**fields), 100)]


def test_the_newest_come_first(log: Cast) -> None:
    assert found() == [7, 6, 5, 4, 3, 2, 1]


def test_by_action_or_what_it_is_about(log: Cast) -> None:
    assert found(action="report.submitted") == [3, 1]
    assert found(action="report.") == [3, 2, 1]
    assert found(action="report") == []


def test_by_who_did_it_or_whom_it_concerns(log: Cast) -> None:
    assert found(person="CLERK@voorbeeld.example") == [5, 4, 3, 1]
    assert found(person="Administrator") == [6, 4]
    assert found(person="niemand") == []


def test_by_area(log: Cast) -> None:
    assert found(municipality=ROTTERDAM) == [2, 1]
    assert found(province=ZUID_HOLLAND, municipalities=(ROTTERDAM, BARENDRECHT)) == [5, 4, 2, 1]
    assert found(province=UTRECHT_PROVINCE, municipalities=(UTRECHT,)) == [3]


def test_by_moment(log: Cast) -> None:
    now = journal_state().now
    assert len(found(since=now - timedelta(minutes=5), until=now + timedelta(minutes=5))) == 7
    assert found(since=now + timedelta(minutes=1)) == []
    assert found(until=now - timedelta(days=1)) == []
    assert found(since=datetime(1900, 1, 1, tzinfo=now.tzinfo)) == [7, 6, 5, 4, 3, 2, 1]


def test_by_text(log: Cast) -> None:
    assert found(text="kal", with_reports=True) == [6, 2, 1]
    assert found(text="192.0.2") == [6, 5, 4, 3, 2, 1]
    assert found(text="100%") == []


def test_notes_of_reports_are_not_found_by_who_may_not_read_them(log: Cast) -> None:
    assert found(text="kal") == [6]


def test_texts_that_were_erased_are_told_as_such(log: Cast) -> None:
    EventText.objects.filter(event__seq=1, kind="note").delete()
    first = all_events(EventFilter(), 100)[-1]
    assert dict(first.texts) == {"address": "192.0.2.7", "note": None}


def test_pages_turn_both_ways(log: Cast) -> None:
    def seqs(**place: int) -> tuple[list[int], bool, bool]:
        page = event_page(EventFilter(), size=3, **place)
        return [event.seq for event in page.events], page.has_newer, page.has_older

    assert seqs() == ([7, 6, 5], False, True)
    assert seqs(before=5) == ([4, 3, 2], True, True)
    assert seqs(before=2) == ([1], True, False)
    assert seqs(after=1) == ([4, 3, 2], True, True)
    assert seqs(after=4) == ([7, 6, 5], False, True)
    assert seqs(before=1) == ([], True, False)
    assert seqs(after=7) == ([], False, True)


def test_counting_stops(log: Cast) -> None:
    assert count_events(EventFilter(), 100) == 7
    assert count_events(EventFilter(), 3) == 4


def test_queries_do_not_grow(log: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        event_page(EventFilter(person="clerk"), size=2, before=100)
    for _ in range(20):
        events.record("report.submitted", by=log.clerk, municipality=ROTTERDAM, texts={"note": "x"})
    with CaptureQueriesContext(connection) as many:
        event_page(EventFilter(person="clerk"), size=50, before=100)
    assert len(many) == len(few) == 4
