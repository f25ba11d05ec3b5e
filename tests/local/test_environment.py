from pathlib import Path

import pytest

from housing.local import environment
from housing.local.progress import Problem


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in environment.LISTS["dev"]:
        (tmp_path / name).write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run."""
    made: list[list[str]] = []

    def pretend(command: list[str], complaint: str, counting: int = 0) -> None:
        made.append(command)
        if "venv" in command:
            python = environment.interpreter(Path(command[-1]))
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(environment, "_checked", pretend)
    return made


def test_first_time_makes_and_installs(checkout: Path, calls: list[list[str]]) -> None:
    environment.prepare("local", checkout / ".venv", checkout)
    assert [("venv" in call, "--require-hashes" in call) for call in calls] == [(True, False), (False, True)]


def test_second_time_does_nothing(checkout: Path, calls: list[list[str]]) -> None:
    environment.prepare("local", checkout / ".venv", checkout)
    calls.clear()
    environment.prepare("local", checkout / ".venv", checkout)
    assert calls == []


def test_everything_covers_what_a_run_needs(checkout: Path, calls: list[list[str]]) -> None:
    environment.prepare("dev", checkout / ".venv", checkout)
    calls.clear()
    environment.prepare("local", checkout / ".venv", checkout)
    assert calls == []


def test_changed_list_installs_again(checkout: Path, calls: list[list[str]]) -> None:
    environment.prepare("local", checkout / ".venv", checkout)
    calls.clear()
    (checkout / "requirements.txt").write_text("# other\n")
    environment.prepare("local", checkout / ".venv", checkout)
    assert len(calls) == 1


def test_failed_installation_is_tried_again(checkout: Path, calls: list[list[str]]) -> None:
    (checkout / "requirements-local.txt").unlink()
    with pytest.raises(FileNotFoundError):
        environment.prepare("local", checkout / ".venv", checkout)
    assert not (checkout / ".venv" / "installed-local").exists()


def test_failing_command_says_what_and_shows_why() -> None:
    with pytest.raises(Problem, match=r"(?s)Could not.*no such thing"):
        environment._checked(["sh", "-c", "echo no such thing; exit 3"], "Could not.")


def test_every_list_is_pinned_with_hashes() -> None:
    for name in environment.LISTS["dev"]:
        text = (environment.CHECKOUT / name).read_text()
        pinned = [line for line in text.splitlines() if line[:1].isalnum()]
        assert pinned
        assert all("==" in line and line.endswith("\\") for line in pinned)
        assert "--hash=sha256:" in text
        assert "://" not in text, "an address of an index"
