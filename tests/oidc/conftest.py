"""A provider of OpenID Connect, as a program of its own on a port of this machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

PATIENCE = 60


@dataclass(frozen=True)
class Provider:
    """Where the provider answers."""

    url: str

    def knows(self, subject: str, **claims: object) -> None:
        """Somebody who can sign in there, and what it says of them."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=PATIENCE).raise_for_status()

    def authorize(self, address: str, subject: str) -> str:
        """Fill in the provider's form; where it sends the browser."""
        assert requests.get(address, timeout=PATIENCE).ok, "the form"
        answer = requests.post(address, data={"sub": subject}, timeout=PATIENCE, allow_redirects=False)
        return answer.headers["Location"]

    def deny(self, address: str) -> str:
        """Press "deny" on that form; where it sends the browser."""
        answer = requests.post(address, data={"action": "deny"}, timeout=PATIENCE, allow_redirects=False)
        return answer.headers["Location"]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """The provider, started once."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Provider(f"http://127.0.0.1:{port}")
    until = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(f"{found.url}/.well-known/openid-configuration", timeout=5).raise_for_status()
            break
        except requests.RequestException:
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < until, "the provider does not answer"
            time.sleep(0.2)
    yield found
    process.terminate()
    process.wait(PATIENCE)
