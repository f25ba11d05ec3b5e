"""A manager watches the country, asks to be warned, finds it among the tasks; a visitor notices nothing."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.models import User
from tests.cast import signed_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe

#: The other manager of the demonstration has signals already.
MANAGER = "beheer2@demonstratie.example"
RULE = "Een maand is 3 dagen na de uiterste dag nog niet ingediend"
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def session(address: str, django_db_blocker: pytest.FixtureRequest) -> str:
    """A session of a manager, made where the server sees it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return signed_in(User.objects.get(email=MANAGER)).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def manager(visitor: NewVisitor, address: str, session: str) -> Arrive:
    """A manager with a window."""

    def arrive(**options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return page

    return arrive


def test_from_the_menu_to_the_figures_behind_a_sentence(manager: Arrive) -> None:
    page = manager()
    page.goto("/")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Landelijk").click()
    expect(page).to_have_url(re.compile(r"/landelijk/$"))
    expect(page.locator("h1")).to_contain_text("In oktober 2022 zijn 3.359 mensen gehuisvest")
    page.locator(".figure", has_text="Afname van de achterstand").get_by_text("Hoe komt dit getal").click()
    expect(page.locator(".figure .sum:visible")).to_contain_text("4 zesde deel van de taakstelling")
    for box in page.locator(".chart").all():
        box.scroll_into_view_if_needed()
        expect(box).to_have_attribute("data-state", "drawn")
    page.get_by_role("link", name="Per provincie en gemeente, met de regels erachter").click()
    expect(page).to_have_url(re.compile(r"/publicaties/vergelijken/"))


def test_an_earlier_stand_shows_what_was_expected_then(manager: Arrive) -> None:
    page = manager()
    page.goto("/landelijk/")
    page.get_by_text("Andere stand kiezen").click()
    page.get_by_label("Cijfers zoals bekend op").fill("2022-03-01")
    page.get_by_role("button", name="Toon").first.click()
    expect(page.locator("h1")).to_contain_text("In januari 2022")
    expect(page.locator("main")).to_contain_text("Van 3 eerdere verwachtingen")
    page.get_by_role("link", name="Cijfers van dit halfjaar").click()
    expect(page).to_have_url(re.compile(r"/landelijk/2022-1/\?stand=2022-03-01$"))
    page.get_by_role("link", name="Monitor", exact=True).click()
    expect(page).to_have_url(re.compile(r"/landelijk/\?stand=2022-03-01$"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_signal_is_seen_set_found_and_removed(manager: Arrive, scripts: bool) -> None:
    # The browser says so itself when a page is answered with 422.
    page = manager(java_script_enabled=scripts, complains=True)
    page.goto("/landelijk/")
    page.get_by_role("link", name="Stel een signaal in").click()
    field = page.get_by_label("Zoveel dagen na de uiterste dag")
    field.fill("veel")
    field.press("Enter")
    expect(page.get_by_text("Vul een heel getal in van 1 tot en met 180.")).to_be_visible()
    field.fill("3")
    field.press("Enter")
    expect(page.locator(".preview")).to_contain_text("oktober 2022 niet ingediend: 7 gemeenten")
    page.get_by_label("Stuur mij ook mail").uncheck()
    page.get_by_role("button", name="Stel dit signaal in").click()
    expect(page.get_by_text("Het signaal is ingesteld.")).to_be_visible()
    expect(page.get_by_text("Niet per mail.")).to_be_visible()
    page.goto("/landelijk/")
    page.get_by_role("link", name="1 van uw signalen vindt iets").click()
    expect(page.locator("section", has=page.locator("#signalen"))).to_contain_text(RULE)
    page.goto("/taken/")
    page.get_by_role("listitem").filter(has_text=RULE).get_by_role("link", name="Bekijk").click()
    page.get_by_role("button", name="Haal weg").click()
    expect(page.get_by_text("Het signaal is weggehaald.")).to_be_visible()
    expect(page.get_by_text("U heeft nog geen signalen ingesteld.")).to_be_visible()


def test_axe_finds_nothing(manager: Arrive) -> None:
    page = manager(bypass_csp=True, complains=True)
    faults: dict[str, object] = {}
    for place in (
        "/landelijk/",
        "/landelijk/?stand=2022-03-01",
        "/beheer/signalen/?soort=municipality_streak&grens=2&provincie=",
        "/beheer/signalen/?soort=month_missing&grens=x&provincie=",
    ):
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = faults_by_axe(page)
            if found or page.evaluate(TOO_WIDE)["page"] > 0:
                faults[f"{place} at {width}"] = found or "too wide"
    assert faults == {}


def test_a_visitor_goes_on_to_the_figures(public: Page) -> None:
    public.goto("/landelijk/")
    expect(public).to_have_url(re.compile(r"/landelijk/2022-2/$"))
    expect(public.locator("main")).not_to_contain_text("Monitor")
