"""`make run`: everything from an empty folder to the first page, step by step, and nothing left behind."""

import ctypes
import hashlib
import io
import os
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from housing.local.places import CHECKOUT, data_folder
from housing.local.postgres import Cluster
from housing.local.progress import Problem, complain, say, step
from housing.local.sharing import running
from housing.local.surroundings import surround

# What WeasyPrint opens; the names on Linux and on macOS.
PDF_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)


def run() -> None:
    """Run the system until Ctrl-C or SIGTERM."""
    host, port = os.environ.get("HOST", "localhost"), _port()
    check_port(port)
    with ExitStack() as stack:
        address = os.environ.get("DATABASE_URL") or _start_database(stack)
        surround(address)
        _prepare()
        if note := pdf_note():
            say(note)
        _serve(host, port)


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(
            f"PORT is '{text}'; it must be a number from 1 to 65535. For example: PORT=8001 make run"
        )
    return int(text)


def check_port(port: int) -> None:
    """Raise when something listens on this port already, or when it may not be used."""
    for address in ("127.0.0.1", "::1"):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                raise Problem(
                    f"Port {port} of this machine is in use, perhaps by an earlier `make run`.\n"
                    f"Open http://localhost:{port}/ to see it, stop it with Ctrl-C in its own window,\n"
                    f"or run beside it on another port: PORT={port % 65535 + 1} make run"
                )
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        raise Problem(
            f"Port {port} cannot be used ({error.strerror}). Try another: PORT=8001 make run"
        ) from None


def _start_database(stack: ExitStack) -> str:
    cluster = Cluster(data_folder())
    with step("Starting PostgreSQL" if cluster.exists else "Making and starting a PostgreSQL of its own"):
        return stack.enter_context(running(cluster))


def _prepare() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import OperationalError, connections

    try:
        with step("Loading the program"):
            django.setup()
            import housing.urls  # noqa: F401
        _fill()
        _collect_static()
    except CommandError as error:
        raise Problem(str(error)) from None
    except ImproperlyConfigured as error:
        raise Problem(
            f"{error}\nDATABASE_URL, if you set it, looks like postgres://user:password@host:5432/name"
        ) from None
    except OperationalError as error:
        raise Problem(f"The database does not do what is asked of it:\n{str(error).strip()}") from None
    connections.close_all()


def _fill() -> None:
    from django.core.management import call_command

    if _has_changes_to_make():
        with step("Making the tables"):
            call_command("migrate", interactive=False, verbosity=0)
    with step("Municipalities, provinces, inhabitants"):
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
    with step("Demonstration data"):
        call_command("demo", verbosity=0, stdout=io.StringIO())


def _has_changes_to_make() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static() -> None:
    """Gather and compress the style sheets and scripts; nothing to do when none has changed."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEBUG:
        return
    stamp = Path(settings.STATIC_ROOT) / "collected"
    wanted = static_mark([CHECKOUT / "static", CHECKOUT / "requirements.txt"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Style sheets and scripts"):
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)


def static_mark(places: list[Path]) -> str:
    """A mark that changes with any of these files or the files in these folders."""
    files = sorted(file for place in places for file in (place.rglob("*") if place.is_dir() else [place]))
    known = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.is_file()]
    return hashlib.sha256(repr(known).encode()).hexdigest()


def pdf_note() -> str:
    """One line when PDF cannot be made here, with what to install; empty when it can."""
    for names in PDF_LIBRARIES:
        if not any(_opens(name) for name in names):
            remedy = (
                "brew install pango"
                if sys.platform == "darwin"
                else "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            )
            return f"  PDF download is off, because pango is missing. To have it: {remedy}"
    return ""


def _opens(name: str) -> bool:
    for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/"):
        try:
            ctypes.CDLL(folder + name)
        except OSError:
            continue
        return True
    return False


def _serve(host: str, port: int) -> None:
    from housing.local.serving import serve

    begun = float(os.environ.get("STARTED_AT", time.time()))

    def ready() -> None:
        shown = "localhost" if host in ("localhost", "127.0.0.1", "::1", "0.0.0.0") else host  # noqa: S104
        say(f"\nReady in {time.time() - begun:.0f} s:  http://{shown}:{port}/   (Ctrl-C stops everything)\n")

    serve(host, port, ready)
    say("Stopped; nothing is left running.")


def main() -> int:
    """Run, and say in plain words why when that fails."""
    try:
        run()
    except Problem as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
