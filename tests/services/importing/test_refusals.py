"""Lines that cannot be used: place, column, value and remedy, all in one run; nothing is posted."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection

from housing.models import JournalHead, Placement, TargetPeriod
from housing.services.importing import Imported, ImportRefusedError, import_files
from housing.services.importing.files import explained
from housing.services.importing.problems import Place, Problem
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db

Refused = Callable[..., list[str]]
NUMBER_SAYS = {
    "": "Hier ontbreekt een getal.",
    "1.234": "zonder punten, komma's of spaties",
    "1,234": "zonder punten, komma's of spaties",
    "1 234": "zonder punten, komma's of spaties",
    "12\N{NO-BREAK SPACE}345": "zonder punten, komma's of spaties",
    "12.5": "Personen zijn hele getallen",
    "12,0": "Personen zijn hele getallen",
    "=1+1": "Dit lijkt een formule",
    "+5": "Dit lijkt een formule",
    "@SUM(A1)": "Dit lijkt een formule",
    "tien": "Dit is geen heel getal",
    "1e3": "Dit is geen heel getal",
    "0x10": "Dit is geen heel getal",
    "\N{ARABIC-INDIC DIGIT FIVE}": "Dit is geen heel getal",
    "NaN": "Dit is geen heel getal",
    "--5": "Dit is geen heel getal",
    "-5": "mag niet onder 0 liggen. Geef het totaal",
    "100001": "te groot: hooguit 100000",
    "9" * 5000: "te groot: hooguit 100000",
}


@pytest.mark.parametrize("persons", NUMBER_SAYS)
def test_persons(write: Write, refused: Refused, persons: str) -> None:
    [problem] = refused(write("placements", f'2022-03,GM0363,home,"{persons}",,opgave'))

    assert problem.startswith("regel 2, kolom persons: “")
    assert NUMBER_SAYS[persons] in problem
    assert len(problem) < 250


@pytest.mark.parametrize(
    ("kind", "line", "column", "says"),
    [
        ("placements", "2022-3,GM0363,home,1,,o", "month", "is geen maand. Schrijf jaar en maand"),
        ("placements", "mrt-22,GM0363,home,1,,o", "month", "is geen maand"),
        ("placements", "2022-13,GM0363,home,1,,o", "month", "Maand 13 bestaat niet"),
        ("placements", "2500-01,GM0363,home,1,,o", "month", "nog niet begonnen"),
        ("placements", "1950-01,GM0363,home,1,,o", "month", "te ver terug"),
        ("placements", "2022-03,GM0363,huis,1,,o", "kind", "Kies uit: home, transitional, hotel."),
        ("placements", "2022-03,GM9999,home,1,,o", "municipality_code", "Deze gemeentecode kennen we niet."),
        ("placements", "2022-03,363,home,1,,o", "municipality_code", "Bedoelt u GM0363 (Amsterdam)?"),
        (
            "placements",
            "2022-03,Den Haag,home,1,,o",
            "municipality_code",
            "Bedoelt u GM0518 ('s-Gravenhage)?",
        ),
        ("placements", "2022-03,Roterdam,home,1,,o", "municipality_code", "Bedoelt u GM0599 (Rotterdam)?"),
        ("placements", "2022-03,,home,1,,o", "municipality_code", "Schrijf de code van CBS"),
        ("placements", "2022-01,GM0370,home,1,,o", "municipality_code", "opvolger: GM0439 (Purmerend)."),
        (
            "placements",
            "2021-12,GM1980,home,1,,o",
            "municipality_code",
            "pas sinds 1 januari 2022. Gebruik de voor",
        ),
        ("placements", "2022-03,GM0363,home,1,2500-01-01,o", "recorded_at", "ligt te ver weg|in de toekomst"),
        ("placements", "2022-03,GM0363,home,1,2500-01-01T10:00,o", "recorded_at", "ligt in de toekomst"),
        ("placements", "2022-03,GM0363,home,1,1-4-2022,o", "recorded_at", "geen datum of tijdstip"),
        ("placements", "2022-03,GM0363,home,1,2022-02-30,o", "recorded_at", "geen datum"),
        ("placements", "2022-03,GM0363,home,1,2022-02-03T25:00,o", "recorded_at", "geen datum of tijdstip"),
        ("placements", "2022-03,GM0363,home,1,0001-01-01T00:00+14:00,o", "recorded_at", "te ver weg"),
        ("placements", "2022-03,GM0363,home,1,," + "x" * 1001, "source", "langer dan 1000 tekens"),
        ("placements", "2022-03,GM0363,home,1,,a\x1b[31mb", "source", "stuurteken"),
        ("targets", "2022-3,GM0363,1,,lijst,", "period", "is geen halfjaar. Schrijf jaar en helft"),
        ("targets", "2900-1,GM0363,1,,lijst,", "period", "ligt te ver weg"),
        ("targets", "1990-1,GM0363,1,,lijst,", "period", "ligt te ver weg"),
        ("targets", "2022-1,GM0363,1,20220401,lijst,", "announced_on", "Dit is geen datum"),
        ("targets", "2022-1,GM0363,1,2500-04-01,lijst,", "announced_on", "in de toekomst"),
        (
            "targets",
            "2023-1,GM0457,1,,lijst,",
            "municipality_code",
            "Weesp bestaat niet meer sinds 24 maart 2022",
        ),
        ("announcements", "2022-1,0,2021-01-01,2021-10-01,Stcrt", "persons", "niet onder 1"),
        ("announcements", "2022-1,1000001,2021-01-01,2021-10-01,Stcrt", "persons", "te groot"),
        ("announcements", "2022-1,5,2021-02-01,2021-10-01,Stcrt", "population_date", "van 1 januari"),
        ("announcements", "2022-1,5,,2021-10-01,Stcrt", "population_date", "Dit is geen datum"),
        (
            "adjustments",
            "2022-1,GM0363,gift,1,,r,s,",
            "type",
            "Kies uit: opening, correction, exchange, merger.",
        ),
        ("adjustments", "2022-1,GM0363,correction,-100001,,r,s,", "persons", "te groot"),
        ("adjustments", f"2022-1,GM0363,correction,1,{'g' * 81},r,s,", "group", "langer dan 80 tekens"),
        (
            "adjustments",
            "2023-1,GM0457,correction,1,,r,s,",
            "municipality_code",
            "Gebruik de opvolger: GM0363",
        ),
    ],
)
def test_cells(write: Write, refused: Refused, kind: str, line: str, column: str, says: str) -> None:
    [problem] = refused(write(kind, line))

    assert problem.startswith(f"regel 2, kolom {column}: “")
    assert any(part in problem for part in says.split("|")), problem
    assert "\x1b" not in problem


def test_every_problem_of_every_file_in_one_run(write: Write, refused: Refused) -> None:
    problems = refused(
        write(
            "placements",
            "2022-03,GM0363,home,5,,goed",
            "2022-3,GM9,huis,x,gisteren,fout",
            "",
            "2022-03,GM0599,home,-1,,fout",
        ),
        write("targets", "2022-1,GM0363,1.000,,lijst,"),
        write("adjustments", "2022-1,GM0363,exchange,5,u,r,s,"),
    )

    assert [problem.split(":")[0] for problem in problems] == [
        "regel 3, kolom month",
        "regel 3, kolom municipality_code",
        "regel 3, kolom kind",
        "regel 3, kolom persons",
        "regel 3, kolom recorded_at",
        "regel 5, kolom persons",
        "regel 2, kolom persons",
        "regel 2, kolom group",
    ]
    assert JournalHead.objects.get().seq == 0
    assert not TargetPeriod.objects.exists()


def test_a_hundred_are_told_and_all_are_counted(write: Write) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        import_files(files=[write("placements", *["2022-03,GM0363,home,x,,o"] * 250)])

    assert (len(caught.value.problems), caught.value.count) == (100, 250)


def test_a_formula_in_a_text_is_text(put: Callable[..., Imported]) -> None:
    put("placements", '2022-03,GM0363,home,5,,"=HYPERLINK(""http://x"")"')

    assert Placement.objects.get().source == '=HYPERLINK("http://x")'


def test_more_lines_than_fit(write: Write, refused: Refused) -> None:
    with patch("housing.services.importing.formats.MOST_LINES", 3):
        problems = refused(write("placements", *[f"2022-03,GM0363,home,{n},,o" for n in range(5)]))

    assert problems[-1].startswith("regel 5: Dit zijn meer dan 3 regels in één keer.")


def test_the_same_file_twice(write: Write, refused: Refused) -> None:
    file = write("placements", "2022-03,GM0363,home,5,,o")

    assert refused(file, file)[0] == ": Dit bestand staat er twee keer. Noem het één keer."


def test_what_the_database_refuses_is_explained(write: Write) -> None:
    """A rule that reading lets through, here because the check is taken away."""
    file = write("placements", "2022-03,GM0370,home,5,,o")
    absent = "housing.services.importing.areas.Areas.why_absent"

    with patch(absent, lambda *args: None), pytest.raises(ImportRefusedError, match="Gebruik de opvolger"):
        import_files(files=[file])

    assert not Placement.objects.exists()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("HJ000", "weigert wijzigen"),
        ("HJ001", "Probeer het opnieuw"),
        ("HJ003", "samen niet 0"),
        ("HJ004", "saldo 0"),
        ("HJ005", "intussen door de gemeente zelf ingediend"),
        ("22003", "te groot"),
        ("P0001", "De database weigert dit: stop"),
    ],
)
def test_explained(state: str, says: str) -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'stop' USING ERRCODE = '{state}'; END $$")

    assert says in explained(caught.value)


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem(Place(0, "a\nb.csv", 3), "persons", "x" * 50, "Fout.")

    assert (
        str(problem) == "a\N{REPLACEMENT CHARACTER}b.csv, regel 3, kolom persons: “" + "x" * 39 + "…”: Fout."
    )
