"""Lists of CBS as it delivers them, made of what the system has, with changes."""

import io
from collections.abc import Iterable, Mapping
from datetime import date

from openpyxl import Workbook

from housing.models import Municipality, Population

Rows = list[list[object]]
COLUMNS = [
    "Gemeentecode",
    "GemeentecodeGM",
    "Gemeentenaam",
    "Provinciecode",
    "ProvinciecodePV",
    "Provincienaam",
]


def municipality_rows(on: date, changes: Mapping[str, list[object] | None] | None = None) -> Rows:
    """Lines of "Gemeenten alfabetisch" on a day; `changes` by code: another line, or None to leave it out."""
    rows: Rows = []
    given = dict(changes or {})
    for area in Municipality.objects.existing_on(on).select_related("province"):
        line: list[object] | None = [
            int(area.code[2:]),
            area.code,
            area.cbs_name or area.name,
            int(area.province_id[2:]),
            area.province_id,
            area.province.name,
        ]
        line = given.pop(area.code, line)
        if line is not None:
            rows.append(line)
    return rows + [line for line in given.values() if line is not None]


def alphabetical(rows: Rows, title: str = "") -> bytes:
    """The XLSX of CBS; with a title above the headings where it is given."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Gemeenten_alfabetisch"
    if title:
        sheet.append([title])
        sheet.append([])
    sheet.append(
        [
            "Gemeentecode",
            "GemeentecodeGM",
            "Gemeentenaam",
            "Provinciecode",
            "ProvinciecodePV",
            "Provincienaam",
        ]
    )
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def inhabitants(on: date) -> dict[str, int]:
    return dict(Population.objects.filter(reference_date=on).values_list("municipality_id", "inhabitants"))


def on_screen(
    figures: Mapping[str, object], year: int = 2022, *, names: Mapping[str, str] | None = None
) -> bytes:
    """StatLine's CSV as one sees it on the screen: metadata, headings over several lines, a source below."""
    known = names or {}
    lines = [
        '"Bevolking; ontwikkeling in gemeenten met 100 000 of meer inwoners"',
        '"";"Onderwerp";"Bevolking op 1 januari"',
        f'"";"Perioden";"{year}"',
        '"Regio\'s";"";"aantal"',
        '"Nederland";"";"17590672"',
        '"Groningen (PV)";"";"590170"',
        *(f'"{known.get(code, code)}";"";"{number}"' for code, number in figures.items()),
        '"Bron: CBS"',
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def flat(figures: Mapping[str, object], *, more: Iterable[str] = ()) -> bytes:
    """StatLine's CSV with a line per region and period."""
    lines = [
        '"Perioden";"Regio\'s";"Totale bevolking (aantal)"',
        *(f'"2022";"{code}";"{number}"' for code, number in figures.items()),
        *more,
    ]
    return "\n".join(lines).encode()


def with_codes(figures: Mapping[str, object], *, more: Iterable[str] = ()) -> bytes:
    """The plain CSV of the open data: codes padded with spaces, periods as codes."""
    lines = [
        "ID;Geslacht;RegioS;Perioden;BevolkingOp1Januari_1",
        *(
            f'{n};"T001038";"{code}  ";"2022JJ00";{number}'
            for n, (code, number) in enumerate(figures.items())
        ),
        '9001;"3000   ";"GM0014  ";"2022JJ00";1',
        '9002;"T001038";"PV20    ";"2022JJ00";590170',
        '9003;"T001038";"GM0014  ";"2021JJ00";233000',
        *more,
    ]
    return "\n".join(lines).encode()
