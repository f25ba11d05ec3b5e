"""Dump, restore into another database, verify: the head of the journal must be the same."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from housing.local.places import CHECKOUT, run_as
from housing.local.postgres import Cluster
from housing.models import EventHead, JournalHead
from tests.faults.outcome import Outcome

COPY = "restored"


def restored(cluster: Cluster, folder: Path) -> Outcome:
    """Dump the database, restore the dump under another name, and let `manage.py verify` tell its head."""
    head, events = JournalHead.objects.get(id=1), EventHead.objects.get(id=1)
    host = connection.settings_dict["OPTIONS"].get("host") or connection.settings_dict["HOST"]
    name = connection.settings_dict["NAME"]
    connection.close()
    dump = folder / "dump.sql"
    where = ("--host", host, "--port", "5432", "--username", "housing")
    with dump.open("wb") as file:
        _run(cluster, "pg_dump", *where, "--dbname", name, stdout=file, text=False)
    _run(cluster, "psql", *where, "--dbname", name, "-qc", f"CREATE DATABASE {COPY}")
    with dump.open("rb") as file:
        _run(cluster, "psql", *where, "--dbname", COPY, "-q", "-v", "ON_ERROR_STOP=1", stdin=file, text=False)
    address = os.environ["DATABASE_URL"].replace(f"/{name}?", f"/{COPY}?")
    told = subprocess.run(
        (sys.executable, str(CHECKOUT / "manage.py"), "verify", "--anchor", f"{head.seq}:{head.hash}"),
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    same = told.returncode == 0 and str(head) in told.stdout
    return Outcome(
        "restore",
        "dump, restore, verify",
        1,
        "the same head of the journal",
        f"head {head.seq}, {events.seq} events: {'the same' if same else 'DIFFERENT'}",
        same,
    )


def _run(cluster: Cluster, program: str, *arguments: str, **options: object) -> None:
    done = run_as(cluster.account, cluster.binaries / program, *arguments, **options)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}")
