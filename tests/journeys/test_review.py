"""A coordinator reviews a province: exceptions first, the rest in one click, by keyboard, without scripts."""

import re
import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import Page, expect

from housing.domain.reporting import Counts, Step
from housing.domain.roles import Role
from housing.models import Report, User
from housing.queries.journal import journal_state
from housing.services.report_steps import Taken, locked, take
from tests.cast import person, signed_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.test_accessibility import FOCUS, OPEN_ALL, TOO_WIDE, faults_by_axe

#: No other journey looks at Limburg.
LIMBURG = "PV31"
QUEUE = "/provincies/limburg/2022-2/beoordelen/"
COORDINATOR = "limburg@voorbeeld.example"
Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def sessions(address: str, django_db_blocker: pytest.FixtureRequest) -> dict[str, str]:
    """Sessions by address of mail, made where the server sees them: outside the transaction of a test."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        person("limburg", Role.PROVINCE_COORDINATOR, province=LIMBURG)
        emails = {COORDINATOR, *(email for email, _ in PLACES)}
        return {user.email: session_of(user) for user in User.objects.filter(email__in=emails)}


def session_of(user: User) -> str:
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def coordinator(visitor: NewVisitor, address: str, sessions: dict[str, str]) -> Arrive:
    """Somebody with a window; a coordinator of Limburg unless another is named."""

    def arrive(email: str = COORDINATOR, **options: object) -> Page:
        page = visitor(anybody=True, **options)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": sessions[email], "url": address}]
        )
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


def waiting() -> int:
    return Report.objects.filter(state="submitted", municipality__province=LIMBURG).count()


def test_the_rest_is_approved_in_one_click_by_keyboard(coordinator: Arrive) -> None:
    page = coordinator()
    page.goto(QUEUE)
    before = waiting()
    expect(page.locator("h1")).to_contain_text(f"{before} maanden wachten op beoordeling")
    button = page.get_by_role("button", name=re.compile("zonder opmerkingen goed"))
    button.focus()
    count = int(re.search(r"\d+", button.inner_text())[0])
    assert page.evaluate(FOCUS)["shown"]
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"{count} maanden zijn goedgekeurd.")
    assert waiting() == before - count
    expect(button).to_have_count(0)


def test_a_month_goes_back_and_is_reopened_without_scripts(coordinator: Arrive) -> None:
    page = coordinator(java_script_enabled=False, complains=True)
    report = Report.objects.filter(
        state="approved", municipality__province=LIMBURG, month="2022-10-01"
    ).first()
    assert report is not None
    page.goto(f"{QUEUE}?toon=alles")
    name = report.municipality.name
    page.get_by_role("row", name=re.compile(f"^{re.escape(name)}")).get_by_role("link").nth(3).click()
    expect(page.locator("h1")).to_have_text(f"{name}, oktober 2022")
    page.get_by_text("Heropenen", exact=True).click()
    page.get_by_role("button", name="Heropen deze maand").click()
    expect(page.get_by_label("Waarom?")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Waarom?").fill("De gemeente belde.")
    page.get_by_role("button", name="Heropen deze maand").click()
    expect(page.locator("main")).to_contain_text("is heropend")
    report.refresh_from_db()
    assert report.state == "reopened"


def test_what_changed_since_is_shown_instead(coordinator: Arrive) -> None:
    report = Report.objects.filter(state="reopened", municipality__province=LIMBURG).first()
    assert report is not None

    def submit(homes: int) -> None:
        with transaction.atomic():
            [row] = locked([report.pk])
            row.warnings = []
            take([Taken(row, Step.SUBMIT, Counts(homes, 0, 0))], by=None, now=journal_state().now)

    for_everybody(lambda: submit(3))
    page = coordinator()
    page.goto(QUEUE)
    for_everybody(lambda: submit(4))
    page.get_by_role("button", name=re.compile("zonder opmerkingen goed|Goedkeuren")).last.click()
    expect(page.locator("main")).to_contain_text("veranderd sinds u keek")
    card = page.locator(".review-card--changed")
    expect(card).to_contain_text("anders")
    card.get_by_role("button", name="Goedkeuren").click()
    expect(page.locator("main")).to_contain_text("1 maand is goedgekeurd.")


def test_every_stop_of_the_tab_key_is_visible(coordinator: Arrive) -> None:
    page = coordinator()
    page.goto(QUEUE)
    page.keyboard.press("Tab")
    for _ in range(150):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            break
        assert focus["shown"], focus["what"]
        assert focus["seen"], focus["what"]


PLACES = (
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/"),
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/?toon=alles"),
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/?toon=ontbreekt"),
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/gouda/2022-10/"),
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/delft/2022-09/"),
    ("provincie@demonstratie.example", "/provincies/zuid-holland/2022-2/termijnen/"),
    ("regietafel@demonstratie.example", "/provincies/zuid-holland/2022-2/beoordelen/"),
    ("invoer@demonstratie.example", "/invoer/rotterdam/2022-09/correctie/"),
    ("invoer@demonstratie.example", "/invoer/rotterdam/2022-03/correctie/"),
    ("beheer1@demonstratie.example", "/beheer/termijnen/"),
)


@pytest.mark.parametrize(("email", "place"), PLACES)
def test_axe_finds_nothing_and_nothing_sticks_out(coordinator: Arrive, email: str, place: str) -> None:
    page = coordinator(email, bypass_csp=True, complains=True)
    response = page.goto(place)
    assert response is not None
    assert response.status == 200
    page.evaluate(OPEN_ALL)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(TOO_WIDE)
        assert found["page"] <= 0, found
        assert not found["elements"], found
        assert faults_by_axe(page) == []
