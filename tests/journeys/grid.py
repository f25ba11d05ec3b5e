"""The grid of a half-year in a browser: who enters where, its cells, and what it says of saving.

Each journey has a municipality of its own, because what is entered stays for the journeys after it.
"""

import re
from threading import Thread

from django.conf import settings
from django.db import connections
from playwright.sync_api import BrowserContext, Locator, Page

from housing.models import User
from tests.cast import signed_in

CLERKS = {
    "alphen-aan-den-rijn": "rein.rijnland",
    "capelle-aan-den-ijssel": "yara.ijssel",
    "goeree-overflakkee": "vera.voorne",
    "gouda": "gerda.goudse",
    "hillegom": "bella.bollen",
    "katwijk": "bella.bollen",
    "lisse": "bella.bollen",
    "maassluis": "willem.waterweg",
    "noordwijk": "bella.bollen",
    "oegstgeest": "leo.leidse",
    "ridderkerk": "ben.baanhoek",
    "schiedam": "willem.waterweg",
    "zoetermeer": "yara.ijssel",
}
OCTOBER = "2022-10"
SAVED = re.compile("Concept bewaard om ")


def session_of(email: str) -> str:
    """A session, made outside the test's own transaction, so that the server knows it."""
    found: list[str] = []

    def make() -> None:
        try:
            client = signed_in(User.objects.get(email=f"{email}@demonstratie.example"))
            found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
        finally:
            connections.close_all()

    thread = Thread(target=make)
    thread.start()
    thread.join()
    return found[0]


def come_in(context: BrowserContext, slug: str, address: str) -> None:
    """Sign in as the clerk of a municipality."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(CLERKS[slug]), "url": address}
    context.add_cookies([cookie])


def cell(page: Page, kind: str, month: str = OCTOBER) -> Locator:
    """The field of a kind in a month."""
    return page.locator(f"[id='{month}-{kind}']")


def state(page: Page) -> Locator:
    """Where the page says whether what was typed is saved."""
    return page.locator("[data-save-state]")


def typed(page: Page, months: tuple[str, ...] = (OCTOBER,)) -> list[list[str]]:
    """What stands in the fields, month by month."""
    return [
        [cell(page, kind, month).input_value() for kind in ("home", "transitional", "hotel")]
        for month in months
    ]
