"""A manager enters a merger, sees what happens and books it, without script; a split lapses."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.domain.roles import Role
from tests.cast import person, signed_in
from tests.journeys.conftest import NewVisitor, arriving
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe
from tests.journeys.undoing import all_undone

LIST = "/beheer/herindelingen/"
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def session(address: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A manager's session, made where the server sees it."""
    with django_db_blocker.unblock(), all_undone():  # type: ignore[attr-defined]
        client = signed_in(person("herindeler", Role.MINISTRY_MANAGER))
        yield client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def manager(visitor: NewVisitor, address: str, session: str) -> Arrive:
    """A manager with a window."""
    return arriving(visitor, address, session)


def fill(page: Page) -> None:
    page.goto(f"{LIST}?soort=samenvoeging")
    form = page.locator("details[open] form")
    form.get_by_label("Eerste dag waarop het geldt").fill("2023-01-01")
    form.get_by_label("Wet of besluit").fill("Stb. 2022, 301")
    form.get_by_label("Gemeente 1").fill("Kapelle")
    form.get_by_label("Gemeente 2").fill("Reimerswaal")
    form.get_by_label("Opvolger", exact=True).fill("GM2901")
    form.get_by_label("Naam, als de opvolger nieuw is").fill("Zuidoost-Beveland")


def test_a_merger_from_start_to_end(manager: Arrive) -> None:
    page = manager(java_script_enabled=False, complains=True)
    fill(page)
    page.locator("details[open]").get_by_role("button", name="Bekijk wat er gebeurt").click()
    # The province was forgotten: everything else is still there.
    expect(page.get_by_text("Kies de provincie van de nieuwe gemeente.")).to_be_visible()
    form = page.locator("details[open] form")
    expect(form.get_by_label("Gemeente 1")).to_have_value("Kapelle")
    form.get_by_label("Provincie, als de opvolger nieuw is").select_option("Zeeland")
    form.get_by_role("button", name="Bekijk wat er gebeurt").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Kapelle en Reimerswaal gaan op in Zuidoost-Beveland"
    )
    bookings = page.get_by_role("table", name="De boekingen")
    expect(bookings.get_by_role("row").last).to_have_text(re.compile(r"Samen\s*0"))
    totals = page.get_by_role("table", name=re.compile("voor en na"))
    for row in totals.get_by_role("row").all()[1:]:
        _name, before, after, difference = row.get_by_role("cell").or_(row.get_by_role("rowheader")).all()
        assert before.inner_text() == after.inner_text()
        assert difference.inner_text() == "0"
    page.get_by_role("button", name="Boek deze herindeling").click()
    expect(page.get_by_text("Op 1 januari 2023 gaat zij vanzelf in.")).to_be_visible()
    page.goto(LIST)
    ahead = page.get_by_role("table", name="Wat eraan komt")
    expect(ahead).to_contain_text("Kapelle en Reimerswaal gaan op in Zuidoost-Beveland")
    page.goto("/gemeenten/kapelle/2022-2/")
    expect(page.locator("main")).to_contain_text("Kapelle gaat op 1 januari 2023 op in Zuidoost-Beveland.")


def test_a_split_can_lapse(manager: Arrive) -> None:
    page = manager()
    page.goto(LIST)
    page.get_by_text("Een splitsing: één gemeente wordt verdeeld").click()
    form = page.locator("details[open] form")
    form.get_by_label("Eerste dag waarop het geldt").fill("2023-07-01")
    form.get_by_label("Wet of besluit").fill("Stb. 2023, 12")
    form.get_by_label("Gemeente die ophoudt").fill("Borsele")
    form.get_by_label("Waar de aandelen op berusten").fill("inwoners per kern")
    for place, (name, share) in enumerate((("Goes", "0,6"), ("Terneuzen", "0,4"))):
        form.get_by_label("Opvolger", exact=True).nth(place).fill(name)
        form.get_by_label("Aandeel", exact=True).nth(place).fill(share)
    form.get_by_label("Aandeel", exact=True).nth(1).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Borsele wordt verdeeld over Goes")
    page.get_by_role("button", name="Laat haar vervallen").click()
    expect(page.get_by_text("De herindeling is vervallen. Er is niets geboekt.")).to_be_visible()


def test_axe_finds_nothing_and_nothing_is_cut_off(manager: Arrive) -> None:
    page = manager(bypass_csp=True, complains=True)
    page.goto(f"{LIST}?soort=provincie")
    form = page.locator("details[open] form")
    form.get_by_label("Eerste dag waarop het geldt").select_option("01-01-2023")
    form.get_by_label("Wet of besluit").fill("Stb. 2022, 302")
    form.get_by_label("Gemeente", exact=True).fill("Noordoostpolder")
    form.get_by_label("Nieuwe provincie").select_option("Overijssel")
    form.get_by_role("button", name="Bekijk wat er gebeurt").click()
    move = page.url
    fill(page)
    page.locator("details[open] form").get_by_label("Naam, als de opvolger nieuw is").fill("")
    page.locator("details[open] form").get_by_label("Opvolger", exact=True).fill("Goes")
    page.locator("details[open] form").get_by_label("Gemeente 1").fill("Hulst")
    page.locator("details[open] form").get_by_label("Gemeente 2").fill("Sluis")
    page.locator("details[open] form").get_by_role("button").click()
    faults: dict[str, list[str]] = {}
    for place in (page.url, move, f"{LIST}?soort=splitsing", "/beheer/cbs/"):
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
            if page.evaluate(TOO_WIDE)["page"] > 0:
                faults[f"{place} at {width}: wide"] = page.evaluate(TOO_WIDE)["elements"]
    assert faults == {}
