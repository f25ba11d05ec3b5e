"""Counts of COA: whole numbers, the last one counts; and months that municipalities submitted themselves."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.models import CoaCount, MonthTotal, Placement, Report
from housing.queries.areas import registry
from housing.queries.journal import end_of_day, journal_state
from housing.queries.reports import coa_counts
from housing.services.importing import Imported, import_files
from housing.services.importing.areas import Areas
from housing.services.importing.booking import Booking
from housing.services.importing.formats import LineReader
from housing.services.importing.problems import Problems
from housing.services.report_steps import Taken, ensure_reports, take
from tests.conftest import Ledger
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db

Put = Callable[..., Imported]
Refused = Callable[..., list[str]]
H2022_1 = HalfYear(2022, 1)


def posted() -> list[int]:
    return list(CoaCount.objects.order_by("seq").values_list("persons", flat=True))


def known() -> dict[str, dict[Month, int]]:
    return coa_counts(journal_state().seq, H2022_1)


def submitted(code: str, month: Month, counts: Counts, *more: Step) -> Report:
    """A report that was submitted, and taken further."""
    ensure_reports(code, [month])
    report = Report.objects.get(municipality=code, month=month.first_day)
    for step in (Step.SUBMIT, *more):
        take([Taken(report, step, counts)], by=None, now=journal_state().now)
    return report


def test_a_count_is_posted_whole_and_once(put: Put) -> None:
    lines = ("2022-03,GM0363,79", "2022-03,GM0599,0")

    first, second = put("coa", *lines), put("coa", *lines)

    assert posted() == [79, 0]
    assert (first.posted, second.posted, second.skipped) == (2, 0, 2)
    assert known() == {"GM0363": {Month(2022, 3): 79}, "GM0599": {Month(2022, 3): 0}}


def test_the_last_count_counts(put: Put) -> None:
    put("coa", "2022-03,GM0363,79", "2022-03,GM0599,5")

    again = put("coa", "2022-03,GM0363,81", "2022-03,GM0599,5")

    assert posted() == [79, 5, 81]
    assert (again.posted, again.skipped) == (1, 1)
    assert known()["GM0363"] == {Month(2022, 3): 81}


def test_a_count_is_no_figure_of_the_municipality(put: Put) -> None:
    put("coa", "2022-03,GM0363,79")

    assert not MonthTotal.objects.exists()


def test_columns_that_may_be_left_out(write: Write) -> None:
    raw = "month;municipality_code;persons;recorded_at;source\n"
    raw += (
        "2022-03;GM0363;79;2022-04-15;maandoverzicht COA\n2022-03;GM0363;80;2022-05-15;maandoverzicht COA\n"
    )
    file = write("coa", raw=raw.encode())

    first, second = import_files(files=[file]), import_files(files=[file])

    rows = CoaCount.objects.order_by("seq").values_list("persons", "recorded_at", "source")
    assert list(rows) == [
        (79, end_of_day(date(2022, 4, 15)), "maandoverzicht COA"),
        (80, end_of_day(date(2022, 5, 15)), "maandoverzicht COA"),
    ]
    assert (first.posted, second.posted, second.skipped) == (2, 0, 2)


def test_a_count_of_the_past_that_is_not_booked(ledger: Ledger, write: Write, refused: Refused) -> None:
    ledger.home("GM0363", "2022-03", 5, at=date(2022, 4, 20))
    raw = b"month,municipality_code,persons,recorded_at\n2022-03,GM0363,0,2022-04-15\n"

    [problem] = refused(write("coa", raw=raw))

    assert "Op dat moment stond 0 in het grootboek, en dat is al verder" in problem


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("2022-03,GM9999,5", "municipality_code", "Deze gemeentecode kennen we niet."),
        ("2022-03,Totaal,5", "municipality_code", "Deze gemeentecode kennen we niet."),
        ("2022-04,GM0457,5", "municipality_code", "Weesp bestaat niet meer sinds 24 maart 2022"),
        ("2500-01,GM0363,5", "month", "nog niet begonnen"),
        ("2022-03,GM0363,-5", "persons", "mag niet onder 0 liggen"),
        ("2022-03,GM0363,", "persons", "Hier ontbreekt een getal."),
        ("2022-03,GM0363,1.200", "persons", "zonder punten"),
    ],
)
def test_lines_that_are_refused(write: Write, refused: Refused, line: str, column: str, says: str) -> None:
    [problem] = refused(write("coa", "2022-03,GM0599,5", line))

    assert problem.startswith(f"regel 3, kolom {column}: “")
    assert says in problem
    assert posted() == []


def test_two_counts_of_one_month_contradict_each_other(write: Write, refused: Refused) -> None:
    problems = refused(write("coa", "2022-03,GM0363,5", "2022-03,GM0363,6", name="c.csv"))

    assert problems[0].startswith("regel 3, kolom persons: “6”: Regel 2 van c.csv geeft voor ditzelfde")


def test_the_plan_tells_what_kinds_are_posted(write: Write) -> None:
    problems, state = Problems(), journal_state()
    areas = Areas(registry(state.reference_version))
    reader = LineReader(areas, state.now, problems)
    files = [write("coa", "2022-03,GM0363,5"), write("placements", "2022-03,GM0363,home,5,,o")]
    lines = [line for number, (path, kind) in enumerate(files) for line in reader.lines(number, path, kind)]

    plan = Booking(state, areas, problems).plan(lines, ())

    assert plan.kinds == {"coa": 1, "placements": 1}


def test_a_submitted_month_is_not_changed_by_a_file(write: Write, refused: Refused) -> None:
    submitted("GM0363", Month(2022, 3), Counts(home=5))

    problems = refused(
        write(
            "placements", "2022-03,GM0599,home,7,,o", "2022-03,GM0363,home,6,,o", "2022-04,GM0363,home,1,,o"
        )
    )

    assert problems == [
        (
            "regel 3, kolom month: “2022-03”: Deze maand is door de gemeente zelf ingediend; een bestand "
            "verandert hem niet meer. Laat Amsterdam de maand wijzigen of een correctie aanvragen, en haal "
            "de regel uit het bestand."
        )
    ]
    assert MonthTotal.objects.get().home == 5


def test_a_withdrawn_month_is_not_filled_by_a_file(write: Write, refused: Refused) -> None:
    submitted("GM0363", Month(2022, 3), Counts(home=5), Step.WITHDRAW)

    assert "door de gemeente zelf ingediend" in refused(write("placements", "2022-03,GM0363,home,5,,o"))[0]


def test_what_was_submitted_may_stand_in_a_file(put: Put) -> None:
    submitted("GM0363", Month(2022, 3), Counts(home=5))

    again = put("placements", "2022-03,GM0363,home,5,,o", "2022-03,GM0363,hotel,0,,o")

    assert (again.posted, again.skipped) == (0, 2)


def test_a_month_that_was_only_begun_can_be_imported(put: Put) -> None:
    ensure_reports("GM0363", [Month(2022, 3)])

    assert put("placements", "2022-03,GM0363,home,5,,o").posted == 1


def test_a_count_for_a_submitted_month(put: Put) -> None:
    submitted("GM0363", Month(2022, 3), Counts(home=5))

    assert put("coa", "2022-03,GM0363,6").posted == 1
    assert Placement.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
