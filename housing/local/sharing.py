"""One local server for several processes at a time.

The last one out stops it, also when an earlier one was killed: the system itself lets go of their locks.
"""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from housing.local.postgres import Cluster
from housing.local.progress import Problem


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """Run the server as long as somebody is inside; gives its address. The last one out stops it."""
    _prepare_folder(cluster)
    process = os.getpid()
    with _lock(cluster, "users") as users, _orderly_end():
        try:
            with _lock(cluster, "lock") as door:
                fcntl.flock(door, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_SH)
                cluster.start()
            yield cluster.url
        finally:
            if os.getpid() == process:  # a forked child that ends leaves the server alone
                _leave(cluster, users)


def _leave(cluster: Cluster, users: int) -> None:
    # A second Ctrl-C must not leave the server behind.
    ignored = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] if _in_main_thread() else []
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ignored}
    try:
        with _lock(cluster, "lock") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if cluster.exists:
                cluster.stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _prepare_folder(cluster: Cluster) -> None:
    folder = cluster.data.parent
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)  # also under a strict umask: as root, PostgreSQL's account must get in
        os.close(os.open(_beside(cluster, "lock"), os.O_RDONLY | os.O_CREAT, 0o644))
    except PermissionError:
        raise Problem(
            f"{folder} cannot be made or written by you. Give yourself a checkout of your own."
        ) from None
    if os.geteuid() and cluster.data.exists() and cluster.data.stat().st_uid != os.geteuid():
        raise Problem(
            f"{cluster.data} belongs to another account, because it was made by root or by somebody else.\n"
            "Start this as that user, or begin anew: sudo make clean"
        )


def _beside(cluster: Cluster, name: str) -> Path:
    return cluster.data.with_name(f"{cluster.data.name}.{name}")


@contextmanager
def _lock(cluster: Cluster, name: str) -> Iterator[int]:
    handle = os.open(_beside(cluster, name), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _orderly_end() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind like Ctrl-C, where nobody else has seen to them."""
    kept = {}
    if _in_main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                kept[number] = signal.signal(number, _exit)
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _exit(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
