"""How fresh the pages of the country are, and what they ask of the database."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from housing.models import Publication
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.publishing import publish
from tests.conftest import Ledger
from tests.markup import figures, main, page


def set_clock_forward(*, days: int) -> None:
    """Let the journal's clock jump, which it refuses while it holds postings; in test code only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE housing_journalhead DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE housing_journalhead SET clock_offset = clock_offset + %s", [timedelta(days=days)]
        )
        cursor.execute("ALTER TABLE housing_journalhead ENABLE TRIGGER USER")


PAGES = ["/", "/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/", "/landelijk/2022-2/?stand=2022-11-01"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 9),
        ("/landelijk/2022-2/", 10),
        ("/landelijk/2022-1/", 10),
        # one with an interim target
        ("/landelijk/2021-2/", 15),
        ("/landelijk/2022-2/gemeenten/", 8),
        ("/landelijk/2022-2/?_export=csv", 8),
    ],
)
def test_queries_of_a_page_that_is_in_no_cache(
    site: Client, address: str, most: int, django_assert_max_num_queries
) -> None:
    registry(journal_state().reference_version)
    with django_assert_max_num_queries(most):
        assert site.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_queries_of_a_page_that_is_in_the_cache(
    site: Client, address: str, django_assert_max_num_queries
) -> None:
    first = site.get(address)
    with django_assert_max_num_queries(4 if "?" not in address else 9):
        assert site.get(address).content == first.content


@pytest.mark.parametrize("address", PAGES)
def test_unchanged_page_is_not_sent_twice(site: Client, address: str, django_assert_max_num_queries) -> None:
    first = site.get(address)
    with django_assert_max_num_queries(4):
        second = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert second.headers[name] == first.headers[name]


def test_mark_of_a_page_changes_with_a_posting(site: Client, ledger: Ledger) -> None:
    first = site.get("/landelijk/2022-2/")
    ledger.home("GM0599", "2022-11", 5)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert figures(main(second))["Gehuisvest"] == "11.083 mensen"


def test_mark_of_a_page_changes_with_a_publication(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    at = datetime(2022, 11, 10, 12, tzinfo=AMSTERDAM)
    publish(title="Tussenstand november", kind=Publication.Kind.MONTHLY, known_on=at)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    options = [option.attributes["value"] for option in main(second).one("select").all("option")]
    assert options[0] == "tussenstand-november"


def test_mark_of_a_page_changes_with_the_language(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    site.cookies["taal"] = "en"
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert page(second).attributes["lang"] == "en"
    assert "15,333" in main(second).text


def test_mark_of_a_page_changes_with_the_day(site: Client) -> None:
    first = site.get("/landelijk/2022-2/")
    set_clock_forward(days=30)
    second = site.get("/landelijk/2022-2/", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    content = main(second)
    assert content.one("span", class_="position__mark").text == "stand per 15 december 2022"
    assert figures(content)["Tempo dat nodig is"] == "4.255 per maand"


def test_every_address_has_its_own_mark(site: Client) -> None:
    addresses = [
        *PAGES,
        "/landelijk/2022-2/?sort=name",
        "/landelijk/2022-2/?publicatie=kamerbrief-7-januari-2022",
    ]
    assert len({site.get(address).headers["ETag"] for address in addresses}) == len(addresses)


@pytest.mark.parametrize("address", PAGES)
def test_page_is_for_reading_only(site: Client, address: str) -> None:
    first = site.get(address)
    head = site.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]
    for method in (site.post, site.put, site.patch, site.delete):
        assert method(address).status_code == 405
