"""`manage.py import_figures`: arguments, summary, problems and exit code."""

import sys
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from housing.models import JournalHead

pytestmark = pytest.mark.django_db

LETTER = Path(__file__).parents[1] / "services" / "importing" / "letter"
PAIRS = [
    part
    for kind in ("announcements", "targets", "adjustments", "placements")
    for part in (str(LETTER / f"{kind}.csv"), "--kind", kind)
]


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_figures", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_several_files_and_what_came_of_them() -> None:
    out, err = run(*PAIRS)

    head = JournalHead.objects.get()
    assert err == ""
    assert out.splitlines() == [
        "Regels gelezen: 77. Geboekt: 77. Overgeslagen, want al in het grootboek: 0.",
        "Overdrachten geboekt door herindeling: 4.",
        f"Stand van het grootboek: 81:{head.hash}",
    ]


def test_the_same_again_says_so() -> None:
    run(*PAIRS)

    out, _ = run(*PAIRS)

    assert out.splitlines()[:2] == [
        "Regels gelezen: 77. Geboekt: 0. Overgeslagen, want al in het grootboek: 77.",
        "Niets geboekt: het grootboek is niet veranderd.",
    ]


def test_problems_are_printed_and_nothing_is_posted(tmp_path: Path) -> None:
    file = tmp_path / "fout.csv"
    header = "month,municipality_code,kind,persons,recorded_at,source\n"
    file.write_text(header + "2022-03,GM0363,home,1.234,,o\n" + "2022-03,GM0363,huis,5,,o\n" * 120)

    out, err = run(*PAIRS, str(file), "--kind", "placements")

    lines = err.splitlines()
    assert out == ""
    assert lines[0] == (
        "fout.csv, regel 2, kolom persons: “1.234”: Schrijf het getal zonder punten, komma's of spaties: "
        "bijvoorbeeld 1234."
    )
    assert len(lines) == 102
    assert lines[-2:] == [
        "… en nog 21 meer.",
        "Er is niets geboekt: 121 fouten. Verbeter ze en importeer opnieuw.",
    ]
    assert JournalHead.objects.get().seq == 0


def test_exit_code_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["manage.py", "import_figures", "--skip-checks", str(tmp_path), "--kind", "targets"]

    with patch.object(sys, "argv", arguments), pytest.raises(SystemExit) as stopped:
        ManagementUtility(arguments).execute()

    assert stopped.value.code == 1
    assert "Dit is een map." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("a.csv", "--kind", "huizen"), "“huizen” is geen soort. Kies uit: announcements, targets, adjust"),
        (("a.csv", "--kind", "targets", "b.csv"), "Geef na elk bestand zijn soort"),
        (("a.csv", "--kind", "targets", "--kind", "placements"), "Geef na elk bestand zijn soort"),
        (
            ("a.csv", "--kind", "targets", "b.csv", "c.csv", "--kind", "targets"),
            "Geef na elk bestand zijn soort",
        ),
        (("a.csv",), "--kind"),
        ((), "FILE"),
    ],
)
def test_arguments_that_do_not_fit(arguments: tuple[str, ...], says: str) -> None:
    assert says in run(*arguments)[1]


def test_kind_with_an_equals_sign() -> None:
    out, _ = run(str(LETTER / "announcements.csv"), "--kind=announcements")

    assert out.startswith("Regels gelezen: 2. Geboekt: 2.")


def test_an_overview_of_coa() -> None:
    out, _ = run(str(LETTER / "coa.csv"), "--kind", "coa")

    assert out.startswith("Regels gelezen: 3. Geboekt: 3.")


def test_kind_by_keyword() -> None:
    out = StringIO()

    call_command("import_figures", str(LETTER / "announcements.csv"), kind="announcements", stdout=out)

    assert out.getvalue().startswith("Regels gelezen: 2. Geboekt: 2.")


def test_a_database_that_does_not_answer() -> None:
    gone = OperationalError("server closed the connection\nunexpectedly")

    with patch("housing.management.commands.import_figures.import_files", side_effect=gone):
        _, err = run(*PAIRS[:3])

    assert err == (
        "Er is niets geboekt: de database antwoordt niet (server closed the connection). Probeer "
        "het later opnieuw."
    )
