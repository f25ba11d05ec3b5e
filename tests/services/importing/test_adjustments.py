"""Adjustments: booked once, groups in balance, mergers on their day, openings only at the start."""

from collections.abc import Callable
from datetime import date

import pytest

from housing.models import Adjustment, Exchange, PeriodTotal, TargetPeriod
from housing.queries.journal import journal_state
from housing.services.importing import Imported, import_files
from tests.cast import Cast
from tests.conftest import Ledger
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db

Put = Callable[..., Imported]
Refused = Callable[..., list[str]]
EXCHANGE = (
    "2022-1,GM0363,exchange,-10,uitruil 7,neemt over,brief,2022-02-01",
    "2022-1,GM0599,exchange,10,uitruil 7,geeft over,brief,2022-02-01",
)


def booked() -> list[tuple[str, int]]:
    return list(Adjustment.objects.order_by("seq").values_list("municipality_id", "persons"))


def test_an_exchange_is_booked_once(put: Put) -> None:
    first, second = put("adjustments", *EXCHANGE), put("adjustments", *EXCHANGE)

    assert booked() == [("GM0363", -10), ("GM0599", 10)]
    assert (first.posted, second.posted, second.skipped, second.notices) == (2, 0, 2, ())


def test_a_booked_group_with_other_lines_is_skipped_and_mentioned(put: Put) -> None:
    put("adjustments", *EXCHANGE)

    again = put("adjustments", *(line.replace("10", "12") for line in EXCHANGE))

    assert (again.posted, again.skipped) == (0, 2)
    assert again.notices == (
        "Groep “uitruil 7” (exchange) is al geboekt, maar met andere regels. Hij is overgeslagen.",
    )


def test_a_name_stands_for_one_type(put: Put) -> None:
    put("adjustments", *EXCHANGE)

    assert put("adjustments", "2022-1,GM0363,correction,3,uitruil 7,telfout,brief,").posted == 1


def test_lines_without_a_group_are_booked_once(put: Put) -> None:
    line = "2022-1,GM0363,correction,-5,,telfout,brief,2022-02-01"
    other = "2022-1,GM0363,correction,-5,,andere telfout,brief,2022-02-01"

    assert put("adjustments", line, line, other).posted == 3
    assert put("adjustments", other, line, line).posted == 0
    assert put("adjustments", line, line, line).posted == 0 + 1
    assert PeriodTotal.objects.get().corrections == -20


def test_the_written_form_of_a_line_does_not_matter(put: Put, write: Write) -> None:
    put("adjustments", "2022-1,GM0363,correction,-5,,telfout COA,brief,2022-02-01")

    semicolons = (
        "Type;Municipality Code;PERIOD;persons;group;reason;source;recorded-at\r\n"
        "Correction; gm0363 ;2022-1;\N{MINUS SIGN}5;;telfout   COA;brief;2022-02-01\r\n"
    )
    again = import_files(files=[write("adjustments", raw=semicolons.encode("utf-8-sig"))])

    assert (again.posted, again.skipped) == (0, 1)


def test_the_same_line_in_two_files_of_one_call_counts_once(write: Write) -> None:
    line = "2022-1,GM0363,correction,-5,,telfout,brief,2022-02-01"

    imported = import_files(files=[write("adjustments", line), write("adjustments", line)])

    assert (imported.posted, imported.skipped) == (1, 1)


def test_an_exchange_that_does_not_add_up(write: Write, refused: Refused) -> None:
    third = "2022-1,GM0344,exchange,3,uitruil 7,geeft over,brief,2022-02-01"

    assert refused(write("adjustments", *EXCHANGE, third)) == [
        (
            "regel 2, kolom group: “uitruil 7”: De regels van deze groep (regel 2, 3, 4) zijn samen 3 "
            "en moeten samen "
            "0 zijn: wat de ene gemeente overneemt, geeft de andere."
        ),
    ]


def test_a_group_with_a_bad_line_gives_one_problem(write: Write, refused: Refused) -> None:
    bad = EXCHANGE[1].replace(",10,", ",tien,")

    problems = refused(write("adjustments", EXCHANGE[0], bad))

    assert [problem.split(":")[0] for problem in problems] == ["regel 3, kolom persons"]


@pytest.mark.parametrize("type_", ["exchange", "merger"])
def test_an_exchange_or_merger_needs_a_group(write: Write, refused: Refused, type_: str) -> None:
    problems = refused(write("adjustments", f"2022-1,GM0363,{type_},-10,,neemt over,brief,"))

    assert problems[0].startswith(
        "regel 2, kolom group: “”: Geef de regels die bij elkaar horen dezelfde naam"
    )


