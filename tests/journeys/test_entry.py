"""A clerk enters a month: by keys, by pasting, with drafts that save themselves, and without script.

Each journey has a municipality of its own, because what is entered stays for the journeys after it.
"""

import json
import re
from threading import Thread

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page, expect

from housing.models import User
from tests.cast import signed_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import TOO_WIDE, faults_by_axe

CLERKS = {
    "alphen-aan-den-rijn": "rein.rijnland",
    "capelle-aan-den-ijssel": "yara.ijssel",
    "goeree-overflakkee": "vera.voorne",
    "gouda": "gerda.goudse",
    "hillegom": "bella.bollen",
    "katwijk": "bella.bollen",
    "lisse": "bella.bollen",
    "maassluis": "willem.waterweg",
    "noordwijk": "bella.bollen",
    "oegstgeest": "leo.leidse",
    "ridderkerk": "ben.baanhoek",
    "schiedam": "willem.waterweg",
    "zoetermeer": "yara.ijssel",
}
OCTOBER = "2022-10"
SAVED = re.compile("Concept bewaard om ")
OFFERED = "Op dit apparaat staat nog invoer"


def session_of(email: str) -> str:
    """A session, made outside the test's own transaction, so that the server knows it."""
    found: list[str] = []

    def make() -> None:
        try:
            client = signed_in(User.objects.get(email=f"{email}@demonstratie.example"))
            found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
        finally:
            connections.close_all()

    thread = Thread(target=make)
    thread.start()
    thread.join()
    return found[0]


def come_in(context: BrowserContext, slug: str, address: str) -> None:
    """Sign in as the clerk of a municipality."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(CLERKS[slug]), "url": address}
    context.add_cookies([cookie])


@pytest.fixture
def clerk(visitor: NewVisitor, address: str):  # type: ignore[no-untyped-def]
    """Opens the grid of a municipality as its clerk."""

    def arrive(slug: str, **options: object) -> Page:
        page = visitor(**{"anybody": True, "complains": True, **options})
        come_in(page.context, slug, address)
        page.goto(f"/invoer/{slug}/2022-2/")
        return page

    return arrive


def cell(page: Page, kind: str, month: str = OCTOBER):  # type: ignore[no-untyped-def]
    return page.locator(f"[id='{month}-{kind}']")


def state(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-save-state]")


def typed(page: Page, months: tuple[str, ...] = (OCTOBER,)) -> list[list[str]]:
    return [
        [cell(page, kind, month).input_value() for kind in ("home", "transitional", "hotel")]
        for month in months
    ]


# ── By keys ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_by_keyboard_in_few_strokes(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("goeree-overflakkee", complains=False)
    strokes = 0

    def press(key: str) -> None:
        nonlocal strokes
        strokes += 1
        page.keyboard.press(key)

    press("Tab")
    press("Enter")  # To the content.
    while page.evaluate("document.activeElement.getAttribute('data-kind')") is None:
        if "entry-go" in page.evaluate("document.activeElement.className"):
            press("Enter")  # To the month that waits.
        else:
            press("Tab")
        assert strokes < 10
    page.keyboard.type("4")
    press("Enter")
    expect(page.locator("[data-submit]")).to_be_focused()
    expect(page.locator("[data-submit]")).to_have_text("Dien oktober in")
    press("Enter")
    expect(page).to_have_url(re.compile("/ingediend/"))
    assert strokes < 10
    expect(page.locator(".entry-changes")).to_contain_text("Nog te huisvesten")


def test_keys_move_through_the_grid(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("noordwijk", complains=False)
    first, second = "2022-09", OCTOBER
    cell(page, "home", first).focus()
    for key, kind, month in (
        ("ArrowDown", "home", second),
        ("ArrowUp", "home", first),
        ("ArrowRight", "transitional", first),
        ("ArrowRight", "hotel", first),
        ("ArrowLeft", "transitional", first),
        ("Enter", "transitional", second),
        ("Shift+Enter", "transitional", first),
        ("Tab", "hotel", first),
        ("Shift+Tab", "transitional", first),
    ):
        page.keyboard.press(key)
        expect(cell(page, kind, month)).to_be_focused()
    field = cell(page, "transitional", first)
    before = field.input_value()
    page.keyboard.type("99")
    expect(field).to_have_value("99")
    page.keyboard.press("Escape")
    expect(field).to_have_value(before)
    expect(field).to_be_focused()


def test_arrows_move_within_a_number_first(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("noordwijk")
    field = cell(page, "transitional", "2022-09")
    field.fill("123")
    field.evaluate("field => field.setSelectionRange(2, 2)")
    page.keyboard.press("ArrowRight")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "hotel", "2022-09")).to_be_focused()


# ── Pasting ──────────────────────────────────────────────────────────────────────────────────────────────

PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return document.getElementById(id).dispatchEvent(event);
}"""


