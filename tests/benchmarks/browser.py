"""One request through everything that production runs, without a network, and how long it took."""

from dataclasses import dataclass
from io import BytesIO
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    milliseconds: float
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def sent(self) -> int:
        """Bytes over the line, headers included (HTTP/1.1)."""
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in self.headers.items()), ""]
        return sum(len(line) + 2 for line in lines) + len(self.body)


class Browser:
    """Asks for pages as a browser does: compressed, and with its cookie."""

    def __init__(self, cookie: str = "") -> None:
        self._application = WSGIHandler()
        self._cookie = cookie

    def get(self, address: str, *, etag: str = "", compressed: bool = True) -> Answer:
        """The answer, timed up to its last byte. Anything but 200, or 304 with an ETag, is an error."""
        environ = self._environ(address, etag, "gzip, deflate, br" if compressed else "")
        told: list[Any] = []
        started = perf_counter()
        response = self._application(environ, lambda status, headers, *_: told.extend((status, headers)))
        body = b"".join(response)
        milliseconds = (perf_counter() - started) * 1000
        response.close()
        status, headers = told
        if not status.startswith("304" if etag else "200"):
            raise RuntimeError(f"{address} answered {status}")
        return Answer(milliseconds, status, dict(headers), body)

    def _environ(self, address: str, etag: str, encodings: str) -> dict[str, Any]:
        parts = urlsplit(address)
        optional = {
            "HTTP_ACCEPT_ENCODING": encodings,
            "HTTP_COOKIE": self._cookie,
            "HTTP_IF_NONE_MATCH": etag,
        }
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "text/html",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
            **{name: value for name, value in optional.items() if value},
        }
