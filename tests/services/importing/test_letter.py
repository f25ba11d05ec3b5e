"""Acceptance: a handful of files gives the letter of 7 January 2022, to the digit."""

from datetime import date
from fractions import Fraction

import pytest

from housing.domain.balances import AreaBalance
from housing.models import Adjustment, Announcement, JournalHead, Target
from housing.queries.journal import end_of_day, seq_at
from housing.queries.sums import national_sums
from housing.services.importing import import_files
from tests.services.importing.conftest import LETTER_FILES

pytestmark = pytest.mark.django_db


def balance(period: str, on: date) -> AreaBalance:
    sums = dict(national_sums(seq_at(end_of_day(on))[0])[period])
    sums.pop("closing")
    return AreaBalance(**sums)


def test_the_letter_comes_out_of_the_files() -> None:
    import_files(files=LETTER_FILES)

    second_half = balance("2021-2", date(2022, 1, 7))
    first_half = balance("2022-1", date(2022, 1, 7))

    assert (second_half.target, second_half.opening, second_half.obligation) == (11_000, -5_586, 16_586)
    assert (second_half.placed, second_half.hotel) == (12_787, 71)
    assert second_half.realised - 11_000 - 1_500 == 358
    assert second_half.backlog == 3_728
    assert (first_half.target, first_half.catch_up, first_half.obligation) == (10_000, 3_728, 13_728)
    assert Fraction(first_half.obligation, 6) == 2_288


def test_what_was_known_before_stays_what_it_was() -> None:
    import_files(files=LETTER_FILES)

    # Rotterdam's November was 25 too low from 10 to 20 December.
    before, after = balance("2021-2", date(2021, 12, 19)), balance("2021-2", date(2021, 12, 20))
    assert after.home - before.home == 25


def test_the_same_files_again_post_nothing() -> None:
    first = import_files(files=LETTER_FILES)
    head = JournalHead.objects.get().hash

    for files in (LETTER_FILES, LETTER_FILES[1:2], LETTER_FILES[::-1]):
        again = import_files(files=files)
        assert (again.posted, again.skipped, again.transfers) == (0, again.read, 0)

    assert first.posted == first.read == 77
    assert JournalHead.objects.get().hash == head == first.hash


def test_the_order_of_the_files_does_not_matter() -> None:
    import_files(files=LETTER_FILES[::-1])

    assert balance("2022-1", date(2022, 1, 7)).obligation == 13_728


def test_targets_are_tied_to_announcements_of_the_same_call() -> None:
    import_files(files=LETTER_FILES)

    announcement = Announcement.objects.get(period="2022-1")
    targets = Target.objects.filter(period="2022-1")
    assert set(targets.values_list("announcement", flat=True)) == {announcement.pk}
    # It was known no later than the first target that names it.
    assert announcement.recorded_at == min(targets.values_list("recorded_at", flat=True))


def test_a_report_after_a_merger_passes_to_the_successor() -> None:
    imported = import_files(files=LETTER_FILES)

    transfers = Adjustment.objects.filter(type="merger").order_by("seq")
    assert imported.transfers == 4
    # Beemster was 23 behind on 1 January; the report of December brought 8 of them on 6 January.
    assert list(transfers.values_list("municipality_id", "persons")) == [
        ("GM0370", 23),
        ("GM0439", -23),
        ("GM0370", -8),
        ("GM0439", 8),
    ]
