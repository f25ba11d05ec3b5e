"""A municipality over its half-years, on the borders of then and of now, and its charts."""

import json

import pytest
from django.test import Client

from tests.files import lines_of
from tests.markup import source


def test_history_on_both_borders(site: Client) -> None:
    address = "/gemeenten/amsterdam/2022-2/?_export=csv&tabel=verloop"
    was, now = lines_of(site.get(address)), lines_of(site.get(f"{address}&indeling=huidig"))
    weesp = lines_of(site.get("/gemeenten/weesp/2022-1/?_export=csv&tabel=verloop"))

    assert [row["period"] for row in was] == [row["period"] for row in now] == ["2021-2", "2022-1", "2022-2"]
    assert {row["borders"] for row in was} == {"as-was"}
    assert {row["borders"] for row in now} == {"as-is"}
    assert int(now[0]["target"]) == int(was[0]["target"]) + int(weesp[0]["target"])
    assert int(now[0]["balance"]) == int(was[0]["balance"]) + int(weesp[0]["balance"])
    assert now[1]["balance"] == was[1]["balance"]
    assert now[2] == {**was[2], "borders": "as-is"}


def test_history_offers_the_other_borders_only_after_a_merger(site: Client) -> None:
    merged = source(site.get("/gemeenten/amsterdam/2022-2/"))
    assert 'href="/gemeenten/amsterdam/2022-2/?indeling=huidig#verloop"' in merged
    assert "Cijfers van Weesp tellen mee vanaf de herindeling" in merged
    assert 'href="/gemeenten/weesp/"' in merged
    chosen = source(site.get("/gemeenten/amsterdam/2022-2/?indeling=huidig"))
    assert "Alle cijfers van Weesp zijn erbij opgeteld" in chosen
    assert "verloop-huidig.json" in chosen
    for address in (
        "/gemeenten/rotterdam/2022-2/?indeling=huidig",
        "/gemeenten/eemsdelta/2022-2/",
        "/gemeenten/amsterdam/2022-1/?stand=2022-03-01",
    ):
        assert "#verloop" not in source(site.get(address))


@pytest.mark.parametrize("name", ["maanden", "verloop", "verloop-huidig"])
def test_charts_are_data(site: Client, name: str) -> None:
    response = site.get(f"/gemeenten/amsterdam/2022-1/grafiek/{name}.json")
    chart = json.loads(response.content)
    assert chart["data"]
    assert "layout" in chart


def test_history_charts_differ(site: Client) -> None:
    was, now = (
        site.get(f"/gemeenten/amsterdam/2022-1/grafiek/{name}.json").json()
        for name in ("verloop", "verloop-huidig")
    )
    assert was["data"][0]["y"][0] != now["data"][0]["y"][0]
