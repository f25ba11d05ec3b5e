"""A month from first digit to national total, by everybody whose work it is; with scripts and without."""

import csv
import os
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from housing.domain.roles import Role
from housing.services.demonstration.people import PASSWORD
from tests.cast import person, signed_in
from tests.demonstration import put_demonstration
from tests.journeys.conftest import SESSION, NewVisitor

COORDINATOR = "provincie@demonstratie.example"
MINISTRY = "ministerie@demonstratie.example"
OWN = "een-lang-wachtwoord"
PERIOD = "2022-2"
QUEUE = f"/provincies/zuid-holland/{PERIOD}/beoordelen/"
FIGURES = (f"/landelijk/{PERIOD}/", f"/provincies/zuid-holland/{PERIOD}/")

#: Two municipalities whose October is missing: one for the story with scripts, one for that without.
WITH_SCRIPTS, WITHOUT_SCRIPTS = ("Barendrecht", "GM0489"), ("Oegstgeest", "GM0579")


@pytest.fixture(scope="module")
def people(address: str, browser: Browser, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A clerk for each municipality and an outsider; what the stories change is put back after them."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for name, code in (WITH_SCRIPTS, WITHOUT_SCRIPTS):
            person(f"clerk-{name.lower()}", Role.MUNICIPALITY_EDITOR, municipality=code)
        person("outsider")
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        put_demonstration()
        colleague = person("reist-mee", Role.MINISTRY_READER)
        os.environ[SESSION] = signed_in(colleague).cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(page: Page, email: str, password: str) -> Page:
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_role("textbox", name="Wachtwoord").fill(password)
    page.get_by_role("textbox", name="Wachtwoord").press("Enter")
    expect(page.locator("h1")).not_to_have_text("Inloggen")
    return page


def housed(page: Page, address: str) -> int:
    """How many were housed, added up from the table of a page of figures."""
    lines = csv.DictReader(page.request.get(f"{address}?_export=csv").text().lstrip("\ufeff").splitlines())
    return sum(int(line["realised"]) for line in lines)


def submit(page: Page, place: str, persons: int) -> None:
    """Fill in October's homes and send it."""
    page.goto(f"/invoer/{place.lower()}/{PERIOD}/")
    page.locator('[name="2022-10-home"]').fill(str(persons))
    tick = page.locator('[name="2022-10-send"]')
    if not tick.is_checked():
        tick.check()
    page.locator('button[name="submit"]:visible').first.click()
    explanation = page.locator('[name="2022-10-explanation"]:visible')
    if "/ingediend/" not in page.url and explanation.count():
        explanation.fill("Er is een gebouw opgeleverd.")
        page.locator('button[name="submit"]:visible').first.click()
    expect(page).to_have_url(re.compile("/ingediend/"))


@pytest.mark.parametrize(
    ("scripts", "place"),
    [(True, WITH_SCRIPTS[0]), (False, WITHOUT_SCRIPTS[0])],
    ids=["with-scripts", "without-scripts"],
)
def test_a_month_goes_from_the_clerk_to_the_national_total(
    people: None, visitor: NewVisitor, scripts: bool, place: str
) -> None:
    def arrive(email: str, password: str = PASSWORD) -> Page:
        return sign_in(visitor(anybody=True, java_script_enabled=scripts), email, password)

    ministry = arrive(MINISTRY)
    before = {address: housed(ministry, address) for address in FIGURES}

    # The clerk is told what waits, enters the month and sees at once what it does.
    clerk = arrive(f"clerk-{place.lower()}@voorbeeld.example", OWN)
    expect(clerk).to_have_url(re.compile("/taken/$"))
    expect(clerk.locator("main")).to_contain_text("oktober 2022 is nog niet ingediend", ignore_case=True)
    submit(clerk, place, 7)
    expect(clerk.locator("main")).to_contain_text("ingediend op 15 november")
    expect(clerk.locator(".entry-changes")).to_contain_text("Voor")

    # The coordinator reads it and returns it.
    month = f"{QUEUE}{place.lower()}/2022-10/"
    coordinator = arrive(COORDINATOR)
    coordinator.goto(month)
    if not coordinator.locator('button[value="terugsturen"]').is_visible():
        coordinator.locator("details:has(button[value='terugsturen']) > summary").first.click()
    reason = coordinator.locator("form:has(button[value='terugsturen']) textarea[name='reden']")
    reason.fill("Het zijn er toch zes?")
    coordinator.locator('button[value="terugsturen"]').click()
    expect(coordinator.locator("main")).to_contain_text(f"{place} is teruggestuurd")

    # It still counts, as what was last submitted, and the clerk is told why it came back.
    assert housed(ministry, FIGURES[0]) == before[FIGURES[0]] + 7
    clerk.goto("/taken/")
    expect(clerk.locator("main")).to_contain_text("Het zijn er toch zes?")
    submit(clerk, place, 6)

    # The coordinator approves what was submitted the second time.
    coordinator.goto(month)
    coordinator.locator('button[value="goedkeuren"]').click()
    expect(coordinator.locator("main")).to_contain_text("1 maand is goedgekeurd")

    # What is final is changed by a correction only: asked by the clerk, accepted by the coordinator.
    clerk.goto(f"/invoer/{place.lower()}/{PERIOD}/")
    expect(clerk.locator('[name="2022-10-home"]')).to_have_count(0)
    ask_for_correction(clerk, place, 8)
    coordinator.goto(month)
    coordinator.locator('button[value="toekennen"]').click()
    expect(coordinator.locator("main")).to_contain_text("is toegekend en geboekt")

    # The ministry sees the new total, in the province and in the country.
    for address, number in before.items():
        assert housed(ministry, address) == number + 8

    # Who reads for the country does not review for a province.
    assert ministry.request.post(QUEUE).status == 403


def ask_for_correction(page: Page, place: str, persons: int) -> None:
    """Ask for other homes in October, and confirm after the effect was shown."""
    page.goto(f"/invoer/{place.lower()}/2022-10/correctie/")
    page.locator('[name="home"]').fill(str(persons))
    page.locator('textarea[name="reden"]').fill("Twee mensen stonden op de lijst van september.")
    page.locator('button[value="bekijken"]').click()
    page.locator('button[value="versturen"]').click()
    expect(page.locator("main")).to_contain_text("gevraagd")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_an_outsider_sees_what_was_published_and_nothing_else(
    people: None, visitor: NewVisitor, scripts: bool
) -> None:
    for page in (
        visitor(anybody=True, complains=True, java_script_enabled=scripts),
        sign_in(
            visitor(anybody=True, complains=True, java_script_enabled=scripts),
            "outsider@voorbeeld.example",
            OWN,
        ),
    ):
        for hidden in (
            f"/invoer/barendrecht/{PERIOD}/",
            QUEUE,
            f"{QUEUE}barendrecht/2022-10/",
            "/beheer/accounts/",
            "/beheer/logboek/",
            f"/landelijk/{PERIOD}/volledigheid/",
            "/gemeenten/barendrecht/opgaven/2022-10/",
            f"/landelijk/{PERIOD}/?stand=2022-11-10",
        ):
            answer = page.goto(hidden)
            assert answer is not None
            assert answer.status == 404, hidden
        page.goto(f"/landelijk/{PERIOD}/")
        expect(page.locator(".position__mark")).to_have_text("stand per 1 november 2022")
