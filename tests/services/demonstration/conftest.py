"""The demonstration's lines, generated once for all tests of this folder."""

import pytest

from housing.services.demonstration.lines import AnyLine
from housing.services.demonstration.reference import Reference, read_reference
from housing.services.demonstration.story import generate


@pytest.fixture(scope="session")
def reference() -> Reference:
    return read_reference()


@pytest.fixture(scope="session")
def lines(reference: Reference) -> list[AnyLine]:
    return generate(reference)
