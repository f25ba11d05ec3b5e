"""Announcements: whole numbers, known once, tied to their targets."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from housing.models import Announcement, Target
from housing.queries.journal import AMSTERDAM, end_of_day, journal_state
from housing.services.importing import Imported, import_files
from tests.conftest import Ledger
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db

Put = Callable[..., Imported]
FIRST = "2023-2,27300,2022-01-01,2023-03-31,Staatscourant"
REVISED = "2023-2,17600,2022-01-01,2023-08-24,Staatscourant"


def test_a_revision_is_added_as_a_whole_number(put: Put) -> None:
    put("announcements", FIRST, REVISED)

    assert list(Announcement.objects.order_by("seq").values_list("persons", flat=True)) == [27_300, 17_600]


def test_an_identical_announcement_is_skipped(put: Put) -> None:
    assert put("announcements", FIRST, FIRST).skipped == 1
    assert put("announcements", FIRST.replace("Staatscourant", "Stcrt.")).skipped == 1
    assert put("announcements", REVISED).posted == 1


def test_known_since_its_first_target(write: Write, ledger: Ledger) -> None:
    ledger.home("GM0363", "2022-11", 3, at=date(2022, 12, 9))

    import_files(
        files=[
            write("announcements", FIRST),
            write(
                "targets",
                "2023-2,GM0363,1300,2023-03-31,lijst,2023-04-20",
                "2023-2,GM0599,1000,2023-03-31,lijst,2023-04-11T09:00",
            ),
        ]
    )

    announcement = Announcement.objects.get()
    assert announcement.recorded_at == datetime(2023, 4, 11, 9, tzinfo=AMSTERDAM)
    assert set(Target.objects.values_list("announcement", flat=True)) == {announcement.pk}


def test_known_on_its_day_in_an_empty_journal(put: Put) -> None:
    put("announcements", FIRST)

    assert Announcement.objects.get().recorded_at == datetime.combine(date(2023, 3, 31), time(), AMSTERDAM)


def test_known_now_when_figures_were_read_already(put: Put, ledger: Ledger) -> None:
    ledger.home("GM0363", "2022-03", 5, at=date(2022, 4, 10))
    before = journal_state().now

    put("announcements", FIRST)

    assert Announcement.objects.get().recorded_at > before


def test_known_when_the_file_says_so(write: Write) -> None:
    raw = "persons,period,recorded_at,source,announced_on,population_date\n"
    raw += "27300,2023-2,2023-04-02,Staatscourant,2023-03-31,2022-01-01\n"

    import_files(files=[write("announcements", raw=raw.encode())])

    assert Announcement.objects.get().recorded_at == end_of_day(date(2023, 4, 2))


def test_a_target_is_tied_to_an_announcement_of_before(put: Put) -> None:
    put("announcements", FIRST, REVISED)

    put(
        "targets",
        "2023-2,GM0363,1300,2023-08-24,lijst,",
        "2023-2,GM0599,1000,2023-03-30,lijst,",
        "2023-2,GM0344,500,,lijst,",
    )

    tied = dict(Target.objects.values_list("municipality_id", "announcement__persons"))
    assert tied == {"GM0363": 17_600, "GM0599": None, "GM0344": None}


def test_a_target_is_not_tied_to_what_was_announced_later(write: Write) -> None:
    raw = "period,persons,population_date,announced_on,source,recorded_at\n"
    raw += "2023-2,27300,2022-01-01,2023-03-31,Staatscourant,2023-05-01\n"

    import_files(
        files=[
            write("announcements", raw=raw.encode()),
            write("targets", "2023-2,GM0363,1300,2023-03-31,lijst,2023-04-20"),
        ]
    )

    assert Target.objects.get().announcement is None


def test_an_announcement_in_the_past_is_refused(
    ledger: Ledger, write: Write, refused: Callable[..., list[str]]
) -> None:
    ledger.home("GM0363", "2022-03", 5, at=date(2023, 6, 1))
    raw = "period,persons,population_date,announced_on,source,recorded_at\n"
    raw += "2023-2,27300,2022-01-01,2023-03-31,Staatscourant,2023-05-01\n"

    problems = refused(write("announcements", raw=raw.encode()))

    assert problems[0].startswith(
        "regel 2, kolom recorded_at: Dit moment ligt vóór de laatste boeking (1 juni 2023"
    )
