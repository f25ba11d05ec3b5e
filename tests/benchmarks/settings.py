"""The settings of production, with bare views beside the pages and connections that stay open."""

from housing.settings import *  # noqa: F403
from housing.settings import DATABASES

ROOT_URLCONF = "tests.benchmarks.urls"
# Connecting anew now and then would fall on one page and not on another.
DATABASES["default"]["CONN_MAX_AGE"] = None
