"""Posting in order of time, with the transfers of mergers."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError

from housing.domain.periods import HalfYear
from housing.models import Adjustment, Announcement, JournalHead, Placement, Target
from housing.queries.journal import AMSTERDAM
from housing.queries.sums import national_sums
from housing.services.posting import Posted, book_due_mergers, ensure_periods, post
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
BEEMSTER, PURMEREND, UTRECHT, WEESP, CITY = "GM0370", "GM0439", "GM0344", "GM0457", "GM0363"
FIRST, SECOND = HalfYear(2021, 2), HalfYear(2022, 1)


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=AMSTERDAM)


def opening(code: str, persons: int, when: datetime) -> Adjustment:
    ensure_periods([FIRST, SECOND])
    return Adjustment(
        municipality_id=code, period_id="2021-2", type="opening", persons=persons, recorded_at=when
    )


def home(code: str, month: date, persons: int, when: datetime | None) -> Placement:
    period = HalfYear.containing(month)
    ensure_periods([period])
    return Placement(
        municipality_id=code,
        period_id=str(period),
        month=month,
        kind="home",
        persons=persons,
        recorded_at=when,
    )


def test_lines_go_in_order_of_time_and_those_without_a_moment_last() -> None:
    lines = [
        home(UTRECHT, date(2022, 2, 1), 3, None),
        home(UTRECHT, date(2022, 1, 1), 2, at(2022, 2, 3)),
        opening(UTRECHT, -5, at(2021, 7, 1)),
    ]
    assert post(lines=lines) == Posted(3, 0)
    assert [line.persons for line in Placement.objects.order_by("seq")] == [2, 3]
    assert Adjustment.objects.get().seq == 1


def test_announcement_and_its_targets_in_one_go() -> None:
    ensure_periods([SECOND])
    announcement = Announcement(
        period_id="2022-1", persons=10_000, population_date=date(2021, 1, 1), announced_on=date(2021, 10, 1)
    )
    post(
        lines=[
            Target(municipality_id=UTRECHT, period_id="2022-1", persons=200, announcement=announcement),
            announcement,
        ]
    )
    assert Target.objects.get().announcement == Announcement.objects.get()


def test_nothing_posted_is_nothing_done() -> None:
    assert post(lines=[]) == Posted(0, 0)
    assert JournalHead.objects.get().seq == 0


def test_a_wrong_line_takes_all_others_with_it() -> None:
    lines = [opening(UTRECHT, -5, at(2021, 7, 1)), home(WEESP, date(2022, 5, 1), 1, at(2022, 6, 1))]
    with pytest.raises(DatabaseError, match="did not exist"):
        post(lines=lines)


def transfers() -> list[tuple[str, int, date | None]]:
    lines = Adjustment.objects.filter(type="merger").order_by("seq")
    return [
        (line.municipality_id, line.persons, line.recorded_at.astimezone(AMSTERDAM).date()) for line in lines
    ]


def test_the_balance_passes_when_the_journal_passes_the_day() -> None:
    result = post(
        lines=[
            opening(BEEMSTER, -12, at(2021, 7, 1)),
            home(BEEMSTER, date(2021, 7, 1), 4, at(2021, 8, 3)),
            home(UTRECHT, date(2021, 12, 1), 1, at(2022, 1, 4)),
        ]
    )
    assert result == Posted(3, 2)
    assert transfers() == [(BEEMSTER, 8, date(2022, 1, 1)), (PURMEREND, -8, date(2022, 1, 1))]
    assert national_sums(JournalHead.objects.get().seq)["2021-2"]["closing"] == -12 + 4 + 1


def test_a_late_report_brings_a_transfer_of_its_own() -> None:
    post(lines=[opening(BEEMSTER, -12, at(2021, 7, 1)), home(UTRECHT, date(2021, 12, 1), 1, at(2022, 1, 4))])
    post(lines=[home(BEEMSTER, date(2021, 12, 1), 5, at(2022, 1, 6))])
    assert transfers()[2:] == [(BEEMSTER, -5, date(2022, 1, 6)), (PURMEREND, 5, date(2022, 1, 6))]


def test_a_merger_inside_a_half_year_passes_that_days_balance(ledger: Ledger) -> None:
    ledger.target(WEESP, "2022-1", 20, date(2022, 1, 1))
    ledger.home(WEESP, "2022-01", 6, date(2022, 2, 3))
    ledger.home(CITY, "2022-03", 9, date(2022, 4, 5))
    assert transfers() == [(CITY, -14, date(2022, 3, 24)), (WEESP, 14, date(2022, 3, 24))]
    ledger.home(WEESP, "2022-03", 2, date(2022, 4, 6))
    assert transfers()[2:] == [(CITY, 2, date(2022, 4, 6)), (WEESP, -2, date(2022, 4, 6))]
    sums = national_sums(JournalHead.objects.get().seq)["2022-1"]
    assert (sums["closing"], sums["transfers"]) == (-20 + 6 + 9 + 2, 0)


def test_transfers_among_the_lines_are_taken_as_they_are() -> None:
    explicit = [
        Adjustment(
            municipality_id=code,
            period_id="2022-1",
            type="merger",
            group="besluit",
            effective_on=date(2022, 1, 1),
            persons=persons,
            recorded_at=at(2022, 1, 2),
        )
        for code, persons in ((BEEMSTER, 12), (PURMEREND, -12))
    ]
    assert post(lines=[opening(BEEMSTER, -12, at(2021, 7, 1)), *explicit]).transfers == 0


def test_mergers_that_are_due_can_be_booked_without_a_posting() -> None:
    post(lines=[opening(BEEMSTER, -12, at(2021, 7, 1))])
    assert book_due_mergers() == 2
    assert book_due_mergers() == 0


def test_an_empty_journal_passes_no_days() -> None:
    assert post(lines=[opening(UTRECHT, -3, at(2022, 2, 1))]).transfers == 0


def test_transfers_by_hand_leave_those_of_other_municipalities_to_their_day() -> None:
    by_hand = [
        Adjustment(
            municipality_id=code,
            period_id="2022-1",
            type="merger",
            group="besluit",
            effective_on=date(2022, 1, 1),
            persons=persons,
            recorded_at=at(2022, 2, 2),
        )
        for code, persons in ((BEEMSTER, 12), (PURMEREND, -12))
    ]
    langedijk, dijk_en_waard = "GM0416", "GM1980"
    result = post(
        lines=[opening(BEEMSTER, -12, at(2021, 7, 1)), opening(langedijk, -7, at(2021, 7, 1)), *by_hand]
    )
    assert result == Posted(4, 2)
    assert transfers()[:2] == [(langedijk, 7, date(2022, 1, 1)), (dijk_en_waard, -7, date(2022, 1, 1))]
