"""The virtual environment `.venv`, made and kept up to date; then the command that was asked for, inside it.

Runs on a bare Python, before anything is installed: standard library only.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from housing.local.progress import WIDTH, Problem, complain, say, step

CHECKOUT = Path(__file__).resolve().parent.parent.parent
FOLDER = CHECKOUT / ".venv"
LISTS = {
    "local": ("requirements.txt", "requirements-local.txt"),
    "dev": ("requirements.txt", "requirements-local.txt", "requirements-dev.txt"),
}


def interpreter(folder: Path = FOLDER) -> Path:
    """The Python of the environment. Always called with `-m`: scripts break in a path with spaces."""
    return folder / "bin" / "python"


def prepare(kind: str, folder: Path = FOLDER, checkout: Path = CHECKOUT) -> None:
    """See to it that the environment exists and holds the packages of `local` or `dev`."""
    lists = [checkout / name for name in LISTS[kind]]
    stamp = folder / f"installed-{kind}"
    wanted = _wanted(LISTS[kind], checkout)
    if interpreter(folder).exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not interpreter(folder).exists():
        _make(folder)
    _install(folder, lists)
    for covered, names in LISTS.items():
        if set(names) <= set(LISTS[kind]):
            (folder / f"installed-{covered}").write_text(_wanted(names, checkout))


def _wanted(names: Sequence[str], checkout: Path) -> str:
    return hashlib.sha256(b"".join((checkout / name).read_bytes() for name in names)).hexdigest()


def _make(folder: Path) -> None:
    if not importlib.util.find_spec("ensurepip"):
        raise Problem(
            f"This Python ({sys.executable}) lacks the module venv. On Debian and Ubuntu:\n"
            f"apt-get install python3.{sys.version_info.minor}-venv"
        )
    with step("Making the virtual environment .venv"):
        shutil.rmtree(folder, ignore_errors=True)
        _checked([sys.executable, "-m", "venv", str(folder)], "The virtual environment could not be made.")


def _install(folder: Path, lists: Sequence[Path]) -> None:
    command = [str(interpreter(folder)), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    # What is used gets compiled at its first import; compiling everything takes longer than the download.
    command += ["--no-compile", "--no-input", "--no-warn-script-location", "--disable-pip-version-check"]
    command += ["--progress-bar", "off"]
    for path in lists:
        command += ["-r", str(path)]
    count = sum(
        line[0].isalnum() and "==" in line for path in lists for line in path.read_text().splitlines() if line
    )
    with step(f"Installing {count} packages"):
        _checked(
            command,
            "The packages could not be installed. Is there a connection to the package index?\n"
            "Behind a proxy: set HTTPS_PROXY. With an index of your own: set PIP_INDEX_URL.",
            counting=count,
        )


def _checked(command: Sequence[str], complaint: str, counting: int = 0) -> None:
    lines = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=_clean()
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                if counting:
                    _show(counting, sum(line.startswith("Collecting ") for line in lines))
        except BaseException:
            process.terminate()
            raise
    if counting:
        _show(counting, 0)
    if process.returncode:
        raise Problem(complaint + "\n\n" + "".join(lines[-15:]))


def _show(all_packages: int, found: int) -> None:
    if sys.stdout.isatty():
        note = f"  Installing {all_packages} packages{f': {found} found' if found else ''} "
        sys.stdout.write("\r" + note.ljust(WIDTH, "."))
        sys.stdout.flush()


def _clean() -> dict[str, str]:
    return {
        key: value for key, value in os.environ.items() if key not in ("PIP_USER", "PYTHONHOME", "PYTHONPATH")
    }


def main(arguments: Sequence[str]) -> int:
    """`KIND [MODULE ARGUMENT…]`: prepare the environment, then become that module inside it."""
    kind, *command = arguments
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    os.environ["STARTED_AT"] = str(time.time())
    try:
        prepare(kind)
    except Problem as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next time goes on from here.")
        return 130
    if command:
        sys.stdout.flush()
        os.execv(interpreter(), [str(interpreter()), "-m", *command])  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
