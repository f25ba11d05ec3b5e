import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from housing.local import places
from housing.local.places import socket_folder
from housing.local.postgres import DATABASE, ROLE, Cluster
from housing.local.progress import Problem
from housing.local.sharing import running


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's account may enter; pytest's own are closed to it when run as root."""
    path = Path(tempfile.mkdtemp(prefix="with space "))
    path.chmod(0o755)
    yield path
    for data in path.rglob("PG_VERSION"):
        if data.parent.parent.name != "base":
            Cluster(data.parent).stop()
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as path:
        yield path


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One data folder for all tests that leave it in order; each starts and stops the server."""
    with open_folder() as path:
        yield Cluster(path / "data", hasty=True)


def ask(cluster: Cluster, question: str = "SELECT 1") -> object:
    connection = psycopg2.connect(
        dbname=DATABASE, user=ROLE, host=str(places.socket_folder(cluster.data)), port=5432
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
    finally:
        connection.close()
    assert row is not None
    return row[0]


def server_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # In a container nobody may collect what has ended.
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until_gone(pid: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.05)


def test_server_starts_in_path_with_space_and_stops(cluster: Cluster) -> None:
    with running(cluster):
        assert ask(cluster) == 1
        pid = server_pid(cluster)
    wait_until_gone(pid)


def test_server_knows_unicode_letters(cluster: Cluster) -> None:
    with running(cluster):
        assert ask(cluster, "SELECT upper('Súdwest-Fryslân')") == "SÚDWEST-FRYSLÂN"
        assert ask(cluster, "SHOW server_encoding") == "UTF8"


def test_server_is_open_to_its_own_socket_only(cluster: Cluster) -> None:
    with running(cluster):
        assert ask(cluster, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(places.socket_folder(cluster.data).stat().st_mode) == 0o700


def test_server_starts_in_very_long_path(folder: Path) -> None:
    long = Cluster(folder.joinpath(*["a" * 60] * 3) / "data", hasty=True)
    assert len(os.fsencode(places.socket_folder(long.data))) <= places.SOCKET_FOLDER_BYTES
    with running(long):
        assert ask(long) == 1


def test_data_survives_a_restart(cluster: Cluster) -> None:
    with running(cluster):
        assert ask(cluster, "CREATE TABLE kept AS SELECT 42 AS n; SELECT n FROM kept") == 42
        # psycopg2 rolls back what is not committed
        assert ask(cluster, "CREATE TABLE kept AS SELECT 42 AS n; COMMIT; SELECT n FROM kept") == 42
    with running(cluster):
        assert ask(cluster, "SELECT n FROM kept") == 42


def test_stale_process_id_of_another_program_is_no_obstacle(cluster: Cluster) -> None:
    with running(cluster):
        note = (cluster.data / "postmaster.pid").read_text()
    # After a reboot the number may belong to anything; here to a process of the server's own account.
    account = cluster.account
    identity = {"user": account.uid, "group": account.gid} if account else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **identity) as other:
        try:
            socket = socket_folder(cluster.data) / ".s.PGSQL.5432.lock"
            socket.parent.mkdir(exist_ok=True)
            for stale in (cluster.data / "postmaster.pid", socket):
                stale.write_text("\n".join([str(other.pid), *note.split("\n")[1:]]))
                if account:
                    os.chown(stale, account.uid, account.gid)
                    os.chown(stale.parent, account.uid, account.gid)
            with running(cluster):
                assert ask(cluster) == 1
                assert server_pid(cluster) != other.pid
            assert other.poll() is None
        finally:
            other.terminate()


def test_server_starts_again_after_kill(cluster: Cluster) -> None:
    with running(cluster):
        os.kill(server_pid(cluster), signal.SIGKILL)
        wait_until_gone(server_pid(cluster))
    with running(cluster):
        assert ask(cluster) == 1


def test_last_one_out_stops_the_server(cluster: Cluster) -> None:
    with running(cluster):
        pid = server_pid(cluster)
        with running(cluster):
            assert server_pid(cluster) == pid
        assert ask(cluster) == 1
    wait_until_gone(pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_leaves_nothing_running(cluster: Cluster, number: signal.Signals) -> None:
    with other_process(cluster) as process:
        pid = server_pid(cluster)
        process.send_signal(number)
        process.wait(30)
    wait_until_gone(pid)


def test_server_of_a_killed_process_is_taken_over(cluster: Cluster) -> None:
    with other_process(cluster) as process:
        pid = server_pid(cluster)
        process.kill()
    assert is_alive(pid)
    with running(cluster):
        assert server_pid(cluster) == pid
    wait_until_gone(pid)


def other_process(cluster: Cluster) -> "subprocess.Popen[str]":
    """Another process that uses the server; returns once it does."""
    program = (
        "import sys, time; from pathlib import Path\n"
        "from housing.local.postgres import Cluster; from housing.local.sharing import running\n"
        "with running(Cluster(Path(sys.argv[1]), hasty=True)): print('in', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(cluster.data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=places.CHECKOUT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    return process


def test_data_of_another_version_is_refused_with_remedy(folder: Path) -> None:
    cluster = Cluster(folder / "data")
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Problem, match="make clean"), running(cluster):
        pass
    (cluster.data / "PG_VERSION").unlink()


def test_data_of_another_version_is_made_anew_for_tests(folder: Path) -> None:
    cluster = Cluster(folder / "data", hasty=True)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with running(cluster):
        assert ask(cluster) == 1


def test_interrupted_making_is_begun_again(folder: Path) -> None:
    cluster = Cluster(folder / "data", hasty=True)
    half = cluster.data.with_name("data.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with running(cluster):
        assert ask(cluster) == 1
    assert not half.exists()


def test_folder_of_somebody_else_is_not_used(folder: Path) -> None:
    (folder / "shared").mkdir()
    (folder / "shared").chmod(0o777)
    with pytest.raises(Problem, match="not ours"):
        places.own_folder(folder / "shared", os.geteuid(), 0o700)


def test_programs_folder_without_server_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(folder))
    with pytest.raises(Problem, match="lacks initdb"):
        places.binaries_for(None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")
class TestAsRoot:
    @pytest.fixture
    def checkout(self, folder: Path) -> Iterator[Path]:
        """A checkout that only root can enter."""
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        yield closed
        shutil.rmtree(places.elsewhere(closed), ignore_errors=True)

    def test_closed_checkout_stays_closed(self, checkout: Path) -> None:
        cluster = Cluster(places.data_folder("postgres", checkout), hasty=True)
        assert checkout not in cluster.data.parents
        with running(cluster):
            assert ask(cluster) == 1
        assert stat.S_IMODE(checkout.stat().st_mode) == 0o700

    def test_programs_are_copied_where_the_account_can_run_them(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        installed = places.binaries_for(None)
        package = installed.parent.parent
        kept = checkout / "packages" / package.name
        shutil.copytree(installed.parent, kept / installed.parent.name, symlinks=True)
        if package.with_name(f"{package.name}.libs").exists():
            shutil.copytree(package.with_name(f"{package.name}.libs"), kept.with_name(f"{package.name}.libs"))
        monkeypatch.setenv("POSTGRES_BIN", str(kept / installed.parent.name / "bin"))
        account = places.account_for(checkout / "postgres")
        copy = places.binaries_for(account, checkout)
        assert checkout not in copy.parents
        assert places.run_as(account, copy / "initdb", "--version").returncode == 0
        assert copy == places.binaries_for(account, checkout)
