"""For pytest: a PostgreSQL of the tests' own, unless DATABASE_URL names one."""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from housing.local.places import data_folder
from housing.local.postgres import Cluster, running
from housing.local.progress import Problem
from housing.local.surroundings import surround

SECRET_KEY = "for-the-tests-only"  # noqa: S105
open_until_the_end = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before anybody reads the settings."""
    try:
        address = os.environ.get("DATABASE_URL") or open_until_the_end.enter_context(
            running(Cluster(data_folder("postgres-test"), hasty=True))
        )
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from None
    surround(address, demonstration=True, secret_key=SECRET_KEY)
    return (yield)


# Not at the end of the session: a run that fails early has none.
atexit.register(open_until_the_end.close)