def test_a_merger_gets_its_day(put: Put) -> None:
    put(
        "adjustments",
        "2022-1,GM0457,merger,12,weesp,herindeling,besluit,2022-03-24",
        "2022-1,GM0363,merger,-12,weesp,herindeling,besluit,2022-03-24",
        "2022-1,GM0370,merger,4,beemster,herindeling,besluit,2022-01-01",
        "2022-1,GM0439,merger,-4,beemster,herindeling,besluit,2022-01-01",
    )

    days = dict(
        Adjustment.objects.filter(group__in=("weesp", "beemster")).values_list("group", "effective_on")
    )
    assert days == {"weesp": date(2022, 3, 24), "beemster": date(2022, 1, 1)}
    # What no ledger line explains goes back to the successor by itself.
    assert not PeriodTotal.objects.filter(municipality="GM0457", transfers__gt=0).exists()


def test_a_merger_that_was_not(write: Write, refused: Refused) -> None:
    problems = refused(
        write(
            "adjustments",
            "2022-2,GM0457,merger,12,weesp,herindeling,besluit,",
            "2022-2,GM0363,merger,-12,weesp,herindeling,besluit,",
        )
    )

    assert [problem.partition(": ")[2] for problem in problems] == [
        "“GM0457”: Weesp heeft in 2022-2 geen herindeling. Controleer gemeente en halfjaar.",
        "“GM0363”: Amsterdam heeft in 2022-2 geen herindeling. Controleer gemeente en halfjaar.",
    ]


def test_two_mergers_in_one_group(write: Write, refused: Refused) -> None:
    problems = refused(
        write(
            "adjustments",
            "2022-1,GM0457,merger,12,alles,herindeling,besluit,",
            "2022-1,GM0439,merger,-12,alles,herindeling,besluit,",
        )
    )

    assert "hoort niet één dag van herindeling" in problems[0]


def test_an_opening_after_earlier_figures(ledger: Ledger, write: Write, refused: Refused) -> None:
    ledger.home("GM0363", "2021-12", 5, at=date(2022, 1, 10))

    problems = refused(
        write(
            "adjustments", "2022-1,GM0363,opening,-5,,stand,brief,", "2022-1,GM0599,opening,-5,,stand,brief,"
        )
    )

    assert problems == [
        (
            "regel 2, kolom type: “opening”: Amsterdam heeft al cijfers in 2021-2; latere beginsaldi "
            "volgen daaruit. "
            "Boek een verschil als correction."
        ),
    ]


def test_an_opening_after_figures_of_the_same_call(write: Write, refused: Refused) -> None:
    problems = refused(
        write("adjustments", "2022-1,GM0363,opening,-5,,stand,brief,"),
        write("targets", "2021-2,GM0363,600,,lijst,"),
    )

    assert "Amsterdam heeft al cijfers in 2021-2" in problems[0]


def test_a_second_opening(put: Put, write: Write, refused: Refused) -> None:
    put("adjustments", "2022-1,GM0363,opening,-5,,stand,brief,")

    assert refused(write("adjustments", "2022-1,GM0363,opening,-6,,stand,brief,")) == [
        (
            "regel 2, kolom type: “opening”: Amsterdam heeft al een beginsaldo in 2022-1. "
            "Boek een verschil als correction."
        ),
    ]


def test_a_line_in_the_past_that_is_not_booked(ledger: Ledger, write: Write, refused: Refused) -> None:
    ledger.home("GM0363", "2022-03", 5, at=date(2022, 4, 10))

    assert refused(write("adjustments", "2022-1,GM0363,correction,-5,,telfout,brief,2022-04-09")) == [
        (
            "regel 2, kolom recorded_at: Dit moment ligt vóór de laatste boeking (10 april 2022, "
            "12:00), en de regel "
            "is nog niet geboekt. Laat recorded_at leeg (dan geldt nu), of geef een later moment."
        ),
    ]


def test_the_name_of_an_exchange_that_was_proposed_here_is_taken(
    write: Write, put: Put, refused: Refused, cast: Cast
) -> None:
    TargetPeriod.objects.get_or_create(code="2022-1", starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30))
    made = Exchange.objects.create(
        period_id="2022-1",
        reason="x",
        document="y",
        proposed_by=cast.clerk,
        proposed_at=journal_state().now,
    )
    for code, persons in (("GM0363", -10), ("GM0599", 10)):
        made.parts.create(municipality_id=code, persons=persons)

    lines = [line.replace("uitruil 7", made.group) for line in EXCHANGE]

    problems = refused(write("adjustments", *lines))

    assert [problem.partition(": ")[0] for problem in problems] == ["regel 2, kolom group"]
    assert "in het systeem is voorgesteld" in problems[0]
    assert put("adjustments", *(line.replace("uitruil 7", "uitruil 987654") for line in EXCHANGE)).posted == 2
