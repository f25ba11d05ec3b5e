"""The charts of the country: their words, their tables and their files."""

import pytest
from django.test import Client
from plotly.graph_objects import Figure

from tests.files import lines_of
from tests.markup import Node, main


def charts(content: Node) -> list[str]:
    return [chart.attributes["data-chart-url"] for chart in content.all("div", class_="chart")]


@pytest.mark.parametrize("period", ["2021-2", "2022-1", "2022-2"])
def test_charts_are_valid_and_have_words_and_tables(site: Client, period: str) -> None:
    content = main(site.get(f"/landelijk/{period}/"))
    assert len(charts(content)) == 3
    for chart in content.all("figure", class_="chart-figure"):
        box = chart.one("div", class_="chart")
        assert len(box.attributes["aria-label"]) > 40
        assert len(chart.one("table").rows) > 2
        response = site.get(box.attributes["data-chart-url"])
        assert response.headers["Content-Type"] == "application/json"
        figure = Figure(response.json())
        assert figure.data
        assert b"http" not in response.content
        (download,) = chart.all("a", class_="download")
        assert lines_of(site.get(download.attributes["href"]))


def test_chart_keeps_the_position(site: Client) -> None:
    addresses = charts(main(site.get("/landelijk/2022-1/?stand=2022-03-15")))
    assert all(address.endswith("?stand=2022-03-15") for address in addresses)
    then, now = site.get(addresses[0]).json(), site.get(addresses[0].partition("?")[0]).json()
    assert then != now


def test_cumulative_chart_ends_at_the_figures(site: Client) -> None:
    rows = lines_of(site.get("/landelijk/2021-2/grafiek/cumulatief.json?_export=csv"))
    assert "12858" in rows[-1].values()
    assert "16586.0" in rows[-1].values()


def test_chart_is_fresh_and_cheap(site: Client, django_assert_max_num_queries) -> None:
    address = "/landelijk/2022-2/grafiek/cumulatief.json"
    first = site.get(address)
    with django_assert_max_num_queries(4):
        second = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304
    with django_assert_max_num_queries(4):
        assert site.get(address).json() == first.json()
