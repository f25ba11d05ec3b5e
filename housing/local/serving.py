"""The web server of `make run`: gunicorn in this process, so that whoever ends it ends everything."""

import os
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 8


class LocalServer(BaseApplication):  # type: ignore[misc]
    """One worker with threads: one memory cache, and the program is loaded before it splits off."""

    def __init__(self, host: str, port: int, ready: Callable[[], None]) -> None:
        self.options: dict[str, Any] = {
            "bind": addresses(host, port),
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 3,
            "timeout": 120,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: _begin(server, ready),
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn; its own files and variables do not count here."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, with Django set up already."""
        from housing.wsgi import application

        return application


def _begin(server: Any, ready: Callable[[], None]) -> None:
    # SIGHUP means here that the terminal was closed, not that settings are to be read again.
    server.handle_hup = server.handle_term
    ready()


def addresses(host: str, port: int) -> list[str]:
    """Where to listen; localhost has two addresses, and browsers try either."""
    if host != "localhost":
        return [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    return [f"127.0.0.1:{port}"] + ([f"[::1]:{port}"] if _has_ipv6(port) else [])


def _has_ipv6(port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError:
        return False
    return True


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready` is called once the server listens."""
    process = os.getpid()
    try:
        LocalServer(host, port, ready).run()
    except SystemExit as ending:
        # Gunicorn ends every one of its processes this way; ours goes on to tidy up.
        if os.getpid() != process or ending.code:
            raise
