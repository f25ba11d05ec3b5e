"""Official lists of targets as people hand them in."""

import pytest

from housing.domain.periods import HalfYear
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.simulation import taking_part
from housing.services.importing.sheets import SheetError
from housing.services.importing.target_lists import TargetList, read_target_list
from tests.services.importing.sheet_files import csv, number, ods, row, text, xlsx

pytestmark = pytest.mark.django_db
PERIOD = HalfYear.parse("2023-1")


def read(content: bytes, name: str = "lijst.csv") -> TargetList:
    return read_target_list(content, name, registry(journal_state().reference_version), PERIOD)


def messages(found: TargetList) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in found.problems]


@pytest.mark.parametrize("code", ["GM0363", "gm0363", "0363", "363", "GM 0363"])
def test_codes_in_every_form(code: str) -> None:
    assert read(csv("gemeentecode;taakstelling", f"{code};5")).targets == {"GM0363": 5}


@pytest.mark.parametrize(
    "header",
    ["Gemeentecode,Taakstelling", "code,target", "CBS-code,Aantal personen", "municipality_code,persons"],
)
def test_headers_in_two_languages(header: str) -> None:
    assert read(csv(header, "363,5")).targets == {"GM0363": 5}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Amsterdam", "GM0363"),
        ("súdwest fryslân", "GM1900"),
        ("Den Haag", "GM0518"),
        ("'s-Hertogenbosch", "GM0796"),
    ],
)
def test_names_when_there_is_no_code(name: str, code: str) -> None:
    assert read(csv("gemeente;taakstelling", f'"{name}";5')).targets == {code: 5}


def test_every_kind_of_file() -> None:
    expected = {"GM0363": 5, "GM0599": 0}
    sheets = xlsx(
        ["Lijst van 2023"],
        [],
        ["Code", "Naam", "Taakstelling"],
        [363, "Amsterdam", 5],
        ["GM0599", None, 0.0],
        ["Totaal", None, 5],
    )
    assert read(sheets, "lijst.xlsx").targets == expected
    assert read(sheets, "lijst.xlsx").stated == 5
    cells = ods(
        row(text("code"), text("taakstelling")),
        row(number("363"), number("5")),
        row(text("0599"), number("0")),
    )
    assert read(cells, "lijst.ods").targets == expected


def test_of_several_columns_the_one_of_the_half_year() -> None:
    content = csv("code;taakstelling 2022-2;taakstelling 2023-1", "363;4;5")
    assert read(content).targets == {"GM0363": 5}
    with pytest.raises(SheetError, match="meer dan één kolom"):
        read(csv("code;taakstelling 2022-2;taakstelling 2023-2", "363;4;5"))


def test_lines_that_cannot_be_used_are_told_with_a_remedy() -> None:
    found = read(
        csv(
            "code;gemeente;taakstelling",
            "363;;5",
            "GM9999;;5",
            ";Amstredam;5",
            ";Brielle;5",
            "599;Utrecht;5",
            "344;;1.234",
            "344;;-5",
            "344;;",
            "GM0363;Amsterdam;6",
        )
    )
    assert found.count == 8
    told = dict(messages(found))
    assert "code van CBS" in told[3]
    assert "Bedoelt u Amsterdam (GM0363)?" in told[4]
    assert "Gebruik de opvolger: Voorne aan Zee (GM1992)" in told[5]
    assert "De code is van Rotterdam, de naam van Utrecht" in told[6]
    assert "zonder punten" in told[7]
    assert "onder 0" in told[8]
    assert "ontbreekt een getal" in told[9]
    assert "staat al op regel 2" in told[10]
    assert not found.is_complete


def test_missing_municipalities_are_named() -> None:
    found = read(csv("code;taakstelling", "363;5"))
    assert len(found.missing) == 341
    assert "GM0363" not in {area.code for area in found.missing}


def test_a_complete_list() -> None:
    areas = taking_part(registry(journal_state().reference_version), PERIOD)
    found = read(csv("code;taakstelling", *(f"{area.code};7" for area in areas)))
    assert (found.is_complete, found.total, found.sheet) == (True, 7 * 342, "lijst")


@pytest.mark.parametrize(
    "content",
    [b"a;b\n1;2", b"code;naam\n363;Amsterdam", b"taakstelling\n5", b"code;taakstelling\n", b"", b"\x89PNG\0"],
)
def test_files_without_a_list_are_refused(content: bytes) -> None:
    with pytest.raises(SheetError):
        read(content)


def test_problems_are_told_up_to_a_hundred() -> None:
    found = read(csv("gemeente;taakstelling", *(f"Nergens {n};5" for n in range(500))))
    assert (found.count, len(found.problems)) == (500, 100)
