"""Signing in: with one click in the demonstration, by keyboard, without JavaScript, with a passkey."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from housing.services.demonstration.people import PASSWORD
from tests.journeys.conftest import NewVisitor
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe

READER = "gemeente@demonstratie.example"
OWN = (
    "/account/",
    "/account/sessies/",
    "/account/tweede-factor/",
    "/account/tweede-factor/app/",
    "/account/tweede-factor/passkeys/",
    "/account/tweede-factor/passkeys/nieuw/",
    "/wachtwoord/wijzigen/",
    "/uitloggen/",
)
WAY_IN = ("/inloggen/", "/wachtwoord/vergeten/", "/wachtwoord/vergeten/verstuurd/", "/inloggen/gesloten/")


def enter(page: Page, name: str) -> None:
    """Sign in as somebody of the demonstration."""
    page.goto("/inloggen/")
    page.get_by_role("button", name=f"Inloggen als {name}").click()
    expect(page).to_have_url(re.compile(r"/taken/$"))


def confirm(page: Page) -> None:
    """Give the password again where that is asked for."""
    if "/bevestigen/" in page.url:
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Bevestigen").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_click_and_out_again(visitor: NewVisitor, scripts: bool) -> None:
    page = visitor(anybody=True, java_script_enabled=scripts)
    page.goto("/begrippen/")
    page.get_by_role("link", name="Inloggen").click()
    expect(page).to_have_url(re.compile(r"/inloggen/\?next=/begrippen/$"))
    page.get_by_role("button", name="Inloggen als Iris Invoerder").click()
    expect(page).to_have_url(re.compile(r"/begrippen/$"))
    menu = page.locator("details.account-menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Rotterdam")).to_be_visible()
    menu.get_by_role("button", name="Uitloggen").click()
    expect(page.locator("main")).to_contain_text("U bent uitgelogd.")
    expect(page.get_by_role("link", name="Inloggen", exact=True)).to_be_visible()


def test_everything_by_keyboard(public: Page) -> None:
    page = public
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(READER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/taken/$"))
    page.locator(".account-menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Mijn taken").first).to_be_focused()


def test_without_javascript_passkeys_say_what_they_need(visitor: NewVisitor) -> None:
    page = visitor(anybody=True, java_script_enabled=False)
    page.goto("/inloggen/")
    expect(page.get_by_role("button", name="Inloggen met een passkey")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("Passkeys werken alleen met JavaScript")


@contextmanager
def authenticator(page: Page) -> Iterator[None]:
    """A device that makes passkeys and says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.send("WebAuthn.disable")


def test_passkey_from_setting_up_to_taking_away(public: Page) -> None:
    page = public
    with authenticator(page):
        enter(page, "Gijs Gemeentelezer")
        page.goto("/account/tweede-factor/")
        page.get_by_role("link", name="Passkey instellen").click()
        confirm(page)
        page.get_by_label("Naam", exact=True).fill("laptop")
        page.get_by_role("button", name="Passkey maken").click()
        expect(page.locator("h1")).to_have_text("Bewaar uw herstelcodes")
        code = page.locator(".codes li").first.inner_text()
        sign_out(page)

        # Instead of address and password.
        page.goto("/inloggen/?next=/account/tweede-factor/passkeys/")
        page.get_by_role("button", name="Inloggen met een passkey").click()
        expect(page.locator("h1")).to_have_text("Uw passkeys")
        expect(page.locator("main")).to_contain_text("laptop")
        expect(page.locator("main")).to_contain_text("ook zonder wachtwoord")
        sign_out(page)

        # As the second step.
        give_password(page)
        page.get_by_role("button", name="Gebruik een passkey").click()
        expect(page).to_have_url(re.compile(r"/taken/$"))
        sign_out(page)

        # And without the device.
        give_password(page)
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_role("button", name="Inloggen", exact=True).click()
        expect(page).to_have_url(re.compile(r"/taken/$"))

        page.goto("/account/tweede-factor/passkeys/")
        page.get_by_role("link", name="Naam wijzigen").click()
        confirm(page)
        page.get_by_label("Naam", exact=True).fill("oude laptop")
        page.get_by_role("button", name="Bewaren").click()
        page.get_by_role("link", name=re.compile("Weghalen.*oude laptop")).click()
        page.get_by_role("button", name="Passkey weghalen").click()
        expect(page.locator("main")).to_contain_text("De passkey is weggehaald.")
        expect(page.locator("main")).to_contain_text("U hebt nog geen passkey.")
        sign_out(page)

        # What was taken away opens nothing.
        page.goto("/inloggen/")
        page.get_by_role("button", name="Inloggen met een passkey").click()
        expect(page.locator("main")).to_contain_text("De passkey is niet gelezen.")


def give_password(page: Page) -> None:
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(READER)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Nog één stap")


def sign_out(page: Page) -> None:
    page.goto("/uitloggen/")
    page.locator("main").get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen", exact=True)).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(visitor: NewVisitor) -> None:
    page = visitor(anybody=True, bypass_csp=True, complains=True)
    faults: dict[str, object] = {}

    def look(place: str) -> None:
        page.goto(place)
        confirm(page)
        for width in (*WIDTHS, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(OPEN_ALL)
            found = page.evaluate(TOO_WIDE)
            if found["page"] > 0 or found["elements"]:
                faults[f"{place} is too wide at {width}"] = found
            if width != 320 and (by_axe := faults_by_axe(page)):
                faults[f"{place} at {width}"] = by_axe

    for place in WAY_IN:
        look(place)
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill("niemand@voorbeeld.example")
    page.get_by_label("Wachtwoord", exact=True).fill("fout")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    if by_axe := faults_by_axe(page):
        faults["a refused sign-in"] = by_axe
    enter(page, "Carla Coördinator")
    for place in OWN:
        look(place)
    assert faults == {}
