"""Before the first publication: a calm page for anybody, figures for whoever has a role."""

from datetime import date

import pytest
from django.test import Client

from housing.models import Publication
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from tests.caches import empty_caches
from tests.conftest import Ledger
from tests.markup import main


@pytest.fixture
def nothing_published(ledger: Ledger) -> Client:
    empty_caches()
    ledger.target("GM0599", "2022-1", 300, date(2021, 10, 1))
    return Client()


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/provincies/", 200), ("/gemeenten/", 200), ("/landelijk/2022-1/", 404)],
)
def test_before_the_first_publication_a_calm_page(
    nothing_published: Client, address: str, status: int
) -> None:
    response = nothing_published.get(address)
    assert response.status_code == status
    assert main(response).one("h1").text == "Er is nog niets gepubliceerd"
    assert "300" not in response.content.decode()


def test_before_the_first_publication_the_list_is_empty(nothing_published: Client) -> None:
    assert "Er is nog niets gepubliceerd" in nothing_published.get("/publicaties/").content.decode()


def test_the_first_publication_shows_at_once(nothing_published: Client) -> None:
    nothing_published.get("/")
    publish(title="De eerste", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    assert "De eerste" in nothing_published.get("/").content.decode()


def test_a_role_shows_figures_all_the_same(nothing_published: Client, reading: Client) -> None:
    assert "300" in reading.get("/landelijk/2022-1/").content.decode()
