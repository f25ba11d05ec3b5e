"""Pages are tested on the demonstration: `site` reads it, and what a test posts is gone after it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.demonstration import demonstration_rolled_back, make_demonstration


@pytest.fixture(scope="session")
def kept_demonstration(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """A copy of the demonstration, in a schema of its own."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make_demonstration()


@pytest.fixture(scope="module")
def demonstration(kept_demonstration: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demonstration, for a module of tests."""
    with django_db_blocker.unblock(), demonstration_rolled_back():  # type: ignore[attr-defined]
        yield


@pytest.fixture
def site(demonstration: None, db: None) -> Iterator[Client]:
    """A visitor of the demonstration, whose first page is in no cache."""
    cache.clear()
    return Client()
