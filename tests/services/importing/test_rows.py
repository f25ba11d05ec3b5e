"""CSV files as they come: separators, encodings, quotes, headers; and files that are none."""

import csv
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.services.importing import Imported, Kind, import_files
from housing.services.importing.problems import Place, Problems
from housing.services.importing.rows import FILE_BYTES, LINE_BYTES, read_rows
from tests.services.importing.conftest import HEADERS, Write

pytestmark = pytest.mark.django_db

Refused = Callable[..., list[str]]
GOOD = HEADERS["placements"] + "\n2022-03,GM0363,home,5,,opgave\n"


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.rstrip("\n").encode(),
        GOOD.replace("\n", "\r\n").encode("utf-8-sig"),
        GOOD.replace(",", ";").encode(),
        (GOOD + "\n\n;;;;\n".replace(";", ",")).encode(),
        GOOD.replace("month,", '" Month ",').encode(),
        GOOD.replace("municipality_code", "Municipality Code").encode(),
        "".join(line + ",,\n" for line in GOOD.splitlines()).encode(),
        b'source;persons;kind;municipality_code;month;recorded_at\n"a; b";5;HOME;gm0363;2022-03;\n',
    ],
)
def test_forms_of_one_file(write: Write, raw: bytes) -> None:
    assert import_files(files=[write("placements", raw=raw)]).posted == 1


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", ": Het bestand is leeg."),
        (b"PK\x03\x04rest", ": Dit is een Excel- of zip-bestand. Sla het in Excel op als “CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0rest", ": Dit is een Excel- of zip-bestand."),
        (GOOD.encode("utf-16"), ": Dit bestand is in UTF-16."),
        (GOOD.replace("opgave", "opgave Súdwest").encode("latin-1"), "regel 2: Het bestand is niet in UTF-8"),
        (GOOD.encode().replace(b"opgave", b"op\0gave"), "regel 2: Hier staat een nulteken (NUL)"),
        (GOOD.replace("\n", "\r").encode(), "regel 1: De regels eindigen niet met een nieuwe regel"),
        (GOOD.encode() + b'2022-03,GM0363,hotel,5,,"open\n' * 3, "regel 3: De aanhalingstekens"),
        (GOOD.encode() + b'2022-03,GM0363,hotel,5,,"a"b\n', "regel 3: De aanhalingstekens"),
        (GOOD.encode() + b"x" * 30_000, "regel 3: De regel is langer dan 20000 tekens."),
        (GOOD.encode() + b'"' + b"lange tekst\n" * 20_000, "regel 3: De aanhalingstekens"),
        (b"\n" + GOOD.encode(), "regel 1, kolom month: Deze kolom ontbreekt."),
    ],
)
def test_files_that_cannot_be_read(write: Write, refused: Refused, raw: bytes, says: str) -> None:
    assert refused(write("placements", raw=raw))[0].startswith(says)


def test_columns_that_are_unknown_missing_or_double(write: Write, refused: Refused) -> None:
    raw = b"month,gemeente,kind,persons,persons,source\n2022-03,GM0363,home,5,5,o\n"

    assert refused(write("placements", raw=raw)) == [
        (
            "regel 1: “gemeente”: Deze kolom hoort hier niet. De kolommen zijn: month, municipality_code, "
            "kind, persons, recorded_at, source."
        ),
        "regel 1, kolom persons: Deze kolom staat er meer dan één keer. Laat er een staan.",
        "regel 1, kolom municipality_code: Deze kolom ontbreekt. Voeg hem toe; leeg laten mag vaak.",
        "regel 1, kolom recorded_at: Deze kolom ontbreekt. Voeg hem toe; leeg laten mag vaak.",
    ]


def test_the_wrong_kind(write: Write, refused: Refused) -> None:
    problems = refused(write("targets", raw=GOOD.encode()))

    assert "“month”: Deze kolom hoort hier niet." in problems[0]


@pytest.mark.parametrize("line", ["2022-03,GM0363,home,5", "2022-03,GM0363,home,5,,bron, en meer"])
def test_a_wrong_number_of_fields(write: Write, refused: Refused, line: str) -> None:
    [problem] = refused(write("placements", line))

    assert problem.startswith(f"regel 2: De regel heeft {line.count(',') + 1} velden en de kop 6.")


def test_line_numbers_count_lines_of_the_file(write: Write, refused: Refused) -> None:
    problems = refused(
        write("placements", '2022-03,GM0363,home,5,,"over\ntwee regels"', "", "2022-03,GM0363,hotel,x,,o")
    )

    assert [problem.split(",")[0] for problem in problems] == ["regel 5"]


def test_only_a_header(write: Write) -> None:
    assert import_files(files=[write("placements")]).read == 0


def test_no_file_to_read(tmp_path: Path, refused: Refused) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(FILE_BYTES + 1)
    folder = tmp_path / "folder.csv"
    folder.mkdir()

    problems = refused(*((path, Kind.TARGETS) for path in (pipe, huge, folder, tmp_path / "none.csv")))

    assert [problem[2:] for problem in problems] == [
        "Dit is geen gewoon bestand. Geef de naam van een CSV-bestand.",
        "Het bestand is groter dan 20 MB. Verdeel het over meer bestanden.",
        "Dit is een map. Geef de naam van een CSV-bestand.",
        "Dit bestand bestaat niet. Controleer de naam en de map.",
    ]


def test_a_file_that_may_not_be_read(write: Write, refused: Refused) -> None:
    file = write("placements", "2022-03,GM0363,home,5,,o")

    with patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied")):
        assert refused(file) == [": Het bestand is niet te lezen (Permission denied)."]


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


@given(cells=st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5), separator=st.sampled_from(",;"))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], separator: str
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    text = StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *cells])
    path.write_bytes(text.getvalue().encode())
    problems = Problems()

    found = [
        list(row.cells.values()) for row in read_rows(path, Place(0, "rows.csv"), ("a", "b"), (), problems)
    ]

    assert found == [row for row in cells if any(cell.strip() for cell in row)]
    assert problems.count == 0


@given(raw=st.binary(max_size=400), header=st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, header: bool
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_bytes(b"a,b\n" * header + raw)
    problems = Problems()

    rows = list(read_rows(path, Place(0, "rows.csv"), ("a", "b"), (), problems))

    assert all(set(row.cells) == {"a", "b"} for row in rows)
    assert header or problems.count or raw.lstrip(b"\xef\xbb\xbf")[:3].lower().strip(b' "') == b"a"


def test_limits_are_sane() -> None:
    assert LINE_BYTES < FILE_BYTES


def test_read_counts_lines(put: Callable[..., Imported]) -> None:
    assert put("placements", "2022-03,GM0363,home,5,,o", "", "2022-03,GM0599,home,5,,o").read == 2
