"""The trials of `make faults`, a few rounds each, on a server and database of their own."""

import json
import os
import subprocess
import sys

import pytest

from housing.local.places import CHECKOUT

TRIALS = (
    "minute", "editors", "doubles", "approvals", "mail", "import", "workers", "database", "restore",
)  # fmt: skip
#: The figures of speed are for `make faults`: here other tests may use the machine as well.
TIMED = {"minute"}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, object]]:
    """What the trials found, by name."""
    surroundings = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "STATIC_ROOT"}
    done = subprocess.run(
        (sys.executable, "-m", "tests.faults", "--small", "--json"),
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name not in surroundings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if not done.stdout.strip():
        pytest.fail(f"The trials did not come to an end:\n{done.stderr[-3000:]}")
    return {outcome["name"]: outcome for outcome in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_trial_holds(name: str, outcomes: dict[str, dict[str, object]]) -> None:
    outcome = outcomes[name]
    if name in TIMED:
        assert "0 lost" in str(outcome["found"])
        assert "journal sound" in str(outcome["found"])
    else:
        assert outcome["held"], outcome["found"]
