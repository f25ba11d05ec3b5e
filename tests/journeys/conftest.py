"""A real browser on the demonstration: one server, one browser, a fresh visitor per journey.

Visitors are signed in with a role, so that they see the current position; unless they are `anybody`.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from housing.domain.roles import Role
from housing.local.browser import HOW, find_chromium
from tests.cast import person, signed_in
from tests.demonstration import demonstration_committed, make_demonstration
from tests.journeys.grid import come_in

HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 900}
#: A milder limit than the journeys need, for a busy machine.
PATIENCE = 15_000
#: Where the session of the visitors with a role is kept while the server runs.
SESSION = "HOUSING_JOURNEY_SESSION"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, and needs the database to be there."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def address(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Where the demonstration is served; the database is as it was afterwards."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        pytest.MonkeyPatch.context() as patch,
    ):
        # Browsers hold on to the server, and the server's threads would hold on to the database.
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
        make_demonstration()
        with demonstration_committed():
            colleague = person("reist-mee", Role.MINISTRY_READER)
            patch.setenv(SESSION, signed_in(colleague).cookies[settings.SESSION_COOKIE_NAME].value)
            server = LiveServer("localhost")
            server._live_server_modified_settings.enable()
            yield server.url
            server._live_server_modified_settings.disable()
            server.stop()
            wait_for_the_last_request()


def wait_for_the_last_request() -> None:
    """A page that was left before it was whole may still be at the database, in a thread of the server."""
    until = time.monotonic() + PATIENCE / 1000
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(OTHERS)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
    pytest.fail("The server still holds on to the database.")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    path = find_chromium()
    if path is None:
        pytest.fail(HOW, pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; Django sees it and would refuse the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
        # While the loop runs this thread has a connection of its own, which nobody finds once it has stopped.
        connections.close_all()


class Complaints(list[str]):
    """What the browser complained about."""

    def hear(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(message.text)


NewVisitor = Callable[..., Page]


@pytest.fixture
def visitor(address: str, browser: Browser) -> Iterator[NewVisitor]:
    """Makes a visitor with a window of their own; the console stays empty, unless one `complains`.

    With a role, unless it is `anybody`.
    """
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def arrive(*, complains: bool = False, anybody: bool = False, **options: object) -> Page:
        context = browser.new_context(base_url=address, **{"viewport": WIDE, "locale": "nl-NL", **options})
        if not anybody:
            session = os.environ[SESSION]
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not complains:
            complaints.hear(page)
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert not complaints


def arriving(visitor: NewVisitor, address: str, session: str) -> NewVisitor:
    """Makes windows of whoever this session belongs to."""

    def arrive(**options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return page

    return arrive


@pytest.fixture
def page(visitor: NewVisitor) -> Page:
    """A visitor with a wide window, and a role."""
    return visitor()


@pytest.fixture
def public(visitor: NewVisitor) -> Page:
    """Anybody, with a wide window."""
    return visitor(anybody=True)


@pytest.fixture
def clerk(visitor: NewVisitor, address: str) -> Callable[..., Page]:
    """Opens the grid of a municipality as its clerk."""

    def arrive(slug: str, **options: object) -> Page:
        page = visitor(**{"anybody": True, "complains": True, **options})
        come_in(page.context, slug, address)
        page.goto(f"/invoer/{slug}/2022-2/")
        return page

    return arrive
