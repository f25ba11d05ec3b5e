"""A PostgreSQL of our own: made, started and stopped.

It listens on a socket only, in a folder that only its own account can enter.
"""

import os
import shlex
import shutil
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from housing.local import places
from housing.local.places import Account, run_as
from housing.local.progress import Problem

DATABASE = ROLE = "housing"
START_SECONDS = 60
STOP_SECONDS = 30
NO_PROCESS = 2**31 - 2  # beyond every system's highest process id
# For tests only: what is lost in a power cut does not matter there.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def url(data: Path) -> str:
    """The address of the server of this data folder, as DATABASE_URL takes it."""
    return f"postgres://{ROLE}@:5432/{DATABASE}?host={places.socket_folder(data)}"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL server with its data folder. A `hasty` one is for tests: quick, its data of no value."""

    data: Path
    hasty: bool = False

    @cached_property
    def account(self) -> Account | None:
        """The account that it runs as, when that is not the present user."""
        return places.account_for(self.data)

    @cached_property
    def binaries(self) -> Path:
        """The folder with the programs that it runs."""
        return places.binaries_for(self.account)

    @property
    def url(self) -> str:
        """Its address, as DATABASE_URL takes it."""
        return url(self.data)

    @property
    def exists(self) -> bool:
        """Whether the data folder has been made."""
        return (self.data / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the data folder with an empty database in it; all of it, or nothing."""
        new = self.data.with_name(f"{self.data.name}.new")
        self._remove(new)
        places.own_folder(new, self._owner, 0o700)
        try:
            self._check(
                "initdb", "--pgdata", new, "--username", ROLE, "--auth", "trust", *self._locale, "--no-sync"
            )
            # Without a server, so that a folder under its final name always holds its database.
            self._check("postgres", "--single", "-D", new, "postgres", input=f"CREATE DATABASE {DATABASE}\n")
            new.rename(self.data)
        except BaseException:
            self._remove(new)
            raise

    def start(self) -> None:
        """Start the server, and make it first if need be. One that runs already is left as it is."""
        if self.exists and not self._same_version():
            self.destroy()
        if not self.exists:
            self.create()
        answer = self._answer()
        if answer == 2:
            self._forget_stale_process()
            self._start()
        elif answer == 1:
            self._wait()

    def stop(self) -> None:
        """Stop the server; fine when it does not run."""
        if not (self.data / "postmaster.pid").exists():
            return
        for mode in ("fast", "immediate"):
            stop = ("stop", "-s", "-w", "-t", str(STOP_SECONDS), "-m", mode, "-D", self.data)
            if self._run("pg_ctl", *stop).returncode == 0 or self._answer() == 2:
                self._leave_no_socket_folder()
                return
        raise Problem(f"PostgreSQL in {self.data} does not stop; see {self._log}.")

    def destroy(self) -> None:
        """Stop the server and remove its data."""
        if self.exists:
            self.stop()
        self._remove(self.data)

    def _leave_no_socket_folder(self) -> None:
        listening = places.socket_folder(self.data)
        if listening != self.data:
            with suppress(OSError):  # in use after all, or gone
                listening.rmdir()

    @property
    def is_ready(self) -> bool:
        """Whether it answers."""
        return self._answer() == 0

    @property
    def _owner(self) -> int:
        return self.account.uid if self.account else os.geteuid()

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    @property
    def _major(self) -> int:
        # "postgres (PostgreSQL) 18.6"; Debian adds words of its own after the number
        return int(self._check("postgres", "--version").split()[2].split(".")[0])

    @property
    def _locale(self) -> tuple[str, ...]:
        if self._major >= 17:  # the same rules on every system, whatever locales it has
            return ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        return ("-E", "UTF8", "--locale=C.UTF-8")

    def _answer(self) -> int:
        """0: ready; 1: there, not ready yet; 2: nothing there."""
        ready = self._run("pg_isready", "-q", "-h", places.socket_folder(self.data), "-p", "5432", "-t", "3")
        return min(ready.returncode, 2)

    def _start(self) -> None:
        listen = places.own_folder(places.socket_folder(self.data), self._owner, 0o700)
        options = ["-h", "", "-p", "5432", "-k", str(listen)]
        for setting in HASTY if self.hasty else ():
            options += ["-c", setting]
        command = ("start", "-s", "-w", "-t", str(START_SECONDS), "-D", self.data, "-l", self._log)
        deadline = time.monotonic() + 10
        # Its own session: Ctrl-C in the terminal is for us, and we stop the server in good order.
        while self._run("pg_ctl", *command, "-o", shlex.join(options), start_new_session=True).returncode:
            # After a kill -9 the server's children need a moment to notice that it is gone.
            if time.monotonic() > deadline or "shared memory block" not in self._last_words(3):
                raise Problem(
                    f"PostgreSQL did not start. Its log, {self._log}, ends with:\n{self._last_words(8)}"
                )
            time.sleep(0.5)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready:
            if time.monotonic() > deadline:
                raise Problem(
                    f"PostgreSQL in {self.data} is not ready after {START_SECONDS} s; see {self._log}."
                )
            time.sleep(0.1)

    def _forget_stale_process(self) -> None:
        """Void a process id that was left behind and now belongs to some other program, or to none that runs.

        The rest of the notes stays: by it PostgreSQL sees whether children of the old server still run.
        """
        listening = places.socket_folder(self.data)
        for note in (self.data / "postmaster.pid", listening / ".s.PGSQL.5432.lock"):
            try:
                first, rest = note.read_text().split("\n", 1)
                pid = int(first)
            except (FileNotFoundError, ValueError):
                continue
            command = command_of(pid)
            if command and not ("postgres" in command and str(self.data) in command):
                note.write_text(f"{NO_PROCESS}\n{rest}")

    def _same_version(self) -> bool:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by == str(self._major):
            return True
        if self.hasty:  # nothing that anybody wants to keep
            return False
        raise Problem(
            f"{self.data} was made by PostgreSQL {made_by}, and {self.binaries} is {self._major}.\n"
            "Use the same PostgreSQL as before, or begin anew: make clean"
        )

    def _last_words(self, lines: int) -> str:
        try:
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def _run(
        self, program: str, *arguments: str | Path, **options: object
    ) -> "subprocess.CompletedProcess[str]":
        if program == "pg_ctl":  # the server inherits what it gets, and would keep a pipe open
            options.setdefault("stdout", subprocess.DEVNULL)
            options.setdefault("stderr", subprocess.DEVNULL)
        if "input" in options:
            options["stdin"] = None
        return run_as(self.account, self.binaries / program, *arguments, **options)

    def _check(self, program: str, *arguments: str | Path, **options: object) -> str:
        done = self._run(program, *arguments, **options)
        if done.returncode:
            raise Problem(f"PostgreSQL's {program} failed:\n{done.stdout.strip()}")
        return str(done.stdout)


def command_of(pid: int) -> str:
    """The command line of a process, "unknown" when it cannot be read; empty when there is no process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.exists():
        return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace") or "unknown"
    told = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()
