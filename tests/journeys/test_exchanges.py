"""Two municipalities exchange a part of their targets, and their coordinator follows it."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from housing.domain.roles import Role
from housing.models import User
from tests.cast import person, signed_in
from tests.demonstration import put_demonstration
from tests.journeys.conftest import SESSION, NewVisitor
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe

LIST = "/gemeenten/vlissingen/2022-2/uitruil/"
PEOPLE = ("vlissingen", "middelburg", "zeeland", "goes")
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def sessions(address: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Sessions by name; what the story changes is put back after it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        people: list[User] = [
            person("vlissingen", Role.MUNICIPALITY_EDITOR, municipality="GM0718"),
            person("middelburg", Role.MUNICIPALITY_EDITOR, municipality="GM0687"),
            person("zeeland", Role.PROVINCE_COORDINATOR, province="PV29"),
            person("goes", Role.MUNICIPALITY_EDITOR, municipality="GM0664"),
        ]
        found = {
            name: signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            for name, user in zip(PEOPLE, people, strict=True)
        }
    yield found
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        put_demonstration()
        colleague = person("reist-mee", Role.MINISTRY_READER)
        os.environ[SESSION] = signed_in(colleague).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def arrive(visitor: NewVisitor, address: str, sessions: dict[str, str]) -> Arrive:
    """Somebody with a window of his own, by name."""

    def come(name: str, **options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": sessions[name], "url": address}]
        )
        return page

    return come


def fill_in(page: Page, handed: str, taken: str) -> None:
    page.goto(LIST)
    page.locator("#aantal-1").fill(handed)
    page.locator("#gemeente-2").fill("middelburg")
    page.locator("#aantal-2").fill(taken)
    page.get_by_label("Waarom ruilt u?").fill("Middelburg heeft een flexlocatie")
    page.get_by_label("Document met de afspraak").fill("brief 12, 3 november 2022")
    page.get_by_role("button", name="Bekijk het gevolg").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_two_municipalities_exchange(arrive: Arrive, scripts: bool) -> None:
    # A form that is refused answers 422, which the browser reports.
    vlissingen = arrive("vlissingen", complains=True, java_script_enabled=scripts)
    fill_in(vlissingen, "3", "2")
    expect(vlissingen.get_by_role("alert")).to_contain_text("1 te weinig overgenomen")
    vlissingen.locator("#aantal-2").fill("3")
    vlissingen.get_by_role("button", name="Bekijk het gevolg").click()
    expect(vlissingen.locator("table.exchange-effect tbody tr")).to_have_count(2)
    vlissingen.get_by_role("button", name="Stel deze uitruil voor").click()
    expect(vlissingen.locator("h1")).to_have_text("Vlissingen draagt 3 over, Middelburg neemt 3 over")
    place = vlissingen.url

    # Somebody of another municipality sees nothing of it; the coordinator does.
    goes = arrive("goes", complains=True)
    assert goes.goto(place).status == 404
    zeeland = arrive("zeeland", java_script_enabled=scripts)
    zeeland.goto("/taken/")
    expect(zeeland.locator("main")).to_contain_text("Uitruil voorgesteld: Vlissingen, Middelburg")

    # The other is told what waits, sees what it does, and confirms.
    middelburg = arrive("middelburg", java_script_enabled=scripts)
    middelburg.goto("/taken/")
    middelburg.get_by_role("link", name="Bekijk het gevolg").click()
    middelburg.get_by_role("button", name="Bevestig namens Middelburg").click()
    expect(middelburg.locator(".exchange-state")).to_have_text("geboekt")

    # From then on it is a figure, for everybody with a role, with the way to it in both ledgers.
    for name in ("vlissingen", "middelburg"):
        goes.goto(f"/gemeenten/{name}/2022-2/")
        other = "Middelburg" if name == "vlissingen" else "Vlissingen"
        expect(goes.get_by_role("link", name=f"Uitruil met {other}").last).to_be_visible()
    goes.get_by_role("link", name="Uitruil met Vlissingen").last.click()
    expect(goes.locator("h1")).to_contain_text("Vlissingen draagt 3 over")
    zeeland.goto("/provincies/zeeland/2022-2/uitruil/")
    expect(zeeland.locator("tbody tr").first).to_contain_text("geboekt")


def test_one_is_withdrawn_and_one_is_refused(arrive: Arrive) -> None:
    vlissingen, middelburg = arrive("vlissingen"), arrive("middelburg")
    for reason in ("telfout", "geen ruimte"):
        fill_in(vlissingen, "1", "1")
        vlissingen.get_by_role("button", name="Stel deze uitruil voor").click()
        expect(vlissingen.locator("h1")).to_contain_text("Vlissingen draagt 1 over")
        if reason == "telfout":
            vlissingen.locator("summary", has_text="Trek het voorstel in").click()
            vlissingen.locator("#intrekken").fill(reason)
            vlissingen.get_by_role("button", name="Trek het voorstel in").click()
            expect(vlissingen.locator(".exchange-state")).to_have_text("ingetrokken")
            continue
        middelburg.goto("/taken/")
        middelburg.get_by_role("link", name="Bekijk het gevolg").click()
        middelburg.locator("summary", has_text="Wijs af namens Middelburg").click()
        middelburg.get_by_label("Reden").first.fill(reason)
        middelburg.get_by_role("button", name="Wijs deze uitruil af").click()
        expect(middelburg.locator(".exchange-state")).to_have_text("afgewezen")
        vlissingen.reload()
        expect(vlissingen.locator("main")).to_contain_text(reason)


def test_it_can_be_proposed_by_keyboard(arrive: Arrive) -> None:
    page = arrive("vlissingen")
    page.goto(LIST)
    page.locator("#aantal-1").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("Middelburg")
    for text in (None, "1"):
        page.keyboard.press("Tab")
        if text:
            page.keyboard.type(text)
    page.locator("#reden").focus()
    page.keyboard.type("ruimte")
    page.keyboard.press("Tab")
    page.keyboard.type("brief 3")
    page.keyboard.press("Enter")
    expect(page.locator("#gevolg")).to_have_text(re.compile("Dit gebeurt er"))


def test_axe_finds_nothing(arrive: Arrive) -> None:
    page = arrive("vlissingen", bypass_csp=True, complains=True)
    fill_in(page, "2", "2")
    places = [page.url]
    faults: dict[str, list[str]] = {}
    page.get_by_role("button", name="Stel deze uitruil voor").click()
    places += [page.url, LIST]
    for place in places:
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
            if page.evaluate(TOO_WIDE)["page"] > 0:
                faults[f"{place} at {width}"] = ["too wide"]
    assert faults == {}
