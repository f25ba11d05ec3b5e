"""The ministry announces the first half of 2023 on the screen, a municipality sees it, it is revised."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.domain.roles import Role
from tests.cast import person, signed_in
from tests.journeys.conftest import NewVisitor, arriving
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe
from tests.journeys.undoing import all_undone
from tests.services.importing.sheet_files import csv

PERIOD = "/beheer/taakstellingen/2023-1/"
PLACES = (
    "/beheer/taakstellingen/",
    PERIOD,
    f"{PERIOD}?aantal=17600&vrijgesteld=Almere",
    f"{PERIOD}?aantal=17600&vrijgesteld=Almeree",
    f"{PERIOD}bekendmaken/?aantal=17600&methode=ceiling",
    f"{PERIOD}lijst/",
)
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def session(address: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A manager's, made where the server sees it: outside the transaction of a test."""
    with django_db_blocker.unblock(), all_undone():  # type: ignore[attr-defined]
        manager = person("maakt-bekend", Role.MINISTRY_MANAGER)
        yield signed_in(manager).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def manager(visitor: NewVisitor, address: str, session: str) -> Arrive:
    """A manager with a window."""
    return arriving(visitor, address, session)


def test_announce_look_and_revise(manager: Arrive) -> None:
    # A form that is refused answers 422, which the browser reports.
    page = manager(complains=True)
    page.goto("/beheer/taakstellingen/")
    page.get_by_role("link", name="Reken de 1e helft 2023 door").click()
    page.get_by_label("Landelijk aantal").fill("27.300")
    page.get_by_label("Landelijk aantal").press("Enter")
    expect(page.get_by_text("+13.800").first).to_be_visible()
    page.get_by_role("link", name="Verder: bekendmaken").click()
    expect(page.get_by_text("een taakstelling voor 342 gemeenten")).to_be_visible()
    page.get_by_label("Bron").fill("Staatscourant 2022, 27300")
    page.get_by_role("button", name="Maak de taakstelling bekend").click()
    expect(page.get_by_text("De taakstelling van de 1e helft 2023 is bekendgemaakt: 27.300.")).to_be_visible()

    page.goto("/gemeenten/rotterdam/2023-1/")
    expect(page.get_by_role("main")).to_contain_text("een taakstelling van 1.011 mensen")

    page.goto(PERIOD)
    page.get_by_label("Landelijk aantal").fill("17600")
    page.get_by_role("button", name="Reken door").click()
    expect(page.get_by_text("−9.700").first).to_be_visible()
    page.get_by_role("link", name="Verder: herzien").click()
    page.get_by_role("button", name="Herzie de taakstelling").click()
    expect(page.get_by_text("Schrijf erbij waarom de taakstelling wordt herzien.")).to_be_visible()
    page.get_by_label("Toelichting").fill("De raming is bijgesteld")
    page.get_by_role("button", name="Herzie de taakstelling").click()
    expect(page.get_by_text("is herzien: nu 17.600.")).to_be_visible()
    expect(page.get_by_text("De raming is bijgesteld")).to_be_visible()

    page.goto("/gemeenten/rotterdam/2023-1/")
    expect(page.get_by_role("main")).to_contain_text("een taakstelling van 650 mensen")


def test_a_list_without_scripts(manager: Arrive) -> None:
    page = manager(java_script_enabled=False, complains=True)
    page.goto(f"{PERIOD}lijst/")
    content = csv("gemeentecode;taakstelling", "GM0363;900", "Roterdam;650")
    page.get_by_label("Bestand met de lijst").set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Bekijk de lijst").click()
    expect(page.get_by_role("heading", name="Deze lijst is nog niet goed")).to_be_visible()
    expect(page.get_by_text("1 regel met een probleem")).to_be_visible()
    expect(page.get_by_text("341 gemeenten ontbreken")).to_be_visible()


def test_axe_finds_nothing_and_nothing_is_cut_off(manager: Arrive) -> None:
    page = manager(bypass_csp=True, complains=True)
    faults: dict[str, object] = {}
    for place in PLACES:
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(TOO_WIDE)
            if wide["page"] > 0 or wide["elements"]:
                faults[f"{place} at {width}, width"] = wide
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
    assert faults == {}
