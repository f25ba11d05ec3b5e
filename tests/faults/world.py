"""A world to break: a PostgreSQL of its own that keeps what it promises, gunicorn, and people signed in."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from housing.local.places import CHECKOUT, data_folder
from housing.local.postgres import Cluster
from housing.local.sharing import running
from housing.local.surroundings import surround

SERVER = "postgres-faults"
SECONDS_TO_START = 60
CSRF = "c" * 32
WORKERS, THREADS = 2, 8


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Database:
    """The server of the database, which can be killed and comes back."""

    def __init__(self) -> None:
        # Not a hasty one: an acknowledged write must be on disk.
        self.cluster = Cluster(data_folder(SERVER))

    def kill(self) -> None:
        """`kill -9` for the server and all its children, as when the machine loses power for them."""
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def start(self) -> None:
        """Start it again; it recovers by itself."""
        self.cluster.start()


class Web:
    """gunicorn with the settings of production, in processes of its own."""

    def __init__(self, static: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "STATIC_ROOT": str(static), "LOG_LEVEL": "CRITICAL"}
        self._log = (static.parent / f"web-{self.port}.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            *(sys.executable, "-m", "gunicorn", "housing.wsgi", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread"),
            *("--preload", "--no-control-socket", "--log-level", "critical", "--timeout", "60"),
        ]
        self._process = subprocess.Popen(
            command, cwd=CHECKOUT, env=self._environment, stdout=self._log, stderr=self._log
        )
        self.wait()

    def wait(self) -> None:
        """Until it answers that it is well."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(f"{self.address}/gezond/", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError("The web server does not answer.")

    def kill_worker(self) -> None:
        """`kill -9` for one worker process; gunicorn starts another."""
        assert self._process
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(children[0]), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        self._log.close()


class World:
    """Everything together: `database`, `web`, and browsers of people."""

    def __init__(self, database: Database, web: Web, folder: Path, mail_port: int) -> None:
        self.database = database
        self.web = web
        self.folder = folder
        #: Where mail is sent to; nobody listens there until a trial does.
        self.mail_port = mail_port

    def browser(self, session: str) -> requests.Session:
        """A browser in which the owner of this session is signed in."""
        browser = requests.Session()
        browser.cookies.update({"sessionid": session, "csrftoken": CSRF})
        # A new connection each time: one that the server just closed is no fault that is looked for here.
        browser.headers.update({"X-CSRFToken": CSRF, "Referer": self.web.address, "Connection": "close"})
        return browser

    def url(self, path: str) -> str:
        """The full address of a page."""
        return self.web.address + path


@contextmanager
def world() -> Iterator[World]:
    """Make it, with the reference data and an empty journal; stop everything afterwards.

    Sets the environment and Django up for the calling process too: call it once, before any model is read.
    """
    database = Database()
    if database.cluster.exists:
        database.cluster.destroy()
    with tempfile.TemporaryDirectory() as name, running(database.cluster) as address:
        folder = Path(name)
        mail_port = free_port()
        mail = f"smtp://127.0.0.1:{mail_port}"
        os.environ.update({"DATABASE_URL": address, "CONN_MAX_AGE": "60", "EMAIL_URL": mail})
        surround(address, secret_key="for-the-faults-only")
        _prepare(folder / "static")
        web = Web(folder / "static")
        try:
            web.start()
            yield World(database, web, folder, mail_port)
        finally:
            web.stop()
            _leave_database()
    database.cluster.destroy()


def _prepare(static: Path) -> None:
    os.environ["STATIC_ROOT"] = str(static)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    from housing.services.reference import load_reference

    load_reference()


def _leave_database() -> None:
    from django.db import connections

    connections.close_all()
