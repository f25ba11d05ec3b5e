"""Pages are tested on the demonstration; what a test posts is gone after it.

`site` reads it with a role and sees the current position, `visitor` is anybody and sees what was published.
"""

from collections.abc import Iterator

import pytest
from django.test import Client

from housing.domain.roles import Role
from housing.models import User
from tests.caches import empty_caches
from tests.cast import person, signed_in
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


@pytest.fixture(scope="module")
def colleague(demonstration: None) -> User:
    """Somebody at the ministry who reads."""
    return person("leest-mee", Role.MINISTRY_READER)


@pytest.fixture
def site(colleague: User, db: None) -> Client:
    """The demonstration for somebody with a role, whose first page is in no cache."""
    empty_caches()
    return signed_in(colleague)


@pytest.fixture
def reading(db: None) -> Client:
    """Somebody with a role, without the demonstration: for ledgers that a test makes itself."""
    empty_caches()
    return signed_in(person("leest", Role.MINISTRY_READER))


@pytest.fixture
def visitor(demonstration: None, db: None) -> Client:
    """The demonstration for anybody, whose first page is in no cache."""
    empty_caches()
    return Client()


@pytest.fixture
def no_counts() -> None:
    """Nobody has tried to sign in yet."""
    empty_caches()
