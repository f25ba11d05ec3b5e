"""Bytes of a first visit and of the next page: the page with its styles and scripts, compressed as sent."""

from html.parser import HTMLParser

from tests.benchmarks.browser import Browser

FETCHED = ("stylesheet", "icon")


class _Files(HTMLParser):
    """The addresses of the files that a browser fetches with the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and values.get("rel") in FETCHED:
            self.addresses.add(values["href"])
        if tag == "script" and "src" in values:
            self.addresses.add(values["src"])


def files(browser: Browser, address: str) -> set[str]:
    """What a browser fetches with a page."""
    return _Files(browser.get(address, compressed=False).body.decode()).addresses


def weight(browser: Browser, address: str, kept: set[str]) -> int:
    """Bytes of a page with the files that are not `kept` from an earlier page."""
    fetched = files(browser, address) - kept
    return browser.get(address).sent + sum(browser.get(name).sent for name in fetched)
