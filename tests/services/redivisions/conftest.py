"""No areas of another test, whose redivisions were undone."""

from collections.abc import Iterator

import pytest

from housing.queries.areas import registry


@pytest.fixture(autouse=True)
def fresh(db: None) -> Iterator[None]:
    registry.cache_clear()
    yield
    registry.cache_clear()