def test_any_block_fills_the_grid_from_where_it_is_pasted(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("alphen-aan-den-rijn")
    page.route(
        "**/concept/",
        lambda route: route.fulfill(
            status=422, body=json.dumps({"status": "refused"}), content_type="application/json"
        ),
    )
    months, kinds = ("2022-09", OCTOBER), ("home", "transitional", "hotel")
    values = st.text(alphabet="0123456789., xé", max_size=6).map(str.strip)
    blocks = st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=4)
    cases = blocks.filter(lambda block: len(block) > 1 or len(block[0]) > 1)
    shapes = [(row, column) for row in range(2) for column in range(3)]
    for number, block in enumerate(_examples(cases, 40)):
        row, column = shapes[number % len(shapes)]
        expected = typed(page, months)
        for down, line in enumerate(block[: 2 - row]):
            for right, value in enumerate(line[: 3 - column]):
                expected[row + down][column + right] = value
        ending = ("\n", "\r\n", "" if block[-1] != [""] else "\n")[number % 3]
        text = ("\r\n" if number % 2 else "\n").join("\t".join(line) for line in block) + ending
        page.evaluate(PASTE, [f"{months[row]}-{kinds[column]}", text])
        assert typed(page, months) == expected, (row, column, text)


def _examples(strategy: st.SearchStrategy, count: int) -> list:  # type: ignore[type-arg]
    """Always the same examples of a strategy."""
    from hypothesis import Phase, given
    from hypothesis import settings as chosen

    found: list = []  # type: ignore[type-arg]

    @chosen(max_examples=count, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(value: object) -> None:
        found.append(value)

    collect()
    return found


def test_a_single_number_is_pasted_as_usual(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("alphen-aan-den-rijn")
    assert page.evaluate(PASTE, [f"{OCTOBER}-home", "12"]) is True
    assert page.evaluate(PASTE, [f"{OCTOBER}-home", "12\t3"]) is False


# ── Drafts save themselves ───────────────────────────────────────────────────────────────────────────────


def test_a_draft_saves_itself_and_is_there_again(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("capelle-aan-den-ijssel", complains=False)
    cell(page, "hotel").fill("1.234")
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator(f"#maand-{OCTOBER} [data-total]")).to_have_text("1.241")
    page.reload()
    expect(cell(page, "hotel")).to_have_value("1234")
    expect(page.locator("main")).not_to_contain_text(OFFERED)
    expect(page.locator(f"#maand-{OCTOBER}")).to_contain_text("nog niet opnieuw ingediend")


def test_what_is_no_number_is_said_at_the_field(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("capelle-aan-den-ijssel")
    field = cell(page, "transitional")
    field.fill("1,5")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"[id='{OCTOBER}-transitional-error']")).to_contain_text("heel getal")
    described = field.get_attribute("aria-describedby") or ""
    assert f"{OCTOBER}-transitional-error" in described.split()
    field.fill("2")
    expect(state(page)).to_have_text(SAVED)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_zero_is_a_choice(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("oegstgeest", complains=False)
    zero = page.get_by_label("Nul, niemand gehuisvest")
    zero.check()
    assert typed(page) == [["0", "0", "0"]]
    expect(state(page)).to_have_text(SAVED)
    cell(page, "home").fill("3")
    expect(zero).not_to_be_checked()
    expect(state(page)).to_have_text(SAVED)


def test_a_lost_connection_loses_nothing(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse")
    page.context.set_offline(True)
    cell(page, "home").fill("31")
    expect(state(page)).to_contain_text("geen verbinding")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell(page, "home")).to_have_value("31")


def test_what_was_not_saved_is_offered_again(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse")
    page.route("**/concept/", lambda route: route.abort())
    cell(page, "home").fill("32")
    page.locator(f"#maand-{OCTOBER} summary").click()
    page.get_by_label("Opmerking bij oktober").fill("met de hand geteld")
    expect(state(page)).to_contain_text("Niet bewaard")
    page.unroute("**/concept/")
    other = page.context.new_page()
    other.goto("/invoer/lisse/2022-2/")
    expect(other.locator(".entry-restore")).to_contain_text(f"{OFFERED} die niet is bewaard: oktober.")
    other.get_by_role("button", name="Zet terug").click()
    expect(cell(other, "home")).to_have_value("32")
    expect(state(other)).to_have_text(SAVED)
    other.reload()
    expect(cell(other, "home")).to_have_value("32")
    expect(other.locator(f"[id='{OCTOBER}-note']")).to_have_value("met de hand geteld")
    expect(other.locator(".entry-restore")).to_have_count(0)


def test_what_was_not_saved_can_be_thrown_away(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("maassluis")
    page.route("**/concept/", lambda route: route.abort())
    before = cell(page, "home").input_value()
    cell(page, "home").fill("33")
    expect(state(page)).to_contain_text("Niet bewaard")
    page.reload()
    page.get_by_role("button", name="Gooi weg").click()
    expect(cell(page, "home")).to_have_value(before)
    page.reload()
    expect(page.locator(".entry-restore")).to_have_count(0)


def test_an_ended_session_loses_nothing(clerk, address: str) -> None:  # type: ignore[no-untyped-def]
    page = clerk("maassluis")
    page.context.clear_cookies()
    cell(page, "home").fill("34")
    expect(state(page)).to_contain_text("u bent niet meer ingelogd")
    link = state(page).get_by_role("link", name="Log opnieuw in")
    assert link.get_attribute("href") == "/inloggen/?next=%2Finvoer%2Fmaassluis%2F2022-2%2F"
    come_in(page.context, "maassluis", address)
    page.goto("/invoer/maassluis/2022-2/")
    page.get_by_role("button", name="Zet terug").click()
    expect(state(page)).to_have_text(SAVED)
    expect(cell(page, "home")).to_have_value("34")


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_mine", [True, False])
def test_a_conflict_is_shown_and_decided(clerk, is_mine: bool) -> None:  # type: ignore[no-untyped-def]
    page = clerk("katwijk")
    other = page.context.new_page()
    other.goto("/invoer/katwijk/2022-2/")
    mine, theirs = ("41", "42") if is_mine else ("43", "44")
    cell(other, "home").fill(theirs)
    expect(state(other)).to_have_text(SAVED)
    cell(page, "home").fill(mine)
    panel = page.locator(".entry-conflict")
    expect(panel).to_contain_text("Welke waarde blijft?")
    assert panel.locator("tbody tr").first.inner_text().split() == ["woning", mine, theirs]
    other.reload()
    expect(cell(other, "home")).to_have_value(theirs)
    panel.get_by_role("button", name="De waarde hier" if is_mine else "De waarde daar").click()
    expect(panel).to_have_count(0)
    if is_mine:
        expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell(page, "home")).to_have_value(mine if is_mine else theirs)


def test_a_conflict_without_script(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("schiedam", java_script_enabled=False)
    other = page.context.new_page()
    other.goto("/invoer/schiedam/2022-2/")
    cell(other, "home").fill("11")
    other.get_by_role("button", name="Bewaar concept").last.click()
    expect(other.locator("main")).to_contain_text("Concept bewaard")
    cell(page, "home").fill("12")
    page.get_by_role("button", name="Bewaar concept").last.click()
    panel = page.locator(".entry-conflict")
    assert panel.locator("tbody tr").first.inner_text().split() == ["woning", "12", "11"]
    expect(cell(page, "home")).to_have_value("12")
    panel.get_by_role("button", name="De waarde hier").click()
    expect(page.locator("main")).to_contain_text("Concept bewaard")
    expect(cell(page, "home")).to_have_value("12")


def test_a_conflict_that_comes_with_submitting_is_decided_by_script_too(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("hillegom")
    page.route("**/concept/", lambda route: route.abort())
    other = page.context.new_page()
    other.goto("/invoer/hillegom/2022-2/")
    cell(other, "home").fill("3")
    expect(state(other)).to_have_text(SAVED)
    cell(page, "home").fill("2")
    page.locator("[data-submit]").click()
    panel = page.locator(".entry-conflict")
    expect(panel).to_be_visible()
    page.unroute("**/concept/")
    panel.get_by_role("button", name="De waarde hier").click()
    expect(state(page)).to_have_text(SAVED)
    expect(panel).to_have_count(0)
    page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/ingediend/"))


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", [True, False])
def test_submitting_with_a_line_of_explanation(clerk, script: bool) -> None:  # type: ignore[no-untyped-def]
    page = clerk("ridderkerk", java_script_enabled=script)
    persons = "90" if script else "95"
    cell(page, "home").fill(persons)
    if not script:
        page.get_by_label("Opnieuw indienen oktober 2022").check()
    page.locator("[data-submit]").click()
    summary = page.locator("[data-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Er is nog niets ingediend. Wat u typte, staat er nog.")
    expect(cell(page, "home")).to_have_value(persons)
    summary.get_by_role("link").click()
    line = page.get_by_label("Geef een korte toelichting bij oktober")
    expect(line).to_be_focused()
    expect(page.locator(f"[id='{OCTOBER}-warnings']")).to_contain_text(f"{int(persons) + 1} personen")
    line.fill("Een nieuw complex is opgeleverd.")
    page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/ingediend/"))
    expect(page.locator("main")).to_contain_text("Oktober ingediend op 15 november 2022")
    expect(page.locator("main")).to_contain_text("Provincie Zuid-Holland kijkt uw opgave na")
    before = page.locator(".entry-changes").inner_text()
    page.reload()
    assert page.locator(".entry-changes").inner_text() == before
    page.get_by_role("link", name="Terug naar de invoer").click()
    expect(page.locator(f"#maand-{OCTOBER}")).to_contain_text("ingediend")
    expect(page.locator(".entry-restore")).to_have_count(0)


def test_clicking_twice_submits_once(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("zoetermeer", complains=False)
    cell(page, "hotel").fill("1")
    page.locator("[data-submit]").dblclick()
    expect(page).to_have_url(re.compile("/ingediend/"))
    rows = page.locator(".entry-sent tbody tr")
    expect(rows).to_have_count(1)
    page.go_back()
    expect(page.locator("[data-submit]")).to_be_visible()
    expect(cell(page, "hotel")).to_have_value("1")


@pytest.mark.parametrize("script", [True, False])
def test_withdrawing(clerk, script: bool) -> None:  # type: ignore[no-untyped-def]
    page = clerk("gouda", java_script_enabled=script)
    if page.get_by_role("link", name="Trek in oktober 2022").count() == 0:
        cell(page, "home").fill("6")
        page.get_by_label("Indienen oktober 2022").check()
        page.locator("[data-submit]").click()
        expect(page).to_have_url(re.compile("/ingediend/"))
        page.goto("/invoer/gouda/2022-2/")
    page.get_by_role("link", name="Trek in oktober 2022").click()
    page.get_by_role("button", name="Trek oktober 2022 in").click()
    expect(page.locator("main")).to_contain_text("Oktober is ingetrokken")
    expect(page.locator(f"#maand-{OCTOBER}")).to_contain_text("ingetrokken")


# ── For everybody ────────────────────────────────────────────────────────────────────────────────────────

TARGETS = """
() => [...document.querySelectorAll("form.entry :is(input, button, textarea, summary, label.entry-tick)")]
  .filter(element => element.checkVisibility() && !element.closest(".visually-hidden")
    && !element.matches('.visually-hidden, [type="hidden"], [type="checkbox"]'))
  .map(element => ({what: element.outerHTML.slice(0, 90), height: element.getBoundingClientRect().height}))
  .filter(found => found.height < 43.5)
"""


def states(page: Page) -> list[str]:
    """The page in each of its states, one after the other."""
    yield "as it opens"  # type: ignore[misc]
    cell(page, "home").fill("700")
    cell(page, "hotel").fill("1,5")
    page.locator("[data-submit]").click()
    expect(page.locator("[data-summary]")).to_be_visible()
    yield "with errors"  # type: ignore[misc]
    cell(page, "hotel").fill("")
    page.locator("[data-submit]").click()
    expect(page.locator(".entry-warning--asked")).to_be_visible()
    yield "with warnings"  # type: ignore[misc]
    other = page.context.new_page()
    other.goto("/invoer/noordwijk/2022-2/")
    cell(other, "home").fill("8")
    expect(state(other)).to_have_text(SAVED)
    cell(page, "home").fill("7")
    expect(page.locator(".entry-conflict")).to_be_visible()
    yield "with a conflict"  # type: ignore[misc]
    other.get_by_role("link", name="Trek in oktober 2022").click()
    page.goto(other.url)
    yield "withdrawing"  # type: ignore[misc]
    page.goto("/invoer/noordwijk/2022-1/")
    yield "closed"  # type: ignore[misc]
    page.goto("/invoer/")
    yield "choosing a municipality"  # type: ignore[misc]
    page.goto("/invoer/lisse/2022-2/")
    cell(page, "home").fill("3")
    page.locator("[data-submit]").click()
    line = page.get_by_label("Geef een korte toelichting bij oktober")
    if line.count():
        line.fill("Zo is het.")
        page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/ingediend/"))
    yield "done"  # type: ignore[misc]


def test_everybody_can_use_it_in_every_state(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("noordwijk", bypass_csp=True)
    faults: dict[str, object] = {}
    for what in states(page):
        for width in (*WIDTHS, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(TOO_WIDE)
            if wide["page"] > 0 or wide["elements"]:
                faults[f"{what}, {width}: wide"] = wide
            if width in WIDTHS and (found := faults_by_axe(page)):
                faults[f"{what}, {width}: axe"] = found
            if width == 390 and (small := page.evaluate(TARGETS)):
                faults[f"{what}, {width}: small"] = small
        page.set_viewport_size({"width": 1280, "height": 900})
    assert faults == {}


def test_on_paper_the_figures_are_there(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse", viewport={"width": 688, "height": 1000})
    page.emulate_media(media="print")
    expect(cell(page, "home")).to_be_visible()
    expect(page.locator(".entry-bar")).not_to_be_visible()
    assert page.evaluate(TOO_WIDE)["page"] <= 0
