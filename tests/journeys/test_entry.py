"""A clerk submits a month and withdraws it, with and without script; everybody can use and print the page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.grid import OCTOBER, SAVED, cell, state
from tests.journeys.places import WIDTHS
from tests.journeys.test_accessibility import TOO_WIDE, faults_by_axe

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


#: How far the word above a field ends from the next field, in the narrowest place of the grid.
BETWEEN_WORDS = """
() => Math.min(...[...document.querySelectorAll(".entry-month__figures")].flatMap(row => {
  const words = [...row.querySelectorAll(".entry-cell__label")].slice(0, 3);
  const range = document.createRange();
  return words.slice(0, 2).map((word, place) => {
    range.selectNodeContents(word);
    return words[place + 1].getBoundingClientRect().left - range.getBoundingClientRect().right;
  });
}))
"""


@pytest.mark.parametrize("width", [320, 390, 412, 430, 460])
def test_words_above_fields_stay_apart(clerk, width: int) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse", viewport={"width": width, "height": 900})
    assert page.evaluate(BETWEEN_WORDS) >= 16
    last = page.locator(".entry-month--editable .entry-cell__label").nth(2)
    assert last.evaluate("word => word.scrollWidth <= word.clientWidth")


def test_on_paper_the_figures_are_there(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse", viewport={"width": 688, "height": 1000})
    page.emulate_media(media="print")
    expect(cell(page, "home")).to_be_visible()
    expect(page.locator(".entry-bar")).not_to_be_visible()
    assert page.evaluate(TOO_WIDE)["page"] <= 0
