"""A position is published, a month changes, the two are compared, and the publication is taken back."""

import re
import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import Page, expect

from housing.domain.reporting import Counts
from housing.domain.roles import Role
from housing.models import Report
from housing.queries.journal import journal_state
from housing.services.report_steps import correct, locked
from tests.cast import person, signed_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.test_accessibility import OPEN_ALL, TOO_WIDE, faults_by_axe

#: No other journey looks at what Terschelling housed.
TERSCHELLING = "GM0093"
TITLE = "Proefpublicatie van de reis"
SLUG = "proefpublicatie-van-de-reis"
WORK = (
    "/beheer/publicaties/",
    "/publicaties/vergelijken/",
    "/publicaties/vergelijken/?van=nu&naar=nu",
    "/publicaties/vergelijken/?van=dag&naar=nu",
    "/publicaties/kamerbrief-7-januari-2022/",
    "/publicaties/kamerbrief-7-januari-2022/intrekken/",
)


@pytest.fixture(scope="module")
def session(address: str, django_db_blocker: pytest.FixtureRequest) -> str:
    """The session of a manager, made where the server sees it: outside the transaction of a test."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        manager = person("publiceert", Role.MINISTRY_MANAGER)
        return signed_in(manager).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def manager(visitor: NewVisitor, address: str, session: str) -> Callable[..., Page]:
    """A manager with a window."""

    def arrive(**options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        return page

    return arrive


def for_everybody(job: Callable[[], None]) -> None:
    """Do something that the server sees: in a thread, whose connection is in no test's transaction."""

    def run() -> None:
        job()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)


def correct_a_month() -> None:
    """Four persons more in September, which was approved."""
    with transaction.atomic():
        found = Report.objects.get(municipality_id=TERSCHELLING, month=date(2022, 9, 1))
        (row,) = locked([found.pk])
        counts = Counts((row.home or 0) + 4, row.transitional, row.hotel)
        correct(row, counts, by=None, now=journal_state().now, reason="Nagekomen melding")


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def publish(page: Page) -> None:
    page.goto("/beheer/publicaties/")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Toelichting").fill("Voor het overleg.")
    page.get_by_role("button", name="Bekijk wat u publiceert").click()
    heading(page, TITLE)
    expect(page.locator("main")).to_contain_text("zien bezoekers zonder rol deze stand op alle pagina’s")
    expect(page.get_by_role("table", name="Nederland per halfjaar")).to_contain_text("2e helft 2022")
    page.get_by_role("button", name="Publiceer deze stand").click()
    expect(page).to_have_url(re.compile(rf"/publicaties/{SLUG}/$"))
    expect(page.locator("main")).to_contain_text(f"“{TITLE}” is gepubliceerd.")


def compare(page: Page) -> None:
    page.get_by_role("link", name="Vergelijk met nu").click()
    heading(page, "Wat er veranderde tussen twee standen")
    expect(page.locator(".lead")).to_contain_text("verschil +4")
    expect(page.get_by_role("table", name="Gemeenten")).to_contain_text("Terschelling")
    lines = page.get_by_role("table", name="Boekingen tussen de twee standen")
    expect(lines.locator("tbody tr")).to_have_count(1)
    expect(lines).to_contain_text("maand later gewijzigd")
    expect(lines).to_contain_text("Nagekomen melding")
    page.get_by_role("link", name="Draai om").first.click()
    expect(page.locator("main")).to_contain_text("U vergelijkt terug in de tijd")
    expect(page.locator(".lead")).to_contain_text("verschil −4")


def test_publish_correct_compare_and_take_back(manager: Callable[..., Page], visitor: NewVisitor) -> None:
    page, public = manager(), visitor(anybody=True, complains=True)
    publish(page)
    public.goto("/landelijk/2022-2/")
    expect(public.locator(".position__label")).to_contain_text(TITLE)
    shown = public.locator(".figures").inner_text()

    for_everybody(correct_a_month)
    public.reload()
    assert public.locator(".figures").inner_text() == shown
    compare(page)

    page.goto(f"/publicaties/{SLUG}/")
    page.get_by_role("link", name="Trek deze publicatie in").click()
    expect(page.locator(".consequences")).to_contain_text("Maandoverzicht 1 november 2022")
    page.get_by_label("Waarom trekt u deze publicatie in?").fill("Terschelling ontbrak.")
    page.get_by_role("button", name="Trek deze publicatie in").click()
    expect(page.locator("main")).to_contain_text("Omdat: Terschelling ontbrak.")
    page.goto(f"/landelijk/2022-2/?publicatie={SLUG}")
    expect(page.locator(".position--withdrawn")).to_contain_text("Terschelling ontbrak.")

    public.goto("/landelijk/2022-2/")
    expect(public.locator(".position__label")).to_contain_text("Maandoverzicht 1 november 2022")
    public.goto(f"/landelijk/2022-2/?publicatie={SLUG}")
    heading(public, "Deze cijfers zijn ingetrokken")
    public.get_by_role("link", name=re.compile("^Naar de cijfers die nu gelden")).click()
    expect(public.locator(".position__mark")).to_have_text("stand per 1 november 2022")


@pytest.mark.parametrize("place", WORK)
def test_axe_finds_nothing_and_nothing_sticks_out(manager: Callable[..., Page], place: str) -> None:
    page = manager(bypass_csp=True, complains=True)
    page.goto(place)
    page.evaluate(OPEN_ALL)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(TOO_WIDE)
        assert found["page"] <= 0, found
        assert not found["elements"], found
        assert faults_by_axe(page) == []


def test_publishing_by_keyboard_without_scripts(manager: Callable[..., Page]) -> None:
    page = manager(java_script_enabled=False)
    page.goto("/beheer/publicaties/")
    page.get_by_label("Titel").focus()
    page.keyboard.type("Zonder scripts")
    page.keyboard.press("Enter")
    heading(page, "Zonder scripts")
    page.get_by_role("button", name="Terug om te wijzigen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Titel")).to_have_value("Zonder scripts")
