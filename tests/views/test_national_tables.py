"""The tables of the country: municipalities and provinces, their order, and as files."""

import re

import pytest
from django.test import Client

from housing.domain.periods import HalfYear
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from tests.files import lines_of
from tests.markup import Node, main, whole

COMPONENTS = [
    "target", "opening", "exchanges", "corrections", "transfers", "obligation",
    "home", "transitional", "hotel", "realised", "remaining", "balance",
]  # fmt: skip
AREA = ["code", "name", "province"]


def provinces(content: Node) -> list[dict[str, str]]:
    """The table of provinces, its foot last."""
    head, *rows = content.one("table", class_="data-table--wide").rows
    return [dict(zip(head, row, strict=True)) for row in rows]


def in_a_file(shown: str) -> str:
    """A number of the screen as files have it."""
    return shown.replace(".", "").replace("−", "-").replace("+", "")


def test_all_municipalities_in_one_table(site: Client) -> None:
    head, *rows = main(site.get("/landelijk/2022-2/gemeenten/")).one("table").rows
    assert head[:3] == ["Gemeente", "Provincie", "Schema"]
    assert len(rows) == 345
    assert rows[0][2].startswith("achter")
    assert rows[-1][0] == "Samen (netto)"


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [
        ("remaining", "Nog te huisvesten", False),
        ("-remaining", "Nog te huisvesten", True),
        ("-opening", "Saldo begin", True),
    ],
)
@pytest.mark.parametrize("address", ["/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/"])
def test_table_in_the_order_asked_for(
    site: Client, address: str, sort: str, column: str, descending: bool
) -> None:
    content = main(site.get(f"{address}?sort={sort}"))
    values = [whole(row[column]) for row in provinces(content)[:-1]]
    assert values == sorted(values, reverse=descending)
    headers = content.one("table", class_="data-table--wide").all("th", scope="col")
    (sorted_by,) = [header for header in headers if header.attributes.get("aria-sort")]
    assert sorted_by.text == column
    assert sorted_by.attributes["aria-sort"] == ("descending" if descending else "ascending")


def test_names_are_sorted_as_people_expect(site: Client) -> None:
    names = [row["Gemeente"] for row in provinces(main(site.get("/landelijk/2022-2/gemeenten/?sort=name")))]
    order = [
        names.index(name) for name in ("Gouda", "'s-Gravenhage", "Haarlem", "'s-Hertogenbosch", "Heusden")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("sort", ["onzin", "-", "name,-", "name';--", "__class__"])
def test_unknown_order_is_ignored(site: Client, sort: str) -> None:
    assert site.get("/landelijk/2022-2/", {"sort": sort}).status_code == 200


@pytest.mark.parametrize("position", ["", "stand=2022-01-31&", "publicatie=afsluiting-1e-helft-2022&"])
def test_file_of_provinces_has_the_figures_of_the_page(site: Client, position: str) -> None:
    address = f"/landelijk/2022-1/?{position}sort=-target"
    *shown, total = provinces(main(site.get(address)))
    response = site.get(f"{address}&_export=csv")
    rows = lines_of(response)
    assert re.fullmatch(
        r'attachment; filename="provincies-2022-1-202\d-\d\d-\d\d.csv"',
        response.headers["Content-Disposition"],
    )
    assert [row["name"] for row in rows] == [row["Provincie"] for row in shown]
    for name, column in {
        "target": "Taakstelling",
        "opening": "Saldo begin",
        "realised": "Gehuisvest",
    }.items():
        assert [row[name] for row in rows] == [in_a_file(row[column]) for row in shown]
        assert sum(int(row[name]) for row in rows) == whole(total[column])


@pytest.mark.parametrize("address", ["/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/"])
def test_headers_of_a_file_are_for_machines_and_stay(site: Client, address: str) -> None:
    response = site.get(f"{address}?_export=csv")
    head = response.content.decode().split("\r\n")[0].split(",")
    assert head[:15] == AREA + COMPONENTS
    assert not response.content.startswith(b"\xef\xbb\xbf")
    site.cookies["taal"] = "en"
    assert site.get(f"{address}?_export=csv").content == response.content


def test_file_of_municipalities_is_the_ledger(site: Client) -> None:
    rows = lines_of(site.get("/landelijk/2022-2/gemeenten/?_export=csv"))
    known = balances(journal_state().seq, HalfYear(2022, 2))
    assert len(rows) == 344
    for row in rows:
        assert {name: int(row[name]) for name in COMPONENTS} == {
            name: getattr(known[row["code"]], name) for name in COMPONENTS
        }
    assert sum(int(row["obligation"]) for row in rows) == 15_333
    assert sum(int(row["realised"]) for row in rows) == 11_078


def test_every_line_of_a_file_adds_up(site: Client) -> None:
    for row in lines_of(site.get("/landelijk/2022-1/gemeenten/?_export=csv")):
        value = {name: int(row[name]) for name in COMPONENTS}
        changes = value["exchanges"] + value["corrections"] + value["transfers"]
        assert value["obligation"] == value["target"] - value["opening"] - changes
        assert value["realised"] == value["home"] + value["transitional"] + value["hotel"]
        assert value["remaining"] == value["obligation"] - value["realised"] == -value["balance"]
