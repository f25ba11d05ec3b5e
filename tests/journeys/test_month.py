"""A month from first digit to national total, by everybody whose work it is; with scripts and without."""

import os
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.domain.roles import Role
from housing.services.demonstration.people import PASSWORD
from tests.cast import person, signed_in
from tests.demonstration import put_demonstration
from tests.journeys.conftest import SESSION, NewVisitor, wait_for_the_last_request

CLERK = "invoer@demonstratie.example"
COORDINATOR = "provincie@demonstratie.example"
MINISTRY = "ministerie@demonstratie.example"
OUTSIDER = "buitenstaander@demonstratie.example"

ENTRY = "/invoer/barendrecht/2022-2/"
QUEUE = "/provincies/zuid-holland/2022-2/beoordelen/"
MONTH = f"{QUEUE}barendrecht/2022-10/"
HOUSED = re.compile(r"heeft ([\d.]+) van de")


@pytest.fixture
def afterwards(address: str) -> Iterator[None]:
    """What the story changes is put back for the journeys after it."""
    yield
    wait_for_the_last_request()
    put_demonstration()
    colleague = person("reist-mee", Role.MINISTRY_READER)
    os.environ[SESSION] = signed_in(colleague).cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(page: Page, email: str, password: str = PASSWORD) -> Page:
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_label("Wachtwoord").press("Enter")
    expect(page.locator("h1")).not_to_have_text("Inloggen")
    return page


def housed(page: Page, address: str) -> int:
    """The number in the headline of a page of figures."""
    page.goto(address)
    found = HOUSED.search(page.locator("h1").inner_text())
    assert found, page.locator("h1").inner_text()
    return int(found[1].replace(".", ""))


def submit(page: Page, persons: int) -> None:
    """Fill in October's homes and send it."""
    page.goto(ENTRY)
    field = page.locator('[name="2022-10-home"]')
    field.fill(str(persons))
    tick = page.locator('[name="2022-10-send"]')
    if not tick.is_checked():
        tick.check()
    page.locator('button[name="submit"]:visible').first.click()
    explanation = page.locator('[name="2022-10-explanation"]:visible')
    if "/ingediend/" not in page.url and explanation.count():
        explanation.fill("Er is een gebouw opgeleverd.")
        page.locator('button[name="submit"]:visible').first.click()
    expect(page).to_have_url(re.compile("/ingediend/"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_month_goes_from_the_clerk_to_the_national_total(
    visitor: NewVisitor, afterwards: None, scripts: bool
) -> None:
    def arrive(email: str) -> Page:
        return sign_in(visitor(anybody=True, java_script_enabled=scripts), email)

    ministry = arrive(MINISTRY)
    before = {
        place: housed(ministry, place) for place in ("/landelijk/2022-2/", "/provincies/zuid-holland/2022-2/")
    }

    # The clerk is told what waits, enters the month and sees at once what it does.
    clerk = arrive(CLERK)
    expect(clerk).to_have_url(re.compile("/taken/$"))
    clerk.get_by_role("link", name="Vul verder in").first.click()
    expect(clerk).to_have_url(re.compile(f"{ENTRY}"))
    submit(clerk, 7)
    expect(clerk.locator("main")).to_contain_text("ingediend op 15 november")
    expect(clerk.locator(".entry-changes")).to_contain_text("Voor")

    # The coordinator reads it and returns it.
    coordinator = arrive(COORDINATOR)
    coordinator.goto(MONTH)
    if not scripts or not coordinator.locator('button[value="terugsturen"]').is_visible():
        coordinator.locator("details:has(button[value='terugsturen']) > summary").first.click()
    coordinator.locator("form:has(button[value='terugsturen']) textarea[name='reden']").fill(
        "Het zijn er toch zes?"
    )
    coordinator.locator('button[value="terugsturen"]').click()
    expect(coordinator.locator("main")).to_contain_text("Barendrecht is teruggestuurd")

    # It still counts, as what was last submitted, and the clerk is told why it came back.
    clerk.goto("/taken/")
    expect(clerk.locator("main")).to_contain_text("Het zijn er toch zes?")
    submit(clerk, 6)

    # The coordinator approves what was submitted the second time.
    coordinator.goto(MONTH)
    coordinator.locator('button[value="goedkeuren"]').click()
    expect(coordinator.locator("main")).to_contain_text("1 maand is goedgekeurd")

    # What is final is changed by a correction only.
    clerk.goto(ENTRY)
    expect(clerk.locator('[name="2022-10-home"]')).to_have_count(0)
    clerk.goto("/invoer/barendrecht/2022-10/correctie/")
    expect(clerk.locator("h1")).to_contain_text("Barendrecht")

    # The ministry sees six more people, in the province and in the country.
    for place, number in before.items():
        assert housed(ministry, place) == number + 6

    # Who steers the country does not approve for a province, and cannot enter for a municipality.
    assert ministry.request.post(QUEUE).status in (403, 404)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_an_outsider_sees_what_was_published_and_nothing_else(
    visitor: NewVisitor, afterwards: None, scripts: bool
) -> None:
    from housing.models import User

    User.objects.create_user(OUTSIDER, PASSWORD, name="Bo Buiten")
    for page in (
        visitor(anybody=True, complains=True, java_script_enabled=scripts),
        sign_in(visitor(anybody=True, complains=True, java_script_enabled=scripts), OUTSIDER),
    ):
        for hidden in (
            ENTRY,
            QUEUE,
            MONTH,
            "/beheer/accounts/",
            "/beheer/logboek/",
            "/landelijk/2022-2/volledigheid/",
            "/gemeenten/barendrecht/opgaven/2022-10/",
            "/landelijk/2022-2/?stand=2022-11-10",
        ):
            answer = page.goto(hidden)
            assert answer is not None
            assert answer.status == 404, hidden
        page.goto("/landelijk/2022-2/")
        expect(page.locator(".position__mark")).to_have_text("stand per 1 november 2022")
