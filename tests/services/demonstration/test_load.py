"""The journal gives the demonstration's figures, at every moment that was published."""

from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum

from housing.models import Adjustment, Announcement, Municipality, PeriodTotal, Placement, Publication, Target
from housing.queries.journal import AMSTERDAM, end_of_day, journal_state, seq_at
from housing.queries.sums import national_sums
from housing.services.posting import NET
from tests.conftest import put_database_back

# Without it pytest-django makes no database when this module runs by itself.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """What the command said; the demonstration is loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock():
        put_database_back()  # see `make_demonstration`
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def known(said: str):
    """The national sums per half-year that were known at the end of a day."""

    def sums_on(day: date) -> dict[str, dict[str, int]]:
        return national_sums(seq_at(end_of_day(day))[0])

    return sums_on


def realised(sums: dict[str, int]) -> tuple[int, int]:
    return sums["home"] + sums["transitional"], sums["hotel"]


def test_letter_of_7_january_2022(known):
    sums = known(date(2022, 1, 7))
    assert (sums["2021-2"]["opening"], sums["2021-2"]["target"]) == (-5586, 11_000)
    assert realised(sums["2021-2"]) == (12_787, 71)
    assert sums["2021-2"]["closing"] == sums["2022-1"]["opening"] == -3728
    assert sums["2022-1"]["closing"] == -13_728


@pytest.mark.parametrize(
    ("day", "period", "obligation"),
    [
        (date(2021, 7, 1), "2021-2", 16_586),
        (date(2022, 1, 31), "2022-1", 13_728),
        (date(2022, 2, 1), "2022-1", 13_748),
        (date(2022, 7, 31), "2022-2", 15_310),
        (date(2022, 8, 1), "2022-2", 15_333),
    ],
)
def test_obligations_as_they_became_known(known, day, period, obligation):
    sums = known(day)[period]
    assert sums["target"] - sums["opening"] - sums["corrections"] == obligation


@pytest.mark.parametrize("day", [date(2022, 7, 15), date(2022, 11, 15)])
def test_close_of_2022_1(known, day):
    sums = known(day)["2022-1"]
    assert (realised(sums), sums["closing"]) == ((11_934, 4), -1810)


def test_months_of_2022_2(said):
    def placed(month: date, day: date) -> int:
        lines = Placement.objects.filter(month=month, seq__lte=seq_at(end_of_day(day))[0])
        return lines.aggregate(persons=Sum("persons"))["persons"]

    assert placed(date(2022, 9, 1), date(2022, 11, 1)) == 2714
    assert placed(date(2022, 9, 1), date(2022, 11, 15)) == 2714
    assert placed(date(2022, 10, 1), date(2022, 11, 14)) == 3359


def test_amsterdam_opens_2022_1_as_published(said):
    before = PeriodTotal.objects.filter(municipality_id="GM0363", period_id="2021-2")
    assert before.aggregate(held=Sum(NET))["held"] == -276


def test_mergers_pass_balances_to_successors(said):
    ended = Municipality.objects.filter(valid_to__range=(date(2022, 1, 1), date(2022, 11, 15)))
    assert ended.count() == 11
    held = PeriodTotal.objects.filter(municipality__in=ended).values("municipality")
    assert {row["held"] for row in held.annotate(held=Sum(NET))} == {0}
    transfers = Adjustment.objects.filter(type="merger")
    assert transfers.aggregate(persons=Sum("persons"))["persons"] == 0
    first_day = PeriodTotal.objects.filter(municipality_id="GM1982", period_id="2022-1")
    assert first_day.get().opening_transfers != 0


def test_weesp_passed_to_amsterdam_and_reported_once_more(said):
    transfers = Adjustment.objects.filter(municipality_id="GM0457", type="merger").order_by("seq")
    assert {t.effective_on for t in transfers} == {date(2022, 3, 24)}
    assert [t.recorded_at.astimezone(AMSTERDAM).strftime("%Y-%m") for t in transfers] == [
        "2022-03",
        "2022-04",
    ]


def test_targets_refer_to_their_announcement(said):
    assert Target.objects.filter(announcement=None).count() == 0
    for announcement in Announcement.objects.all():
        assert announcement.targets.aggregate(persons=Sum("persons"))["persons"] == announcement.persons


def test_clock_runs_on_from_15_november_2022(said):
    now = journal_state().now
    assert (
        datetime(2022, 11, 15, 9, tzinfo=AMSTERDAM) <= now < datetime(2022, 11, 15, 9, 30, tzinfo=AMSTERDAM)
    )


def test_publications(said):
    found = list(Publication.objects.order_by("known_on", "id").values_list("kind", "title"))
    assert [title for kind, title in found if kind != "monthly"] == [
        "Kamerbrief 7 januari 2022",
        "Afsluiting 2e helft 2021",
        "Afsluiting 1e helft 2022",
    ]
    assert len(found) == 19
    assert found[-1] == ("monthly", "Maandoverzicht 1 november 2022")


def test_publications_hold_the_published_figures(said):
    letter = Publication.objects.get(kind="letter").sums["2021-2"]
    assert (realised(letter), letter["closing"]) == ((12_787, 71), -3728)
    closes = Publication.objects.filter(kind="close").order_by("known_on")
    assert [p.sums[h]["closing"] for p, h in zip(closes, ("2021-2", "2022-1"), strict=True)] == [-3728, -1810]


def test_conservation_holds_at_commit(said):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_command_says_what_it_did(said):
    assert "11275 regels" in said
    assert "1370 maandopgaven, 20 accounts, 78 gebeurtenissen, 19 publicaties" in said
    assert "synthetisch" in said


def test_second_run_changes_nothing(said):
    before = journal_state()
    out = StringIO()
    call_command("demo", stdout=out)
    assert "niets veranderd" in out.getvalue()
    assert journal_state().hash == before.hash
    assert Publication.objects.count() == 19
