"""The ministry publishes an interim target on the screen, follows it, changes it and withdraws it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.domain.roles import Role
from tests.cast import person, signed_in
from tests.journeys.conftest import NewVisitor, arriving
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe

LIST = "/beheer/tussendoelen/"
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def session(address: str, django_db_blocker: pytest.FixtureRequest) -> str:
    """A manager's, made where the server sees it: outside the transaction of a test."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        manager = person("stelt-tussendoel", Role.MINISTRY_MANAGER)
        return signed_in(manager).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def manager(visitor: NewVisitor, address: str, session: str) -> Arrive:
    """A manager with a window."""
    return arriving(visitor, address, session)


def fill_in(page: Page, persons: str) -> None:
    page.goto(LIST)
    page.locator("[name=aantal]").fill(persons)
    page.locator("[name=begindatum]").fill("2022-07-01")
    page.locator("[name=einddatum]").fill("2023-03-31")
    page.locator("[name=bron]").fill("Kamerbrief 15 november 2022")
    page.get_by_role("button", name="Bekijk de aandelen").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_publish_follow_change_and_withdraw(manager: Arrive, scripts: bool) -> None:
    # A form that is refused answers 422, which the browser reports.
    page = manager(complains=True, java_script_enabled=scripts)
    fill_in(page, "nul")
    expect(page.locator(".field-error")).to_be_visible()
    fill_in(page, "1.000")
    expect(page.locator("table.interim-shares tfoot")).to_contain_text("1.000")
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.locator("h1")).to_contain_text("tussendoelstelling van 31 maart 2023")
    expect(page.locator("table.data-table--wide tbody tr")).to_have_count(12)

    page.locator("summary", has_text="Wijzig deze").click()
    page.locator("[name=aantal]").fill("900")
    page.locator("#tussendoel-reden").fill("minder nodig")
    page.get_by_role("button", name="Bekijk de nieuwe aandelen").click()
    page.get_by_role("button", name="Wijzig", exact=True).click()
    expect(page.locator(".figures")).to_contain_text("900")

    page.locator("summary", has_text="Trek deze").click()
    page.locator("#intrekken-reden").fill("vervallen")
    page.get_by_role("button", name="Trek in", exact=True).click()
    expect(page.locator("main")).to_contain_text("Tussendoelstelling van 31 maart 2023 ingetrokken")


def test_axe_finds_nothing(manager: Arrive) -> None:
    page = manager(bypass_csp=True, complains=True)
    page.goto(LIST)
    page.get_by_role("link", name="358 kleiner dan gevraagd").click()
    faults: dict[str, list[str]] = {}
    for place in (page.url, LIST):
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
            if page.evaluate(TOO_WIDE)["page"] > 0:
                faults[f"{place} at {width}"] = ["too wide"]
    assert faults == {}
