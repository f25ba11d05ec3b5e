"""Commands with a PostgreSQL around them.

`manage ARGUMENT…` runs manage.py on the database of `make run`; `with NAME COMMAND…` runs any command
on a server of its own, in var/postgres-NAME; `clean` removes what the servers have left.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from housing.local.places import CHECKOUT, data_folder, elsewhere
from housing.local.postgres import Cluster
from housing.local.progress import Problem, complain
from housing.local.sharing import running
from housing.local.surroundings import surround

SERVERS = ("postgres", "postgres-test", "postgres-benchmark", "postgres-debian", "postgres-faults")


def manage(arguments: Sequence[str]) -> int:
    """manage.py with the local database, or with the one of DATABASE_URL."""
    return _inside(
        "postgres", [sys.executable, str(CHECKOUT / "manage.py"), *arguments], os.environ.get("DATABASE_URL")
    )


def with_server(name: str, command: Sequence[str]) -> int:
    """Any command, with DATABASE_URL set to a server of its own."""
    os.environ.pop("DATABASE_URL", None)
    return _inside(f"postgres-{name}", command, None)


def _inside(server: str, command: Sequence[str], address: str | None) -> int:
    with ExitStack() as stack:
        hasty = server != "postgres"
        address = address or stack.enter_context(running(Cluster(data_folder(server), hasty=hasty)))
        surround(address)
        return subprocess.run(command, check=False).returncode


def clean() -> int:
    """Stop the servers of this checkout and remove their data."""
    for name in SERVERS:
        cluster = Cluster(data_folder(name))
        if cluster.exists:
            cluster.destroy()
    shutil.rmtree(elsewhere(), ignore_errors=True)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Do what is asked, and say in plain words why when that fails."""
    try:
        match arguments:
            case ["manage", *rest]:
                return manage(rest)
            case ["with", name, *command] if command:
                return with_server(name, command)
            case ["clean"]:
                return clean()
            case _:
                complain((__doc__ or "").strip())
                return 2
    except Problem as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
