"""How fresh the pages of provinces are, and what they ask of the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.caches import empty_caches


def queries(client: Client, address: str, status: int = 200, **options) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, **options).status_code == status
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/provincies/",
        "/provincies/flevoland/2022-2/",
        "/provincies/noord-brabant/2022-2/",
        "/provincies/noord-brabant/2021-2/",
        "/provincies/zuid-holland/2022-2/?_export=csv",
        "/provincies/zuid-holland/2022-2/grafiek/cumulatief.json",
    ],
)
def test_page_takes_few_queries(site, address):
    queries(site, "/provincies/"), empty_caches()  # the registry is read
    assert queries(site, address) <= 13  # one of them for exceptions to due dates, which visitors do not see


def test_queries_do_not_grow_with_the_rows(site):
    queries(site, "/provincies/")
    few = queries(site, "/provincies/flevoland/2022-2/")
    assert queries(site, "/provincies/noord-brabant/2022-2/") == few


@pytest.mark.parametrize("address", ["/provincies/", "/provincies/zeeland/2022-2/"])
def test_warm_page_reads_no_figures(site, address):
    first = site.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert site.get(address).content == first.content
    assert len(captured) <= 5
    assert not [query for query in captured if "total" in query["sql"]]


@pytest.mark.parametrize("address", ["/provincies/", "/provincies/zeeland/2022-2/"])
def test_unchanged_page_is_not_sent_again(site, address):
    tag = site.get(address).headers["ETag"]
    assert queries(site, address, 304, headers={"If-None-Match": tag}) <= 4
