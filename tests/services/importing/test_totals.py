"""Totals become differences, at the moment for which they are given."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from housing.models import JournalHead, MonthTotal, PeriodTotal, Placement, Target
from housing.queries.journal import end_of_day, journal_state
from housing.services.importing import Imported, import_files
from tests.conftest import Ledger
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db

Put = Callable[..., Imported]
Refused = Callable[..., list[str]]


def lines() -> list[int]:
    return list(Placement.objects.order_by("seq").values_list("persons", flat=True))


def test_a_later_total_posts_the_difference(put: Put) -> None:
    put("placements", "2022-03,GM0363,home,100,2022-04-08,opgave")

    put("placements", "2022-03,GM0363,home,90,2022-05-01,opgave")

    assert lines() == [100, -10]
    assert MonthTotal.objects.get(municipality="GM0363").home == 90


def test_several_totals_in_one_file_follow_each_other(put: Put) -> None:
    text = (
        "2022-03,GM0363,home,120,2022-06-01,opgave",
        "2022-03,GM0363,home,100,2022-04-08,opgave",
        "2022-03,GM0363,hotel,5,2022-04-08,opgave",
        "2022-03,GM0363,home,110,,nu",
    )
    first, second = put("placements", *text), put("placements", *text)

    assert lines() == [100, 5, 20, -10]
    assert (first.posted, second.posted, second.skipped) == (4, 0, 4)


def test_a_revised_target_posts_the_difference(put: Put) -> None:
    put("targets", "2023-2,GM0363,1000,,lijst,2023-04-03", "2023-2,GM0363,650,,lijst,2023-09-05")

    assert list(Target.objects.order_by("seq").values_list("persons", flat=True)) == [1000, -350]
    assert PeriodTotal.objects.get().target == 650


def test_a_target_of_nothing_posts_nothing(put: Put) -> None:
    assert put("targets", "2023-2,GM0363,0,,lijst,2023-04-03").posted == 0


def test_nobody_housed_is_a_report(put: Put) -> None:
    text = ("2022-03,GM0363,hotel,0,2022-04-08,opgave", "2022-03,GM0363,home,0,2022-04-08,opgave")

    first, second = put("placements", *text), put("placements", *text)

    assert (first.posted, first.skipped, second.posted) == (1, 1, 0)
    assert lines() == [0]
    assert MonthTotal.objects.get().postings == 1


def test_zero_beside_other_kinds_is_no_line(put: Put) -> None:
    put("placements", "2022-03,GM0363,hotel,0,2022-04-08,o", "2022-03,GM0363,home,7,2022-04-08,o")

    assert list(Placement.objects.values_list("kind", "persons")) == [("home", 7)]


def test_the_first_zero_in_the_past_is_news_when_nothing_was_reported(
    put: Put, write: Write, refused: Refused
) -> None:
    put("placements", "2022-04,GM0363,home,1,2022-05-09,opgave")

    problems = refused(write("placements", "2022-03,GM0363,home,0,2022-04-08,opgave"))

    assert "Op dat moment stond 0 in het grootboek" in problems[0]
    assert "9 mei 2022, 23:59" in problems[0]


def test_an_old_total_that_was_held_then_is_skipped(put: Put) -> None:
    put("placements", "2022-03,GM0363,home,100,2022-04-08,opgave")
    put("placements", "2022-03,GM0363,home,90,2022-05-01T10:00,opgave")

    assert put("placements", "2022-03,GM0363,home,100,2022-04-08,opgave").skipped == 1
    assert put("placements", "2022-03,GM0363,home,100,2022-04-20T12:00:00Z,opgave").skipped == 1
    assert lines() == [100, -10]


def test_an_old_total_that_differs_is_refused(put: Put, write: Write, refused: Refused) -> None:
    put("placements", "2022-03,GM0363,home,100,2022-05-01,opgave")

    problems = refused(write("placements", "2022-03,GM0363,home,90,2022-04-08,opgave"))

    assert problems == [
        (
            "regel 2, kolom persons: “90”: Op dat moment stond 0 in het grootboek, en dat is al verder: tot "
            "1 mei 2022, 23:59. Laat recorded_at leeg (dan geldt nu), of geef een later moment."
        ),
    ]


def test_empty_is_now(put: Put) -> None:
    before = journal_state().now

    put("placements", "2022-03,GM0363,home,5,,opgave")

    assert before < Placement.objects.get().recorded_at < journal_state().now


def test_today_is_now(put: Put) -> None:
    before = journal_state().now

    put("placements", f"2022-03,GM0363,home,5,{journal_state().today},opgave")

    assert before < Placement.objects.get().recorded_at < journal_state().now


def test_a_line_of_yesterday_that_was_imported_yesterday(ledger: Ledger, put: Put) -> None:
    # Imported on 8 April at noon, changed in the evening of that day.
    ledger.home("GM0363", "2022-03", 100, at=datetime(2022, 4, 8, 12, tzinfo=UTC))
    ledger.home("GM0363", "2022-03", 7, at=datetime(2022, 4, 8, 18, tzinfo=UTC))
    ledger.home("GM0363", "2022-03", 1, at=date(2022, 5, 1))

    assert put("placements", "2022-03,GM0363,home,100,2022-04-08,opgave").skipped == 1


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2022-04-08", end_of_day(date(2022, 4, 8))),
        ("2022-04-08T14:30", datetime(2022, 4, 8, 12, 30, tzinfo=UTC)),
        ("2022-04-08 14:30:15", datetime(2022, 4, 8, 12, 30, 15, tzinfo=UTC)),
        ("2022-01-08T14:30:15.5", datetime(2022, 1, 8, 13, 30, 15, 500_000, tzinfo=UTC)),
        ("2022-04-08T14:30Z", datetime(2022, 4, 8, 14, 30, tzinfo=UTC)),
        ("2022-04-08T14:30-0500", datetime(2022, 4, 8, 19, 30, tzinfo=UTC)),
    ],
)
def test_recorded_at(put: Put, written: str, moment: datetime) -> None:
    put("placements", f"2021-12,GM0363,home,5,{written},opgave")

    assert Placement.objects.get().recorded_at == moment


def test_two_totals_at_one_moment_contradict_each_other(write: Write, refused: Refused) -> None:
    problems = refused(
        write(
            "placements",
            "2022-03,GM0363,home,5,2022-04-08,a",
            "2022-03,GM0363,home,6,2022-04-08,b",
            name="p.csv",
        )
    )

    assert problems == [
        (
            "regel 3, kolom persons: “6”: Regel 2 van p.csv geeft voor ditzelfde een ander aantal (5) "
            "op hetzelfde "
            "moment. Laat er één staan, of geef ze een verschillende recorded_at."
        ),
    ]


def test_the_same_total_twice_is_skipped(put: Put) -> None:
    imported = put("placements", *["2022-03,GM0363,home,5,,a"] * 2)

    assert (imported.posted, imported.skipped) == (1, 1)


def test_files_of_one_call_go_in_order_of_time(write: Write) -> None:
    import_files(
        files=[
            write("placements", "2022-03,GM0363,home,5,2022-04-08,a"),
            write("targets", "2022-1,GM0363,492,,lijst,2021-10-05"),
        ]
    )

    assert Target.objects.get().seq < Placement.objects.get().seq
    assert JournalHead.objects.get().recorded_at == end_of_day(date(2022, 4, 8))
