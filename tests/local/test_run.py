import socket
from pathlib import Path

import pytest

from housing.local import run, serving, surroundings
from housing.local.progress import Problem


def test_port_in_use_is_refused_with_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"PORT={port + 1} make run"):
            run.check_port(port)


def test_free_port_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    run.check_port(port)


@pytest.mark.parametrize("text", ["", "web", "0", "70000", "-1"])
def test_odd_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Problem, match="PORT"):
        run.run()


def test_pdf_note_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PDF_LIBRARIES", (("libnowhere.so.0",),))
    monkeypatch.setattr(run.sys, "platform", "linux")
    assert "apt-get install libpango" in run.pdf_note()
    monkeypatch.setattr(run.sys, "platform", "darwin")
    assert "brew install pango" in run.pdf_note()


def test_static_mark_changes_with_the_files(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a {}")
    before = run.static_mark([tmp_path])
    assert run.static_mark([tmp_path]) == before
    (tmp_path / "site.css").write_text("a { color: red }")
    assert run.static_mark([tmp_path]) != before


def test_addresses_cover_what_localhost_means() -> None:
    assert serving.addresses("0.0.0.0", 8000) == ["0.0.0.0:8000"]
    assert serving.addresses("::", 8000) == ["[::]:8000"]
    assert "127.0.0.1:8000" in serving.addresses("localhost", 8000)


def test_secret_key_is_kept_and_private(tmp_path: Path) -> None:
    secret = surroundings.kept_secret(tmp_path)
    assert len(secret) > 50
    assert surroundings.kept_secret(tmp_path) == secret
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0
