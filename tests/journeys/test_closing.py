"""Two managers close a half-year in the browser, and official openings are booked after it.

The demonstration's clock is set to the middle of January 2023; afterwards everything is as it was.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.models import Publication, TargetPeriod, User
from housing.queries.journal import journal_state
from housing.queries.sums import national_sums
from tests.cast import signed_in
from tests.closings import set_clock
from tests.journeys.conftest import NewVisitor
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe
from tests.journeys.undoing import all_undone

CLOSING = "/beheer/afsluiten/2022-2/"
OPENINGS = "/beheer/beginstanden/2023-1/"
WIDTHS = (1280, 390)
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def sessions(address: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Sessions of two managers, in January 2023."""
    with django_db_blocker.unblock(), all_undone():  # type: ignore[attr-defined]
        set_clock("2023-01-16 09:00")
        people = {
            name: User.objects.get(email=f"{name}@demonstratie.example") for name in ("beheer1", "beheer2")
        }
        yield {
            name: signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value for name, user in people.items()
        }


@pytest.fixture
def manager(visitor: NewVisitor, address: str, sessions: dict[str, str]) -> Arrive:
    """A manager with a window."""

    def arrive(name: str, **options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": sessions[name], "url": address}]
        )
        return page

    return arrive


def test_the_hub_leads_to_what_waits(manager: Arrive) -> None:
    page = manager("beheer1")
    page.goto("/taken/")
    page.get_by_role("link", name=re.compile("Bekijk.*2e helft 2022 is voorbij")).click()
    expect(page.locator("h1")).to_contain_text("In de 2e helft 2022 staan nog")
    page.goto("/beheer/")
    expect(page.locator("h1")).to_have_text("De 2e helft 2022 kan worden afgesloten")
    page.get_by_role("link", name="Afsluiten", exact=True).click()
    page.get_by_role("link", name="2e helft 2022").click()
    expect(page).to_have_url(re.compile(f"{CLOSING}$"))


@pytest.mark.parametrize(
    "place",
    ["/beheer/", "/beheer/afsluiten/", CLOSING, "/beheer/afsluiten/2022-1/", "/beheer/beginstanden/2022-2/"],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(manager: Arrive, place: str) -> None:
    page = manager("beheer1", bypass_csp=True, complains=True)
    page.goto(place)
    page.evaluate(OPEN_ALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_by_axe(page) == []
        assert page.evaluate(TOO_WIDE) == {"page": 0, "elements": []}


def test_two_managers_close_without_scripts_and_no_figure_moves(manager: Arrive) -> None:
    first = manager("beheer1", java_script_enabled=False, complains=True)
    second = manager("beheer2", java_script_enabled=False, complains=True)
    before = national_sums(journal_state().seq)
    first.goto(CLOSING)
    first.get_by_label("Opmerking").fill("December komt later.")
    first.get_by_role("button", name="Vraag om af te sluiten").click()
    expect(first.locator("main")).to_contain_text("Een andere beheerder bevestigt")
    expect(first.get_by_role("button", name="Sluit de 2e helft 2022 af")).to_have_count(0)
    second.goto("/taken/")
    second.get_by_role("link", name=re.compile("Bevestig.*2e helft 2022 is voorbij")).click()
    expect(second.locator("main")).to_contain_text("December komt later.")
    second.get_by_role("button", name="Sluit de 2e helft 2022 af").click()
    expect(second.locator("h1")).to_have_text("De 2e helft 2022 is afgesloten")
    assert TargetPeriod.objects.get(code="2022-2").closed_at is not None
    assert national_sums(journal_state().seq) == before
    assert Publication.objects.get(kind="close", title="Afsluiting 2e helft 2022").sums == before
    second.get_by_role("link", name="Afsluiting 2e helft 2022").first.click()
    expect(second.locator("main")).to_contain_text("Dordrecht (oktober)")


def test_official_openings_are_booked_after_it(manager: Arrive, tmp_path: Path) -> None:
    page = manager("beheer2")
    path = tmp_path / "beginstanden.csv"
    path.write_text("gemeentecode;beginstand\nGM0599;-100\n", encoding="utf-8")
    page.goto(CLOSING)
    page.get_by_role("link", name="Officiële beginstanden van de 1e helft 2023").click()
    page.get_by_label("Bestand met de beginstanden").set_input_files(path)
    page.get_by_label("Bron", exact=True).fill("Overzicht januari 2023")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.locator("main")).to_contain_text("Er wordt één correctie geboekt")
    page.get_by_role("button", name="Boek 1 correctie").click()
    expect(page.locator("main")).to_contain_text("1 correctie is geboekt")
    page.locator("summary", has_text="Overzicht januari 2023").click()
    page.locator("details[open]").get_by_role("link", name="Rotterdam").click()
    expect(page.locator("#grootboek")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Verschil met de officiële beginstand")
